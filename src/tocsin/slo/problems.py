"""What is wrong with an SLO document, said so that its author can mend it: key path, observed value, next step."""

import difflib
import re
from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tocsin.slo.openslo import SloDocument

_ADVICE: Mapping[str, str] = {
    "alertPolicies": "leave it out: alert windows follow from the annotation 'tocsin.dev/tier'",
    "budgetingMethod": "Tocsin counts events, so write 'Occurrences'; time slices are not supported yet",
    "calendar": "calendar windows are not supported yet; write a rolling one: {duration: 30d, isRolling: true}",
    "compositeWeight": "composite objectives are not supported yet; write one SLO for each indicator",
    "field": "name the number to compare, such as 'duration_seconds'",
    "indicator": "write one inline indicator under spec.indicator; references and composites are not supported yet",
    "indicatorRef": "references are not supported yet; write the indicator inline under spec.indicator",
    "isRolling": "only rolling windows are supported yet: {duration: 30d, isRolling: true}",
    "name": "use lower-case letters, digits and '-', at most 63 of them",
    "metricSourceRef": "references are not supported yet; write 'type: tocsin' and the conditions under 'spec'",
    "raw": "ready-made ratios are not supported: Tocsin counts tasks; give 'good' or 'bad'",
    "rawType": "ready-made ratios are not supported: Tocsin counts tasks; give 'good' or 'bad'",
    "timeSliceTarget": "time slices are not supported yet; leave it out",
    "timeSliceWindow": "time slices are not supported yet; leave it out",
    "timeWindow": "give one rolling window: [{duration: 30d, isRolling: true}]",
    "type": "the only source of events is 'tocsin': the tasks of your journeys",
}

_LEADING_NOUN = re.compile(r"^\w+ (?=should )")
"""pydantic opens with the kind of value ("Input should be ..."); here the key path says what is meant."""


def describe(error: ValidationError) -> str:
    """Return every problem of one document, separated by "; ", each as "<key path>: <what, and what to do>"."""
    return "; ".join(f"{_path(problem['loc'])}: {_sentence(problem)}" for problem in error.errors())


def _path(location: Sequence[str | int]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.removeprefix(".") or "document"


def _sentence(problem: ErrorDetails) -> str:
    key = str(problem["loc"][-1]) if problem["loc"] else ""
    match problem["type"]:
        case "extra_forbidden":
            return f"cannot be used: {_ADVICE[key]}" if key in _ADVICE else f"unknown key{_similar(key)}"
        case "missing":
            said = "is required"
        case "value_error":
            return str(problem["ctx"]["error"])
        case _:
            said = f"{_LEADING_NOUN.sub('', problem['msg'])}, got {problem['input']!r}"
    return f"{said}; {_ADVICE[key]}" if key in _ADVICE else said


def _similar(key: str) -> str:
    schema = SloDocument.model_json_schema()
    known = {name for part in (schema, *schema["$defs"].values()) for name in part.get("properties", ())}
    close = difflib.get_close_matches(key, sorted(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
