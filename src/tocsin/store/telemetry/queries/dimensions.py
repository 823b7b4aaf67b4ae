"""What each dimension is in SQL, and the columns that are summed for it; shared by rollups and direct answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tocsin.model import Dimension

ALL = ""
"""Stands for no dimension at all: one value, WHOLE, for every task."""
WHOLE = "\0"
"""Stands for the task as a whole where its calls have the other values: no name of anything is this character."""
WHOLE_SQL = "char(0)"

_COLUMNS: Mapping[str, str] = {
    ALL: WHOLE_SQL,
    Dimension.JOURNEY: "journey",
    Dimension.SERVICE: "service",
    Dimension.OUTCOME: "outcome",
    Dimension.FEATURE: "feature",
    Dimension.TEAM: "team",
    Dimension.TENANT: "tenant",
    Dimension.USER: "user_id",
    Dimension.SESSION: "session_id",
    Dimension.RELEASE: "releases[{release_key:String}]",
    Dimension.VENDOR: "usage.vendor",
    Dimension.MODEL: "usage.model",
    Dimension.PROMPT: "usage.prompt",
    Dimension.PROMPT_VERSION: (
        "arrayMap((p, v) -> if(p = '', '', concat(p, '@', v)), usage.prompt, usage.prompt_version)"
    ),
}

BY_JOURNEY_AND_OUTCOME: tuple[str, ...] = (
    Dimension.JOURNEY,
    Dimension.SERVICE,
    Dimension.OUTCOME,
    Dimension.FEATURE,
    Dimension.TEAM,
    Dimension.TENANT,
    Dimension.VENDOR,
    Dimension.MODEL,
    Dimension.PROMPT,
    Dimension.PROMPT_VERSION,
)
"""Dimensions with few enough values a day to be summed for each journey and outcome apart; RELEASE is, key by key."""
MANY_VALUED: tuple[str, ...] = (Dimension.USER, Dimension.SESSION)
"""Dimensions with nearly as many values a day as tasks: to split their sums further would leave nothing to add up."""

_SUMMED: Mapping[str, str] = {
    "tasks": "sum(is_first)",
    "successes": "sum(is_first AND succeeded)",
    "failures": "sum(is_first AND failed)",
    "calls": "sum(its_calls)",
    "unpriced_calls": "sum(its_unpriced)",
    "input_tokens": "sum(its_input)",
    "output_tokens": "sum(its_output)",
    "cost_usd": "sum(its_cost)",
}
"""What is added up, over rows of `parts_of`."""
SUMS = tuple(_SUMMED)
_DIGEST = "quantilesTDigest{}(0.5, 0.95)"
QUANTILES = f"{_DIGEST.format('Merge')}(seconds) AS seconds"
"""Turns merged states of durations into their quantiles, in seconds."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns that add up: `counted` over rows of `parts_of`, `merged` over rows that are such sums."""

    counted: str
    merged: str

    def __add__(self, other: "Columns") -> "Columns":
        return Columns(f"{self.counted}, {other.counted}", f"{self.merged}, {other.merged}")


def sums(names: Sequence[str] = SUMS) -> Columns:
    """Return the columns of some sums."""
    return Columns(
        ", ".join(f"{_SUMMED[name]} AS {name}" for name in names), ", ".join(f"sum({name}) AS {name}" for name in names)
    )


SECONDS = Columns(
    f"{_DIGEST.format('StateIf')}(duration_seconds, is_first) AS seconds",
    f"{_DIGEST.format('MergeState')}(seconds) AS seconds",
)
"""Durations, as a state that merges."""
SEEN = Columns(
    "groupUniqArray(10)(service) AS services, max(ended_at) AS last_task_at",
    "groupUniqArrayArray(10)(services) AS services, max(last_task_at) AS last_task_at",
)
"""Up to ten services, and the last end."""


_TOLD = "outcome = 'success' AS succeeded, outcome = 'failure' AS failed"
_KEPT = "journey, service, outcome, ended_at, duration_seconds"


def parts_of(dimension: str, tasks: str, *, with_whole: bool = False) -> str:
    """Return SQL for one row a task and call: journey, service, outcome, times, `value` and what the value used.

    `is_first` holds for one row of each task and value; the columns `its_...` are llm calls, unpriced calls, tokens and
    cost of that value.

    Args:
        dimension: One of `Dimension`, or ALL.
        tasks: What follows FROM for the tasks, see `tasks_in`.
        with_whole: Under a dimension of calls, let each task have one more row, with WHOLE as its value.
    """
    value = _COLUMNS[dimension]
    if dimension == ALL or not Dimension(dimension).is_of_calls:
        return f"""
            SELECT {_KEPT}, {_TOLD}, {value} AS value, 1 AS is_first, toUInt64(llm_calls) AS its_calls,
                toUInt64(unpriced_calls) AS its_unpriced, input_tokens AS its_input, output_tokens AS its_output,
                cost_usd AS its_cost
            FROM {tasks}"""
    llm = "arrayMap((kind, n) -> if(kind = 'llm', n, 0), usage.kind, usage.calls)"

    def array(of_calls: str, of_task: str) -> str:
        # A task without calls has a row for them, too: LEFT makes one, but only of nothing.
        padded = f"arrayResize({of_calls}, greatest(length(usage.kind), 1))"
        return f"arrayPushFront({padded}, {of_task})" if with_whole else of_calls

    # What can be said of a task before its calls are told apart is said there, for all of them at once.
    return f"""
        SELECT {_KEPT}, succeeded, failed, value, NOT repeated AS is_first,
            toUInt64(calls) AS its_calls, toUInt64(unpriced) AS its_unpriced, its_input, its_output, its_cost
        FROM (
            SELECT {_KEPT}, {_TOLD}, {array(value, WHOLE_SQL)} AS ones,
                arrayMap(nth -> nth > 1, arrayEnumerateUniq(ones)) AS repeats, {array(llm, "llm_calls")} AS all_calls,
                {array("usage.unpriced_calls", "unpriced_calls")} AS all_unpriced,
                {array("usage.input_tokens", "input_tokens")} AS inputs,
                {array("usage.output_tokens", "output_tokens")} AS outputs,
                {array("usage.cost_usd", "cost_usd")} AS costs
            FROM {tasks})
        LEFT ARRAY JOIN ones AS value, repeats AS repeated, all_calls AS calls, all_unpriced AS unpriced,
            inputs AS its_input, outputs AS its_output, costs AS its_cost"""
