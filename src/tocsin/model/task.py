"""A task is one run of a journey: one trace, sealed into one row with an outcome, a duration and a cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tocsin.model.ids import JourneyName, TraceId


class Outcome(StrEnum):
    """How a task ended for the user who asked."""

    SUCCESS = "success"
    FAILURE = "failure"
    ABANDONED = "abandoned"
    UNKNOWN = "unknown"


class OutcomeSource(StrEnum):
    """What said so, strongest first: the application through the API, its span attribute, or the root's status."""

    REPORTED = "reported"
    ATTRIBUTE = "attribute"
    ROOT_STATUS = "root_status"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Usage:
    """What one task used of one model under one prompt.

    Attributes:
        kind: "llm" or "embedding".
        model: The model that answered, or the one asked for where no answer names it.
        prompt: Name of the prompt; empty when the calls name none.
        cost_usd: Sum over priced calls; a lower bound while `unpriced_calls` > 0.
    """

    kind: str
    vendor: str
    model: str
    prompt: str
    prompt_version: str
    calls: int
    unpriced_calls: int
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    reasoning_tokens: int
    cost_usd: float


@dataclass(frozen=True, slots=True)
class Task:
    """One sealed task.

    Attributes:
        ended_at: The instant windows count the task at. Equals the root's end, or the receipt time when the
            emitter's clock is wrong (then "clock_ahead" or "clock_behind" is among `marks`).
        sealed_at: When the task first became visible to SLOs.
        cost_usd: Sum over priced model calls; a lower bound while `unpriced_calls` > 0.
        releases: What was live for this task, keyed "<axis>:<subject>" (e.g. "prompt:support-answer") to version.
        llm_calls: Model calls that were answered, each once however many instrumentations saw it.
        failed_calls: Attempts of model calls that were not: they ended in error and used no tokens.
        marks: Facts about the data itself: "late", "clock_ahead", "clock_behind", "clock_skew", "no_root",
            "several_roots", "orphans", "cycle", "unfinished".
        feature, team, tenant, user, session: Whom and what the task served; empty when no span says so.
        usage: Its model calls by kind, vendor, model and prompt; sums to the task's tokens and cost.
        is_kept: Whether the spans of the trace are kept; False once sampling let them go. The task always stays.
        keep_probability: Chance in (0, 1] with which the spans of such a trace are kept.
    """

    trace_id: TraceId
    journey: JourneyName
    service: str
    root_name: str
    started_at: datetime
    ended_at: datetime
    sealed_at: datetime
    duration_seconds: float
    outcome: Outcome
    outcome_source: OutcomeSource
    span_count: int
    error_count: int
    llm_calls: int
    tool_calls: int
    retrieval_calls: int
    unpriced_calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float
    vendors: Sequence[str]
    models: Sequence[str]
    releases: Mapping[str, str]
    marks: Sequence[str]
    feature: str = ""
    team: str = ""
    tenant: str = ""
    user: str = ""
    session: str = ""
    usage: Sequence[Usage] = ()
    is_kept: bool = True
    keep_probability: float = 1.0

    @property
    def tokens(self) -> int:
        """Input and output tokens together."""
        return self.input_tokens + self.output_tokens

    failed_calls: int = 0


class TaskField(StrEnum):
    """Numeric properties of a task that a threshold SLI or a search may compare. Units are in the name."""

    DURATION_SECONDS = "duration_seconds"
    COST_USD = "cost_usd"
    INPUT_TOKENS = "input_tokens"
    OUTPUT_TOKENS = "output_tokens"
    TOKENS = "tokens"
    LLM_CALLS = "llm_calls"
    TOOL_CALLS = "tool_calls"
    ERROR_COUNT = "error_count"


class Comparison(StrEnum):
    """OpenSLO's operators for threshold metrics."""

    LTE = "lte"
    GTE = "gte"
    LT = "lt"
    GT = "gt"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A comparison of one numeric field with a value in that field's unit."""

    field: TaskField
    op: Comparison
    value: float


@dataclass(frozen=True, slots=True)
class ScoreRange:
    """Some score of one evaluator, on the task or a span of it, lies within bounds; None leaves a side open."""

    evaluator: str
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks to look at. Every given condition must hold; an empty filter holds for all.

    Attributes:
        releases: "<axis>:<subject>" to version; the task must have carried that version.
        vendors, models, prompts: At least one call of the task had one of them.
        marks: The task carries at least one of them.
        scores: Every one must hold. Scores come after a task was sealed, so an SLI cannot be made of them.
    """

    journeys: Sequence[JourneyName] = ()
    services: Sequence[str] = ()
    outcomes: Sequence[Outcome] = ()
    thresholds: Sequence[Threshold] = ()
    releases: Mapping[str, str] = field(default_factory=dict)
    vendors: Sequence[str] = ()
    models: Sequence[str] = ()
    features: Sequence[str] = ()
    teams: Sequence[str] = ()
    tenants: Sequence[str] = ()
    users: Sequence[str] = ()
    sessions: Sequence[str] = ()
    prompts: Sequence[str] = ()
    marks: Sequence[str] = ()
    scores: Sequence[ScoreRange] = ()


@dataclass(frozen=True, slots=True)
class FoundTasks:
    """What a search for text found.

    Attributes:
        tasks: Newest end first.
        searched_until: Everything that ended from here on was searched, older tasks were not; None when all were.
    """

    tasks: Sequence[Task]
    searched_until: datetime | None


@dataclass(frozen=True, slots=True)
class JourneyRule:
    """Names the journey of traces it matches; the first matching rule of a list wins.

    Every given condition must hold. `root_name` and attribute values are compared whole, with `*` as a wildcard for
    any run of characters. A trace whose spans carry `tocsin.journey` needs no rule; with neither, the journey is
    "<service>/<root span name>".
    """

    journey: JourneyName
    service: str | None = None
    root_name: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    description: str = ""


@dataclass(frozen=True, slots=True)
class JourneySummary:
    """Counts of one journey over a window; durations in seconds, cost in US dollars."""

    journey: JourneyName
    services: Sequence[str]
    tasks: int
    successes: int
    failures: int
    unknown: int
    cost_usd: float
    unpriced_calls: int
    p50_seconds: float
    p95_seconds: float
    last_task_at: datetime
