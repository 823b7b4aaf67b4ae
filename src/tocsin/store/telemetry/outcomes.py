"""Outcomes and scores that applications and evaluators report after the fact."""

from datetime import datetime

from tocsin.model import Outcome, TraceId
from tocsin.store.ports import ScoreRecord
from tocsin.store.telemetry.engine import Engine


class OutcomeStore:
    """Implements `OutcomeWriter`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def report_outcome(self, trace_id: TraceId, outcome: Outcome, at: datetime, note: str) -> None:
        """Store the outcome and note activity on the trace, so that its task is sealed (again) with it."""
        columns = ("trace_id", "outcome", "note", "reported_at")
        self._engine.insert("outcomes", columns, [(trace_id, outcome.value, note, at)])
        self._engine.insert("trace_activity", ("received_at", "trace_id", "has_root"), [(at, trace_id, 0)])


class ScoreStore:
    """Implements `ScoreWriter`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_score(self, score: ScoreRecord) -> None:
        """Store one score."""
        columns = "trace_id span_id evaluator evaluator_version value label explanation sampling_probability scored_at"
        row = (
            score.trace_id,
            score.span_id,
            score.evaluator,
            score.evaluator_version,
            score.value,
            score.label,
            score.explanation,
            score.sampling_probability,
            score.at,
        )
        self._engine.insert("scores", columns.split(), [row])
