"""What is stored, how long it is kept, and how long the disk lasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DiskSpace:
    """The disk under a database, in bytes.

    Attributes:
        reserve: What intake leaves free, so that merges, sealing and reads go on; 0 where nothing is held back.
    """

    total: int
    free: int
    reserve: int

    @property
    def is_low(self) -> bool:
        """Whether less than the reserve is free: nothing more is taken in."""
        return self.free < self.reserve


@dataclass(frozen=True, slots=True)
class StoredTable:
    """One telemetry table.

    Attributes:
        rows: As stored; replaced versions that no merge has removed yet included.
        oldest: Time of its oldest row; None when it is empty, or its rows carry no time.
        newest: Likewise of its newest row.
        retain_seconds: How long a row is kept, those of failed tasks where they are kept longer; None for ever.
        bytes_per_day: What was received in the last 24 hours, in bytes on disk; nothing is added for hours that are
            not over.
        ordinary_retain_seconds: How long rows of tasks that did not fail are kept; None when all are kept alike.
    """

    name: str
    rows: int
    bytes_on_disk: int
    oldest: datetime | None
    newest: datetime | None
    retain_seconds: float | None
    bytes_per_day: float
    ordinary_retain_seconds: float | None


@dataclass(frozen=True, slots=True)
class Storage:
    """All of it.

    Attributes:
        net_bytes_per_day: By which the disk fills at the rate of the last 24 hours, without tables whose oldest rows
            leave as new ones come.
        covered_seconds: How much of the last 24 hours something was stored in, by when it was received and not by the
            time it claims; the rates rest on that.
        days_left: Until the reserve is reached at these rates, each table growing until its oldest rows leave; None
            when it never is, and until a whole day is covered.
    """

    at: datetime
    tables: Sequence[StoredTable]
    disk: DiskSpace
    net_bytes_per_day: float
    covered_seconds: float
    days_left: float | None
