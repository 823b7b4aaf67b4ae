"""A backup that a running server makes becomes a second server that says the same, and proves it."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.kit.otlp import chat, request, root, trace_id
from tests.kit.server import Server, until
from tocsin.clock import SystemClock

pytestmark = pytest.mark.slow

TRACES = 20


def tocsin(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as an operator would."""
    command = [sys.executable, "-m", "tocsin.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def fill(server: Server) -> None:
    """Send traces, publish a release, and report a change; return once all traces are tasks."""
    now = SystemClock().now()
    for number in range(1, TRACES + 1):
        body = request([root(), chat()], trace=trace_id(number), at=now).SerializeToString()
        headers = {"content-type": "application/x-protobuf"}
        httpx.post(f"{server.otlp_http}/v1/traces", content=body, headers=headers).raise_for_status()
    release = {"axis": "prompt", "subject": "answer", "version": "v1", "content": "Cite.", "author": "mira"}
    httpx.post(f"{server.url}/api/v1/releases", json=release).raise_for_status()
    for engaged in (True, False):
        httpx.put(f"{server.url}/api/v1/kill-switch", json={"engaged": engaged, "by": "mira"}).raise_for_status()
    for _ in until():
        journeys = server.get("/api/v1/journeys", window="1h").json()["items"]
        if journeys and journeys[0]["tasks"] == TRACES:
            return
    raise AssertionError("not all traces were sealed")


def said(server: Server) -> dict[str, object]:
    """Return what a server says of everything that a backup must bring back."""
    traces = server.get("/api/v1/traces", limit=100).json()["items"]
    return {
        "traces": sorted(traces, key=lambda task: str(task["trace_id"])),
        "spans": server.get(f"/api/v1/traces/{trace_id(7)}").json()["spans"],
        "releases": server.get("/api/v1/releases").json()["items"],
        "incidents": server.get("/api/v1/incidents").json()["items"],
    }


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object], str]:
    """A backup made while its server ran, what that server said, and the last hash of its audit log."""
    data = tmp_path_factory.mktemp("first") / "data"
    with Server(data) as server:
        fill(server)
        before = said(server)
        done = tocsin("backup", "nightly", "--server", server.url, "--json")
        assert done.returncode == 0, done.stderr
        manifest = json.loads(done.stdout)
        assert said(server) == before
    return Path(manifest["destination"]), before, manifest["last_audit_hash"]


def test_a_restored_server_says_what_the_first_one_said(
    backed_up: tuple[Path, dict[str, object], str], tmp_path: Path
) -> None:
    source, before, last_hash = backed_up
    done = tocsin("restore", str(source), "--data", str(tmp_path / "second"))
    assert done.returncode == 0, done.stderr
    assert "kill switch is engaged" in done.stdout

    with Server(tmp_path / "second") as server:
        assert said(server) == before
        verdict = server.get("/api/v1/audit/verify", expect=last_hash).json()
        assert verdict["intact"], verdict
        assert server.get("/api/v1/audit").json()["items"][-1]["event"] == "backup.restored"
        assert server.get("/api/v1/kill-switch").json() == {"engaged": True}


@pytest.mark.parametrize("where", ["manifest.json", "state/audit_entries.jsonl.gz"])
def test_a_backup_that_was_changed_is_refused_and_nothing_is_written(
    backed_up: tuple[Path, dict[str, object], str], tmp_path: Path, where: str
) -> None:
    copy = _copied(backed_up[0], tmp_path / "copy")
    file = copy / where
    file.write_bytes(file.read_bytes()[:-20])
    done = tocsin("restore", str(copy), "--data", str(tmp_path / "second"))
    assert done.returncode == 1
    assert where in done.stderr
    assert not (tmp_path / "second").exists()


def test_a_backup_that_was_not_finished_is_refused(
    backed_up: tuple[Path, dict[str, object], str], tmp_path: Path
) -> None:
    copy = _copied(backed_up[0], tmp_path / "copy")
    (copy / "manifest.json").unlink()
    done = tocsin("restore", str(copy), "--data", str(tmp_path / "second"))
    assert "no finished backup" in done.stderr


def test_a_folder_that_holds_something_is_left_alone(
    backed_up: tuple[Path, dict[str, object], str], tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("mine")
    done = tocsin("restore", str(backed_up[0]), "--data", str(tmp_path / "mine"))
    assert done.returncode == 1
    assert "not empty" in done.stderr


def test_a_backup_without_a_server_is_as_good(backed_up: tuple[Path, dict[str, object], str], tmp_path: Path) -> None:
    data = backed_up[0].parent.parent
    done = tocsin("backup", str(tmp_path / "offline"), "--data", str(data), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["telemetry"]["rows"]["spans"] == 2 * TRACES
    assert tocsin("restore", str(tmp_path / "offline"), "--data", str(tmp_path / "third")).returncode == 0


def test_a_backup_of_a_folder_in_use_points_at_the_server(tmp_path: Path) -> None:
    with Server(tmp_path / "data"):
        done = tocsin("backup", str(tmp_path / "offline"), "--data", str(tmp_path / "data"))
    assert done.returncode == 1
    assert "belongs to the running process" in done.stderr


def test_a_server_writes_backups_below_its_own_folder_alone(tmp_path: Path) -> None:
    with Server(tmp_path / "data") as server:
        for outside in ("/etc/tocsin", "../elsewhere", "."):
            answer = httpx.post(f"{server.url}/api/v1/backups", json={"destination": outside})
            assert answer.status_code == 400, outside
        assert not (tmp_path / "data" / "elsewhere").exists()


def _copied(source: Path, target: Path) -> Path:
    for file in source.rglob("*"):
        if file.is_file():
            place = target / file.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read_bytes())
    return target
