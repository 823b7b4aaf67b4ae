"""What an accepted document becomes."""

from datetime import timedelta

import pytest

from tests.unit.slo.documents import Document, ratio, slo, slo_with, source
from tocsin.errors import ConfigurationError
from tocsin.model import AlertLevel, Tier
from tocsin.slo import parse_slo, parse_slos

THRESHOLD: Document = {"thresholdMetric": source(field="duration_seconds")}
EIGHT_SECONDS: Document = {"op": "lte", "value": 8, "target": 0.95}
JOURNEY = {"tocsin.dev/journey": "answer-question"}
PAGES_AND_TICKETS = {AlertLevel.PAGE, AlertLevel.TICKET}


def test_a_document_gives_its_objective() -> None:
    parsed = parse_slo(slo(description="Answers are right."))
    assert (parsed.name, parsed.service, parsed.journey) == ("answer-quality", "assistant", "answer-question")
    assert (parsed.target, parsed.window, parsed.description) == (0.95, timedelta(days=30), "Answers are right.")


@pytest.mark.parametrize(("written", "days"), [("30d", 30), ("4w", 28), ("24h", 1), ("2880m", 2)])
def test_windows_are_written_in_openslo_shorthand(written: str, days: int) -> None:
    window = [{"duration": written, "isRolling": True}]
    assert parse_slo(slo(timeWindow=window)).window == timedelta(days=days)


def test_a_target_in_percent_is_the_same_target() -> None:
    assert parse_slo(slo(None, {"targetPercent": 99.9})).target == 0.999


@pytest.mark.parametrize(("indicator", "tier"), [(None, Tier.OUTCOME), (THRESHOLD, Tier.OBJECTIVE)])
def test_without_an_annotation_the_metric_tells_the_tier(indicator: Document | None, tier: Tier) -> None:
    assert parse_slo(slo(indicator, EIGHT_SECONDS if indicator else {"target": 0.95})).tier is tier


@pytest.mark.parametrize(
    ("tier", "alert", "levels"),
    [
        ("outcome", None, PAGES_AND_TICKETS),
        ("outcome", "page", PAGES_AND_TICKETS),
        ("outcome", "ticket", {AlertLevel.TICKET}),
        ("objective", None, {AlertLevel.TICKET}),
        ("objective", "ticket", {AlertLevel.TICKET}),
        ("objective", "page", PAGES_AND_TICKETS),
        ("diagnostic", None, set()),
    ],
)
def test_tier_and_annotation_say_how_loudly_it_alerts(tier: str, alert: str | None, levels: set[AlertLevel]) -> None:
    asked = {"tocsin.dev/alert": alert} if alert else {}
    parsed = parse_slo(slo(annotations={**JOURNEY, "tocsin.dev/tier": tier, **asked}))
    assert {window.level for window in parsed.alert_windows} == levels


@pytest.mark.parametrize("alert", ["page", "ticket"])
def test_a_diagnostic_cannot_be_made_to_alert(alert: str) -> None:
    document = slo(annotations={"tocsin.dev/tier": "diagnostic", "tocsin.dev/alert": alert})
    with pytest.raises(ConfigurationError, match=f"tocsin.dev/alert: a diagnostic .* never alerts, got '{alert}'"):
        parse_slo(document)


def test_several_objectives_are_an_slo_each() -> None:
    fast, slow = parse_slos(
        slo(
            THRESHOLD,
            {"displayName": "Fast (8 s)", "op": "lte", "value": 8, "target": 0.95},
            {"displayName": "bearable", "op": "lte", "value": 30, "target": 0.999},
        )
    )
    assert (fast.name, fast.target) == ("answer-quality-fast-8-s", 0.95)
    assert (slow.name, slow.target) == ("answer-quality-bearable", 0.999)
    assert [found.query.good.thresholds[0].value for found in (fast, slow)] == [8, 30]


def test_one_slo_is_not_read_from_several_objectives() -> None:
    document = slo(None, {"displayName": "a", "target": 0.9}, {"displayName": "b", "target": 0.99})
    with pytest.raises(ConfigurationError, match=r"spec\.objectives: one is expected here, got 2"):
        parse_slo(document)


@pytest.mark.parametrize("names", [("", "b"), ("Same", "same"), ("x" * 60, "b")], ids=["none", "twice", "long"])
def test_several_objectives_need_distinct_short_names(names: tuple[str, str]) -> None:
    document = slo(None, *({"displayName": name, "target": 0.9} for name in names))
    with pytest.raises(ConfigurationError, match=r"spec\.objectives\[\d\]\.displayName: several objectives"):
        parse_slos(document)


def test_documents_from_other_tools_keep_their_labels_and_annotations() -> None:
    document = slo_with(
        "metadata",
        {
            "name": "answer-quality",
            "displayName": "Answers",
            "labels": {"team": ["support", "ai"], "env": "prod"},
            "annotations": {"example.com/owner": "support"},
        },
    )
    assert parse_slo(document).description == "Answers"


def test_the_journey_may_be_named_by_the_metric() -> None:
    total = source(journey="answer-question")
    parsed = parse_slo(slo(ratio(good=source(outcome="success"), total=total), annotations={}))
    assert parsed.journey == "answer-question"


def test_an_slo_over_several_journeys_belongs_to_none() -> None:
    total = source(journey=["answer-question", "draft-reply"])
    parsed = parse_slo(slo(ratio(good=source(outcome="success"), total=total), annotations={}))
    assert parsed.journey is None
    assert set(parsed.query.valid.journeys) == {"answer-question", "draft-reply"}
