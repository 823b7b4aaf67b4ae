"""Every refusal names the document, the key path and what to do next."""

import re

import pytest

from tests.unit.slo.documents import slo, slo_with
from tocsin.errors import ConfigurationError
from tocsin.slo import parse_slo

GOOD = "spec.indicator.spec.ratioMetric.good.metricSource"

MISTAKES: list[tuple[str, object, str]] = [
    ("kinds", "SLO", "kinds: unknown key; did you mean 'kind'?"),
    ("apiVersion", "openslo/v2", "apiVersion: should be 'openslo/v1', got 'openslo/v2'"),
    ("kind", "Service", "kind: should be 'SLO', got 'Service'"),
    ("metadata.name", "Answer Quality", "metadata.name: should match pattern"),
    ("metadata.annotations", {"tocsin.dev/teir": "outcome"}, "unknown annotation 'tocsin.dev/teir'"),
    ("metadata.annotations", {"tocsin.dev/tier": "gold"}, "metadata.annotations.tocsin.dev/tier: should be 'outcome',"),
    ("metadata.annotations", {"tocsin.dev/alert": "email"}, "metadata.annotations.tocsin.dev/alert: should be 'page'"),
    ("spec.xyz", 1, "spec.xyz: unknown key"),
    ("spec.service", "", "spec.service: should have at least 1 character, got ''"),
    ("spec.budgetingMethod", "Timeslices", "spec.budgetingMethod: should be 'Occurrences', got 'Timeslices'; Tocsin"),
    ("spec.alertPolicies", [], "spec.alertPolicies: cannot be used: leave it out: alert windows follow"),
    ("spec.indicatorRef", "x", "spec.indicatorRef: cannot be used: references are not supported yet"),
    ("spec.timeWindow", [], "spec.timeWindow: should have at least 1 item"),
    ("spec.timeWindow.0.calendar", {}, "spec.timeWindow[0].calendar: cannot be used: calendar windows are not"),
    ("spec.timeWindow.0.isRolling", False, "spec.timeWindow[0].isRolling: should be True, got False; only rolling"),
    ("spec.timeWindow.0.duration", "1M", "spec.timeWindow[0].duration: '1M' is not a duration"),
    ("spec.timeWindow.0.duration", 30, "spec.timeWindow[0].duration: 30 is not a duration"),
    ("spec.timeWindow.0.duration", "12h", "spec.timeWindow[0].duration: a window of 12:00:00 is shorter than one day"),
    ("spec.objectives", [], "spec.objectives: should have at least 1 item"),
    ("spec.objectives.0.target", 1.0, "spec.objectives[0].target: should be less than 1, got 1.0"),
    ("spec.objectives.0.target", 95, "spec.objectives[0].target: should be less than 1, got 95"),
    ("spec.objectives.0.targetPercent", 95, "spec.objectives[0]: give exactly one of 'target' and 'targetPercent'"),
    ("spec.objectives.0.timeSliceTarget", 1, "spec.objectives[0].timeSliceTarget: cannot be used: time slices"),
    ("spec.objectives.0.compositeWeight", 1, "spec.objectives[0].compositeWeight: cannot be used: composite"),
    ("spec.objectives.0.indicator", {}, "spec.objectives[0].indicator: cannot be used: write one inline indicator"),
    (f"{GOOD}.type", "prometheus", f"{GOOD}.type: should be 'tocsin', got 'prometheus'; the only source"),
    (f"{GOOD}.metricSourceRef", "x", f"{GOOD}.metricSourceRef: cannot be used: references are not supported yet"),
    (f"{GOOD}.spec.outcome", "sucess", f"{GOOD}.spec.outcome[0]: should be 'success', 'failure'"),
    (f"{GOOD}.spec.outcomes", "success", f"{GOOD}.spec.outcomes: unknown key; did you mean 'outcome'?"),
    (f"{GOOD}.spec.release", "v2", f"{GOOD}.spec.release: 'v2' is not a release"),
    (f"{GOOD}.spec.release", "prompts:a=v2", f"{GOOD}.spec.release: 'prompts:a=v2' is not a release"),
    (f"{GOOD}.spec.release", ["prompt:a=1", "prompt:a=2"], f"{GOOD}.spec.release: 'prompt:a' is given with two"),
    (f"{GOOD}.spec.vendor", [7], f"{GOOD}.spec.vendor[0]: should be a valid string, got 7"),
    ("spec.indicator.spec.ratioMetric.raw", {}, "spec.indicator.spec.ratioMetric.raw: cannot be used: ready-made"),
    ("spec.indicator.spec.ratioMetric.bad", {"metricSource": {"type": "tocsin"}}, "give exactly one of 'good' and"),
    ("spec.indicator.spec", {}, "spec.indicator.spec: give exactly one of 'ratioMetric' and 'thresholdMetric'"),
]


@pytest.mark.parametrize(("key", "value", "problem"), MISTAKES, ids=[f"{key}={value}" for key, value, _ in MISTAKES])
def test_a_mistake_is_refused_by_name(key: str, value: object, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(problem)):
        parse_slo(slo_with(key, value))


def test_every_problem_of_a_document_is_told_at_once() -> None:
    document = slo(None, {"target": 2}, budgetingMethod="Timeslices", sevrice="assistant")
    with pytest.raises(ConfigurationError) as refusal:
        parse_slo(document)
    for path in ("spec.objectives[0].target", "spec.budgetingMethod", "spec.sevrice"):
        assert path in str(refusal.value)


def test_the_document_is_named() -> None:
    with pytest.raises(
        ConfigurationError, match=r"^SLO 'answer-quality': spec\.kind: unknown key; did you mean 'kind'"
    ):
        parse_slo(slo(kind="SLO"))


@pytest.mark.parametrize("document", [{}, {"metadata": "x"}, {"metadata": {}}])
def test_a_document_without_a_name_is_refused_too(document: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError, match=r"^SLO without a name: apiVersion: is required"):
        parse_slo(document)
