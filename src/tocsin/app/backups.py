"""Backups as background jobs of the running server, which alone can read its databases: one at a time."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import structlog

from tocsin.api import BackupJob, BackupState
from tocsin.errors import Conflict, InvalidInput
from tocsin.model import Backup, BackupFile, JobId

_log = structlog.get_logger()

_KEPT = 50


class Backups:
    """Implements `tocsin.api.BackupJobs` on one background thread.

    Args:
        make: Writes a backup into a folder, yielding what it writes.
        folder: Below which backups are written; no caller can write anywhere else.
        new_id: Draws the id of a job.
    """

    def __init__(
        self,
        make: Callable[[Path], Generator[BackupFile | Backup, None, None]],
        folder: Path,
        new_id: Callable[[], str],
    ) -> None:
        self._make = make
        self._folder = folder
        self._new_id = new_id
        self._jobs: OrderedDict[JobId, BackupJob] = OrderedDict()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tocsin-backup")

    def start(self, destination: str) -> BackupJob:
        """Begin a backup into a folder of this name.

        Raises:
            InvalidInput: The destination lies outside of the folder for backups.
            Conflict: Another backup is under way.
        """
        root = self._folder.resolve()
        target = (root / destination).resolve()
        if target == root or not target.is_relative_to(root):
            raise InvalidInput(
                f"destination {destination!r} is not below {str(root)!r}: name a folder there,"
                " or start the server with another TOCSIN_BACKUP_DIR"
            )
        with self._lock:
            if any(job.state is BackupState.RUNNING for job in self._jobs.values()):
                raise Conflict("a backup is under way: wait until it is done")
            job = BackupJob(JobId(self._new_id()), BackupState.RUNNING, str(target), 0, 0, 0, None)
            self._jobs[job.id] = job
            while len(self._jobs) > _KEPT:
                self._jobs.popitem(last=False)
        self._thread.submit(self._work, job)
        return job

    def job(self, job_id: JobId) -> BackupJob | None:
        """Return one backup as it stands, or None when it is unknown or forgotten."""
        with self._lock:
            return self._jobs.get(job_id)

    def stop(self) -> None:
        """Give up what runs; what it wrote is removed."""
        self._stopping.set()
        self._thread.shutdown(cancel_futures=True)

    def _work(self, job: BackupJob) -> None:
        try:
            with closing(self._make(Path(job.destination))) as pieces:
                for piece in pieces:
                    if self._stopping.is_set():
                        return  # closing it removes what was written
                    job = self._put(_after(job, piece))
        except Exception as error:  # noqa: BLE001 - the edge of a job: its failure is its result
            _log.exception("backup.failed", job=job.id)
            self._put(replace(job, state=BackupState.FAILED, error=str(error)))

    def _put(self, job: BackupJob) -> BackupJob:
        with self._lock:
            if job.id in self._jobs:
                self._jobs[job.id] = job
        return job


def _after(job: BackupJob, piece: BackupFile | Backup) -> BackupJob:
    if isinstance(piece, Backup):
        return replace(job, state=BackupState.DONE, backup=piece)
    return replace(job, files=job.files + 1, rows=job.rows + piece.rows, size=job.size + piece.size)
