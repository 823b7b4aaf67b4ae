"""Breakdowns: what tasks did and used, split by the value of one property, so that the parts make up the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Dimension(StrEnum):
    """A property to split by. The last four belong to the model calls of a task, the others to the task."""

    JOURNEY = "journey"
    SERVICE = "service"
    OUTCOME = "outcome"
    FEATURE = "feature"
    TEAM = "team"
    TENANT = "tenant"
    USER = "user"
    SESSION = "session"
    RELEASE = "release"
    VENDOR = "vendor"
    MODEL = "model"
    PROMPT = "prompt"
    PROMPT_VERSION = "prompt_version"

    @property
    def is_of_calls(self) -> bool:
        """Whether one task may have several values: each of its calls has its own."""
        return self in (Dimension.VENDOR, Dimension.MODEL, Dimension.PROMPT, Dimension.PROMPT_VERSION)


class BreakdownOrder(StrEnum):
    """Which values are the largest."""

    TASKS = "tasks"
    COST = "cost_usd"
    TOKENS = "tokens"


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """What the tasks of one value did and used.

    Cost, tokens and calls of several rows add up. Tasks do too, but for a dimension of calls: there a task counts once
    under each value that its calls had.

    Attributes:
        value: Empty for tasks or calls that have none.
        cost_usd: Sum over priced calls; a lower bound while `unpriced_calls` > 0.
        p50_seconds: Median duration of the tasks; approximate, within a few percent of rank (t-digest). None for all
            users or sessions beyond the largest together.
        p95_seconds: 95th percentile, likewise.
    """

    value: str
    tasks: int
    successes: int
    failures: int
    llm_calls: int
    unpriced_calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float
    p50_seconds: float | None
    p95_seconds: float | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The largest values, the rest in one row, and the whole.

    Attributes:
        rows: Largest first.
        other: All values beyond the limit together; None when there are none. Under a dimension of calls a task counts
            here once for each of its values.
        total: Each task once; None without tasks.
    """

    rows: Sequence[BreakdownRow]
    other: BreakdownRow | None
    total: BreakdownRow | None


@dataclass(frozen=True, slots=True)
class BreakdownPoint:
    """One value in one step of time; `value` is None for all values beyond the largest together."""

    start: datetime
    value: str | None
    tasks: int
    successes: int
    failures: int
    llm_calls: int
    unpriced_calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float
