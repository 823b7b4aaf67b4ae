"""Why a model stopped, in OpenTelemetry's words, whatever the vendor or the framework calls it."""

from tocsin.store.telemetry.normalize import FINISH_OF_REASON


def finish_of(reason: object) -> str:
    """Return a finish reason in OpenTelemetry's words; one that nobody agreed on as it is, none as ""."""
    if not isinstance(reason, str) or reason == "unknown":
        return ""
    return FINISH_OF_REASON.get(reason.lower(), reason)
