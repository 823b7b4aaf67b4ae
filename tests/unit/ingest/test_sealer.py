"""When a trace is done, by an in-memory store that keeps activity and notes what was sealed."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tests.kit.otlp import NOON
from tocsin.clock import to_nanoseconds
from tocsin.ingest import Ledger, Pricer, Sealer, SealPolicy
from tocsin.model import JourneyRule, ModelPrice, PriceKey, SealedCount, TraceId
from tocsin.store.telemetry import TraceActivity

SECOND = timedelta(seconds=1)
POLICY = SealPolicy(quiet=5 * SECOND, timeout=60 * SECOND)


class ActivityLog:
    """Activity by receipt; seals into a list of (trace, first receipt, resealed)."""

    def __init__(self) -> None:
        self.rows: list[TraceActivity] = []
        self.sealed: list[tuple[str, datetime, bool]] = []
        self.unfinished: list[str] = []
        self.looked_at: list[str] = []
        self._tasks: dict[TraceId, tuple[datetime, datetime]] = {}

    def receive(self, trace: str, at: datetime, *, root: bool) -> None:
        self.rows.append(TraceActivity(TraceId(trace), at, at, root))

    def receipts(self, after: datetime, until: datetime) -> Mapping[int, int]:
        return Counter(
            to_nanoseconds(row.last_received_at) for row in self.rows if after < row.last_received_at <= until
        )

    def activity(
        self, after: datetime, until: datetime, *, among: Collection[int] | None = None
    ) -> Sequence[TraceActivity]:
        rows = [row for row in self.rows if after < row.last_received_at <= until]
        found = [row for row in rows if among is None or to_nanoseconds(row.last_received_at) in among]
        self.looked_at += [row.trace_id for row in found]
        return found

    def unsealed(self, since: datetime, *, limit: int) -> Sequence[TraceActivity]:
        rows = [row for row in self.rows if row.last_received_at >= since and not self._is_sealed(row)]
        return [replace(row, has_task=row.trace_id in self._tasks) for row in rows][:limit]

    def _is_sealed(self, row: TraceActivity) -> bool:
        return row.trace_id in self._tasks and self._tasks[row.trace_id][1] >= row.last_received_at

    def sealed_before(self, trace_ids: Sequence[TraceId]) -> Mapping[TraceId, datetime]:
        return {trace_id: self._tasks[trace_id][0] for trace_id in trace_ids if trace_id in self._tasks}

    def seal(
        self,
        traces: Sequence[TraceActivity],
        rules: Sequence[JourneyRule],
        at: datetime,
        *,
        resealed: Collection[TraceId] = (),
        unfinished: Collection[TraceId] = (),
    ) -> Sequence[SealedCount]:
        for trace in traces:
            self._tasks[trace.trace_id] = (trace.first_received_at, trace.last_received_at)
            self.sealed.append((trace.trace_id, trace.first_received_at, trace.trace_id in resealed))
        self.unfinished += unfinished
        return [SealedCount("assistant", len(traces), {}, 0, 0)]


class NoModels:
    """A price store that has seen no model; notes since when it was asked."""

    def __init__(self) -> None:
        self.asked_since: list[datetime] = []

    def put(self, prices: Iterable[ModelPrice], at: datetime) -> None:
        assert not list(prices)

    def prices(self) -> Sequence[ModelPrice]:
        return ()

    def models_seen(self, since: datetime) -> Sequence[PriceKey]:
        self.asked_since.append(since)
        return ()


def sealer(log: ActivityLog, *, max_open: int = 1_000, models: NoModels | None = None) -> Sealer:
    ledger = Ledger()
    pricer = Pricer(models or NoModels(), None)
    return Sealer(store=log, pricer=pricer, rules=tuple, policy=POLICY, ledger=ledger, max_open=max_open)


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


def test_prices_are_looked_up_for_what_came_since_a_task_was_sealed() -> None:
    """To look again through all spans since the first one of a task would read days for one late span."""
    log, models = ActivityLog(), NoModels()
    watcher = sealer(log, models=models)
    log.receive("a", NOON, root=True)
    watcher.tick(NOON + 10 * SECOND)
    for late in (100, 101):
        log.receive("a", NOON + late * SECOND, root=False)
    watcher.tick(NOON + 110 * SECOND)
    assert models.asked_since == [NOON, NOON + 100 * SECOND]


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


def test_a_new_process_does_not_take_the_last_spans_of_a_sealed_trace_for_all_of_them() -> None:
    log = ActivityLog()
    old = sealer(log)
    old.tick(NOON)
    log.receive("a", NOON + SECOND, root=False)
    log.receive("a", NOON + 50 * SECOND, root=True)
    old.tick(NOON + 56 * SECOND)
    new = sealer(log)
    new.tick(NOON + 57 * SECOND)
    new.tick(NOON + 65 * SECOND)
    assert log.sealed == [("a", NOON + SECOND, False)]


def test_a_new_process_seals_again_from_the_first_span_on() -> None:
    log = ActivityLog()
    sealer(log).tick(NOON)
    log.receive("a", NOON + SECOND, root=True)
    sealer(log).tick(NOON + 10 * SECOND)
    log.receive("a", NOON + 20 * SECOND, root=True)
    sealer(log).tick(NOON + 30 * SECOND)
    assert log.sealed[1:] == [("a", NOON + SECOND, True)]


def test_a_second_root_seals_again_from_the_first_span_on() -> None:
    log = ActivityLog()
    watcher = sealer(log)
    log.receive("a", NOON, root=True)
    watcher.tick(NOON + 10 * SECOND)
    log.receive("a", NOON + 100 * SECOND, root=True)
    watcher.tick(NOON + 110 * SECOND)
    assert log.sealed == [("a", NOON, False), ("a", NOON, True)]


def test_an_insert_is_read_once_although_each_look_reaches_back() -> None:
    log = ActivityLog()
    watcher = sealer(log)
    watcher.tick(NOON)
    log.receive("a", NOON + SECOND, root=False)
    for second in range(2, 9):
        watcher.tick(NOON + second * SECOND)
    assert log.looked_at == ["a"]


def test_a_flood_of_traces_that_never_end_is_sealed_early_and_said_to_be_unfinished() -> None:
    log = ActivityLog()
    watcher = sealer(log, max_open=100)
    watcher.tick(NOON)
    log.receive("done", NOON + SECOND, root=True)
    for number in range(120):
        log.receive(f"open-{number:03}", NOON + 2 * SECOND + number * timedelta(milliseconds=1), root=False)
    watcher.tick(NOON + 6 * SECOND)
    assert "done" not in log.unfinished
    assert log.unfinished == [f"open-{number:03}" for number in range(30)]


def test_what_was_sealed_early_is_sealed_whole_when_it_ends() -> None:
    log = ActivityLog()
    watcher = sealer(log, max_open=1)
    watcher.tick(NOON)
    log.receive("a", NOON + SECOND, root=False)
    log.receive("b", NOON + 2 * SECOND, root=False)
    watcher.tick(NOON + 3 * SECOND)
    log.receive("a", NOON + 4 * SECOND, root=True)
    watcher.tick(NOON + 10 * SECOND)
    assert log.sealed[-1] == ("a", NOON + SECOND, True)
    assert "a" in log.unfinished


def test_who_was_away_begins_with_what_is_not_sealed() -> None:
    log = ActivityLog()
    away, other = sealer(log), sealer(log)
    away.tick(NOON)
    other.tick(NOON)
    log.receive("a", NOON + SECOND, root=True)
    log.receive("b", NOON + 10 * SECOND, root=True)
    other.tick(NOON + 8 * SECOND)
    assert away.tick(NOON + timedelta(hours=1)) == 1
    assert [trace for trace, _, _ in log.sealed] == ["a", "b"]
