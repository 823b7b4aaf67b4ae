"""The instants of ticks: multiples of the step since the Unix epoch, so that live and replay look at the same ones."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tocsin.errors import InvalidInput
from tocsin.model import Window

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def aligned(at: datetime, step: timedelta) -> datetime:
    """Return the last tick instant at or before an instant."""
    return at - (at - _EPOCH) % step


def count_ticks(window: Window, step: timedelta) -> int:
    """Return how many tick instants lie in a window.

    Raises:
        InvalidInput: The step is not positive.
    """
    if step <= timedelta(0):
        raise InvalidInput(f"the step must be longer than nothing, got {step!r}")
    return -((_EPOCH - window.end) // step) + ((_EPOCH - window.start) // step) if window.length else 0


def ticks(window: Window, step: timedelta) -> Iterator[datetime]:
    """Yield the tick instants of a window in order."""
    first = -((_EPOCH - window.start) // step)
    for number in range(count_ticks(window, step)):
        yield _EPOCH + (first + number) * step
