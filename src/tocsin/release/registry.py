"""The registry: publishes immutable releases, makes one live, and answers what was live when."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Lock

import structlog

from tocsin.clock import Clock
from tocsin.errors import Conflict, NotFound
from tocsin.model import Axis, Change, ChangeId, Release, ReleaseId, Scope
from tocsin.release.limits import check_change, check_instant, check_release
from tocsin.release.live import Live
from tocsin.release.new_change import EVERYWHERE, NewChange
from tocsin.store import ReleaseStore

_log = structlog.get_logger()

_NUMBERED_VERSION = re.compile(r"v([1-9][0-9]{0,8})")
_NUMBERING_ATTEMPTS = 10
"""Each failed attempt means that another server took the number, so a few are plenty."""
_INSTANT = timedelta(microseconds=1)
"""The smallest step of time the store can tell apart."""


class Registry:
    """Releases and changes of every axis; safe to use from any thread.

    Args:
        new_id: Gives a fresh unique id, without prefix.
    """

    def __init__(self, store: ReleaseStore, clock: Clock, new_id: Callable[[], str]) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id
        # One check-then-add at a time here. Two servers may still record the same version going live twice: harmless,
        # since the second change leads to where the first did.
        self._going_live = Lock()

    def publish(
        self, *, axis: Axis, subject: str, content: str, author: str, notes: str = "", version: str | None = None
    ) -> Release:
        """Store a release; repeating a publication changes nothing and returns the release of the first time.

        Args:
            axis: What kind of thing it is.
            subject: What is released, e.g. the prompt "support-answer".
            content: The text itself, 1 byte to 1 MiB in UTF-8.
            author: Who publishes it.
            notes: Why, in at most 2,000 characters.
            version: Its name. None for "v<N+1>" after the highest such number of the subject; if the newest release of
                the subject has the same content, that one is returned instead.

        Raises:
            InvalidInput: A name or text is malformed.
            TooLarge: The content or the notes are over their limit.
            Conflict: The version exists with other content.
        """
        check_release(subject=subject, version=version, content=content, author=author, notes=notes)
        draft = Release(
            id=ReleaseId(f"rel_{self._new_id()}"),
            axis=axis,
            subject=subject,
            version=version or "",
            content=content,
            content_hash=hashlib.sha256(content.encode()).hexdigest(),
            author=author,
            notes=notes,
            created_at=self._clock.now(),
        )
        stored = self._store.add_release(draft) if version is not None else self._add_numbered(draft)
        if stored.id == draft.id:
            _log.info("release_published", axis=axis.value, subject=subject, version=stored.version, author=author)
        return stored

    def go_live(
        self,
        *,
        axis: Axis,
        subject: str,
        version: str,
        author: str,
        source: str,
        summary: str = "",
        url: str = "",
        scope: Scope = EVERYWHERE,
    ) -> Change:
        """Make a published version live from now on; when it is live already, return the change that made it so.

        Raises:
            NotFound: The version was never published here.
            InvalidInput: A name or text is malformed.
            TooLarge: The summary or URL is over its limit.
        """
        report = NewChange(axis, subject, version, author, source, scope=scope, url=url, summary=summary)
        check_change(report)
        if self._store.release(axis, subject, version) is None:
            raise NotFound(f"{axis} {subject!r} has no release {version!r}: publish it before it goes live")
        with self._going_live:
            live = self._store.live(axis, subject, self._clock.now())
            if live is not None and live.to_version == version:
                return live
            return self._recorded(report)

    def record_change(self, report: NewChange) -> Change:
        """Store a change that somebody reports; its version need not be published here.

        Raises:
            InvalidInput: A name, instant or text is malformed.
            TooLarge: The summary or URL is over its limit.
        """
        check_change(report)
        return self._recorded(report)

    def live(self, axis: Axis, subject: str, at: datetime | None = None) -> Live | None:
        """Return what was live at an instant, now when None; None when nothing is known to have been.

        Raises:
            InvalidInput: The instant has no time zone.
        """
        check_instant(at)
        change = self._store.live(axis, subject, at or self._clock.now())
        if change is None:
            return None
        release = self._store.release(axis, subject, change.to_version)
        return Live(
            axis=axis,
            subject=subject,
            version=change.to_version,
            since=change.at,
            content=release.content if release else None,
            content_hash=release.content_hash if release else None,
            change_id=change.id,
        )

    def before(self, change: Change) -> str:
        """Return the version that was live before a change; empty when nothing is known of it."""
        if change.from_version:
            return change.from_version
        earlier = self._store.live(change.axis, change.subject, change.at - _INSTANT)
        return earlier.to_version if earlier else ""

    def _recorded(self, report: NewChange) -> Change:
        now = self._clock.now()
        at = report.at.astimezone(UTC) if report.at else now
        change = Change(
            id=ChangeId(f"chg_{self._new_id()}"),
            axis=report.axis,
            subject=report.subject,
            from_version=report.from_version or self._version_at(report.axis, report.subject, at),
            to_version=report.to_version,
            at=at,
            recorded_at=now,
            author=report.author,
            scope=report.scope,
            source=report.source,
            url=report.url,
            summary=report.summary,
        )
        self._store.add_change(change)
        _log.info(
            "change_recorded",
            change_id=change.id,
            axis=change.axis.value,
            subject=change.subject,
            from_version=change.from_version,
            to_version=change.to_version,
            source=change.source,
        )
        return change

    def _version_at(self, axis: Axis, subject: str, at: datetime) -> str:
        change = self._store.live(axis, subject, at)
        return change.to_version if change else ""

    def _add_numbered(self, draft: Release) -> Release:
        newest = self._store.releases(draft.axis, draft.subject, limit=1)
        if newest and newest[0].content == draft.content:
            return newest[0]
        for _ in range(_NUMBERING_ATTEMPTS):
            version = _next_version(self._store.versions(draft.axis, draft.subject))
            try:
                return self._store.add_release(replace(draft, version=version))
            except Conflict:
                continue  # the number was taken between the look and the try
        raise Conflict(f"{draft.axis} {draft.subject!r} is being published by many at once: try again")


def _next_version(versions: Sequence[str]) -> str:
    numbers = [int(found[1]) for found in map(_NUMBERED_VERSION.fullmatch, versions) if found]
    return f"v{max(numbers, default=0) + 1}"
