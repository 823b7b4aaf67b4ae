"""Decides when a trace is done and has it sealed into a task; seals it again when more comes.

A trace is done when its root has ended and nothing came for a while, or when nothing came for long. What is open lives
in memory, a bounded number of traces, and is found again after a restart from what the store holds: a crash delays a
task but never loses one. Only one server of a cluster needs to do this, but several may.
"""

import heapq
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from tocsin.ingest.account import Ledger
from tocsin.ingest.prices import Pricer
from tocsin.model import JourneyRule, SealedCount, TraceId
from tocsin.store.telemetry import TraceActivity

OVERLAP = timedelta(seconds=30)
"""How far each look reaches back behind the last one: an insert may finish this long after its receipt instant."""
LOOK_BACK = timedelta(days=2)
"""How far a starting server looks for traces that were never sealed."""
MAX_TRACES_PER_SEAL = 5_000
"""Bounds the memory of one seal statement."""
MAX_OPEN_TRACES = 200_000
"""Bounds the memory of what is open, some 100 MB; the longest quiet are sealed beyond it, and marked."""
TRACES_PER_LOOK = 50_000
"""Bounds the memory of one look; what came beyond it is looked at next, in the same tick."""
AWAY = timedelta(minutes=5)
"""After so long without a tick another server did the work: what is open here is out of date and found anew."""
_SEALED_REMEMBERED = 200_000


class SealingStore(Protocol):
    """Finds active traces and seals them; `tocsin.store.telemetry` implements it."""

    def receipts(self, after: datetime, until: datetime) -> Mapping[int, int]:
        """Return how many traces each insert in (after, until] brought, by receipt in Unix nanoseconds."""
        ...

    def activity(
        self, after: datetime, until: datetime, *, among: Collection[int] | None = None
    ) -> Sequence[TraceActivity]:
        """Return what was received in (after, until], one row a trace; of these receipts only."""
        ...

    def unsealed(self, since: datetime, *, limit: int) -> Sequence[TraceActivity]:
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
        resealed: Collection[TraceId] = (),
        unfinished: Collection[TraceId] = (),
    ) -> Sequence[SealedCount]:
        """Make or replace tasks; return what was found in them, by source."""
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
    """Seals traces, tick by tick; one tick runs at a time.

    Args:
        max_open: Traces that may wait to be done.
    """

    def __init__(
        self,
        *,
        store: SealingStore,
        pricer: Pricer,
        rules: Callable[[], Sequence[JourneyRule]],
        policy: SealPolicy,
        ledger: Ledger,
        max_open: int = MAX_OPEN_TRACES,
    ) -> None:
        self._store = store
        self._pricer = pricer
        self._rules = rules
        self._policy = policy
        self._ledger = ledger
        self._max_open = max_open
        self._lock = threading.Lock()
        self._start_anew()

    def _start_anew(self) -> None:
        self._looked_until: datetime | None = None
        self._receipts: Mapping[int, int] = {}
        self._open: dict[TraceId, TraceActivity] = {}
        self._looked_up: set[TraceId] = set()
        self._resealing: dict[TraceId, datetime] = {}
        self._settled: dict[TraceId, datetime] = {}
        self._sealed: OrderedDict[TraceId, None] = OrderedDict()

    def tick(self, at: datetime) -> int:
        """Look at what came, seal what is done.

        Returns:
            How many traces were sealed.
        """
        with self._lock:
            if self._looked_until is not None and at - self._looked_until > AWAY:
                self._start_anew()
            sealed = 0
            for fresh in self._looks(at):
                self._take_in(fresh)
                if len(self._open) > self._max_open:
                    sealed += self._seal_all(self._done(at), at)
                    sealed += self._seal_all(self._excess(), at, unfinished=True)
            sealed += self._seal_all(self._done(at), at)
            self._settled = {i: last for i, last in self._settled.items() if last > at - 2 * OVERLAP}
            return sealed

    def _looks(self, at: datetime) -> Iterator[Sequence[TraceActivity]]:
        """Yield what came since the last tick, each insert once although each look reaches back."""
        if self._looked_until is None:
            # The answer covers these. Seen again, the last part of a trace that is sealed would pass for all of it.
            self._receipts = self._store.receipts(at - OVERLAP, at)
            found = self._store.unsealed(at - LOOK_BACK, limit=self._max_open)
            # Found to the brim, there may be more: the next tick asks again, when some of these are sealed.
            self._looked_until = at if len(found) < self._max_open else None
            yield found
            return
        since = self._looked_until - OVERLAP
        receipts = self._store.receipts(since, at)
        for among in _portions({i: n for i, n in receipts.items() if self._receipts.get(i) != n}):
            yield self._store.activity(since, at, among=among)
        self._receipts = receipts
        self._looked_until = at

    def _take_in(self, fresh: Sequence[TraceActivity]) -> None:
        for seen in fresh:
            settled = self._settled.get(seen.trace_id)
            if settled is not None and seen.last_received_at <= settled:
                continue
            known = self._open.get(seen.trace_id)
            self._open[seen.trace_id] = _merged(known, seen) if known else seen

    def _excess(self) -> Sequence[TraceActivity]:
        """Return the longest quiet of the open traces, as far as there are too many; makes room for some more, too."""
        count = max(len(self._open) - self._max_open * 9 // 10, 0)
        oldest = heapq.nsmallest(count, self._open.values(), key=lambda trace: trace.last_received_at)
        self._find_earlier(oldest)
        return oldest

    def _done(self, at: datetime) -> Sequence[TraceActivity]:
        quiet = [trace for trace in self._open.values() if trace.last_received_at <= at - self._policy.quiet]
        self._find_earlier(quiet)
        return [
            trace
            for trace in quiet
            if trace.has_root
            or trace.trace_id in self._resealing
            or trace.last_received_at <= at - self._policy.timeout
        ]

    def _may_be_sealed(self, trace: TraceActivity) -> bool:
        """A first sight usually brings the root; one without it may belong to a task that is sealed already."""
        return not trace.has_root or trace.has_task or trace.trace_id in self._sealed

    def _find_earlier(self, traces: Sequence[TraceActivity]) -> None:
        """Look for the tasks of those traces that may have one: when the first span in each was received."""
        unknown = [t.trace_id for t in traces if t.trace_id not in self._looked_up and self._may_be_sealed(t)]
        if unknown:
            self._looked_up.update(unknown)
            self._resealing |= self._store.sealed_before(unknown)

    def _whole(self, trace: TraceActivity) -> TraceActivity:
        """Return a trace with what came of it before its task was sealed."""
        earlier = self._resealing.get(trace.trace_id, trace.first_received_at)
        return replace(trace, first_received_at=min(earlier, trace.first_received_at))

    def _seal_all(self, traces: Sequence[TraceActivity], at: datetime, *, unfinished: bool = False) -> int:
        if traces:
            # What a task was sealed with was looked up then, so this looks no further back than what came since.
            self._pricer.price_new_models(min(trace.first_received_at for trace in traces), at)
        for start in range(0, len(traces), MAX_TRACES_PER_SEAL):
            self._seal(traces[start : start + MAX_TRACES_PER_SEAL], at, unfinished=unfinished)
        return len(traces)

    def _seal(self, done: Sequence[TraceActivity], at: datetime, *, unfinished: bool) -> None:
        ids = [trace.trace_id for trace in done]
        counts = self._store.seal(
            [self._whole(trace) for trace in done],
            self._rules(),
            at,
            resealed=[i for i in ids if i in self._resealing],
            unfinished=ids if unfinished else (),
        )
        self._ledger.sealed(counts, at, received_at=max(trace.last_received_at for trace in done))
        for trace in done:
            del self._open[trace.trace_id]
            self._settled[trace.trace_id] = trace.last_received_at
            self._sealed[trace.trace_id] = None
        self._looked_up.difference_update(ids)
        for trace_id in ids:
            self._resealing.pop(trace_id, None)
        while len(self._sealed) > _SEALED_REMEMBERED:
            self._sealed.popitem(last=False)


def _portions(receipts: Mapping[int, int]) -> Iterator[Sequence[int]]:
    """Part inserts into portions that brought a bounded number of traces, in order of receipt."""
    portion: list[int] = []
    traces = 0
    for instant, brought in sorted(receipts.items()):
        if portion and traces + brought > TRACES_PER_LOOK:
            yield portion
            portion, traces = [], 0
        portion.append(instant)
        traces += brought
    if portion:
        yield portion


def _merged(a: TraceActivity, b: TraceActivity) -> TraceActivity:
    return TraceActivity(
        trace_id=a.trace_id,
        first_received_at=min(a.first_received_at, b.first_received_at),
        last_received_at=max(a.last_received_at, b.last_received_at),
        has_root=a.has_root or b.has_root,
        has_task=a.has_task or b.has_task,
    )
