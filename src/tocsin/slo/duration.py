"""Durations as files write them: OpenSLO's shorthand for the units that have one fixed length."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SHORTHAND = re.compile(r"([1-9]\d{0,5})([mhdw])")


def _parse(value: object) -> timedelta:
    found = _SHORTHAND.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        # Months, quarters and years differ in length, so a rolling window of them has no one budget.
        raise ValueError(f"{value!r} is not a duration; write a number and m, h, d or w, such as '30d'")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


Duration = Annotated[timedelta, BeforeValidator(_parse)]
"""A pydantic field written as "5m", "6h", "30d" or "4w"."""
