"""A registry on a real store, with a clock and ids that a test can foresee."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.kit.clock import ManualClock
from tests.kit.state import NOON
from tocsin.release import Registry
from tocsin.store.state import StateStore, open_state


@pytest.fixture
def state(tmp_path: Path) -> Iterator[StateStore]:
    store = open_state(f"sqlite:///{tmp_path}/state.db")
    yield store
    store.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def new_id() -> Callable[[], str]:
    numbers = count(1)
    return lambda: str(next(numbers))


@pytest.fixture
def registry(state: StateStore, clock: ManualClock, new_id: Callable[[], str]) -> Registry:
    return Registry(state.releases, clock, new_id)
