"""When a disk counts as full."""

import pytest

from tocsin.errors import StoreUnavailable
from tocsin.store.telemetry.disk import DiskGuard

GIB = 1 << 30


@pytest.mark.parametrize(("total", "reserve"), [(1000 * GIB, GIB), (20 * GIB, GIB), (2 * GIB, 2 * GIB // 20)])
def test_the_default_reserve_is_a_gibibyte_or_less_of_a_small_disk(total: int, reserve: int) -> None:
    assert DiskGuard(lambda: (total, total), None).space().reserve == reserve


@pytest.mark.parametrize("free", [0, 99])
def test_below_the_reserve_there_is_no_room_and_the_message_says_what_to_do(free: int) -> None:
    with pytest.raises(StoreUnavailable, match=rf"disk full: {free} bytes .* lower TOCSIN_DISK_RESERVE"):
        DiskGuard(lambda: (1000, free), 100).require_room()


def test_at_the_reserve_there_is_room() -> None:
    DiskGuard(lambda: (1000, 100), 100).require_room()


def test_the_disk_is_looked_at_once_for_many_inserts() -> None:
    looks: list[int] = []

    def measure() -> tuple[int, int]:
        looks.append(1)
        return 1000, 1000

    guard = DiskGuard(measure, 100)
    for _ in range(50):
        guard.require_room()
    assert len(looks) <= 2
