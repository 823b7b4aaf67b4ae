"""A real file system of its own, in memory, that a test can fill to the last byte."""

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
    """Put a file on the disk that leaves so many bytes free; 0 leaves none at all."""
    ballast = disk / "ballast"
    status = os.statvfs(disk)
    with ballast.open("wb") as file:
        remaining = status.f_bavail * status.f_frsize - leave
        while remaining > 0:
            remaining -= file.write(b"\0" * min(remaining, 1 << 20))
    return ballast
