"""What a backup holds: the manifest by which its files are proven."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class BackupFile:
    """One file of a backup.

    Attributes:
        path: Relative to the backup's folder, with slashes.
        rows: How many rows it holds.
        sha256: Of its bytes, hexadecimal.
    """

    path: str
    table: str
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DatabaseBackup:
    """One database of a backup.

    Attributes:
        schema: What its schema was: the applied migrations, oldest first.
        rows: By table, tables without rows included.
    """

    schema: Sequence[str]
    rows: Mapping[str, int]
    files: Sequence[BackupFile]


@dataclass(frozen=True, slots=True)
class Backup:
    """Both databases as of about `made_at`.

    Attributes:
        version: Of the Tocsin that made it.
        last_audit_hash: Hash of the last entry of the audit log in it; "" when the log is empty.
    """

    version: str
    made_at: datetime
    state: DatabaseBackup
    telemetry: DatabaseBackup
    last_audit_hash: str
