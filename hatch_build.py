"""Puts the built web UI into the wheel, so that whoever installs Tocsin needs no Node.

An sdist carries the built UI, so only a wheel made from a clone ever builds it here.
"""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildUi(BuildHookInterface):  # type: ignore[type-arg] - hatchling's parameter is its own configuration type
    """Builds the UI when it is missing; an editable installation does without, the server then says `make ui`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Make sure that src/tocsin/web/dist holds the UI before files are collected."""
        root = Path(self.root)
        if version == "editable" or (root / "src/tocsin/web/dist/index.html").is_file():
            return
        npm = shutil.which("npm")
        if npm is None:
            message = "The UI is not built and npm is not on the PATH: install Node 20.19 or newer, or run `make ui`."
            raise RuntimeError(message)
        for arguments in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
            self.app.display_info(f"UI: npm {' '.join(arguments)}")
            subprocess.run([npm, *arguments], cwd=root / "ui", check=True)  # noqa: S603 - two commands of our own
