"""What a failing or refused backup leaves behind: nothing of its own, and everything of yours."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.kit.server import until
from tests.kit.state import NOON
from tocsin.api import BackupJob, BackupState
from tocsin.app.backup import make_backup, read_manifest, verify_files
from tocsin.app.backups import Backups
from tocsin.errors import Conflict, InvalidInput, StoreUnavailable
from tocsin.model import Backup, BackupFile, DatabaseBackup
from tocsin.store.state import open_state
from tocsin.store.telemetry import TelemetryStore


def failing(folder: Path) -> Generator[BackupFile | Backup, None, None]:
    """Fail as a store does in the middle."""
    folder.mkdir(parents=True)
    yield BackupFile("state/one", "one", 1, 1, "")
    raise StoreUnavailable("telemetry database did not answer")


def ended(backups: Backups, job: BackupJob) -> BackupJob:
    for _ in until():
        now = backups.job(job.id)
        assert now is not None
        if now.state is not BackupState.RUNNING:
            return now
    raise AssertionError("the backup did not end")


def test_a_failed_backup_says_why(tmp_path: Path) -> None:
    backups = Backups(failing, tmp_path, lambda: "job_1")
    job = ended(backups, backups.start("nightly"))
    assert (job.state, job.error) == (BackupState.FAILED, "telemetry database did not answer")
    backups.stop()


@pytest.mark.parametrize("destination", ["", ".", "..", "/etc", "../../elsewhere"])
def test_a_job_writes_below_its_folder_alone(tmp_path: Path, destination: str) -> None:
    backups = Backups(failing, tmp_path, lambda: "job_1")
    with pytest.raises(InvalidInput, match="TOCSIN_BACKUP_DIR"):
        backups.start(destination)
    backups.stop()


def test_a_folder_that_holds_something_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    state = open_state(f"sqlite:///{tmp_path}/../state.db")
    nothing: TelemetryStore = object()  # type: ignore[assignment]  # it is refused before any store is asked
    with pytest.raises(Conflict, match="not empty"):
        list(make_backup(state, nothing, tmp_path, NOON))
    assert (tmp_path / "mine").read_text() == "mine"
    state.close()


def test_a_manifest_cannot_name_files_outside_of_its_folder(tmp_path: Path) -> None:
    outside = BackupFile("../../etc/passwd", "releases", 1, 1, "")
    empty = DatabaseBackup((), {}, ())
    backup = Backup("0.1.0", NOON, DatabaseBackup((), {}, (outside,)), empty, "")
    with pytest.raises(InvalidInput, match="outside of the backup"):
        verify_files(tmp_path, backup)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "version": 3}'])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(InvalidInput, match="manifest"):
        read_manifest(tmp_path)
