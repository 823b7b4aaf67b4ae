"""Ingest rate of a real server: OTLP/HTTP protobuf over loopback, ~1 KB spans, acknowledged when durable.

Starts `tocsin up` on a fresh folder, drives it with the shared load generator, and prints one table. Ratios are taken
in the same run, on the same bytes, because machines are noisy: decoding alone (upb) is the ceiling of any server.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType

import httpx
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.kit.server import Server

SHARED = Path(os.environ.get("TOCSIN_SHARED", Path(__file__).parents[2] / "shared"))
LOAD = SHARED / "bench" / "otlp_load.py"
SPANS_PER_TRACE = 8
SEAL_WAIT_SECONDS = 120


def main() -> int:
    """Run the benchmark; returns 0 unless spans were lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spans", type=int, default=400_000)
    parser.add_argument("--batch", type=int, default=512, help="spans a request, as the SDK's batch processor sends")
    parser.add_argument("--conc", type=int, default=4, help="exporters at once")
    options = parser.parse_args()
    if not LOAD.exists():
        print(f"skipped: the load generator is not at {LOAD}; set TOCSIN_SHARED")
        return 0
    decode_rate = upb_rate(options.batch)
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        run(server, spans=20_000, batch=options.batch, conc=options.conc, seed=99)
        before = server.get("/api/v1/accounting").json()
        cpu = cpu_seconds(server.pid)
        result = run(server, spans=options.spans, batch=options.batch, conc=options.conc, seed=1)
        cpu = cpu_seconds(server.pid) - cpu
        sealed_after = wait_for_tasks(server, before["sealed_tasks"] + options.spans // SPANS_PER_TRACE)
        stored = server.get("/api/v1/accounting").json()["accepted_spans"] - before["accepted_spans"]
        report(
            result=result,
            spans=options.spans,
            decode_rate=decode_rate,
            cpu=cpu,
            memory=peak_memory_mib(server.pid),
            stored=stored,
            sealed_after=sealed_after,
        )
    return 0 if stored == options.spans else 1


def upb_rate(batch: int) -> float:
    """Return spans a second that upb decodes from the same kind of bytes, nothing else done."""
    bodies = load_module().bodies(40_000, SPANS_PER_TRACE, batch, 1)
    start = time.perf_counter()
    for _, body in bodies:
        ExportTraceServiceRequest.FromString(body)
    return sum(count for count, _ in bodies) / (time.perf_counter() - start)


def load_module() -> ModuleType:
    """Return the load generator as a module, without running it."""
    spec = importlib.util.spec_from_loader("otlp_load", loader=None)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    exec(LOAD.read_text().replace("asyncio.run(main())", ""), module.__dict__)  # noqa: S102 - the shared tool is a script
    return module


def run(server: Server, *, spans: int, batch: int, conc: int, seed: int) -> dict[str, float]:
    """Drive the server with the load generator; return what it measured."""
    count = f"{sys.executable} {__file__} --count {server.url}"
    command = [sys.executable, str(LOAD), f"{server.otlp_http}/v1/traces", "--spans", str(spans)]
    command += ["--batch", str(batch), "--conc", str(conc), "--seed", str(seed), "--count-cmd", count]
    return dict(json.loads(subprocess.check_output(command, text=True)))


def wait_for_tasks(server: Server, expected: int) -> float:
    """Return seconds until every trace of the run is a task."""
    start = time.perf_counter()
    while time.perf_counter() - start < SEAL_WAIT_SECONDS:
        if server.get("/api/v1/accounting").json()["sealed_tasks"] >= expected:
            break
        time.sleep(0.2)
    return time.perf_counter() - start


def cpu_seconds(pid: int) -> float:
    """Return user and system time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory_mib(pid: int) -> float:
    """Return the largest resident size a process has had."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def report(
    *,
    result: dict[str, float],
    spans: int,
    decode_rate: float,
    cpu: float,
    memory: float,
    stored: int,
    sealed_after: float,
) -> None:
    """Print the table."""
    rate = result["accept_spans_s"]
    rows = [
        ("spans sent", f"{spans:,} of {result['bytes_per_span']} bytes"),
        ("spans stored", f"{stored:,}"),
        ("durable", f"{rate:,.0f} spans/s acknowledged"),
        ("durable and readable", f"{result['queryable_spans_s']:,.0f} spans/s, the wait for the last one included"),
        ("request p50 / p99", f"{result['req_p50_ms']} / {result['req_p99_ms']} ms"),
        ("refused and retried", f"{result['retries']}, errors {result['errors']}"),
        ("all sealed into tasks", f"{sealed_after:.1f} s after the last acknowledgement"),
        ("server CPU", f"{cpu:.1f} s, {spans / cpu:,.0f} spans per CPU second"),
        ("server peak memory", f"{memory:,.0f} MiB"),
        ("upb decoding alone", f"{decode_rate:,.0f} spans/s, {decode_rate / rate:.0f} times the server's rate"),
    ]
    for name, value in rows:
        print(f"{name:24}{value}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--count"]:
        tables = httpx.get(f"{sys.argv[2]}/api/v1/storage", timeout=60).json()["tables"]
        print(next(table["rows"] for table in tables if table["name"] == "spans"))
    else:
        sys.exit(main())
