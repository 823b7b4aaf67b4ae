"""Background jobs tick on multiples of their step, one tick at a time, and survive a failing one."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest

from tocsin.app.schedule import Job, Schedule, next_tick
from tocsin.clock import SystemClock

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (NOON, NOON + timedelta(seconds=10)),
        (NOON + timedelta(microseconds=1), NOON + timedelta(seconds=10)),
        (NOON - timedelta(microseconds=1), NOON),
    ],
)
def test_the_next_tick_is_the_first_multiple_after(after: datetime, expected: datetime) -> None:
    assert next_tick(after, timedelta(seconds=10)) == expected


def test_a_failing_tick_is_followed_by_the_next_and_none_overlaps() -> None:
    step = timedelta(milliseconds=20)
    ticks: list[datetime] = []
    inside = threading.Lock()
    enough = threading.Event()

    def run(at: datetime) -> None:
        assert inside.acquire(blocking=False), "two ticks at once"
        try:
            ticks.append(at)
            if len(ticks) == 4:
                enough.set()
            raise RuntimeError("this tick fails")
        finally:
            inside.release()

    async def scenario() -> None:
        schedule = Schedule([Job("test", step, run)], SystemClock())
        schedule.start()
        assert await asyncio.to_thread(enough.wait, 10)
        await schedule.stop()

    asyncio.run(scenario())
    assert ticks == sorted(set(ticks))
    assert all((tick - NOON) % step == timedelta(0) for tick in ticks)
