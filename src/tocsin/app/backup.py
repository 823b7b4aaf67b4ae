"""Makes and restores a backup of both databases; see docs/operations.md for what it guarantees.

State is copied first and telemetry after it, so that every trace a copied incident speaks of is in the copy. The
manifest is written last: a folder without one is an unfinished backup, and nothing is restored from it.
"""

import gzip
import json
import shutil
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tocsin import __version__
from tocsin.app.configuration import Configuration
from tocsin.clock import Clock, SystemClock
from tocsin.errors import Bug, Conflict, InvalidInput
from tocsin.incident import TOCSIN
from tocsin.model import Backup, BackupFile, DatabaseBackup, TraceId
from tocsin.respond import end_interrupted
from tocsin.settings import Settings
from tocsin.store import sha256_of
from tocsin.store.state import StateStore, open_state, restore_state
from tocsin.store.telemetry import TelemetryStore, open_telemetry, restore_telemetry

MANIFEST = "manifest.json"
FORMAT = 1
"""Of the manifest and of the files it names; raised when an older Tocsin could not read them."""
LOOK_BACK = timedelta(days=2)
"""How far before a backup traces are looked for that were not sealed yet; as a starting server does."""
_SEALED_AT_ONCE = 5_000
_MANIFEST = TypeAdapter(Backup)


def make_backup(
    state: StateStore, telemetry: TelemetryStore, folder: Path, at: datetime
) -> Generator[BackupFile | Backup, None, None]:
    """Write a backup into a new or empty folder; yield each file when it is written, and at last the manifest.

    Raises:
        Conflict: The folder holds something already.
        InvalidInput: It cannot be made.
        StoreUnavailable: A database did not answer; what was written is removed again, as when the caller stops early.
    """
    _claim(folder)
    try:
        copied = state.export(folder)
        yield from copied.files
        measured = yield from _telemetry_of(telemetry, folder)
        backup = Backup(__version__, at, copied, measured, _last_audit_hash(folder, copied))
        document = {"format": FORMAT, **_MANIFEST.dump_python(backup, mode="json")}
        (folder / MANIFEST).write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # ours alone: it was empty when this began
        raise
    yield backup


def _telemetry_of(telemetry: TelemetryStore, folder: Path) -> Generator[BackupFile, None, DatabaseBackup]:
    """Yield the files of the telemetry database, and return what they are together."""
    for piece in telemetry.export(folder):
        if isinstance(piece, DatabaseBackup):
            return piece
        yield piece
    raise Bug("the telemetry store's export ended without its summary")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought, all of it counted in the restored databases.

    Attributes:
        interrupted: Actions that were under way, and are not carried on.
    """

    backup: Backup
    state_rows: int
    telemetry_rows: int
    files: int
    interrupted: int


def restore_backup(folder: Path, settings: Settings, clock: Clock) -> Restored:
    """Verify a backup and fill two empty databases from it. Actions stay stopped until a person allows them again.

    Raises:
        InvalidInput: The folder holds no finished backup, or a file is missing or was changed; nothing was written.
        Conflict: The data folder or a database is not empty.
        SchemaTooNew: A newer Tocsin made the backup.
        FolderInUse, StoreUnavailable: As for a server.
    """
    backup = read_manifest(folder)
    verify_files(folder, backup)
    _require_fresh(settings)
    settings.data.mkdir(parents=True, exist_ok=True)
    state = restore_state(settings.state_url, folder, backup.state)
    try:
        restore_telemetry(settings.telemetry_url, folder, backup.telemetry)
        _seal_rest(settings, state, backup, clock.now())
        # What was approved before the backup must not be carried out on a world that has moved on.
        state.kill_switch.set_kill_switch(True)
        interrupted = end_interrupted(state, clock.now())
        facts = {"made_at": backup.made_at.isoformat(), "version": backup.version, "last_hash": backup.last_audit_hash}
        state.audit.append(clock.now(), TOCSIN, "backup.restored", "backup", facts)
    finally:
        state.close()
    return Restored(
        backup=backup,
        state_rows=sum(backup.state.rows.values()),
        telemetry_rows=sum(backup.telemetry.rows.values()),
        files=len(backup.state.files) + len(backup.telemetry.files),
        interrupted=interrupted,
    )


def back_up_offline(settings: Settings, folder: Path) -> dict[str, Any]:
    """Back up databases that no server has open; return the manifest as JSON.

    Raises:
        FolderInUse: A server runs; ask it.
        Conflict, InvalidInput, OperatorError, StoreUnavailable: As `make_backup` and opening the databases.
    """
    state = open_state(settings.state_url)
    try:
        telemetry = open_telemetry(settings.telemetry_url)
        try:
            *_, backup = make_backup(state, telemetry, folder, SystemClock().now())
        finally:
            telemetry.close()
    finally:
        state.close()
    if not isinstance(backup, Backup):
        raise Bug("a backup ended without its manifest")
    return dict(_MANIFEST.dump_python(backup, mode="json"))


def restore_offline(settings: Settings, folder: Path) -> dict[str, Any]:
    """Restore a backup; return as JSON how much was restored, and of when it is. Raises as `restore_backup`."""
    restored = restore_backup(folder, settings, SystemClock())
    return {
        "made_at": restored.backup.made_at.isoformat(),
        "last_audit_hash": restored.backup.last_audit_hash,
        "files": restored.files,
        "state_rows": restored.state_rows,
        "telemetry_rows": restored.telemetry_rows,
        "interrupted_actions": restored.interrupted,
    }


def _seal_rest(settings: Settings, state: StateStore, backup: Backup, at: datetime) -> None:
    """Seal what was under way when the backup was made: a server that starts later looks back only so far for it."""
    rules = Configuration(state.documents).journey_rules()
    telemetry = open_telemetry(settings.telemetry_url)
    try:
        since = backup.made_at - LOOK_BACK
        done: set[TraceId] = set()
        while rest := [t for t in telemetry.sealing.unsealed(since, limit=_SEALED_AT_ONCE) if t.trace_id not in done]:
            ids = [trace.trace_id for trace in rest]
            telemetry.sealing.seal(rest, rules, at, resealed=ids, keep=settings.retain_tasks)
            done.update(ids)
    finally:
        telemetry.close()


def read_manifest(folder: Path) -> Backup:
    """Return what a backup says it holds.

    Raises:
        InvalidInput: There is no manifest, or none that this version reads.
    """
    file = folder / MANIFEST
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        if document.pop("format") != FORMAT:
            raise InvalidInput(f"{str(file)!r} is of another format than {FORMAT}: that manifest needs a newer Tocsin")
        return _MANIFEST.validate_python(document)
    except FileNotFoundError:
        raise InvalidInput(f"{str(folder)!r} holds no finished backup: there is no {MANIFEST}") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
        raise InvalidInput(f"manifest {str(file)!r} cannot be read: {error}") from error


def verify_files(folder: Path, backup: Backup) -> None:
    """Return when every file of a backup is there and as it was written.

    Raises:
        InvalidInput: One is not; names it.
    """
    for file in (*backup.state.files, *backup.telemetry.files):
        path = folder / file.path
        if not path.resolve().is_relative_to(folder.resolve()):
            raise InvalidInput(f"{file.path!r} lies outside of the backup: this manifest was not written by Tocsin")
        if not path.is_file():
            raise InvalidInput(f"{file.path!r} is missing: the backup is incomplete")
        if sha256_of(path) != file.sha256:
            raise InvalidInput(f"{file.path!r} is not as it was written: its SHA-256 differs from the manifest's")


def _claim(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Conflict(f"{str(folder)!r} is not empty: name a folder that does not exist yet")
    except OSError as error:
        raise InvalidInput(f"backup folder {str(folder)!r} cannot be made: {error}") from error


def _require_fresh(settings: Settings) -> None:
    data = settings.data
    if data.exists() and any(data.iterdir()):
        raise Conflict(f"data folder {str(data)!r} is not empty: restore into a new one, and look before you switch")


def _last_audit_hash(folder: Path, state: DatabaseBackup) -> str:
    """Return the hash of the newest audit entry in the copy, whose rows are in the order of their numbers."""
    last = ""
    for file in state.files:
        if file.table == "audit_entries":
            with gzip.open(folder / file.path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    last = line
    return str(json.loads(last)["hash"]) if last else ""
