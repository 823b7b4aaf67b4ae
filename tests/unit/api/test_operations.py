"""What is stored, and backups as jobs, over HTTP."""

from pathlib import Path

from starlette.testclient import TestClient

from tests.kit.api import ApiWorld
from tests.kit.server import until
from tests.kit.state import NOON


def test_storage_tells_the_disk_and_its_reserve(client: TestClient) -> None:
    storage = client.get("/api/v1/storage").json()
    assert storage["disk"] == {"total": 100, "free": 50, "reserve": 5}
    assert storage["days_left"] is None


def test_a_backup_is_a_job_whose_place_is_told(client: TestClient, world: ApiWorld, tmp_path: Path) -> None:
    world.state.audit.append(NOON, "mira", "test.appended", "entry/1", {})
    started = client.post("/api/v1/backups", json={"destination": "nightly"})
    assert started.status_code == 202
    for _ in until():
        job = client.get(started.headers["Location"]).json()
        if job["state"] != "running":
            break
    assert (job["state"], job["error"]) == ("done", "")
    assert job["backup"]["state"]["rows"]["audit_entries"] == 1
    assert Path(job["destination"]).is_relative_to(tmp_path.resolve())


def test_a_backup_outside_of_the_servers_folder_is_refused(client: TestClient) -> None:
    answer = client.post("/api/v1/backups", json={"destination": "../../etc"})
    assert answer.status_code == 400
    assert "TOCSIN_BACKUP_DIR" in answer.json()["detail"]


def test_an_unknown_backup_is_not_found(client: TestClient) -> None:
    assert client.get("/api/v1/backups/nowhere").status_code == 404
