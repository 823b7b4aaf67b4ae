"""Bodies that were good OTLP requests once, and what is left of them."""

from hypothesis import strategies as st

from tests.kit.otlp import NOON, chat, request, root, trace_id
from tests.kit.signals import evaluation, exponential, gauge, histogram, log_request, metric_request, noon_and
from tocsin.ingest.signals import OtlpSignal
from tocsin.model import Signal

LATER = noon_and(1) - NOON
GOOD: dict[Signal, bytes] = {
    Signal.TRACES: request([root(long="x" * 600), chat()], trace=trace_id(1)).SerializeToString(),
    Signal.LOGS: log_request([evaluation(trace_id(1), "01" * 8)]).SerializeToString(),
    Signal.METRICS: metric_request(
        [gauge(1.5, model="a"), histogram([1, 2, 3, 4], LATER), exponential([1, 2], LATER, zeros=1)]
    ).SerializeToString(),
}
"""A request of each signal that is taken as it is, but for one value of more than 500 bytes."""


def bodies_like(good: bytes) -> st.SearchStrategy[bytes]:
    """Return bodies that were good once, noise, and repetitions."""
    place = st.integers(0, len(good))

    def turned(edits: list[tuple[int, int, bytes]]) -> bytes:
        body = bytearray(good)
        for at, gone, new in edits:
            body[at : at + gone] = new
        return bytes(body)

    edits = st.lists(st.tuples(place, st.integers(0, 20), st.binary(max_size=8)), min_size=1, max_size=6)
    return st.one_of(
        place.map(lambda end: good[:end]),
        edits.map(turned),
        st.binary(max_size=400),
        st.integers(1, 60).map(lambda times: good * times),
    )


def items_of(otlp: OtlpSignal, body: bytes) -> int:
    """Return how many spans, log records or data points a request holds."""
    message = otlp.request.FromString(body)
    return sum(
        len(batch.items)
        for resource in otlp.resources(message)
        for scope in otlp.scopes(resource)
        for batch in otlp.batches(scope)
    )
