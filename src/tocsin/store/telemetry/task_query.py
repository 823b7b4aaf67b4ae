"""What a task is made of: the query that folds the spans of many traces into one row each.

Bound parameters: `ids`, `first` (receipt of the earliest span), `sealed_at`, `version`, `tolerance_s`, `late_s`, and
those that `journey_expression` adds.
"""

from collections.abc import Sequence
from datetime import timedelta

from tocsin.model import JourneyRule
from tocsin.store.telemetry.filters import Parameters
from tocsin.store.telemetry.normalize import RELEASE_ATTRIBUTE_PREFIX, releases_pairs
from tocsin.store.telemetry.prices import COST_USD, IS_UNPRICED, PRICED_SPAN_JOIN

CLOCK_TOLERANCE = timedelta(minutes=1)
"""An end this far after its receipt is a wrong clock, not network jitter; NTP keeps clocks within a second."""
LATE_AFTER = timedelta(hours=1)
"""A task received this long after it ended is marked late: a queue was full, or the emitter's clock is behind."""

TASK_COLUMNS = (
    "minute, trace_id, journey, service, root_name, started_at, ended_at, sealed_at, duration_seconds, outcome,"
    " outcome_source, span_count, error_count, llm_calls, tool_calls, retrieval_calls, unpriced_calls, input_tokens,"
    " output_tokens, cost_usd, vendors, models, releases, marks, first_received_at, last_received_at, version"
)
_SAID = "said_outcome IN ('success', 'failure', 'abandoned', 'unknown')"


def task_query(journey: str) -> str:
    """Return the SELECT that makes one row of `tasks` of each trace among the bound `ids`.

    Args:
        journey: SQL for the journey, from `journey_expression`.
    """
    spans = f"""
        SELECT s.*, {COST_USD} AS cost_usd, {IS_UNPRICED} AS is_unpriced
        FROM (
            SELECT * EXCEPT (events, links, attributes, resource, status_message),
                {_wanted("attributes")} AS attributes, {_wanted("resource")} AS resource
            FROM spans
            WHERE received_at >= {{first:DateTime64(9, 'UTC')}} AND trace_id IN {{ids:Array(String)}}
            ORDER BY received_at DESC LIMIT 1 BY trace_id, span_id
        ) AS s {PRICED_SPAN_JOIN}"""
    # The root is the earliest span without parent, or failing that the earliest span; one tuple, so one pass.
    per_trace = f"""
        SELECT trace_id,
            argMin((name, service, status_code, parent_span_id = '', attributes, resource, started_at, ended_at),
                (parent_span_id != '', started_at)) AS root,
            argMaxIf(journey, parent_span_id = '', journey != '') AS named_journey,
            argMaxIf(outcome, (parent_span_id = '', ended_at), outcome != '') AS said_outcome,
            min(started_at) AS first_start, max(ended_at) AS last_end,
            count() AS span_count, countIf(status_code = 2) AS error_count,
            countIf(kind = 'llm') AS llm_calls, countIf(kind = 'tool') AS tool_calls,
            countIf(kind = 'retrieval') AS retrieval_calls, countIf(is_unpriced) AS unpriced_calls,
            sumIf(ifNull(input_tokens, 0), kind IN ('llm', 'embedding')) AS input_tokens,
            sumIf(ifNull(output_tokens, 0), kind IN ('llm', 'embedding')) AS output_tokens,
            sum(ifNull(cost_usd, 0)) AS cost_usd,
            arraySort(groupUniqArrayIf(vendor, vendor != '')) AS vendors,
            arraySort(groupUniqArrayIf(if(response_model = '', request_model, response_model),
                request_model != '' OR response_model != '')) AS models,
            arrayDistinct(arrayFlatten(groupArray({releases_pairs()}))) AS carried,
            min(received_at) AS first_received_at, max(received_at) AS last_received_at
        FROM ({spans}) GROUP BY trace_id"""
    timed = f"""
        SELECT *, root.4 AS has_root,
            if(has_root, root.7, first_start) AS began, if(has_root, root.8, last_end) AS ended,
            ended > addSeconds(last_received_at, {{tolerance_s:Float64}}) AS is_ahead,
            ended < subtractSeconds(first_received_at, {{late_s:Float64}}) AS is_late,
            greatest(toUnixTimestamp64Nano(ended) - toUnixTimestamp64Nano(began), 0) AS length_ns
        FROM ({per_trace})"""
    return f"""
        SELECT toStartOfMinute(ended_at) AS minute, trace_id, {journey} AS journey, root.2 AS service,
            root.1 AS root_name,
            fromUnixTimestamp64Nano(toUnixTimestamp64Nano(ended_at) - length_ns, 'UTC') AS started_at,
            if(is_ahead, last_received_at, greatest(ended, began)) AS ended_at,
            {{sealed_at:DateTime64(6, 'UTC')}} AS sealed_at, length_ns / 1e9 AS duration_seconds,
            multiIf(o.outcome != '', o.outcome, {_SAID}, said_outcome, NOT has_root, 'unknown',
                root.3 = 2, 'failure', 'success') AS outcome,
            multiIf(o.outcome != '', 'reported', {_SAID}, 'attribute', has_root, 'root_status', 'none')
                AS outcome_source,
            span_count, error_count, llm_calls, tool_calls, retrieval_calls, unpriced_calls, input_tokens,
            output_tokens, cost_usd, vendors, models, CAST(carried, 'Map(LowCardinality(String), String)') AS releases,
            arrayFilter(mark -> mark != '', [if(is_late, 'late', ''), if(is_ahead, 'clock_ahead', ''),
                if(has_root, '', 'no_root')]) AS marks,
            first_received_at, last_received_at, {{version:UInt64}} AS version, 0 AS is_deleted
        FROM ({timed}) AS t LEFT ANY JOIN (
            SELECT trace_id, outcome FROM outcomes FINAL WHERE trace_id IN {{ids:Array(String)}}
        ) AS o USING trace_id"""


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
    return f"multiIf({', '.join(branches)}, concat(root.2, '/', root.1))"


def _rule_conditions(rule: JourneyRule, prefix: str, parameters: Parameters) -> Sequence[str]:
    conditions = []
    if rule.service is not None:
        parameters[f"{prefix}_service"] = _like(rule.service)
        conditions.append(f"root.2 LIKE {{{prefix}_service:String}}")
    if rule.root_name is not None:
        parameters[f"{prefix}_root"] = _like(rule.root_name)
        conditions.append(f"root.1 LIKE {{{prefix}_root:String}}")
    for index, (key, value) in enumerate(rule.attributes.items()):
        parameters |= {f"{prefix}_key_{index}": key, f"{prefix}_value_{index}": _like(value)}
        attribute = f"{{{prefix}_key_{index}:String}}"
        either = f"if(mapContains(root.5, {attribute}), root.5[{attribute}], root.6[{attribute}])"
        conditions.append(f"{either} LIKE {{{prefix}_value_{index}:String}}")
    return conditions


def _like(pattern: str) -> str:
    """Return a LIKE pattern for one with `*` as its only wildcard."""
    escaped = pattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped.replace("*", "%")
