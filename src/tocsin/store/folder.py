"""How full the disk under a folder is."""

import os
from pathlib import Path

from tocsin.errors import StoreUnavailable


def measure_folder(folder: Path) -> tuple[int, int]:
    """Return (total, free) bytes of the file system that holds a folder, as far as we may use them.

    Raises:
        StoreUnavailable: The folder cannot be looked at.
    """
    try:
        status = os.statvfs(folder)
    except OSError as error:
        raise StoreUnavailable(f"the disk of {str(folder)!r} cannot be looked at: {error}") from error
    return status.f_blocks * status.f_frsize, status.f_bavail * status.f_frsize
