"""What spans weigh on disk, and how fast both databases are backed up and restored: a real server, real OTLP."""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.ingest import LOAD, SPANS_PER_TRACE, run, wait_for_tasks

from tests.kit.server import Server

MIB = 1 << 20


def main() -> int:
    """Run the benchmark; returns 0 unless the restored rows differ from what was backed up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spans", type=int, default=400_000)
    parser.add_argument("--conc", type=int, default=8, help="exporters at once")
    options = parser.parse_args()
    if not LOAD.exists():
        print(f"skipped: the load generator is not at {LOAD}; set TOCSIN_SHARED")
        return 0
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder) / "data") as server:
        run(server, spans=options.spans, batch=512, conc=options.conc, seed=1)
        wait_for_tasks(server, options.spans // SPANS_PER_TRACE)
        weigh(server, options.spans)
        began = time.perf_counter()
        manifest = tocsin("backup", "bench", "--server", server.url, "--json")
        backed_up = time.perf_counter() - began
        files = [*manifest["telemetry"]["files"], *manifest["state"]["files"]]
        size = sum(file["size"] for file in files)
        print(f"backup   {size / MIB:.0f} MiB in {backed_up:.1f} s, {options.spans / backed_up:,.0f} spans/s")
        began = time.perf_counter()
        restored = tocsin("restore", manifest["destination"], "--data", f"{folder}/second", "--json")
        took = time.perf_counter() - began
        print(f"restore  {restored['telemetry_rows']:,} rows in {took:.1f} s, {options.spans / took:,.0f} spans/s")
        return 0 if restored["telemetry_rows"] == sum(manifest["telemetry"]["rows"].values()) else 1


def weigh(server: Server, spans: int) -> None:
    """Print what each table takes, by span."""
    tables = server.get("/api/v1/storage").json()["tables"]
    for table in tables:
        if table["bytes_on_disk"] > MIB:
            share = table["bytes_on_disk"] / spans
            print(f"{table['name']:<16} {table['rows']:>10,} rows {share:>7.1f} bytes a span")
    print(f"{'all':<16} {'':>15} {sum(table['bytes_on_disk'] for table in tables) / spans:>7.1f} bytes a span")


def tocsin(*words: str) -> dict:
    """Run the command line; return its JSON."""
    command = [sys.executable, "-m", "tocsin.cli", *words]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    sys.exit(main())
