"""Spans become tasks: what a task is made of, sealing, pricing again, and letting spans go afterwards."""
