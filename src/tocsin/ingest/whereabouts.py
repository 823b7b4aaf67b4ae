"""Where a trace is: sealed, waiting and for what, let go, expired, or never arrived and what was refused lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tocsin.clock import format_duration
from tocsin.ingest.account import Ledger
from tocsin.ingest.sealer import SealPolicy
from tocsin.model import Refusal, SealedTrace, TraceId, TraceReceipt
from tocsin.store import IntakeReader

SHOWN_REFUSALS = 20
USUAL_WINDOW = timedelta(days=1)
"""What pages and searches look at unless they are told otherwise: a task that ended before it is not seen there."""


class TraceState(StrEnum):
    """Where a trace is on its way from an exporter to a page."""

    NEVER_ARRIVED = "never_arrived"
    WAITING = "waiting"
    SEALED = "sealed"
    SAMPLED_OUT = "sampled_out"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class TraceWhereabouts:
    """The answer to "where is my trace?".

    Attributes:
        why: One sentence for people: what it waits for, or what became of it.
        receipt: What came, and the task it was sealed into; None when nothing came.
        due_at: When it will be sealed if nothing more comes; only while waiting.
        refusals: The newest refusals, when nothing came.
    """

    trace_id: TraceId
    state: TraceState
    why: str
    receipt: TraceReceipt | None = None
    due_at: datetime | None = None
    refusals: Sequence[Refusal] = ()


class Whereabouts:
    """Finds traces.

    Args:
        keep: How long tasks are kept.
    """

    def __init__(self, *, intake: IntakeReader, policy: SealPolicy, ledger: Ledger, keep: timedelta) -> None:
        self._intake = intake
        self._policy = policy
        self._ledger = ledger
        self._keep = keep

    def find(self, trace_id: TraceId, at: datetime) -> TraceWhereabouts:
        """Return where a trace is; costs a few look-ups by trace id.

        Raises:
            StoreUnavailable: The telemetry database does not answer.
        """
        receipt = self._intake.receipt(trace_id)
        if receipt is None:
            return self._never_arrived(trace_id)
        if receipt.sealed is None and at - receipt.last_received_at >= self._keep:
            return TraceWhereabouts(trace_id, TraceState.EXPIRED, self._expired(), receipt)
        if receipt.sealed is None or receipt.sealed.sealed_to < receipt.last_received_at:
            return self._waiting(receipt, at)
        if not receipt.sealed.is_kept:
            return TraceWhereabouts(trace_id, TraceState.SAMPLED_OUT, _drawn(receipt, receipt.sealed), receipt)
        return TraceWhereabouts(trace_id, TraceState.SEALED, _sealed(receipt.sealed, at), receipt)

    def _never_arrived(self, trace_id: TraceId) -> TraceWhereabouts:
        refusals = self._ledger.snapshot().refusals[:SHOWN_REFUSALS]
        hint = (
            "what was refused lately is listed with its reason"
            if refusals
            else "nothing was refused since the server started, so look at the exporter: its endpoint, its sampler, its"
            " own log"
        )
        why = f"No span of this trace was ever acknowledged by this server; {hint}."
        return TraceWhereabouts(trace_id, TraceState.NEVER_ARRIVED, why, refusals=refusals)

    def _expired(self) -> str:
        return (
            f"It came longer ago than tasks are kept (for {format_duration(self._keep)}, see `TOCSIN_RETAIN_TASKS`),"
            " and its task is gone. Its spans may be kept longer."
        )

    def _waiting(self, receipt: TraceReceipt, at: datetime) -> TraceWhereabouts:
        # A task that exists is sealed again after the short quiet time, whether its root came or not.
        rooted = receipt.has_root or receipt.sealed is not None
        due_at = receipt.last_received_at + (self._policy.quiet if rooted else self._policy.timeout)
        if at > due_at:
            why = (
                "It is due and will be sealed with the next tick; if this stays, it ended longer ago than tasks are"
                " kept, so that its task is gone, or the log has what keeps failing."
            )
        elif rooted:
            why = "It is sealed once nothing more comes for the quiet time."
        else:
            why = "No root span (one without a parent) has come; it is sealed without one when the timeout is over."
        if receipt.sealed is not None:
            why = f"It is sealed, and more came since. {why}"
        return TraceWhereabouts(receipt.trace_id, TraceState.WAITING, why, receipt, due_at)


def _sealed(sealed: SealedTrace, at: datetime) -> str:
    why = "It is sealed into a task and counts in objectives, searches and costs."
    if at - sealed.ended_at <= USUAL_WINDOW:
        return why
    hours = timedelta(hours=(at - sealed.ended_at) // timedelta(hours=1))
    return f"{why} It ended {format_duration(hours)} ago: widen the window to see it."


def _drawn(receipt: TraceReceipt, sealed: SealedTrace) -> str:
    spans = "go when the grace time is over" if receipt.spans else "are gone"
    return (
        f"Its task is counted; its spans {spans}, because sampling keeps {sealed.keep_probability:.3g} of traces like"
        " it and did not draw this one."
    )
