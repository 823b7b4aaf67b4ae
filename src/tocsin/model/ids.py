"""Identifiers: plain strings with a type each, so that one cannot be passed for another."""

from typing import NewType

TraceId = NewType("TraceId", str)
"""32 lower-case hexadecimal digits, as W3C Trace Context writes it."""
SpanId = NewType("SpanId", str)
"""16 lower-case hexadecimal digits."""
JourneyName = NewType("JourneyName", str)
SloName = NewType("SloName", str)
ReleaseId = NewType("ReleaseId", str)
ChangeId = NewType("ChangeId", str)
AlertId = NewType("AlertId", str)
IncidentId = NewType("IncidentId", str)
ActionId = NewType("ActionId", str)
JobId = NewType("JobId", str)
