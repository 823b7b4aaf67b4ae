"""Tests that drive whole servers: beside others, but never beside each other, for each may take all cores."""

import pytest


def pytest_itemcollected(item: pytest.Item) -> None:
    """Put a test of this folder into the one group that a single worker runs."""
    item.add_marker(pytest.mark.xdist_group("servers"))
