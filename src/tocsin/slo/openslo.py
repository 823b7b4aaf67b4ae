"""The shape of an OpenSLO v1 document, as far as Tocsin can act on it; anything else is an error, never ignored.

Specification: https://github.com/OpenSLO/OpenSLO. Ours are `metricSource.type: tocsin` and the annotations under
`tocsin.dev/`.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from tocsin.model import AlertLevel, Axis, Comparison, JourneyName, Outcome, TaskField, Tier
from tocsin.slo.duration import Duration

ANNOTATION_PREFIX = "tocsin.dev/"
LEAST_WINDOW = timedelta(days=1)
"""Below it the long windows of the alert rules would span much of the budget's own window."""

_DNS_LABEL = r"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"

_Item = TypeVar("_Item")


def _as_list(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


def _as_versions(value: object) -> Mapping[str, str]:
    """Read "<axis>:<subject>=<version>", or a list of it, the way `GET /api/v1/traces?release=` writes it."""
    versions: dict[str, str] = {}
    for written in value if isinstance(value, list) else [value]:
        key, equals, version = str(written).partition("=")
        axis, colon, subject = key.partition(":")
        if not (equals and colon and subject and version and axis in set(Axis)):
            raise ValueError(f"{written!r} is not a release; write it as '<axis>:<subject>=<version>'")
        if versions.setdefault(key, version) != version:
            raise ValueError(f"{key!r} is given with two versions; a task carries one")
    return versions


def _long_enough(window: timedelta) -> timedelta:
    if window < LEAST_WINDOW:
        raise ValueError(
            f"a window of {window} is shorter than one day; write '30d', or another number of days or weeks"
        )
    return window


_OneOrMore = Annotated[tuple[_Item, ...], BeforeValidator(_as_list)]
_Versions = Annotated[Mapping[str, str], BeforeValidator(_as_versions)]


class _Closed(BaseModel):
    """An object in which every key must be known, written in camelCase."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel)


class Annotations(BaseModel):
    """Annotations of other tools pass; those under `tocsin.dev/` must be known."""

    model_config = ConfigDict(extra="allow", frozen=True)

    journey: Annotated[JourneyName | None, Field(alias=f"{ANNOTATION_PREFIX}journey", min_length=1)] = None
    tier: Annotated[Tier | None, Field(alias=f"{ANNOTATION_PREFIX}tier")] = None
    alert: Annotated[AlertLevel | None, Field(alias=f"{ANNOTATION_PREFIX}alert")] = None

    @model_validator(mode="after")
    def _refuse_unknown(self) -> Self:
        unknown = [key for key in self.model_extra or {} if key.startswith(ANNOTATION_PREFIX)]
        if unknown:
            raise ValueError(f"unknown annotation {unknown[0]!r}; Tocsin knows journey, tier and alert")
        return self


class Metadata(_Closed):
    """Who the document is."""

    name: Annotated[str, Field(pattern=_DNS_LABEL)]
    display_name: str = ""
    labels: Mapping[str, str | list[str]] = {}
    annotations: Annotations = Annotations()


class TaskSelection(_Closed):
    """Which tasks: every given condition must hold; one value or a list of alternatives each."""

    journey: _OneOrMore[JourneyName] = ()
    service: _OneOrMore[str] = ()
    outcome: _OneOrMore[Outcome] = ()
    release: _Versions = {}
    vendor: _OneOrMore[str] = ()
    model: _OneOrMore[str] = ()


class MeasuredTasks(TaskSelection):
    """Which tasks, and the numeric property that is compared with an objective's value."""

    field: TaskField


class TaskSource(_Closed):
    """The tasks of Tocsin, for a ratio."""

    type: Literal["tocsin"]
    spec: TaskSelection = TaskSelection()


class MeasureSource(_Closed):
    """A numeric property of the tasks of Tocsin, for a threshold."""

    type: Literal["tocsin"]
    spec: MeasuredTasks


class TaskMetric(_Closed):
    """OpenSLO's wrapper around a source of events."""

    metric_source: TaskSource


class ThresholdMetric(_Closed):
    """An event is good when a number it carries meets the objective."""

    metric_source: MeasureSource


class RatioMetric(_Closed):
    """Good events of all, or bad events of all. `counter` says nothing about tasks and is accepted for portability."""

    counter: bool = False
    good: TaskMetric | None = None
    bad: TaskMetric | None = None
    total: TaskMetric | None = None

    @model_validator(mode="after")
    def _one_numerator(self) -> Self:
        if (self.good is None) == (self.bad is None):
            raise ValueError("give exactly one of 'good' and 'bad'")
        return self


class IndicatorSpec(_Closed):
    """What is counted."""

    description: str = ""
    ratio_metric: RatioMetric | None = None
    threshold_metric: ThresholdMetric | None = None

    @model_validator(mode="after")
    def _one_metric(self) -> Self:
        if (self.ratio_metric is None) == (self.threshold_metric is None):
            raise ValueError("give exactly one of 'ratioMetric' and 'thresholdMetric'")
        return self


class IndicatorMetadata(_Closed):
    """Names an inline indicator for its readers."""

    name: str
    display_name: str = ""
    labels: Mapping[str, str | list[str]] = {}
    annotations: Mapping[str, str] = {}


class Indicator(_Closed):
    """The service level indicator, inline."""

    metadata: IndicatorMetadata | None = None
    spec: IndicatorSpec


class TimeWindow(_Closed):
    """The rolling window the budget is counted over."""

    duration: Annotated[Duration, AfterValidator(_long_enough)]
    is_rolling: Literal[True]


class Objective(_Closed):
    """What share of the events must be good; with a threshold metric also what good means."""

    display_name: str = ""
    op: Comparison | None = None
    value: Annotated[float | None, Field(allow_inf_nan=False)] = None
    target: Annotated[float | None, Field(gt=0, lt=1)] = None
    target_percent: Annotated[float | None, Field(gt=0, lt=100)] = None

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if (self.target is None) == (self.target_percent is None):
            raise ValueError("give exactly one of 'target' and 'targetPercent'")
        return self

    @property
    def ratio(self) -> float:
        """The target in (0, 1), however it was written."""
        if self.target is not None:
            return self.target
        # Rounded, so that 99.9 % is the same float as 0.999.
        return round((self.target_percent or 0.0) / 100, 12)


class Spec(_Closed):
    """The objective itself."""

    description: Annotated[str, Field(max_length=1050)] = ""
    service: Annotated[str, Field(min_length=1)]
    indicator: Indicator
    time_window: Annotated[tuple[TimeWindow, ...], Field(min_length=1, max_length=1)]
    budgeting_method: Literal["Occurrences"]
    objectives: Annotated[tuple[Objective, ...], Field(min_length=1)]


class SloDocument(_Closed):
    """One OpenSLO v1 document of kind SLO."""

    api_version: Literal["openslo/v1"]
    kind: Literal["SLO"]
    metadata: Metadata
    spec: Spec
