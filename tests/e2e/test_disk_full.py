"""A disk that fills up: nothing is acknowledged, all stays readable, and it goes on by itself afterwards."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import grpc
import httpx
import pytest

from tests.kit.disk import fill, small_disk
from tests.kit.otlp import chat, request, root, trace_id
from tests.kit.server import Server, until
from tocsin.clock import SystemClock

pytestmark = pytest.mark.slow

DISK = 192 << 20
RESERVE = 48 << 20
REPORTS: Mapping[str, Mapping[str, object]] = {
    "/api/v1/scores": {"trace_id": trace_id(1), "evaluator": "judge", "evaluator_version": "1", "value": 0.5},
    "/api/v1/outcomes": {"trace_id": trace_id(1), "outcome": "failure"},
}
"""What is told about the first trace while it cannot be stored, and when it can."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path, DISK) as place:
        yield place


def send(server: Server, number: int) -> httpx.Response:
    body = request([root(), chat()], trace=trace_id(number), at=SystemClock().now()).SerializeToString()
    headers = {"content-type": "application/x-protobuf"}
    return httpx.post(f"{server.otlp_http}/v1/traces", content=body, headers=headers, timeout=30)


def grpc_status(server: Server, number: int) -> grpc.StatusCode:
    body = request([root(), chat()], trace=trace_id(number), at=SystemClock().now()).SerializeToString()
    with grpc.insecure_channel(server.otlp_grpc.removeprefix("http://")) as channel:
        path = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
        export = channel.unary_unary(path, request_serializer=None, response_deserializer=None)
        try:
            export(body, timeout=30)
        except grpc.RpcError as error:
            code = error.code()
            assert isinstance(code, grpc.StatusCode)
            return code
    return grpc.StatusCode.OK


@pytest.mark.parametrize("leave", [RESERVE // 2, 0], ids=["below the reserve", "to the last byte"])
def test_a_full_disk_stops_intake_and_nothing_else_until_there_is_room(disk: Path, leave: int) -> None:
    with Server(disk / "data", TOCSIN_DISK_RESERVE=str(RESERVE)) as server:
        assert send(server, 1).status_code == 200
        wait_for_tasks(server, 1)

        ballast = fill(disk, leave)
        refused = wait_for(server, 2, 503)
        assert int(refused.headers["retry-after"]) >= 1
        assert b"disk full" in refused.content
        assert send(server, 5).status_code == 503
        for path, report in REPORTS.items():
            told = server.post(path, report)
            assert (told.status_code, "disk full" in told.text) == (503, True)
        assert grpc_status(server, 3) is grpc.StatusCode.UNAVAILABLE
        readable(server)

        ballast.unlink()
        wait_for(server, 4, 200)
        assert server.get("/readyz").status_code == 200
        wait_for_tasks(server, 2)
        assert server.get(f"/api/v1/traces/{trace_id(5)}").status_code == 404
        assert server.get("/api/v1/scores", trace_id=trace_id(1)).json()["items"] == []
        assert server.get(f"/api/v1/traces/{trace_id(1)}").json()["task"]["outcome"] == "success"
        for path, report in REPORTS.items():
            assert server.post(path, report).status_code == 201


def readable(server: Server) -> None:
    """Check what people look at, and what says that something is wrong."""
    for path in ("/", "/api/v1/status", "/api/v1/slos", "/api/v1/incidents", f"/api/v1/traces/{trace_id(1)}"):
        assert server.get(path).status_code == 200, path
    ready = server.get("/readyz")
    assert ready.status_code == 503
    assert "disk full" in ready.json()["detail"]
    assert 'tocsin_store_up{store="disk"} 0.0' in server.get("/metrics").text
    storage = server.get("/api/v1/storage").json()["disk"]
    assert storage["free"] < storage["reserve"] == RESERVE


def test_a_server_starts_on_a_full_disk_and_shows_what_it_has(disk: Path) -> None:
    with Server(disk / "data", TOCSIN_DISK_RESERVE=str(RESERVE)) as server:
        assert send(server, 1).status_code == 200
        wait_for_tasks(server, 1)
    fill(disk, RESERVE // 2)
    with Server(disk / "data", TOCSIN_DISK_RESERVE=str(RESERVE)) as server:
        assert send(server, 2).status_code == 503
        readable(server)


def wait_for(server: Server, number: int, status: int) -> httpx.Response:
    """Send until the answer is this one: free space is looked at once a second."""
    for _ in until():
        answer = send(server, number)
        if answer.status_code == status:
            return answer
    raise AssertionError(f"still {answer.status_code}: {answer.text}")


def wait_for_tasks(server: Server, count: int) -> None:
    for _ in until():
        items = server.get("/api/v1/journeys", window="1h").json()["items"]
        if items and items[0]["tasks"] >= count:
            return
    raise AssertionError(f"no {count} tasks")
