"""What is told to a request to an OTLP listener that none of its addresses takes, and which signal it was for.

An exporter with a wrong endpoint is the commonest reason why nothing arrives, so its requests are refused like others:
with an answer that says where to send them, a count and a place among the refusals that are remembered.
"""

from tocsin.ingest.signals import SIGNALS, TRACES, OtlpSignal

_PATHS = tuple(otlp.path for otlp in SIGNALS)
_ADDRESSES = f"{', '.join(_PATHS[:-1])} or {_PATHS[-1]}"
_SERVICES = ", ".join(otlp.grpc_service for otlp in SIGNALS)
_LONGEST_PATH = 100


def signal_of(path: str) -> OtlpSignal:
    """Return the signal that a path names last, as most that are wrong still do; traces where it names none."""
    where = {otlp.signal: path.lower().rfind(otlp.noun) for otlp in SIGNALS}
    return max(SIGNALS, key=lambda otlp: (where[otlp.signal], otlp is TRACES))


def unknown_path(path: str) -> str:
    """Return what to tell the sender of a request to a path that is none of ours."""
    text = f"there is nothing at {_shown(path)}: send OTLP with POST to {_ADDRESSES}"
    if path.rstrip("/").endswith(_PATHS):
        return f"{text}; OTEL_EXPORTER_OTLP_ENDPOINT must not carry a path, for exporters add that of the signal"
    return text


def unknown_call(path: str) -> str:
    """Return what to tell the sender of a gRPC call to "/<service>/<method>" that is none of ours."""
    return f"there is nothing at {_shown(path)}: send OTLP by calling Export of one of {_SERVICES}"


def wrong_method(method: str, otlp: OtlpSignal) -> str:
    """Return what to tell the sender of a request that has the right path and no POST."""
    return f"{method[:_LONGEST_PATH]!r} is not how OTLP is sent: send it with POST to {otlp.path}"


def _shown(path: str) -> str:
    return repr(path if len(path) <= _LONGEST_PATH else f"{path[:_LONGEST_PATH]}...")
