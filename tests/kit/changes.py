"""Changes in memory: what a diagnosis asks of the release store, without a database; and a builder for them."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from tests.kit.tasks import MONDAY
from tocsin.model import Axis, Change, ChangeId, Scope, Window

_numbers = itertools.count(1)


def change(
    axis: Axis = Axis.PROMPT,
    subject: str = "support-answer",
    to_version: str = "v2",
    *,
    from_version: str = "v1",
    at: datetime = MONDAY,
    change_id: str | None = None,
    recorded_after: timedelta = timedelta(0),
    journey: str = "",
    service: str = "",
) -> Change:
    """Return one change; without `change_id` each call makes a new one."""
    return Change(
        id=ChangeId(change_id if change_id is not None else f"chg-{next(_numbers)}"),
        axis=axis,
        subject=subject,
        from_version=from_version,
        to_version=to_version,
        at=at,
        recorded_at=at + recorded_after,
        author="ann",
        scope=Scope(service=service, journey=journey),
        source="test",
        url="",
        summary="",
    )


class RecordedChanges:
    """Implements `tocsin.diagnose.ChangeReader` over a list."""

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        self._changes = {one.id: one for one in changes}

    def record(self, one: Change) -> None:
        """Store a change, once."""
        self._changes[one.id] = one

    def changes(
        self, window: Window | None = None, *, known_at: datetime | None = None, limit: int = 500
    ) -> Sequence[Change]:
        """Return changes that took effect in the window and were recorded by `known_at`, newest first."""
        found = [
            one
            for one in self._changes.values()
            if (window is None or window.start <= one.at < window.end)
            and (known_at is None or one.recorded_at <= known_at)
        ]
        return tuple(sorted(found, key=lambda one: (one.at, one.id), reverse=True)[:limit])
