"""How long pages take over thirty days of spans: the API of a real server, warm, alone and while spans come in.

Makes the data (see query_data.py), starts `tocsin up` on it, asks for each page many times and prints p50 and p95.
Several `--spans` show how cost grows.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.query_data import DAYS, RARE_WORD, fill

from tests.kit.server import Server
from tocsin.clock import SystemClock
from tocsin.store.telemetry import open_telemetry

SHARED = Path(os.environ.get("TOCSIN_SHARED", Path(__file__).parents[2] / "shared"))
LOAD = SHARED / "bench" / "otlp_load.py"
LOAD_SPANS_PER_SECOND = 5_000
_LOAD_BATCH = 500
_MADE_SECONDS = 120
_WARM_UP = 2
_SLO = """---
apiVersion: openslo/v1
kind: SLO
metadata: {{name: {name}, annotations: {{tocsin.dev/tier: outcome, tocsin.dev/journey: {journey}}}}}
spec:
  service: assistant-api
  timeWindow: [{{duration: 30d, isRolling: true}}]
  budgetingMethod: Occurrences
  indicator:
    metadata: {{name: {name}}}
    spec:
      ratioMetric:
        counter: true
        good: {{metricSource: {{type: tocsin, spec: {{outcome: [success]}}}}}}
        total: {{metricSource: {{type: tocsin, spec: {{outcome: [success, failure]}}}}}}
  objectives: [{{displayName: good, target: 0.95}}]
"""
JOURNEYS = ("support-answer", "order-status", "draft-mail", "summarize-call", "triage", "search-kb")


@dataclass(frozen=True)
class Page:
    """One request, and how long it may take."""

    name: str
    path: str
    target_ms: float
    params: Mapping[str, str | int]


def pages(now: datetime, trace_id: str) -> list[Page]:
    """Return what is asked, with windows that end now."""

    def since(days: int) -> dict[str, str | int]:
        return {"start": (now - timedelta(days=days)).isoformat(), "end": now.isoformat()}

    breakdown = "/api/v1/breakdowns"
    day = {"start": (now - timedelta(days=9)).isoformat(), "end": (now - timedelta(days=8)).isoformat()}
    dimensions = ("journey", "service", "outcome", "feature", "team", "tenant", "user", "session", "vendor", "model",
                  "prompt", "prompt_version")  # fmt: skip
    return [
        Page("overview: journeys, 1 h", "/api/v1/journeys", 200, {"window": "1h"}),
        Page("overview: journeys, 30 d", "/api/v1/journeys", 200, {"window": "30d"}),
        Page(f"all {len(JOURNEYS)} SLOs", "/api/v1/slos", 200, {}),
        Page("one SLO, series of 6 h", f"/api/v1/slos/{JOURNEYS[0]}", 200, {"window": "6h"}),
        Page("one SLO, series of 30 d", f"/api/v1/slos/{JOURNEYS[0]}", 200, {"window": "30d"}),
        *(Page(f"by {by}, 30 d", breakdown, 200, {"by": by, **since(DAYS)}) for by in dimensions),
        Page("by release, 30 d", breakdown, 200, {"by": "release", "release_key": "code:mailer", **since(DAYS)}),
        Page("by model, one journey, 30 d", breakdown, 200, {"by": "model", "journey": "triage", **since(DAYS)}),
        Page("by model, failed, 30 d", breakdown, 200, {"by": "model", "outcome": "failure", **since(DAYS)}),
        Page("by model, one tenant, 30 d", breakdown, 200, {"by": "model", "tenant": "tenant-7", **since(DAYS)}),
        Page("by model over 30 d", f"{breakdown}/series", 200, {"by": "model", "step": "1d", **since(DAYS)}),
        Page("by user over 30 d", f"{breakdown}/series", 200, {"by": "user", "step": "1d", **since(DAYS)}),
        Page("by model over 7 d", f"{breakdown}/series", 200, {"by": "model", "step": "4h", **since(7)}),
        Page("traces, 1 d", "/api/v1/traces", 200, since(1)),
        Page("traces, failed, 30 d", "/api/v1/traces", 200, {"outcome": "failure", **since(DAYS)}),
        Page("trace by id", f"/api/v1/traces/{trace_id}", 100, {}),
        Page("text, rare, a day", "/api/v1/traces", 1000, {"text": RARE_WORD.title(), **day}),
        Page("text, common, a day", "/api/v1/traces", 1000, {"text": "ster", **day}),
        Page("text, nowhere, a day", "/api/v1/traces", 1000, {"text": "there is no such text", **day}),
    ]


def main() -> int:
    """Run the benchmark; returns 0 when every page keeps its target without load."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spans", type=int, nargs="+", default=[1_000_000, 3_000_000, 10_000_000])
    parser.add_argument("--data", type=Path, help="keep the data here and use it again; a folder per size")
    parser.add_argument("--times", type=int, default=20, help="how often each page is asked")
    options = parser.parse_args()
    kept = True
    with tempfile.TemporaryDirectory() as temporary:
        for spans in options.spans:
            folder = (options.data or Path(temporary)) / str(spans)
            kept = measure(folder, spans, options.times) and kept
    return 0 if kept else 1


def measure(folder: Path, spans: int, times: int) -> bool:
    """Make the data, ask for all pages alone and under load, print the table."""
    now = prepare(folder, spans)
    with Server(folder) as server:
        apply_slos(server)
        asked = pages(now, some_trace(server, now))
        wait_for_rollups(server, asked)
        alone = {page.name: timings(server, page, times) for page in asked}
        with load(server) as running:
            loaded = {page.name: timings(server, page, times) for page in asked} if running else {}
    print(
        f"\n{spans:,} spans, {spans // 8:,} tasks, {DAYS} days; milliseconds, each page {times} times after {_WARM_UP}"
    )
    print(f"{'page':30}{'p50':>8}{'p95':>8}{'p50 load':>10}{'p95 load':>10}{'target':>8}")
    for page in asked:
        under = loaded.get(page.name, (float("nan"), float("nan")))
        print(f"{page.name:30}{alone[page.name][0]:8.0f}{alone[page.name][1]:8.0f}{under[0]:10.0f}{under[1]:10.0f}"
              f"{page.target_ms:8.0f}")  # fmt: skip
    return all(alone[page.name][1] <= page.target_ms for page in asked)


def prepare(folder: Path, spans: int) -> datetime:
    """Make the data unless it is there; return the instant it ends at."""
    mark = folder / "made-until"
    if not mark.exists():
        until = SystemClock().now().replace(second=0, microsecond=0)
        store = open_telemetry(f"chdb://{folder}/telemetry")
        began = time.perf_counter()
        for line in fill(store, spans, until):
            print(f"{time.perf_counter() - began:6.0f} s  {line}", file=sys.stderr)
        while store.rollups.refresh(SystemClock().now()):
            pass
        # What the engine does by itself an hour after the last day was added, see 0009_task_sums.sql.
        store._engine.execute("OPTIMIZE TABLE task_sums FINAL")  # noqa: SLF001 - data is made below the front door
        store.close()
        mark.write_text(until.isoformat())
    return datetime.fromisoformat(mark.read_text())


def apply_slos(server: Server) -> None:
    """Put one objective a journey in force."""
    documents = "".join(_SLO.format(name=journey, journey=journey) for journey in JOURNEYS)
    body = {"text": documents, "by": "bench"}
    httpx.post(f"{server.url}/api/v1/documents", json=body, timeout=60).raise_for_status()


def some_trace(server: Server, now: datetime) -> str:
    """Return the id of a trace of nine days ago."""
    window = {"start": (now - timedelta(days=9, hours=1)).isoformat(), "end": (now - timedelta(days=9)).isoformat()}
    return str(server.get("/api/v1/traces", limit=1, **window).json()["items"][0]["trace_id"])


def wait_for_rollups(server: Server, asked: list[Page]) -> None:
    """Ask for everything once, so that what a server remembers is remembered."""
    for page in asked:
        server.get(page.path, **page.params).raise_for_status()


def timings(server: Server, page: Page, times: int) -> tuple[float, float]:
    """Return p50 and p95 of one page in milliseconds."""
    taken = []
    # One connection, as a browser keeps it: to make a client anew costs more than many a page.
    with httpx.Client(base_url=server.url, timeout=30) as client:
        for _ in range(_WARM_UP + times):
            began = time.perf_counter()
            client.get(page.path, params=page.params).raise_for_status()
            taken.append((time.perf_counter() - began) * 1e3)
    cuts = statistics.quantiles(taken[_WARM_UP:], n=20, method="inclusive")
    return cuts[9], cuts[18]


@contextmanager
def load(server: Server) -> Iterator[bool]:
    """Send 5,000 spans a second while entered; yields whether there is a load generator."""
    if not LOAD.exists():
        print(f"no load: the generator is not at {LOAD}; set TOCSIN_SHARED", file=sys.stderr)
        yield False
        return
    command = [sys.executable, __file__, "--load", f"{server.otlp_http}/v1/traces"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()  # it has made what it will send, and begins
        time.sleep(5)
        yield True
    finally:
        process.terminate()
        process.wait()


def send_forever(url: str) -> None:
    """Send the shared generator's requests at a steady pace until killed.

    Those of the first minutes are made beforehand: to make them takes a fifth of a core, which is not the server's.
    """
    from bench.ingest import load_module  # noqa: PLC0415 - only this process needs the generator

    module = load_module()
    every = _LOAD_BATCH / LOAD_SPANS_PER_SECOND
    first = int(SystemClock().now().timestamp())  # never twice on data that is kept: the traces would be the same ones
    made = list(module.bodies(LOAD_SPANS_PER_SECOND * _MADE_SECONDS, 8, _LOAD_BATCH, first))
    print("begins", flush=True)
    with httpx.Client(timeout=60) as client:
        due = time.perf_counter()
        for seed in count(first + 1):
            for _, body in made:
                client.post(url, content=body, headers={"content-type": "application/x-protobuf"})
                due += every
                time.sleep(max(due - time.perf_counter(), 0))
            made = module.bodies(LOAD_SPANS_PER_SECOND * 4, 8, _LOAD_BATCH, seed)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--load"]:
        send_forever(sys.argv[2])
    else:
        sys.exit(main())
