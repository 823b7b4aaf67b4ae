"""Files of a backup: hashed when they are written, and again before they are believed."""

import hashlib
from pathlib import Path

from tocsin.model import BackupFile

_CHUNK_BYTES = 1 << 20


def described(folder: Path, file: Path, table: str, rows: int) -> BackupFile:
    """Return what the manifest says about a file that was just written."""
    return BackupFile(file.relative_to(folder).as_posix(), table, rows, file.stat().st_size, sha256_of(file))


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file's bytes, hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as source:
        while chunk := source.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
