"""Outcomes that applications report after the fact."""

from datetime import datetime

from tocsin.model import Outcome, TraceId
from tocsin.store.telemetry.engine import Engine


class OutcomeStore:
    """Implements `OutcomeWriter`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def report_outcome(self, trace_id: TraceId, outcome: Outcome, at: datetime, note: str) -> None:
        """Store the outcome and note activity on the trace, so that its task is sealed (again) with it.

        Raises:
            StoreUnavailable: The disk is full, or the engine does not answer; to report it again does no harm.
        """
        self._engine.disk.require_room()
        columns = ("trace_id", "outcome", "note", "reported_at")
        self._engine.insert("outcomes", columns, [(trace_id, outcome.value, note, at)])
        self._engine.insert("trace_activity", ("received_at", "trace_id", "has_root"), [(at, trace_id, 0)])
