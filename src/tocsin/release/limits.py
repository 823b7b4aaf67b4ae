"""What a release or a change may look like: names that fit every place they appear in, and texts of bounded size."""

import re
from datetime import datetime

from tocsin.errors import InvalidInput, TooLarge
from tocsin.model import Axis, Scope
from tocsin.release.new_change import NewChange

MAX_CONTENT_BYTES = 1024 * 1024
MAX_PROSE_CHARACTERS = 2_000
MAX_URL_CHARACTERS = 2_000
MAX_NAME_CHARACTERS = 200

# No "=" in a subject: spans and queries write "<subject>=<version>". No white space: both go into headers and commands.
_SUBJECT = re.compile(r"\w[\w.:/@+-]*")
_VERSION = re.compile(r"\S+")
_URL = re.compile(r"(?:https?://|/)\S+")


def parse_axis(text: str) -> Axis:
    """Return the axis with this name.

    Raises:
        InvalidInput: There is none; names those there are.
    """
    try:
        return Axis(text)
    except ValueError:
        raise InvalidInput(f"axis {text!r} is none of {', '.join(Axis)}") from None


def check_release(*, subject: str, version: str | None, content: str, author: str, notes: str) -> None:
    """Check what is to be published; `version` None stands for the next one.

    Raises:
        InvalidInput: A name or text is malformed.
        TooLarge: The content or the notes are over their limit.
    """
    _check_subject(subject)
    if version is not None:
        _check_version("version", version)
    _check_name("author", author)
    _check_prose("notes", notes)
    if not content:
        raise InvalidInput(f"release of {subject!r} has no content")
    size = len(_utf8("content", content))
    if size > MAX_CONTENT_BYTES:
        raise TooLarge(f"content of {subject!r} has {size} bytes in UTF-8, the limit is {MAX_CONTENT_BYTES}")


def check_change(report: NewChange) -> None:
    """Check a reported change.

    Raises:
        InvalidInput: A name, instant or text is malformed.
        TooLarge: The summary or URL is over its limit.
    """
    _check_subject(report.subject)
    _check_version("to", report.to_version)
    if report.from_version:
        _check_version("from", report.from_version)
    _check_name("author", report.author)
    _check_name("source", report.source)
    _check_scope(report.scope)
    _check_prose("summary", report.summary)
    _check_url(report.url)
    check_instant(report.at)


def check_instant(at: datetime | None) -> None:
    """Check an instant that a caller gave; None, for now, is always good.

    Raises:
        InvalidInput: It has no time zone.
    """
    if at is not None and at.utcoffset() is None:
        raise InvalidInput(f"at {at.isoformat()!r} has no time zone: write it as in '2026-11-20T09:30:00Z'")


def _check_subject(subject: str) -> None:
    if len(subject) > MAX_NAME_CHARACTERS or not _SUBJECT.fullmatch(subject):
        raise InvalidInput(
            f"subject {_cut(subject)} is not 1 to {MAX_NAME_CHARACTERS} letters, digits or . _ : / @ + -,"
            " starting with a letter or digit"
        )


def _check_version(field: str, version: str) -> None:
    _check_name(field, version)
    if not _VERSION.fullmatch(version):
        raise InvalidInput(f"{field} {version!r} has white space: a version is one word")


def _check_scope(scope: Scope) -> None:
    for field in ("service", "journey", "environment"):
        value: str = getattr(scope, field)
        if value:
            _check_name(f"scope.{field}", value)


def _check_name(field: str, name: str) -> None:
    if not 0 < len(name) <= MAX_NAME_CHARACTERS or not name.isprintable() or name != name.strip():
        raise InvalidInput(
            f"{field} {_cut(name)} is not 1 to {MAX_NAME_CHARACTERS} printable characters without spaces around them"
        )


def _check_prose(field: str, text: str) -> None:
    if len(text) > MAX_PROSE_CHARACTERS:
        raise TooLarge(f"{field} has {len(text)} characters, the limit is {MAX_PROSE_CHARACTERS}")
    _utf8(field, text)


def _check_url(url: str) -> None:
    if len(url) > MAX_URL_CHARACTERS:
        raise TooLarge(f"url has {len(url)} characters, the limit is {MAX_URL_CHARACTERS}")
    # It becomes a link in the UI, so nothing that a browser would execute may pass.
    if url and not (_URL.fullmatch(url) and url.isprintable()):
        raise InvalidInput(f"url {_cut(url)} starts with none of http://, https://, /")


def _utf8(field: str, text: str) -> bytes:
    if "\0" in text:
        raise InvalidInput(f"{field} holds a NUL character at {text.index(chr(0))}: databases cannot store it")
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(f"{field} holds half a surrogate pair at {error.start}: it is no Unicode text") from None


def _cut(text: str) -> str:
    return repr(text) if len(text) <= MAX_NAME_CHARACTERS else f"{text[:40]!r}... ({len(text)} characters)"
