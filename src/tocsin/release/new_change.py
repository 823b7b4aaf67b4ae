"""A change as it is reported, before the registry has dated, completed and stored it."""

from dataclasses import dataclass
from datetime import datetime

from tocsin.model import Axis, Scope

EVERYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class NewChange:
    """A report of something that changed.

    Attributes:
        to_version: What is live from `at` on.
        from_version: What was live before; when empty, the registry fills in what it knows.
        at: When it took effect, timezone-aware; None for now.
        source: Who reports it, e.g. "api", "ci".
        url: Where to read more: http://, https:// or a path of this server; may be empty.
    """

    axis: Axis
    subject: str
    to_version: str
    author: str
    source: str
    from_version: str = ""
    at: datetime | None = None
    scope: Scope = EVERYWHERE
    url: str = ""
    summary: str = ""
