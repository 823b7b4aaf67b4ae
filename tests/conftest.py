"""In which order the tests begin: those that drive whole servers first, for they wait most and go one by one."""

from pathlib import Path

import pytest

_DRIVE_SERVERS = Path(__file__).parent / "e2e"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the order as it is but for that: it is random, and keeps tests of one database together."""
    items.sort(key=lambda item: not item.path.is_relative_to(_DRIVE_SERVERS))
