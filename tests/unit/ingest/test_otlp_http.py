"""OTLP over HTTP: a correct status for every kind of request, and nothing acknowledged that was not stored."""

import asyncio
import gzip
import json

import pytest
from google.rpc.status_pb2 import Status
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from tests.kit.ingest import endpoint
from tests.kit.otlp import chat, request, root, trace_id
from tocsin.ingest import IngestLimits
from tocsin.model import Signal

BODY = request([root(), chat()], trace=trace_id(1)).SerializeToString()
SMALL = IngestLimits(max_body_bytes=2_000, max_in_flight_bytes=3_000)
BOMB = gzip.compress(bytes(50_000_000))


def test_a_good_request_is_stored_before_it_is_answered() -> None:
    async def scenario() -> None:
        async with endpoint() as otlp:
            answer = await otlp.post(BODY)
            assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-protobuf")
            assert ExportTraceServiceResponse.FromString(answer.content) == ExportTraceServiceResponse()
            assert otlp.spans.bodies == [BODY]
            assert (otlp.ledger.snapshot().accepted_spans, otlp.ledger.in_flight_bytes) == (2, 0)

    asyncio.run(scenario())


def test_all_members_of_a_gzip_body_count() -> None:
    async def scenario() -> None:
        async with endpoint() as otlp:
            members = [gzip.compress(part) for part in (b"", BODY[:20], BODY[20:])]
            answer = await otlp.post(b"".join(members), content_encoding="gzip")
            assert answer.status_code == 200
            assert otlp.spans.bodies == [BODY]

    asyncio.run(scenario())


def test_gzip_and_content_type_parameters_are_understood() -> None:
    async def scenario() -> None:
        async with endpoint() as otlp:
            kind = "application/x-protobuf; charset=utf-8"
            answer = await otlp.post(gzip.compress(BODY), kind, content_encoding="gzip")
            assert answer.status_code == 200
            assert otlp.spans.bodies == [BODY]

    asyncio.run(scenario())


def test_json_is_answered_in_json() -> None:
    async def scenario() -> None:
        async with endpoint() as otlp:
            answer = await otlp.post(b'{"resourceSpans": []}', "application/json")
            assert (answer.status_code, answer.json()) == (200, {})

    asyncio.run(scenario())


def test_refused_spans_are_reported_as_partial_success() -> None:
    async def scenario() -> None:
        broken = request([root(), chat()], trace=trace_id(1))
        broken.resource_spans[0].scope_spans[0].spans[0].span_id = b""
        async with endpoint() as otlp:
            answer = await otlp.post(broken.SerializeToString())
            partial = ExportTraceServiceResponse.FromString(answer.content).partial_success
            assert (answer.status_code, partial.rejected_spans) == (200, 1)
            assert "span_id" in partial.error_message
            assert sum(otlp.ledger.snapshot().rejected_spans.values()) == 1

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("content", "headers", "status", "reason", "said"),
    [
        (b"\xff\xff\xff", {}, 400, "malformed", "no OTLP trace request"),
        (b"no gzip", {"content_encoding": "gzip"}, 400, "malformed", "not gzip"),
        (gzip.compress(BODY)[:-9], {"content_encoding": "gzip"}, 400, "malformed", "ends early"),
        (gzip.compress(BODY) + b"more", {"content_encoding": "gzip"}, 400, "malformed", "not gzip"),
        (gzip.compress(BODY), {}, 400, "malformed", "Content-Encoding: gzip"),
        (BODY, {"content_encoding": "br"}, 400, "malformed", "not supported"),
        (bytes(2_001), {}, 413, "too_large", "over the limit"),
        (BOMB, {"content_encoding": "gzip"}, 413, "too_large", "over the limit"),
        (BODY, {"kind": "text/plain"}, 415, "unsupported_content_type", "not OTLP"),
        (b"{", {"kind": "application/json"}, 400, "malformed", "not JSON"),
        (b'{"resourceSpans": []}', {}, 400, "malformed", "like JSON: send it with content-type application/json"),
        (b'\xef\xbb\xbf\n{"resourceSpans": []}', {}, 400, "malformed", "content-type application/json"),
        (BODY, {"kind": "application/json"}, 400, "malformed", "protobuf: send it with content-type application/x-pro"),
    ],
)
def test_what_can_never_be_accepted_is_refused_with_a_reason(
    content: bytes, headers: dict[str, str], status: int, reason: str, said: str
) -> None:
    async def scenario() -> None:
        async with endpoint(IngestLimits(max_body_bytes=2_000)) as otlp:
            answer = await otlp.post(content, **headers)
            as_json = headers.get("kind") == "application/json"
            text = answer.json()["message"] if as_json else Status.FromString(answer.content).message
            assert (answer.status_code, otlp.spans.bodies) == (status, [])
            assert said in text
            assert otlp.ledger.snapshot().rejected_requests == {reason: 1}
            assert otlp.ledger.in_flight_bytes == 0

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff{", "application/x-protobuf"),
        (b"\n{\n\x1e\n\x1c", "application/x-protobuf"),  # broke off: its first part is 123 bytes long
        (b"", "application/json"),
        (b"\xff", "application/json"),
    ],
)
def test_bytes_that_are_neither_are_not_taken_for_the_other(content: bytes, kind: str) -> None:
    async def scenario() -> None:
        async with endpoint() as otlp:
            assert (await otlp.post(content, kind)).status_code == 400
            assert "content-type" not in otlp.ledger.snapshot().refusals[0].message

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("path", "signal", "said"),
    [
        ("/", Signal.TRACES, "/v1/traces, /v1/logs or /v1/metrics"),
        ("/v1/trace", Signal.TRACES, "/v1/traces, /v1/logs or /v1/metrics"),
        ("/v1/log", Signal.LOGS, "nothing at '/v1/log'"),
        ("/v1/traces/v1/metrics", Signal.METRICS, "OTEL_EXPORTER_OTLP_ENDPOINT must not carry a path"),
        ("/v1/traces/v1/traces/", Signal.TRACES, "OTEL_EXPORTER_OTLP_ENDPOINT must not carry a path"),
    ],
)
def test_a_request_to_another_path_is_told_the_right_ones_counted_and_remembered(
    path: str, signal: Signal, said: str
) -> None:
    async def scenario() -> None:
        async with endpoint() as otlp:
            answer = await otlp.post(BODY, path=path)
            account = otlp.ledger.snapshot()
            assert (answer.status_code, account.rejected_requests) == (404, {"unknown_path": 1})
            text = Status.FromString(answer.content).message
            assert said in text
            [refusal] = account.refusals
            assert (refusal.signal, refusal.status, refusal.message) == (signal, 404, text)

    asyncio.run(scenario())


def test_hostile_paths_make_no_label_values_and_no_long_messages() -> None:
    async def scenario() -> None:
        async with endpoint() as otlp:
            for number in range(20):
                await otlp.post(BODY, path=f"/{number}%0a%00" + "x" * 5_000, host="[")
            account = otlp.ledger.snapshot()
            assert (account.rejected_requests, account.counts) == ({"unknown_path": 20}, ())
            assert all(len(refusal.message) < 250 and "\n" not in refusal.message for refusal in account.refusals)

    asyncio.run(scenario())


@pytest.mark.parametrize("method", ["GET", "PUT", "FOO"])
def test_another_method_than_post_is_refused_and_counted(method: str) -> None:
    async def scenario() -> None:
        async with endpoint() as otlp:
            answer = await otlp.client.request(method, "/v1/logs")
            account = otlp.ledger.snapshot()
            assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
            assert "POST to /v1/logs" in answer.json()["message"]
            assert (account.rejected_requests, account.refusals[0].signal) == ({"wrong_method": 1}, Signal.LOGS)

    asyncio.run(scenario())


def test_a_slash_at_the_end_of_a_path_changes_nothing() -> None:
    async def scenario() -> None:
        async with endpoint() as otlp:
            assert (await otlp.post(BODY, path="/v1/traces/")).status_code == 200
            assert otlp.spans.bodies == [BODY]

    asyncio.run(scenario())


def test_when_memory_is_full_clients_are_told_when_to_come_back() -> None:
    async def scenario() -> None:
        other = request([root(text="x" * 1_500)], trace=trace_id(2)).SerializeToString()
        third = request([root(text="y" * 1_500)], trace=trace_id(3)).SerializeToString()
        async with endpoint(SMALL) as otlp:
            otlp.spans.open.clear()
            first = asyncio.create_task(otlp.post(other))
            await otlp.received(len(other))
            refused = await otlp.post(third)
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
            assert otlp.ledger.snapshot().rejected_requests == {"overloaded": 1}
            otlp.spans.open.set()
            assert (await first).status_code == 200
            assert (await otlp.post(third)).status_code == 200
            assert otlp.spans.bodies == [other, third]

    asyncio.run(scenario())


def test_what_was_not_stored_is_not_acknowledged_and_may_be_sent_again() -> None:
    async def scenario() -> None:
        async with endpoint() as otlp:
            otlp.spans.refused = {BODY}
            refused = await otlp.post(BODY)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
            assert otlp.ledger.snapshot().rejected_requests == {"store_unavailable": 1}
            otlp.spans.refused = set()
            assert (await otlp.post(BODY)).status_code == 200
            assert otlp.spans.bodies == [BODY]

    asyncio.run(scenario())


def test_an_exact_retry_is_acknowledged_and_stored_once() -> None:
    async def scenario() -> None:
        as_json = json.dumps({"resourceSpans": []}).encode()
        async with endpoint() as otlp:
            for _ in range(3):
                assert (await otlp.post(BODY)).status_code == 200
            assert (await otlp.post(as_json, "application/json")).status_code == 200
            assert otlp.spans.bodies == [BODY]
            account = otlp.ledger.snapshot()
            assert (account.accepted_spans, account.duplicate_requests, account.duplicate_spans) == (2, 2, 4)

    asyncio.run(scenario())


def test_a_retry_while_the_first_is_under_way_shares_its_fate() -> None:
    async def scenario() -> None:
        async with endpoint() as otlp:
            otlp.spans.open.clear()
            sent = [asyncio.create_task(otlp.post(BODY)) for _ in range(2)]
            await otlp.received(2 * len(BODY))
            otlp.spans.open.set()
            assert [(await answer).status_code for answer in sent] == [200, 200]
            assert otlp.spans.bodies == [BODY]

    asyncio.run(scenario())


def test_a_request_the_store_cannot_take_does_not_fail_its_neighbours() -> None:
    async def scenario() -> None:
        bodies = [request([root()], trace=trace_id(n)).SerializeToString() for n in range(1, 6)]
        async with endpoint() as otlp:
            otlp.spans.refused = {bodies[2]}
            answers = await asyncio.gather(*(otlp.post(body) for body in bodies))
            assert [answer.status_code for answer in answers] == [200, 200, 503, 200, 200]
            assert sorted(otlp.spans.bodies) == sorted(bodies[:2] + bodies[3:])

    asyncio.run(scenario())


def test_requests_that_wait_together_are_stored_together() -> None:
    async def scenario() -> None:
        bodies = [request([root()], trace=trace_id(n)).SerializeToString() for n in range(1, 21)]
        async with endpoint() as otlp:
            otlp.spans.open.clear()
            sent = [asyncio.create_task(otlp.post(body)) for body in bodies]
            await otlp.received(sum(map(len, bodies)))
            otlp.spans.open.set()
            await asyncio.gather(*sent)
            assert sorted(otlp.spans.bodies) == sorted(bodies)
            assert len(otlp.spans.groups) <= 3

    asyncio.run(scenario())
