"""OpenSLO documents as a parsed YAML file gives them, to be spoilt by the tests."""

from collections.abc import Mapping

Document = dict[str, object]


def source(**spec: object) -> Document:
    """Return a metric over Tocsin's tasks with the given conditions."""
    return {"metricSource": {"type": "tocsin", "spec": spec}}


def ratio(**metrics: object) -> Document:
    """Return a ratio metric; keywords are OpenSLO's good, bad and total."""
    return {"ratioMetric": metrics}


def slo(
    indicator: Mapping[str, object] | None = None,
    *objectives: Mapping[str, object],
    annotations: Mapping[str, object] | None = None,
    **spec: object,
) -> Document:
    """Return a document that is right: a 95 % success ratio of one journey, unless told otherwise."""
    return {
        "apiVersion": "openslo/v1",
        "kind": "SLO",
        "metadata": {
            "name": "answer-quality",
            "annotations": {"tocsin.dev/journey": "answer-question"} if annotations is None else annotations,
        },
        "spec": {
            "service": "assistant",
            "indicator": {"spec": indicator or ratio(good=source(outcome="success"), total=source())},
            "timeWindow": [{"duration": "30d", "isRolling": True}],
            "budgetingMethod": "Occurrences",
            "objectives": list(objectives) or [{"target": 0.95}],
            **spec,
        },
    }


def slo_with(key: str, value: object) -> Document:
    """Return a right document with one more or other key, at a path such as "spec.objectives.0.target"."""
    document = slo()
    *parents, last = key.split(".")
    place: object = document
    for step in parents:
        place = place[int(step)] if isinstance(place, list) else _mapping(place)[step]
    _mapping(place)[last] = value
    return document


def _mapping(value: object) -> Document:
    if not isinstance(value, dict):
        raise TypeError(f"the path leads through {value!r}, which has no keys")
    return value
