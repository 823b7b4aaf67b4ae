"""The product as the demo runs it: a process of its own, stopped by SIGTERM."""

import signal
import subprocess
import sys

import pytest

from tests.unit.drill.conftest import OtlpSink


@pytest.mark.slow
def test_process_tells_its_past_under_two_code_versions_and_goes_on_live(sink: OtlpSink) -> None:
    command = [sys.executable, "-m", "tocsin.drill.product", "--otlp", sink.url, "--server", "http://127.0.0.1:1"]
    options = ["--past-hours", "1", "--deployed-minutes-ago", "20", "--questions", "50", "--orders", "5"]
    process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if "live_traffic_started" in line:
            break
    past = list(sink.roots)
    sink.received.clear()
    assert sink.received.wait(timeout=10)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)

    deploy_ns = max(root.start_ns for root in past if root.service_version == "2026.11.1")
    assert all(root.start_ns > deploy_ns for root in past if root.service_version == "2026.11.2")
    assert {root.service_version for root in past} == {"2026.11.1", "2026.11.2"}
    assert len(sink.roots) > len(past)
    assert process.returncode == 0
