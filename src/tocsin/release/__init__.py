"""The release room: what versions exist on every axis, what is live now, and what was live at any instant before.

Reads and writes the `ReleaseStore`. Invariants: a release never changes, and its content hash says so; everything that
goes live is a `Change`; changes are only ever added, so the past keeps its answers.
"""

from tocsin.release.limits import check_release, parse_axis
from tocsin.release.live import Live
from tocsin.release.new_change import NewChange
from tocsin.release.registry import Registry

__all__ = ["Live", "NewChange", "Registry", "check_release", "parse_axis"]
