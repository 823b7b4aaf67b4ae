"""Alembic's folder: `env.py` is its entry, `versions` holds the numbered steps, each written once and never edited."""
