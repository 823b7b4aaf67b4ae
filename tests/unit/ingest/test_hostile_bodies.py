"""Whatever is sent to an OTLP endpoint gets a correct status, is wholly stored or wholly refused, and leaves nothing.

Bodies are real requests with bytes taken out, put in and turned, JSON documents made of OTLP's own words in wrong
places, and plain noise, in every signal and encoding, plain and compressed.
"""

import asyncio
import contextlib
import gzip
import json
from typing import Any

import grpc
import pytest
from google.protobuf import json_format
from google.protobuf.message import DecodeError, Message
from google.rpc.status_pb2 import Status
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.hostile import GOOD, bodies_like, items_of
from tests.kit.ingest import Endpoint, endpoint
from tocsin.ingest import IngestLimits, create_otlp_grpc
from tocsin.ingest.signals import SIGNALS, OtlpSignal
from tocsin.model import Disposition

pytestmark = pytest.mark.slow

LIMITS = IngestLimits(max_body_bytes=20_000, max_in_flight_bytes=60_000, max_attribute_bytes=500)
FEW = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ANSWERS = (grpc.StatusCode.OK, grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.RESOURCE_EXHAUSTED)
each_signal = pytest.mark.parametrize("otlp", SIGNALS, ids=lambda one: one.signal.value)


def documents(otlp: OtlpSignal) -> st.SearchStrategy[bytes]:
    """Return JSON documents that use the words of a signal, rarely in the places where they belong."""
    good = json_format.MessageToDict(otlp.request.FromString(GOOD[otlp.signal]))
    words = sorted(_keys(good) | {"traceId", "spanId", "links", "exemplars", "summary"})
    leaves = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**70), 2**70),
        st.floats(),
        st.text(max_size=20),
        st.sampled_from(["NaN", "Infinity", "1e400", "00" * 16, "zz" * 16, "\ud800", "AAAA"]),
    )
    values = st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(words), inner, max_size=4),
        max_leaves=20,
    )
    replaced = st.tuples(st.sampled_from(words), values).map(lambda swap: _replaced(good, *swap))
    return st.one_of(values, replaced).map(lambda document: json.dumps(document).encode())


def _keys(document: Any) -> set[str]:
    if isinstance(document, dict):
        return set(document) | {key for value in document.values() for key in _keys(value)}
    return {key for value in document for key in _keys(value)} if isinstance(document, list) else set()


def _replaced(document: Any, word: str, value: Any) -> Any:
    if isinstance(document, dict):
        return {key: value if key == word else _replaced(inner, word, value) for key, inner in document.items()}
    return [_replaced(inner, word, value) for inner in document] if isinstance(document, list) else document


async def check(otlp: OtlpSignal, body: bytes, kind: str, **headers: str) -> None:
    """Send a body; fail unless the answer is one that OTLP has, and the account agrees with the store."""
    async with endpoint(LIMITS) as running:
        answer = await running.post(body, kind, path=otlp.path, **headers)
        assert answer.status_code in (200, 400, 413), answer.content
        assert running.ledger.in_flight_bytes == 0
        expected = otlp.response if answer.status_code == 200 else Status
        told: Any = message_of(answer.content, kind, expected)
        stored = running.stored[otlp.signal].bodies
        if answer.status_code != 200:
            assert (stored, bool(told.message)) == ([], True)
        assert_accounted(running, otlp)


def message_of(content: bytes, kind: str, expected: type[Message]) -> Message:
    if kind == "application/json":
        return json_format.Parse(content, expected())
    return expected.FromString(content)


def assert_accounted(running: Endpoint, otlp: OtlpSignal) -> None:
    """Fail unless as many items were accepted as are stored, all of them readable."""
    counts = running.ledger.snapshot().counts
    accepted = sum(one.count for one in counts if one.disposition is Disposition.ACCEPTED)
    assert accepted == sum(items_of(otlp, body) for body in running.stored[otlp.signal].bodies)
    assert all(one.signal is otlp.signal for one in counts)


@each_signal
def test_any_protobuf_has_a_correct_answer(otlp: OtlpSignal) -> None:
    @FEW
    @given(bodies_like(GOOD[otlp.signal]))
    def holds(body: bytes) -> None:
        asyncio.run(check(otlp, body, "application/x-protobuf"))

    holds()


@each_signal
def test_any_json_has_a_correct_answer(otlp: OtlpSignal) -> None:
    good = json_format.MessageToJson(otlp.request.FromString(GOOD[otlp.signal])).encode()

    @FEW
    @given(st.one_of(documents(otlp), bodies_like(good)))
    def holds(body: bytes) -> None:
        asyncio.run(check(otlp, body, "application/json"))

    holds()


@each_signal
def test_any_compressed_body_has_a_correct_answer(otlp: OtlpSignal) -> None:
    good = GOOD[otlp.signal]

    @FEW
    @given(st.one_of(bodies_like(gzip.compress(good)), bodies_like(good).map(gzip.compress)))
    def holds(body: bytes) -> None:
        asyncio.run(check(otlp, body, "application/x-protobuf", content_encoding="gzip"))

    holds()


@each_signal
def test_any_grpc_message_has_a_correct_code(otlp: OtlpSignal) -> None:
    @settings(FEW, max_examples=25)
    @given(bodies_like(GOOD[otlp.signal]))
    def holds(body: bytes) -> None:
        asyncio.run(exported(otlp, body))

    holds()


async def exported(otlp: OtlpSignal, body: bytes) -> None:
    async with endpoint(LIMITS) as running:
        server = create_otlp_grpc(running.receiver)
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        try:
            async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
                code = await code_of(channel, otlp, body)
        finally:
            await server.stop(None)
        assert code in ANSWERS
        assert code is grpc.StatusCode.OK or running.stored[otlp.signal].bodies == []
        assert running.ledger.in_flight_bytes == 0
        assert_accounted(running, otlp)


async def code_of(channel: grpc.aio.Channel, otlp: OtlpSignal, body: bytes) -> grpc.StatusCode:
    export: Any = channel.unary_unary(f"/{otlp.grpc_service}/Export", lambda sent: sent, otlp.response.FromString)
    call = export(body)
    with contextlib.suppress(grpc.aio.AioRpcError):
        await call
    code: grpc.StatusCode = await call.code()
    return code


@each_signal
@pytest.mark.parametrize("depth", [50, 90, 1_000, 100_000])
def test_deep_nesting_is_refused_or_stored_and_never_fatal(otlp: OtlpSignal, depth: int) -> None:
    async def scenario() -> None:
        async with endpoint() as running:
            opening, closing = '{"arrayValue":{"values":[', "]}}"
            value = opening * depth + '{"stringValue":"deep"}' + closing * depth
            resource = f'{{"resource":{{"attributes":[{{"key":"a","value":{value}}}]}}}}'
            first = {"traces": "resourceSpans", "logs": "resourceLogs", "metrics": "resourceMetrics"}[otlp.signal]
            answer = await running.post(f'{{"{first}":[{resource}]}}'.encode(), "application/json", path=otlp.path)
            assert answer.status_code in (200, 400)
            assert running.ledger.in_flight_bytes == 0

    asyncio.run(scenario())


def test_noise_is_never_taken_for_a_request() -> None:
    """The checks above would pass on a road that refused all; this one knows that good bodies are good."""
    for otlp in SIGNALS:
        with pytest.raises(DecodeError):
            otlp.request.FromString(b"\xff\xff\xff")
        assert items_of(otlp, GOOD[otlp.signal]) > 0
        asyncio.run(stored_whole(otlp))


async def stored_whole(otlp: OtlpSignal) -> None:
    async with endpoint() as running:
        answer = await running.post(GOOD[otlp.signal], path=otlp.path)
        assert answer.status_code == 200
        assert running.stored[otlp.signal].bodies == [GOOD[otlp.signal]]
