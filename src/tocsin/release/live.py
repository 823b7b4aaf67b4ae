"""What is live: the answer an application reads before it works."""

from dataclasses import dataclass
from datetime import datetime

from tocsin.model import Axis, ChangeId


@dataclass(frozen=True, slots=True)
class Live:
    """The version of one subject that is in effect at an instant.

    Attributes:
        since: When it went live.
        content: The released text; None when this version was announced as a change but never published here.
        content_hash: SHA-256 of the content in UTF-8, 64 lower-case hexadecimal digits; None as `content` is.
        change_id: The change that made it live.
    """

    axis: Axis
    subject: str
    version: str
    since: datetime
    content: str | None
    content_hash: str | None
    change_id: ChangeId
