"""Severity rules: what an alert's level makes of an incident. Only a person declares SEV1."""

from collections.abc import Mapping

from tocsin.model import AlertLevel, Severity

_OF_LEVEL: Mapping[AlertLevel, Severity] = {AlertLevel.PAGE: Severity.SEV2, AlertLevel.TICKET: Severity.SEV3}
_WORST_FIRST = (Severity.SEV1, Severity.SEV2, Severity.SEV3)


def severity_of(level: AlertLevel) -> Severity:
    """Return the severity an alert opens an incident with."""
    return _OF_LEVEL[level]


def worse(one: Severity, other: Severity) -> Severity:
    """Return the worse of two severities."""
    return min(one, other, key=_WORST_FIRST.index)
