"""Which tasks are counted, and which of them are good: judged by what the query counts, not by how it is written."""

from collections.abc import Mapping

import pytest

from tests.kit.sli import CountedTasks
from tests.kit.tasks import MONDAY, task
from tests.unit.slo.documents import Document, ratio, slo, source
from tocsin.errors import ConfigurationError
from tocsin.model import Comparison, Outcome, SliCounts, TaskField, Threshold, Window
from tocsin.slo import parse_slo

DAY = Window(MONDAY.replace(hour=0), MONDAY.replace(hour=23))
JOURNEY = "answer-question"

TASKS = CountedTasks(
    [
        *(task(outcome=Outcome.SUCCESS, duration_seconds=seconds) for seconds in (1, 2, 3, 8)),
        *(task(outcome=Outcome.FAILURE, duration_seconds=20, vendors=("anthropic",)) for _ in range(3)),
        task(outcome=Outcome.ABANDONED, releases={"prompt:support-answer": "v2"}),
        task(outcome=Outcome.UNKNOWN, releases={"prompt:support-answer": "v2"}),
        task(journey="draft-reply"),
        task(journey="draft-reply", service="mailer"),
    ]
)


def counted(
    indicator: Mapping[str, object],
    objective: Mapping[str, object] | None = None,
    annotations: Mapping[str, object] | None = None,
) -> SliCounts:
    """Return what the SLO of a document counts over `TASKS`."""
    parsed = parse_slo(slo(indicator, objective or {"target": 0.9}, annotations=annotations))
    return TASKS.counts(parsed.query, [DAY], DAY.end)[0]


def test_only_judged_tasks_of_the_journey_are_valid_events() -> None:
    assert counted(ratio(good=source(outcome="success"), total=source())) == SliCounts(good=4, total=7)


def test_total_may_be_left_out() -> None:
    assert counted(ratio(good=source(outcome="success"))) == SliCounts(good=4, total=7)


def test_bad_events_are_the_complement() -> None:
    assert counted(ratio(bad=source(outcome="failure"), total=source())) == SliCounts(good=4, total=7)


def test_an_outcome_named_as_bad_becomes_a_valid_event() -> None:
    assert counted(ratio(bad=source(outcome=["failure", "abandoned"]))) == SliCounts(good=4, total=8)


def test_total_may_name_its_outcomes() -> None:
    total = source(outcome=["success", "failure", "unknown"])
    assert counted(ratio(good=source(outcome="success"), total=total)) == SliCounts(good=4, total=8)


def test_a_ratio_of_something_else_counts_every_task_of_the_journey() -> None:
    assert counted(ratio(good=source(vendor="openai"))) == SliCounts(good=6, total=9)


def test_conditions_narrow_the_valid_events() -> None:
    total = source(release="prompt:support-answer=v2", outcome=["abandoned", "unknown"])
    assert counted(ratio(good=source(outcome="unknown"), total=total)) == SliCounts(good=1, total=2)


def test_a_threshold_counts_every_task_of_the_journey() -> None:
    measured: Document = {"thresholdMetric": source(field="duration_seconds")}
    assert counted(measured, {"op": "lte", "value": 8, "target": 0.9}) == SliCounts(good=6, total=9)
    assert counted(measured, {"op": "lt", "value": 8, "target": 0.9}) == SliCounts(good=5, total=9)


def test_a_threshold_may_be_narrowed_to_outcomes() -> None:
    measured: Document = {"thresholdMetric": source(field="duration_seconds", outcome="success")}
    assert counted(measured, {"op": "lte", "value": 2, "target": 0.9}) == SliCounts(good=2, total=4)


@pytest.mark.parametrize("field", list(TaskField))
@pytest.mark.parametrize("op", list(Comparison))
def test_every_field_and_operator_can_be_compared(field: TaskField, op: Comparison) -> None:
    document = slo({"thresholdMetric": source(field=field.value)}, {"op": op.value, "value": 0.5, "target": 0.9})
    assert parse_slo(document).query.good.thresholds == (Threshold(field, op, 0.5),)


def test_without_a_journey_the_tasks_of_the_service_are_counted() -> None:
    assert counted(ratio(good=source(outcome="success")), annotations={}) == SliCounts(good=5, total=8)


def test_a_service_named_by_total_replaces_that_of_the_slo() -> None:
    total = source(service=["mailer"])
    assert counted(ratio(good=source(outcome="success"), total=total), annotations={}) == SliCounts(good=1, total=1)


@pytest.mark.parametrize(
    ("metrics", "problem"),
    [
        (
            {"bad": source(vendor="openai")},
            "ratioMetric.bad: bad events are told by 'outcome' alone, got \\['vendor'\\]",
        ),
        (
            {"bad": source(outcome="failure", vendor="openai")},
            "bad events are told by 'outcome' alone, got \\['vendor'\\]",
        ),
        ({"bad": source()}, "ratioMetric.bad: bad events are told by 'outcome' alone, got 'no outcome'"),
        ({"bad": source(outcome=["success", "failure"])}, "ratioMetric.bad: every valid outcome would be bad"),
        ({"good": source()}, "ratioMetric.good: without a condition every event would be good"),
        ({"good": source(journey=JOURNEY)}, "ratioMetric.good: without a condition every event would be good"),
        ({"good": source(journey="draft-reply", outcome="success")}, "name the journey once"),
    ],
)
def test_a_ratio_that_cannot_tell_good_from_bad_is_refused(metrics: Mapping[str, object], problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        parse_slo(slo(ratio(**metrics)))


@pytest.mark.parametrize("objective", [{"target": 0.9}, {"op": "lte", "target": 0.9}, {"value": 8, "target": 0.9}])
def test_a_threshold_needs_an_operator_and_a_value(objective: Mapping[str, object]) -> None:
    with pytest.raises(ConfigurationError, match=r"spec\.objectives\[0\]: a thresholdMetric needs 'op' and 'value'"):
        parse_slo(slo({"thresholdMetric": source(field="cost_usd")}, objective))


def test_a_ratio_has_no_operator() -> None:
    with pytest.raises(ConfigurationError, match=r"spec\.objectives\[0\]: 'op' and 'value' belong to a threshold"):
        parse_slo(slo(None, {"op": "lte", "value": 8, "target": 0.9}))
