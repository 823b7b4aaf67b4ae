"""The in-memory reader of the tests answers as the real store does, on tasks that came in as OTLP and were sealed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.kit.otlp import NOON, chat, request, root, span_id, trace_id
from tests.kit.sli import CountedTasks
from tocsin.model import (
    Comparison,
    JourneyName,
    Outcome,
    SliQuery,
    SliQuestion,
    TaskField,
    TaskFilter,
    Threshold,
    TraceId,
    Window,
)
from tocsin.store.telemetry import OtlpRequest, TelemetryStore
from tocsin.store.telemetry.queries.sli import MOST_TOGETHER

pytestmark = pytest.mark.slow

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = Window(NOON - 12 * HOUR, NOON + 12 * HOUR)
LATE = NOON + HOUR
PROMPT = "prompt:p"

FILTERS = [
    TaskFilter(),
    TaskFilter(outcomes=(Outcome.SUCCESS, Outcome.FAILURE)),
    TaskFilter(outcomes=(Outcome.FAILURE,), services=("assistant",)),
    TaskFilter(journeys=(JourneyName("draft"), JourneyName("none"))),
    TaskFilter(vendors=("anthropic", "nobody")),
    TaskFilter(models=("gpt-4o",)),
    TaskFilter(releases={PROMPT: "v2"}),
    TaskFilter(releases={PROMPT: "v2", "prompt:q": "v1"}),
    *(TaskFilter(thresholds=(Threshold(TaskField.LLM_CALLS, op, 1),)) for op in Comparison),
    TaskFilter(thresholds=(Threshold(TaskField.DURATION_SECONDS, Comparison.LT, 4.5),)),
]
QUERIES = [SliQuery(valid=valid, good=good) for valid in FILTERS[:4] for good in FILTERS]
WINDOWS = [DAY, Window(NOON, NOON + 10 * MINUTE), Window(NOON, NOON), Window(NOON + 2 * MINUTE, NOON + 2 * HOUR)]


def varied_trace(number: int) -> OtlpRequest:
    """Return one of many traces that differ in every property a filter can ask for."""
    outcome = list(Outcome)[number % 4]
    head = root(tocsin__outcome=outcome.value, tocsin__journey="draft" if number % 5 == 0 else "answer")
    vendor = "anthropic" if number % 3 == 0 else "openai"
    prompt = {"gen_ai__prompt__name": "p", "gen_ai__prompt__version": f"v{number % 3}"} if number % 4 else {}
    calls = [chat(2 + call, vendor=vendor, **prompt) for call in range(number % 3)]
    message = request(
        [replace(head, length=timedelta(seconds=1 + number % 9)), *calls],
        trace=trace_id(number),
        at=NOON + number % 7 * 3 * MINUTE,
        service="mailer" if number % 8 == 0 else "assistant",
    )
    return OtlpRequest(message.SerializeToString(), number)


@pytest.fixture
def stored(telemetry: TelemetryStore) -> TelemetryStore:
    """Return the store with forty tasks, half of them sealed half an hour before `LATE` and half at `LATE`."""
    received = NOON + 25 * MINUTE
    telemetry.spans.write([varied_trace(number) for number in range(40)], received)
    activity = telemetry.sealing.activity(NOON, received)
    for sealed_at, part in ((LATE - HOUR / 2, activity[::2]), (LATE, activity[1::2])):
        telemetry.sealing.seal(part, [], sealed_at, resealed=[])
    return telemetry


@pytest.fixture
def counted(stored: TelemetryStore) -> CountedTasks:
    """Return the same tasks in memory."""
    tasks = stored.tasks.tasks(TaskFilter(), DAY, limit=100)
    assert len(tasks) == 40
    return CountedTasks(tasks)


def test_counts_agree(stored: TelemetryStore, counted: CountedTasks) -> None:
    for query in QUERIES:
        for as_of in (LATE - MINUTE, LATE):
            assert counted.counts(query, WINDOWS, as_of) == stored.slis.counts(query, WINDOWS, as_of)


def test_many_questions_at_once_are_answered_as_one_by_one(stored: TelemetryStore, counted: CountedTasks) -> None:
    questions = [SliQuestion(query, WINDOWS[place % 3 :]) for place, query in enumerate(QUERIES)]
    assert len(questions) > MOST_TOGETHER
    for as_of in (LATE - MINUTE, LATE, LATE + 2 * HOUR):
        together = stored.slis.counts_for(questions, as_of)
        assert together == counted.counts_for(questions, as_of)
        assert together == [stored.slis.counts(asked.query, asked.windows, as_of) for asked in questions]
    assert stored.slis.counts_for([], LATE) == []
    assert stored.slis.counts(QUERIES[0], [], LATE) == ()


def test_series_agree(stored: TelemetryStore, counted: CountedTasks) -> None:
    for query in QUERIES[:8]:
        for step in (MINUTE, 7 * MINUTE):
            assert counted.series(query, DAY, step, LATE) == stored.slis.series(query, DAY, step, LATE)


def test_cohorts_and_release_keys_agree(stored: TelemetryStore, counted: CountedTasks) -> None:
    for query in QUERIES[:8]:
        assert counted.cohorts(query, PROMPT, DAY, LATE) == stored.slis.cohorts(query, PROMPT, DAY, LATE)
        assert counted.release_keys(query, DAY, LATE) == stored.slis.release_keys(query, DAY, LATE)


def test_listings_agree(stored: TelemetryStore, counted: CountedTasks) -> None:
    middle = counted.tasks(TaskFilter(), DAY, limit=20)[-1]
    before = (middle.ended_at, middle.trace_id)
    for where in FILTERS:
        assert counted.tasks(where, DAY, limit=5) == stored.tasks.tasks(where, DAY, limit=5)
        here, there = (
            reader.tasks(where, DAY, limit=5, as_of=LATE, before=before) for reader in (counted, stored.tasks)
        )
        assert here == there
    for query in QUERIES[:8]:
        assert counted.failing(query, DAY, limit=5, as_of=LATE) == stored.tasks.failing(query, DAY, limit=5, as_of=LATE)


def test_single_tasks_agree(stored: TelemetryStore, counted: CountedTasks) -> None:
    for number in (1, 99):
        assert counted.task(TraceId(trace_id(number))) == stored.tasks.task(TraceId(trace_id(number)))
    assert counted.trace(TraceId(span_id(99))) is None


def test_journeys_agree(stored: TelemetryStore, counted: CountedTasks) -> None:
    for ours, theirs in zip(counted.journeys(DAY), stored.tasks.journeys(DAY), strict=True):
        assert (ours.p50_seconds, ours.p95_seconds) == pytest.approx(
            (theirs.p50_seconds, theirs.p95_seconds), abs=1
        )  # whole seconds: a neighbour
        assert replace(ours, p50_seconds=0, p95_seconds=0, cost_usd=0) == replace(
            theirs, p50_seconds=0, p95_seconds=0, cost_usd=0
        )
