"""Keeps the disk from filling up: intake stops while room for merges, sealing and reads is still left.

An engine that meets a full disk inside a merge recovers badly; one that was never pushed there goes on by itself as
soon as space is back. Free space is asked anew once a second, since an insert takes tens of milliseconds.
"""

import threading
import time
from collections.abc import Callable

from tocsin.errors import StoreUnavailable
from tocsin.model import DiskSpace

DEFAULT_RESERVE_BYTES = 1 << 30
"""Two merges of the largest batch of a minute at full load, several times over."""
DEFAULT_RESERVE_RATIO = 0.05
"""Of a disk so small that the reserve above would be most of it."""
_FRESH_SECONDS = 1.0


class DiskGuard:
    """Says whether there is room for more.

    Args:
        measure: Returns (total, free) in bytes; may raise StoreUnavailable.
        reserve: Bytes that intake leaves free; None for the default.
    """

    def __init__(self, measure: Callable[[], tuple[int, int]], reserve: int | None) -> None:
        self._measure = measure
        self._reserve = reserve
        self._lock = threading.Lock()
        self._seen: tuple[float, DiskSpace] | None = None

    def space(self) -> DiskSpace:
        """Return how full the disk is, at most a second old."""
        with self._lock:
            now = time.monotonic()
            if self._seen is None or now - self._seen[0] >= _FRESH_SECONDS:
                total, free = self._measure()
                self._seen = (now, DiskSpace(total, free, self._reserve_of(total)))
            return self._seen[1]

    def require_room(self) -> None:
        """Return while there is room.

        Raises:
            StoreUnavailable: Less than the reserve is free; says how much, and what to do.
        """
        space = self.space()
        if space.is_low:
            raise StoreUnavailable(
                f"disk full: {space.free} bytes of the telemetry disk are free and {space.reserve} are kept in reserve;"
                " nothing is taken in until there is room: free some, shorten a retention, or lower TOCSIN_DISK_RESERVE"
            )

    def _reserve_of(self, total: int) -> int:
        if self._reserve is not None:
            return self._reserve
        return min(DEFAULT_RESERVE_BYTES, int(total * DEFAULT_RESERVE_RATIO))
