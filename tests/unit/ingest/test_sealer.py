"""When a trace is done, by an in-memory store that keeps activity and notes what was sealed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tests.kit.otlp import NOON
from tocsin.ingest import Ledger, Pricer, Sealer, SealPolicy
from tocsin.model import JourneyRule, TraceId
from tocsin.store.telemetry import ModelPrice, TraceActivity

SECOND = timedelta(seconds=1)
POLICY = SealPolicy(quiet=5 * SECOND, timeout=60 * SECOND)


class ActivityLog:
    """Activity by receipt; seals into a list of (trace, first receipt, resealed)."""

    def __init__(self) -> None:
        self.rows: list[TraceActivity] = []
        self.sealed: list[tuple[str, datetime, bool]] = []
        self._tasks: dict[TraceId, datetime] = {}

    def receive(self, trace: str, at: datetime, *, root: bool) -> None:
        self.rows.append(TraceActivity(TraceId(trace), at, at, root))

    def activity(self, after: datetime, until: datetime) -> Sequence[TraceActivity]:
        return [row for row in self.rows if after < row.last_received_at <= until]

    def unsealed(self, since: datetime) -> Sequence[TraceActivity]:
        return [row for row in self.rows if row.last_received_at >= since and row.trace_id not in self._tasks]

    def sealed_before(self, trace_ids: Sequence[TraceId]) -> Mapping[TraceId, datetime]:
        return {trace_id: self._tasks[trace_id] for trace_id in trace_ids if trace_id in self._tasks}

    def seal(
        self,
        traces: Sequence[TraceActivity],
        rules: Sequence[JourneyRule],
        at: datetime,
        *,
        resealed: Sequence[TraceId] = (),
    ) -> dict[str, int]:
        for trace in traces:
            self._tasks[trace.trace_id] = trace.first_received_at
            self.sealed.append((trace.trace_id, trace.first_received_at, trace.trace_id in resealed))
        return {"": len(traces)}


class NoModels:
    """A price store that has seen no model."""

    def put(self, prices: Sequence[ModelPrice], at: datetime) -> None:
        assert not prices

    def models_seen(self, since: datetime) -> Sequence[tuple[str, str]]:
        return ()


def sealer(log: ActivityLog) -> Sealer:
    ledger = Ledger()
    return Sealer(store=log, pricer=Pricer(NoModels(), {}, ledger), rules=tuple, policy=POLICY, ledger=ledger)


def test_a_trace_with_its_root_is_sealed_once_it_is_quiet() -> None:
    log = ActivityLog()
    watcher = sealer(log)
    log.receive("a", NOON, root=True)
    log.receive("a", NOON + 3 * SECOND, root=False)
    assert watcher.tick(NOON + 7 * SECOND) == 0
    assert watcher.tick(NOON + 8 * SECOND) == 1
    assert watcher.tick(NOON + 9 * SECOND) == 0
    assert log.sealed == [("a", NOON, False)]


def test_a_trace_without_root_waits_for_the_timeout() -> None:
    log = ActivityLog()
    watcher = sealer(log)
    log.receive("a", NOON, root=False)
    assert watcher.tick(NOON + 59 * SECOND) == 0
    assert watcher.tick(NOON + 60 * SECOND) == 1


def test_a_late_span_seals_its_task_again_from_its_first_span_on() -> None:
    log = ActivityLog()
    watcher = sealer(log)
    log.receive("a", NOON, root=True)
    watcher.tick(NOON + 10 * SECOND)
    log.receive("a", NOON + 100 * SECOND, root=False)
    watcher.tick(NOON + 110 * SECOND)
    assert log.sealed == [("a", NOON, False), ("a", NOON, True)]


def test_a_root_that_comes_after_the_timeout_seals_the_whole_again() -> None:
    log = ActivityLog()
    watcher = sealer(log)
    log.receive("a", NOON, root=False)
    watcher.tick(NOON + 61 * SECOND)
    log.receive("a", NOON + 300 * SECOND, root=True)
    watcher.tick(NOON + 310 * SECOND)
    assert log.sealed == [("a", NOON, False), ("a", NOON, True)]


def test_an_insert_that_finishes_after_the_look_is_not_missed() -> None:
    log = ActivityLog()
    watcher = sealer(log)
    watcher.tick(NOON)
    watcher.tick(NOON + 10 * SECOND)
    log.receive("slow", NOON + 8 * SECOND, root=True)
    watcher.tick(NOON + 20 * SECOND)
    assert log.sealed == [("slow", NOON + 8 * SECOND, False)]


def test_a_new_process_finds_what_the_old_one_left_open() -> None:
    log = ActivityLog()
    sealer(log).tick(NOON)
    log.receive("a", NOON + SECOND, root=True)
    assert sealer(log).tick(NOON + timedelta(hours=1)) == 1
