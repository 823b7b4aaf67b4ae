"""The repository as its gates see it: every file that is tracked, or would be."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "tocsin"
DOCS = ROOT / "docs"


@cache
def repository_files() -> tuple[Path, ...]:
    """Return every existing file that git tracks or does not ignore, sorted.

    Files that nobody has added yet count too: a gate that only sees commits judges too late.
    """
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = {ROOT / name for name in listed.split("\0") if name}
    return tuple(sorted(path for path in paths if path.is_file()))


def files_under(*folders: str, suffix: str) -> list[Path]:
    """Return repository files with a suffix below any of the folders, named from the root."""
    bases = [ROOT / folder for folder in folders]
    return [
        path
        for path in repository_files()
        if path.suffix == suffix and any(path.is_relative_to(base) for base in bases)
    ]


def name_of(path: Path) -> str:
    """Return a path as the repository names it, for messages and exception lists."""
    return path.relative_to(ROOT).as_posix()
