"""Releases and changes as rows; both are written once and never altered."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select
from sqlalchemy.exc import IntegrityError

from tocsin.errors import Conflict
from tocsin.model import Axis, Change, ChangeId, Release, ReleaseId, Scope, Window
from tocsin.store.state.database import Database
from tocsin.store.state.schema import changes, releases
from tocsin.store.state.upsert import insert_unless_present

_RELEASE_KEY = (releases.c.axis, releases.c.subject, releases.c.version)


class Releases:
    """Implements `ReleaseStore`; of two entries of one instant, the one stored later is the newer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_release(self, release: Release) -> Release:
        """Store a release, or return the stored one with the same content; see `ReleaseStore`.

        Raises:
            Conflict: (axis, subject, version) exists with other content.
        """
        with self._database.write() as connection:
            insert_unless_present(
                connection, releases, {**asdict(release), "axis": release.axis.value}, key=_RELEASE_KEY
            )
            row = connection.execute(_select_release(release.axis, release.subject, release.version)).one()
        stored = _release(row)
        if stored.content != release.content:
            raise Conflict(
                f"{release.axis} {release.subject!r} has a version {release.version!r} with other content"
                f" (SHA-256 {stored.content_hash!r}): a release never changes, publish a new version"
            )
        return stored

    def release(self, axis: Axis, subject: str, version: str) -> Release | None:
        """Return one release, or None."""
        with self._database.read() as connection:
            row = connection.execute(_select_release(axis, subject, version)).first()
        return _release(row) if row else None

    def releases(self, axis: Axis | None = None, subject: str | None = None, limit: int = 200) -> Sequence[Release]:
        """Return releases, newest first."""
        query = select(releases).order_by(releases.c.created_at.desc(), releases.c.sequence.desc()).limit(limit)
        if axis is not None:
            query = query.where(releases.c.axis == axis.value)
        if subject is not None:
            query = query.where(releases.c.subject == subject)
        with self._database.read() as connection:
            return [_release(row) for row in connection.execute(query)]

    def versions(self, axis: Axis, subject: str) -> Sequence[str]:
        """Return the versions of a subject in the order in which they were published."""
        query = (
            select(releases.c.version)
            .where(releases.c.axis == axis.value, releases.c.subject == subject)
            .order_by(releases.c.sequence)
        )
        with self._database.read() as connection:
            return list(connection.scalars(query))

    def add_change(self, change: Change) -> None:
        """Store a change.

        Raises:
            Conflict: Its id is taken.
        """
        row = {**asdict(change), "axis": change.axis.value}
        row |= row.pop("scope")
        try:
            with self._database.write() as connection:
                connection.execute(insert(changes).values(row))
        except IntegrityError as error:
            raise Conflict(f"a change with id {change.id!r} exists") from error

    def change(self, change_id: ChangeId) -> Change | None:
        """Return one change, or None."""
        with self._database.read() as connection:
            row = connection.execute(select(changes).where(changes.c.id == change_id)).first()
        return _change(row) if row else None

    def changes(
        self,
        window: Window | None = None,
        *,
        axis: Axis | None = None,
        subject: str | None = None,
        known_at: datetime | None = None,
        limit: int = 500,
    ) -> Sequence[Change]:
        """Return changes that took effect in the window and were recorded by `known_at`, newest first."""
        query = _newest_changes(limit)
        if window is not None:
            query = query.where(changes.c.at >= window.start, changes.c.at < window.end)
        if axis is not None:
            query = query.where(changes.c.axis == axis.value)
        if subject is not None:
            query = query.where(changes.c.subject == subject)
        if known_at is not None:
            query = query.where(changes.c.recorded_at <= known_at)
        with self._database.read() as connection:
            return [_change(row) for row in connection.execute(query)]

    def live(self, axis: Axis, subject: str, at: datetime) -> Change | None:
        """Return the last change of (axis, subject) in effect at an instant, or None."""
        query = _newest_changes(1).where(changes.c.axis == axis.value, changes.c.subject == subject, changes.c.at <= at)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return _change(row) if row else None


def _select_release(axis: Axis, subject: str, version: str) -> Select[Any]:
    return select(releases).where(
        releases.c.axis == axis.value, releases.c.subject == subject, releases.c.version == version
    )


def _newest_changes(limit: int) -> Select[Any]:
    return select(changes).order_by(changes.c.at.desc(), changes.c.sequence.desc()).limit(limit)


def _release(row: Row[Any]) -> Release:
    return Release(
        id=ReleaseId(row.id),
        axis=Axis(row.axis),
        subject=row.subject,
        version=row.version,
        content=row.content,
        content_hash=row.content_hash,
        author=row.author,
        notes=row.notes,
        created_at=row.created_at,
    )


def _change(row: Row[Any]) -> Change:
    return Change(
        id=ChangeId(row.id),
        axis=Axis(row.axis),
        subject=row.subject,
        from_version=row.from_version,
        to_version=row.to_version,
        at=row.at,
        recorded_at=row.recorded_at,
        author=row.author,
        scope=Scope(service=row.service, journey=row.journey, environment=row.environment),
        source=row.source,
        url=row.url,
        summary=row.summary,
    )
