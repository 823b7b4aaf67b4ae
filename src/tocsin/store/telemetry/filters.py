"""Turns a `TaskFilter` into a WHERE condition with bound parameters; no value ever becomes SQL text."""

from collections.abc import Sequence
from typing import TypeAlias

from tocsin.model import TaskFilter

Parameters: TypeAlias = dict[str, object]

_OPERATORS = {"lte": "<=", "gte": ">=", "lt": "<", "gt": ">"}


def task_condition(where: TaskFilter, prefix: str, parameters: Parameters) -> str:
    """Return a boolean SQL expression over columns of `tasks`; adds its values to `parameters` under `prefix`."""
    conditions: list[str] = []

    def among(column: str, values: Sequence[str]) -> None:
        if values:
            name = f"{prefix}_{column}"
            parameters[name] = list(values)
            conditions.append(f"{column} IN {{{name}:Array(String)}}")

    def any_of(column: str, values: Sequence[str]) -> None:
        if values:
            name = f"{prefix}_{column}"
            parameters[name] = list(values)
            conditions.append(f"hasAny({column}, {{{name}:Array(String)}})")

    among("journey", where.journeys)
    among("service", where.services)
    among("outcome", [outcome.value for outcome in where.outcomes])
    any_of("vendors", where.vendors)
    any_of("models", where.models)
    for index, threshold in enumerate(where.thresholds):
        name = f"{prefix}_threshold_{index}"
        parameters[name] = threshold.value
        conditions.append(f"{threshold.field.value} {_OPERATORS[threshold.op.value]} {{{name}:Float64}}")
    for index, (key, version) in enumerate(where.releases.items()):
        parameters |= {f"{prefix}_key_{index}": key, f"{prefix}_version_{index}": version}
        conditions.append(f"releases[{{{prefix}_key_{index}:String}}] = {{{prefix}_version_{index}:String}}")
    return "(" + " AND ".join(conditions) + ")" if conditions else "1"
