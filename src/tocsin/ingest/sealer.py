"""Decides when a trace is done and has it sealed into a task; seals it again when more comes.

A trace is done when its root has ended and nothing came for a while, or when nothing came for long. What is open lives
in memory and is found again after a restart from what the store holds, so a crash delays a task but never loses one.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from tocsin.ingest.account import Ledger
from tocsin.ingest.pricing import Pricer
from tocsin.model import JourneyRule, TraceId
from tocsin.store.telemetry import TraceActivity

OVERLAP = timedelta(seconds=30)
"""How far each look reaches back behind the last one: an insert may finish this long after its receipt instant."""
LOOK_BACK = timedelta(days=2)
"""How far a starting server looks for traces that were never sealed."""
MAX_TRACES_PER_SEAL = 5_000
"""Bounds the memory of one seal statement."""
_ROOTLESS_REMEMBERED = 100_000


class SealingStore(Protocol):
    """Finds active traces and seals them; `tocsin.store.telemetry` implements it."""

    def activity(self, after: datetime, until: datetime) -> Sequence[TraceActivity]:
        """Return what was received in (after, until], one row a trace."""
        ...

    def unsealed(self, since: datetime) -> Sequence[TraceActivity]:
        """Return traces received since an instant whose task is missing or older than their last span."""
        ...

    def sealed_before(self, trace_ids: Sequence[TraceId]) -> Mapping[TraceId, datetime]:
        """Return when the first span was received, for those traces that have a task."""
        ...

    def seal(
        self,
        traces: Sequence[TraceActivity],
        rules: Sequence[JourneyRule],
        at: datetime,
        *,
        resealed: Sequence[TraceId] = (),
    ) -> Mapping[str, int]:
        """Make or replace tasks; return counts by data mark, "" counting all."""
        ...


@dataclass(frozen=True, slots=True)
class SealPolicy:
    """When a trace is done.

    Attributes:
        quiet: Time without new spans after which a trace whose root has ended is sealed.
        timeout: Time without new spans after which a trace is sealed without its root.
    """

    quiet: timedelta = timedelta(seconds=5)
    timeout: timedelta = timedelta(minutes=5)


class Sealer:
    """Seals traces, tick by tick; one tick runs at a time."""

    def __init__(
        self,
        *,
        store: SealingStore,
        pricer: Pricer,
        rules: Callable[[], Sequence[JourneyRule]],
        policy: SealPolicy,
        ledger: Ledger,
    ) -> None:
        self._store = store
        self._pricer = pricer
        self._rules = rules
        self._policy = policy
        self._ledger = ledger
        self._lock = threading.Lock()
        self._looked_until: datetime | None = None
        self._open: dict[TraceId, TraceActivity] = {}
        self._looked_up: set[TraceId] = set()
        self._resealing: set[TraceId] = set()
        self._settled: dict[TraceId, datetime] = {}
        self._rootless: OrderedDict[TraceId, None] = OrderedDict()

    def tick(self, at: datetime) -> int:
        """Look at what came, seal what is done.

        Returns:
            How many traces were sealed.
        """
        with self._lock:
            since = self._looked_until - OVERLAP if self._looked_until else at - LOOK_BACK
            self._take_in(at, since)
            self._looked_until = at
            done = self._done(at)
            if done:
                self._pricer.price_new_models(min(trace.first_received_at for trace in done), at)
            for start in range(0, len(done), MAX_TRACES_PER_SEAL):
                self._seal(done[start : start + MAX_TRACES_PER_SEAL], at)
            self._settled = {i: last for i, last in self._settled.items() if last > at - 2 * OVERLAP}
            return len(done)

    def _take_in(self, at: datetime, since: datetime) -> None:
        fresh = self._store.activity(since, at) if self._looked_until else self._store.unsealed(since)
        for seen in fresh:
            settled = self._settled.get(seen.trace_id)
            if settled is not None and seen.last_received_at <= settled:
                continue
            known = self._open.get(seen.trace_id)
            self._open[seen.trace_id] = _merged(known, seen) if known else seen

    def _done(self, at: datetime) -> list[TraceActivity]:
        quiet = [trace for trace in self._open.values() if trace.last_received_at <= at - self._policy.quiet]
        self._find_earlier([t.trace_id for t in quiet if t.trace_id not in self._looked_up and self._may_be_sealed(t)])
        return [
            self._open[trace.trace_id]
            for trace in quiet
            if trace.has_root
            or trace.trace_id in self._resealing
            or trace.last_received_at <= at - self._policy.timeout
        ]

    def _may_be_sealed(self, trace: TraceActivity) -> bool:
        """A first sight usually brings the root; one without it may belong to a task that is sealed already."""
        return not trace.has_root or trace.trace_id in self._rootless

    def _find_earlier(self, trace_ids: Sequence[TraceId]) -> None:
        if not trace_ids:
            return
        self._looked_up.update(trace_ids)
        for trace_id, first in self._store.sealed_before(trace_ids).items():
            self._resealing.add(trace_id)
            known = self._open[trace_id]
            self._open[trace_id] = replace(known, first_received_at=min(first, known.first_received_at))

    def _seal(self, done: Sequence[TraceActivity], at: datetime) -> None:
        ids = [trace.trace_id for trace in done]
        marks = self._store.seal(done, self._rules(), at, resealed=[i for i in ids if i in self._resealing])
        self._ledger.sealed(marks, received_at=max(trace.last_received_at for trace in done))
        for trace in done:
            del self._open[trace.trace_id]
            self._settled[trace.trace_id] = trace.last_received_at
            if not trace.has_root:
                self._rootless[trace.trace_id] = None
        self._looked_up.difference_update(ids)
        self._resealing.difference_update(ids)
        while len(self._rootless) > _ROOTLESS_REMEMBERED:
            self._rootless.popitem(last=False)


def _merged(a: TraceActivity, b: TraceActivity) -> TraceActivity:
    return TraceActivity(
        trace_id=a.trace_id,
        first_received_at=min(a.first_received_at, b.first_received_at),
        last_received_at=max(a.last_received_at, b.last_received_at),
        has_root=a.has_root or b.has_root,
    )
