"""A real file system of its own, in memory, that a test can fill to the last byte."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """Yield a mounted file system of so many bytes; skips the test, visibly, where none may be mounted."""
    place = folder / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tocsin-test", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("no file system may be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(disk: Path, leave: int = 0) -> Path:
    """Put a file on the disk that leaves so many bytes free; 0 leaves none at all. Others may write meanwhile."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        while (room := _free(disk) - leave) > 0:
            try:
                file.write(bytes(min(room, 1 << 20)))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise  # no room is what was wanted: somebody else took the last of it
    return ballast


def _free(disk: Path) -> int:
    status = os.statvfs(disk)
    return status.f_bavail * status.f_frsize
