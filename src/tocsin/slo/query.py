"""From an indicator to the question asked of the store: which tasks are valid events, and which of those are good."""

from collections.abc import Iterator, Sequence

from tocsin.errors import Bug, ConfigurationError
from tocsin.model import JourneyName, Outcome, SliQuery, TaskFilter, Threshold
from tocsin.slo.openslo import MeasuredTasks, Objective, RatioMetric, Spec, TaskSelection

JUDGED = (Outcome.SUCCESS, Outcome.FAILURE)
"""Outcomes that say how a task went. Unknown and abandoned tasks are valid events only where a document names them."""

_RATIO = "spec.indicator.spec.ratioMetric"


def journeys_of(spec: Spec, annotated: JourneyName | None) -> Sequence[JourneyName]:
    """Return the journeys an SLO is about, named by the annotation or by its metric sources; empty when by neither.

    Raises:
        ConfigurationError: Two places name different journeys.
    """
    named = {tuple(sorted(selection.journey)) for selection in _selections(spec) if selection.journey}
    if annotated is not None:
        named.add((annotated,))
    if len(named) > 1:
        raise ConfigurationError(
            f"spec.indicator.spec: different journeys are named, {sorted(named)!r}; "
            "name the journey once, in the annotation 'tocsin.dev/journey'"
        )
    return named.pop() if named else ()


def _selections(spec: Spec) -> Iterator[TaskSelection]:
    indicator = spec.indicator.spec
    if indicator.threshold_metric is not None:
        yield indicator.threshold_metric.metric_source.spec
    if indicator.ratio_metric is not None:
        ratio = indicator.ratio_metric
        yield from (metric.metric_source.spec for metric in (ratio.good, ratio.bad, ratio.total) if metric is not None)


def query_of(spec: Spec, objective: Objective, journeys: Sequence[JourneyName], path: str) -> SliQuery:
    """Return the question behind one objective; `path` is the objective's key path, for messages.

    Raises:
        ConfigurationError: The objective does not fit its metric, or the metric cannot tell good from bad.
    """
    # Without a journey an SLO is about all tasks of its own service, not about everybody's.
    everything = TaskFilter(journeys=journeys) if journeys else TaskFilter(services=(spec.service,))
    indicator = spec.indicator.spec
    if indicator.threshold_metric is not None:
        return _threshold_query(indicator.threshold_metric.metric_source.spec, objective, everything, path)
    if indicator.ratio_metric is not None:
        if objective.op is not None or objective.value is not None:
            raise ConfigurationError(f"{path}: 'op' and 'value' belong to a thresholdMetric, and this is a ratioMetric")
        return _ratio_query(indicator.ratio_metric, everything)
    raise Bug("an indicator without a metric passed the document's own rules")


def _threshold_query(measured: MeasuredTasks, objective: Objective, everything: TaskFilter, path: str) -> SliQuery:
    if objective.op is None or objective.value is None:
        raise ConfigurationError(f"{path}: a thresholdMetric needs 'op' and 'value', such as 'op: lte' and 'value: 8'")
    meets = Threshold(measured.field, objective.op, objective.value)
    return SliQuery(valid=_narrow(everything, measured, measured.outcome), good=TaskFilter(thresholds=(meets,)))


def _ratio_query(ratio: RatioMetric, everything: TaskFilter) -> SliQuery:
    total = ratio.total.metric_source.spec if ratio.total is not None else TaskSelection()
    if ratio.good is not None:
        good = ratio.good.metric_source.spec
        valid = _narrow(everything, total, total.outcome or _judged_and(good))
        return SliQuery(valid=valid, good=_good_filter(good))
    if ratio.bad is not None:
        bad = ratio.bad.metric_source.spec
        valid = _narrow(everything, total, total.outcome or _judged_and(bad))
        return SliQuery(valid=valid, good=_complement(bad, total, valid))
    raise Bug("a ratio without a numerator passed the document's own rules")


def _narrow(everything: TaskFilter, selection: TaskSelection, outcomes: Sequence[Outcome]) -> TaskFilter:
    return TaskFilter(
        journeys=everything.journeys,
        services=selection.service or everything.services,
        outcomes=outcomes,
        releases=selection.release,
        vendors=selection.vendor,
        models=selection.model,
    )


def _judged_and(numerator: TaskSelection) -> Sequence[Outcome]:
    """Return the valid outcomes when `total` names none: no condition unless the numerator is about outcomes."""
    if not numerator.outcome:
        return ()
    return tuple(outcome for outcome in Outcome if outcome in JUDGED or outcome in numerator.outcome)


def _good_filter(good: TaskSelection) -> TaskFilter:
    found = _narrow(TaskFilter(), good, good.outcome)
    if found == TaskFilter():
        raise ConfigurationError(
            f"{_RATIO}.good: without a condition every event would be good; add one, such as outcome: success"
        )
    return found


def _complement(bad: TaskSelection, total: TaskSelection, valid: TaskFilter) -> TaskFilter:
    """Return the good events when the bad ones are named; of a filter's conditions only outcomes can be negated."""
    narrowed = [
        key
        for key in ("service", "release", "vendor", "model")
        if getattr(bad, key) and getattr(bad, key) != getattr(total, key)
    ]
    if narrowed or not bad.outcome:
        raise ConfigurationError(
            f"{_RATIO}.bad: bad events are told by 'outcome' alone, got {narrowed or 'no outcome'!r}; "
            "move other conditions to 'total', or name the good events"
        )
    good = tuple(outcome for outcome in valid.outcomes if outcome not in bad.outcome)
    if not good:
        raise ConfigurationError(
            f"{_RATIO}.bad: every valid outcome would be bad, got {[str(outcome) for outcome in bad.outcome]!r}; "
            "leave at least one outcome in 'total' that is good"
        )
    return TaskFilter(outcomes=good)
