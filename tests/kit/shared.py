"""Third-party data that lives beside the project; tests that use it are skipped, by name, where it is missing."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("TOCSIN_SHARED", Path(__file__).parents[2].parent / "shared"))


def shared(path: str) -> Path:
    """Return a file or folder of the shared data, or skip the test."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"shared data {path!r} is not at {SHARED}: set TOCSIN_SHARED")
    return found
