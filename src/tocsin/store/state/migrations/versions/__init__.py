"""Numbered steps of the state schema. They spell their tables out: a step must not change when `schema.py` does."""
