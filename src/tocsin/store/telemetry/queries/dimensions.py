"""What each dimension is in SQL, and the columns that are summed for it; shared by rollups and direct answers."""

from collections.abc import Mapping

from tocsin.model import Dimension

ALL = ""
"""Stands for no dimension at all: one value for every task."""

_COLUMNS: Mapping[str, str] = {
    ALL: "''",
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

ROLLED: tuple[str, ...] = (
    ALL,
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
"""Dimensions with few enough values a day that their sums are much smaller than the tasks."""

SUMS = (
    "tasks", "successes", "failures", "calls", "unpriced_calls", "input_tokens", "output_tokens", "cost_usd",
)  # fmt: skip
QUANTILES = "quantilesTDigest(0.5, 0.95)"

PARTIAL_COUNTS = """
    countIf(is_first) AS tasks, countIf(is_first AND outcome = 'success') AS successes,
    countIf(is_first AND outcome = 'failure') AS failures, sum(its_calls) AS calls,
    sum(its_unpriced) AS unpriced_calls, sum(its_input) AS input_tokens, sum(its_output) AS output_tokens,
    sum(its_cost) AS cost_usd"""
"""Sums over rows of `parts_of`."""
PARTIAL_SUMS = f"""{PARTIAL_COUNTS}, {QUANTILES.replace("(", "StateIf(", 1)}(duration_seconds, is_first) AS seconds,
    groupUniqArray(10)(service) AS services, max(ended_at) AS last_task_at"""
"""The same and more; quantiles as a state that merges."""

MERGED_COUNTS = ", ".join(f"sum({name}) AS {name}" for name in SUMS)
"""Sums over rows that are sums."""
MERGED_SUMS = f"""{MERGED_COUNTS}, {QUANTILES.replace("(", "MergeState(", 1)}(seconds) AS seconds,
    groupUniqArrayArray(10)(services) AS services, max(last_task_at) AS last_task_at"""


def parts_of(dimension: str, tasks: str) -> str:
    """Return SQL for one row a task and call: journey, service, outcome, times, `value` and what the value used.

    `is_first` holds for one row of each task and value; the columns `its_...` are llm calls, unpriced calls, tokens and
    cost of that value.

    Args:
        dimension: One of `Dimension`, or ALL.
        tasks: SQL for a source of tasks.
    """
    value = _COLUMNS[dimension]
    kept = "journey, service, outcome, ended_at, duration_seconds"
    if dimension == ALL or not Dimension(dimension).is_of_calls:
        return f"""
            SELECT {kept}, toString({value}) AS value, 1 AS is_first, toUInt64(llm_calls) AS its_calls,
                toUInt64(unpriced_calls) AS its_unpriced, input_tokens AS its_input, output_tokens AS its_output,
                cost_usd AS its_cost
            FROM {tasks}"""
    return f"""
        SELECT {kept}, toString(one) AS value, nth <= 1 AS is_first, toUInt64(if(kind = 'llm', calls, 0)) AS its_calls,
            toUInt64(unpriced) AS its_unpriced, its_input, its_output, its_cost
        FROM (SELECT {kept}, usage, {value} AS ones FROM {tasks})
        LEFT ARRAY JOIN ones AS one, arrayEnumerateUniq(ones) AS nth, usage.kind AS kind, usage.calls AS calls,
            usage.unpriced_calls AS unpriced, usage.input_tokens AS its_input, usage.output_tokens AS its_output,
            usage.cost_usd AS its_cost"""
