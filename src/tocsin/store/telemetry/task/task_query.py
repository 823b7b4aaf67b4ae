"""What a task is made of: the query that folds the spans of many traces into one row each.

Bound parameters: `ids`, `first` (receipt of the earliest span), `minutes` (in which their spans were received),
`unfinished` (those sealed before their time), `sealed_at`, `version`, `tolerance_s`, `late_s`, `kept_since`, and those
that `journey_expression` adds.
"""

from collections.abc import Sequence
from datetime import timedelta

from tocsin.clock import CLOCKS_SET, to_nanoseconds
from tocsin.model import JourneyRule
from tocsin.store.telemetry.filters import Parameters, like_pattern
from tocsin.store.telemetry.normalize import RELEASE_ATTRIBUTE_PREFIX, releases_pairs
from tocsin.store.telemetry.pricing.prices import ANSWERED_BY, priced
from tocsin.store.telemetry.task.call_tree import IS_WRAPPER, PRICED_KIND, SPAN_ARRAYS, counted_calls

CLOCK_TOLERANCE = timedelta(minutes=1)
"""An end this far after its receipt is a wrong clock, not network jitter; NTP keeps clocks within a second."""
LATE_AFTER = timedelta(hours=1)
"""A task received this long after it ended is marked late: a queue was full, or the emitter's clock is behind."""
TASK_COLUMNS = (
    "minute, trace_id, journey, service, root_name, started_at, ended_at, sealed_at, duration_seconds, outcome,"
    " outcome_source, span_count, error_count, llm_calls, failed_calls, tool_calls, retrieval_calls, unpriced_calls,"
    " input_tokens, output_tokens, cost_usd, feature, team, tenant, user_id, session_id, vendors, models, usage,"
    " releases, marks, is_kept, keep_probability, first_received_at, last_received_at, version"
)
UNNAMED = "unnamed"
"""Stands in a journey for a root span without a name."""
SPANS_RECEIVED = """FROM spans WHERE received_at >= {first:DateTime64(9, 'UTC')}
    AND toStartOfMinute(received_at) IN {minutes:Array(DateTime('UTC'))}"""
"""Where the spans lie of traces that are sealed together, and others that came in the same minutes."""
LONGEST_NAME = 200
"""Characters kept of whom a task served; an attribute may hold a megabyte."""
_SERVED = ("feature", "team", "tenant", "user_id", "session_id")
_CLOCKS_SET_NS = to_nanoseconds(CLOCKS_SET)
_TOOL_CALL_IDS = ("gen_ai.tool.call.id", "ai.toolCall.id")
"""What the model called its request to run a tool: OpenTelemetry's name and that of Vercel's AI SDK 6."""
_SAID = "said_outcome IN ('success', 'failure', 'abandoned', 'unknown')"
# Facts about a task's data, and when each holds; `docs/telemetry.md` says what they mean.
_MARKS = {
    "late": "is_late",
    "clock_ahead": "is_ahead",
    "clock_behind": "is_behind",
    "clock_skew": "has_skew",
    "no_root": "NOT has_root",
    "several_roots": "roots > 1",
    # Without a root the earliest span stands in for it, and its own parent is what `no_root` says is missing.
    "orphans": "orphans > if(has_root, 0, 1)",
    "cycle": "has_cycle",
    "unfinished": "trace_id IN {unfinished:Array(String)}",
}


def task_query(journey: str, sampled: tuple[str, str] = ("1", "1.")) -> str:
    """Return the SELECT that makes one row of `tasks` of each trace among the bound `ids`.

    Args:
        journey: SQL for the journey, from `journey_expression`.
        sampled: SQL for `is_kept` and `keep_probability`, from `sampling_columns`.
    """
    kept, probability = sampled
    marks = ", ".join(f"if({condition}, '{mark}', '')" for mark, condition in _MARKS.items())
    served = ", ".join(_SERVED)
    return f"""
        SELECT toStartOfMinute(ended_at) AS minute, trace_id, {journey} AS journey, root.2 AS service,
            root.1 AS root_name,
            fromUnixTimestamp64Nano(toUnixTimestamp64Nano(ended_at) - length_ns, 'UTC') AS started_at,
            if(is_ahead OR is_behind, last_received_at, greatest(ended, began)) AS ended_at,
            {{sealed_at:DateTime64(6, 'UTC')}} AS sealed_at, length_ns / 1e9 AS duration_seconds,
            multiIf(o.outcome != '', o.outcome, {_SAID}, said_outcome, NOT has_root, 'unknown',
                root.3 = 2, 'failure', 'success') AS outcome,
            multiIf(o.outcome != '', 'reported', {_SAID}, 'attribute', has_root, 'root_status', 'none')
                AS outcome_source,
            span_count, error_count, arraySum(u -> if(u.1 = 'llm', u.6, 0), usage) AS llm_calls, failed_calls,
            tool_calls, retrieval_calls, arraySum(u -> u.7, usage) AS unpriced_calls,
            arraySum(u -> u.8, usage) AS input_tokens, arraySum(u -> u.9, usage) AS output_tokens,
            arraySum(u -> u.13, usage) AS cost_usd, {served}, vendors, models, usage,
            CAST(carried, 'Map(LowCardinality(String), String)') AS releases,
            arrayFilter(mark -> mark != '', [{marks}]) AS marks, {kept} AS is_kept, {probability} AS keep_probability,
            first_received_at, last_received_at, {{version:UInt64}} AS version, 0 AS is_deleted
        FROM ({_timed(counted_calls(_per_trace(_priced_spans())))}) AS t LEFT ANY JOIN (
            SELECT trace_id, outcome FROM outcomes FINAL WHERE trace_id IN {{ids:Array(String)}}
        ) AS o USING trace_id"""


def _priced_spans() -> str:
    """Return SQL for the spans of the traces, each once, with its cost; of a repeated one what came last counts."""
    runs = ", ".join(
        f"spans.attributes['{key}'] != '', sipHash64(spans.attributes['{key}'], tool_name)" for key in _TOOL_CALL_IDS
    )
    once = f"""
        SELECT * EXCEPT (events, links, attributes, resource, status_message, kind),
            {_wanted("attributes")} AS attributes, {_wanted("resource")} AS resource,
            toUInt64(ifNull(input_tokens, 0)) AS input, toUInt64(ifNull(output_tokens, 0)) AS output,
            input + output AS used, spans.kind AS step, {IS_WRAPPER} AS is_wrapper, {PRICED_KIND} AS kind,
            multiIf(spans.kind != 'tool', 0, {runs}, 0) AS run_id
        {SPANS_RECEIVED} AND trace_id IN {{ids:Array(String)}}
        ORDER BY received_at DESC, ended_at DESC, request_digest LIMIT 1 BY trace_id, span_id"""
    return priced(once)


def _per_trace(spans: str) -> str:
    # The root is the earliest span without parent, or failing that the earliest span; one tuple, so one pass.
    served = ", ".join(f"{_first_said(column)} AS {column}" for column in _SERVED)
    return f"""
        SELECT trace_id,
            argMin((name, service, status_code, parent_span_id = '', attributes, resource, started_at, ended_at),
                (parent_span_id != '', started_at, span_id)) AS root,
            {_first_said("journey")} AS named_journey,
            argMaxIf(outcome, (parent_span_id = '', ended_at), outcome != '') AS said_outcome, {served},
            min(started_at) AS first_start, max(ended_at) AS last_end,
            count() AS span_count, countIf(parent_span_id = '') AS roots,
            countIf(status_code = 2) AS error_count,
            arraySort(groupUniqArrayIf(vendor, vendor != '')) AS vendors,
            arraySort(groupUniqArrayIf({ANSWERED_BY}, {ANSWERED_BY} != '')) AS models,
            arrayDistinct(arrayFlatten(groupArray({releases_pairs()}))) AS carried,
            min(received_at) AS first_received_at, max(received_at) AS last_received_at, {SPAN_ARRAYS}
        FROM ({spans}) GROUP BY trace_id"""


def _first_said(column: str) -> str:
    """Return SQL for what a trace's spans say: the root's word counts most, then that of the earliest span."""
    return (
        f"leftUTF8(argMinIf(toString({column}), (parent_span_id != '', started_at, span_id), {column} != ''),"
        f" {LONGEST_NAME})"
    )


def _timed(rows: str) -> str:
    """Return SQL that adds when each task began and ended, by the root's clock; one without a start took no time."""
    return f"""
        SELECT *, root.4 AS has_root, if(has_root, root.8, last_end) AS ended,
            if(has_root, root.7, first_start) AS claimed,
            if(toUnixTimestamp64Nano(claimed) < {_CLOCKS_SET_NS}, ended, claimed) AS began,
            ended > addSeconds(last_received_at, {{tolerance_s:Float64}}) AS is_ahead,
            ended < {{kept_since:DateTime64(6, 'UTC')}} AS is_behind,
            NOT is_behind AND ended < subtractSeconds(last_received_at, {{late_s:Float64}}) AS is_late,
            greatest(toUnixTimestamp64Nano(ended) - toUnixTimestamp64Nano(began), 0) AS length_ns
        FROM ({rows})"""


def _wanted(column: str) -> str:
    """Return SQL for the few attributes that decide anything: to sort whole prompts along would take most time."""
    return (
        f"mapFilter((k, v) -> k IN {{rule_keys:Array(String)}} OR k = 'service.version'"
        f" OR startsWith(k, '{RELEASE_ATTRIBUTE_PREFIX}'), {column})"
    )


def journey_expression(rules: Sequence[JourneyRule], parameters: Parameters) -> str:
    """Return SQL for a trace's journey: what its spans name, else the first rule that matches, else service/root."""
    parameters["rule_keys"] = sorted({key for rule in rules for key in rule.attributes})
    branches = ["named_journey != ''", "named_journey"]
    for index, rule in enumerate(rules):
        conditions = _rule_conditions(rule, f"rule_{index}", parameters)
        parameters[f"rule_{index}_journey"] = rule.journey
        branches += [" AND ".join(conditions) or "1", f"{{rule_{index}_journey:String}}"]
    return f"multiIf({', '.join(branches)}, concat(root.2, '/', if(root.1 = '', '{UNNAMED}', root.1)))"


def _rule_conditions(rule: JourneyRule, prefix: str, parameters: Parameters) -> Sequence[str]:
    conditions = []
    if rule.service is not None:
        parameters[f"{prefix}_service"] = like_pattern(rule.service)
        conditions.append(f"root.2 LIKE {{{prefix}_service:String}}")
    if rule.root_name is not None:
        parameters[f"{prefix}_root"] = like_pattern(rule.root_name)
        conditions.append(f"root.1 LIKE {{{prefix}_root:String}}")
    for index, (key, value) in enumerate(rule.attributes.items()):
        parameters |= {f"{prefix}_key_{index}": key, f"{prefix}_value_{index}": like_pattern(value)}
        attribute = f"{{{prefix}_key_{index}:String}}"
        either = f"if(mapContains(root.5, {attribute}), root.5[{attribute}], root.6[{attribute}])"
        conditions.append(f"{either} LIKE {{{prefix}_value_{index}:String}}")
    return conditions
