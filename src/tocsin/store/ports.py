"""The contracts the rooms above speak to; `telemetry` and `state` implement them on real databases.

All methods are synchronous and may block on a database: never call one on an event loop. Instants are timezone-aware
UTC. Every port raises `StoreUnavailable` when its database does not answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from tocsin.model import (
    AuditEntry,
    Axis,
    Breakdown,
    BreakdownOrder,
    BreakdownPoint,
    Change,
    ChangeId,
    Dimension,
    FoundTasks,
    Incident,
    IncidentId,
    IncidentState,
    JourneySummary,
    Outcome,
    Release,
    SamplingEstimate,
    SliCounts,
    SliPoint,
    SliQuery,
    SliQuestion,
    StoredMinute,
    StoredSource,
    Task,
    TaskFilter,
    Trace,
    TraceId,
    TraceReceipt,
    UnmappedSpans,
    Window,
)

# --- telemetry -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CohortCounts:
    """SLI counts of the tasks that carried one version of a subject; `version` is "" for tasks that carried none."""

    version: str
    counts: SliCounts
    first_task_at: datetime
    last_task_at: datetime


class SliReader(Protocol):
    """Counts over sealed tasks. `as_of` hides tasks sealed later, so that a replay sees what was visible then."""

    def counts(self, query: SliQuery, windows: Sequence[Window], as_of: datetime) -> Sequence[SliCounts]:
        """Return one `SliCounts` per window, in order; zeros where there are no tasks. One pass over the data."""
        ...

    def counts_for(self, questions: Sequence[SliQuestion], as_of: datetime) -> Sequence[Sequence[SliCounts]]:
        """Return what `counts` says to each question, in order. One pass over the data for all of them together."""
        ...

    def series(self, query: SliQuery, window: Window, step: timedelta, as_of: datetime) -> Sequence[SliPoint]:
        """Return counts per step, sorted by start, without the steps that hold no task."""
        ...

    def cohorts(self, query: SliQuery, release_key: str, window: Window, as_of: datetime) -> Sequence[CohortCounts]:
        """Return counts by the version of `release_key` ("<axis>:<subject>") that tasks carried, largest first."""
        ...

    def release_keys(self, query: SliQuery, window: Window, as_of: datetime) -> Mapping[str, Mapping[str, int]]:
        """Return how many bad events carried each version of each release key; empty without bad events."""
        ...


class TaskReader(Protocol):
    """Sealed tasks and their traces."""

    def tasks(
        self,
        where: TaskFilter,
        window: Window,
        *,
        limit: int,
        as_of: datetime | None = None,
        before: tuple[datetime, TraceId] | None = None,
    ) -> Sequence[Task]:
        """Return matching tasks that ended in the window, newest first, at most `limit`.

        `before` continues a listing after the (ended_at, trace_id) of its last row.
        """
        ...

    def task(self, trace_id: TraceId) -> Task | None:
        """Return the sealed task of a trace, or None while it is unsealed or unknown."""
        ...

    def trace(self, trace_id: TraceId) -> Trace | None:
        """Return all stored spans of a trace, sealed or not; None when there are none."""
        ...

    def journeys(self, window: Window) -> Sequence[JourneySummary]:
        """Return one summary per journey with tasks in the window, busiest first."""
        ...

    def failing(self, query: SliQuery, window: Window, *, limit: int, as_of: datetime) -> Sequence[Task]:
        """Return bad events of an SLI (valid and not good), newest first, at most `limit`."""
        ...

    def breakdown(
        self,
        by: Dimension,
        where: TaskFilter,
        window: Window,
        *,
        limit: int,
        order: BreakdownOrder = BreakdownOrder.COST,
        release_key: str = "",
    ) -> Breakdown:
        """Return what the tasks of each value did and used: the `limit` largest values, the rest, and the whole.

        `release_key` ("<axis>:<subject>") is the one to split by `Dimension.RELEASE`.
        """
        ...

    def breakdown_series(
        self,
        by: Dimension,
        where: TaskFilter,
        window: Window,
        step: timedelta,
        *,
        limit: int,
        order: BreakdownOrder = BreakdownOrder.COST,
        release_key: str = "",
    ) -> Sequence[BreakdownPoint]:
        """Return the same values step by step, steps aligned to the epoch and sorted, without what is empty."""
        ...

    def search(
        self,
        where: TaskFilter,
        window: Window,
        text: str,
        *,
        limit: int,
        before: tuple[datetime, TraceId] | None = None,
    ) -> FoundTasks:
        """Return matching tasks in whose spans or log records a text stands, in any case of letters, newest first.

        Reads a bounded number of spans, newest first: `searched_until` says how far it came.
        """
        ...


class OutcomeWriter(Protocol):
    """Outcomes reported by the application after the fact."""

    def report_outcome(self, trace_id: TraceId, outcome: Outcome, at: datetime, note: str) -> None:
        """Store the outcome; it overrides what the spans said, whether the task is sealed already or not."""
        ...


class IntakeReader(Protocol):
    """What arrived, read from what is stored, so that it is known after a restart."""

    def sources(self, window: Window) -> Sequence[StoredSource]:
        """Return what is stored of each source that was received in the window, busiest first."""
        ...

    def minutes(self, window: Window, source: str = "") -> Sequence[StoredMinute]:
        """Return spans stored by minute of receipt and source (all of them for ""), without empty minutes."""
        ...

    def estimates(self, window: Window) -> Sequence[SamplingEstimate]:
        """Return, by service, what spans that sampling kept say of all, for tasks that ended in the window."""
        ...

    def unmapped(self, window: Window) -> Sequence[UnmappedSpans]:
        """Return spans received in the window that conventions could not place, by source and scope, most first."""
        ...

    def receipt(self, trace_id: TraceId) -> TraceReceipt | None:
        """Return what came of a trace; None when nothing did."""
        ...


# --- state -----------------------------------------------------------------------------------------------------------


class ReleaseStore(Protocol):
    """Releases and changes; both are append-only."""

    def add_release(self, release: Release) -> Release:
        """Store a release.

        Returns:
            The stored release: the given one, or the earlier one when (axis, subject, version) exists with the same
            content.

        Raises:
            Conflict: (axis, subject, version) exists with other content.
        """
        ...

    def release(self, axis: Axis, subject: str, version: str) -> Release | None:
        """Return one release, or None."""
        ...

    def releases(self, axis: Axis | None = None, subject: str | None = None, limit: int = 200) -> Sequence[Release]:
        """Return releases, newest first."""
        ...

    def versions(self, axis: Axis, subject: str) -> Sequence[str]:
        """Return all versions of a subject, without their content, in the order in which they were published."""
        ...

    def add_change(self, change: Change) -> None:
        """Store a change; (axis, subject) is at `to_version` from `change.at` on."""
        ...

    def change(self, change_id: ChangeId) -> Change | None:
        """Return one change, or None."""
        ...

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
        ...

    def live(self, axis: Axis, subject: str, at: datetime) -> Change | None:
        """Return the last change of (axis, subject) in effect at an instant, or None; its `to_version` was live."""
        ...


class IncidentStore(Protocol):
    """Incidents, each stored whole under its id."""

    def save(self, incident: Incident) -> None:
        """Insert the incident or replace the stored one with the same id."""
        ...

    def incident(self, incident_id: IncidentId) -> Incident | None:
        """Return one incident, or None."""
        ...

    def incidents(self, states: Sequence[IncidentState] = (), limit: int = 200) -> Sequence[Incident]:
        """Return incidents in the given states (all when empty), newest `detected_at` first."""
        ...

    def update(self, incident_id: IncidentId, change: "IncidentChange") -> Incident:
        """Apply a pure function to the stored incident and store its result, serialized against other updates.

        Raises:
            NotFound: There is no such incident.
        """
        ...


class IncidentChange(Protocol):
    """A pure function from an incident to its successor."""

    def __call__(self, incident: Incident, /) -> Incident:
        """Return the successor; the same object when nothing changes."""
        ...


class AuditStore(Protocol):
    """The hash-chained audit log; append-only."""

    def append(self, at: datetime, actor: str, event: str, subject: str, details: Mapping[str, str]) -> AuditEntry:
        """Append one entry, chained to the last; serialized across threads and processes."""
        ...

    def entries(self, after: int = 0, limit: int = 1000) -> Sequence[AuditEntry]:
        """Return entries with sequence > `after`, in order."""
        ...


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One applied configuration document, as its author wrote it."""

    kind: str
    name: str
    text: str
    applied_at: datetime
    applied_by: str


class DocumentStore(Protocol):
    """Applied configuration; one document per (kind, name)."""

    def put_document(self, document: StoredDocument) -> bool:
        """Store a document; returns False when the same text is stored already."""
        ...

    def documents(self, kind: str | None = None) -> Sequence[StoredDocument]:
        """Return stored documents, sorted by kind and name."""
        ...


class PostmortemStore(Protocol):
    """Postmortems in Markdown, one per incident."""

    def put_postmortem(self, incident_id: IncidentId, markdown: str, at: datetime) -> None:
        """Store or replace the postmortem of an incident."""
        ...

    def postmortem(self, incident_id: IncidentId) -> str | None:
        """Return it, or None while there is none."""
        ...


class KillSwitchStore(Protocol):
    """The one switch that stops every action."""

    def kill_switch(self) -> bool:
        """Return whether actions are stopped."""
        ...

    def set_kill_switch(self, engaged: bool) -> None:  # noqa: FBT001 - a switch is its one boolean
        """Engage or release the switch."""
        ...
