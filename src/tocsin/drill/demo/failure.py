"""Why a demo did not happen as promised."""


class DemoFailed(Exception):
    """An expectation that did not hold; the message says which, and what was seen instead."""
