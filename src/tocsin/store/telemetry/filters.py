"""Turns a `TaskFilter` into a WHERE condition with bound parameters; no value ever becomes SQL text."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from tocsin.model import ScoreRange, TaskField, TaskFilter, Threshold

Parameters: TypeAlias = dict[str, object]

_OPERATORS = {"lte": "<=", "gte": ">=", "lt": "<", "gt": ">"}
_COMPUTED: Mapping[TaskField, str] = {TaskField.TOKENS: "(input_tokens + output_tokens)"}
"""Fields that are no column."""


def like_pattern(pattern: str) -> str:
    """Return the LIKE pattern of one with `*` as its only wildcard."""
    escaped = pattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped.replace("*", "%")


def task_condition(where: TaskFilter, prefix: str, parameters: Parameters) -> str:
    """Return a boolean SQL expression over columns of `tasks`; adds its values to `parameters` under `prefix`."""
    one_of: Mapping[str, Sequence[str]] = {
        "journey": where.journeys,
        "service": where.services,
        "outcome": [outcome.value for outcome in where.outcomes],
        "feature": where.features,
        "team": where.teams,
        "tenant": where.tenants,
        "user_id": where.users,
        "session_id": where.sessions,
    }
    any_of: Mapping[str, Sequence[str]] = {
        "vendors": where.vendors,
        "models": where.models,
        "usage.prompt": where.prompts,
        "marks": where.marks,
    }
    conditions = [
        *(f"{column} IN {_bound(column, values, prefix, parameters)}" for column, values in one_of.items() if values),
        *(
            f"hasAny({column}, {_bound(column, values, prefix, parameters)})"
            for column, values in any_of.items()
            if values
        ),
    ]
    for index, threshold in enumerate(where.thresholds):
        conditions.append(_comparison(threshold, f"{prefix}_threshold_{index}", parameters))
    for index, (key, version) in enumerate(where.releases.items()):
        parameters |= {f"{prefix}_key_{index}": key, f"{prefix}_version_{index}": version}
        conditions.append(f"releases[{{{prefix}_key_{index}:String}}] = {{{prefix}_version_{index}:String}}")
    for index, score in enumerate(where.scores):
        conditions.append(_scored(score, f"{prefix}_score_{index}", parameters))
    return "(" + " AND ".join(conditions) + ")" if conditions else "1"


def _bound(column: str, values: Sequence[str], prefix: str, parameters: Parameters) -> str:
    name = f"{prefix}_{column.replace('.', '_')}"
    parameters[name] = list(values)
    return f"{{{name}:Array(String)}}"


def _comparison(threshold: Threshold, name: str, parameters: Parameters) -> str:
    parameters[name] = threshold.value
    field = _COMPUTED.get(threshold.field, threshold.field.value)
    return f"{field} {_OPERATORS[threshold.op.value]} {{{name}:Float64}}"


def _scored(score: ScoreRange, name: str, parameters: Parameters) -> str:
    parameters[f"{name}_by"] = score.evaluator
    bounds = [f"evaluator = {{{name}_by:String}}", "isNotNull(value)"]
    for side, operator, value in (("least", ">=", score.least), ("most", "<=", score.most)):
        if value is not None:
            parameters[f"{name}_{side}"] = value
            bounds.append(f"value {operator} {{{name}_{side}:Float64}}")
    meant = " AND ".join(bounds)
    # No span is read where no score came with the id of a response alone: then the first condition is known to fail.
    return f"""trace_id IN (
        SELECT trace_id FROM scores FINAL WHERE {meant}
        UNION ALL SELECT trace_id FROM spans WHERE (SELECT count() > 0 FROM response_scores) AND response_id IN (
            SELECT response_id FROM response_scores FINAL WHERE {meant}))"""
