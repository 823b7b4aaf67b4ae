"""Scores of traces and spans: those that evaluators report, and those that came as events of logs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tocsin.model import TraceId
from tocsin.store.signal_ports import ScoreRecord
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.signals.otlp_logs import score_queries

_COLUMNS = "evaluator, evaluator_version, value, label, explanation, sampling_probability, scored_at"


class ScoreStore:
    """Implements `ScoreWriter` and `ScoreReader`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_score(self, score: ScoreRecord, received_at: datetime) -> None:
        """Store one score; it replaces an older one of the same evaluator version on the same trace and span.

        Raises:
            StoreUnavailable: The disk is full, or the engine does not answer; nothing was stored.
        """
        self._engine.disk.require_room()
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
            received_at,
        )
        self._engine.insert("scores", ["trace_id", "span_id", *_COLUMNS.split(", "), "received_at"], [row])

    def complete(self, since: datetime) -> None:
        """Make the scores of evaluation events received since an instant again; those that are there stay as they are.

        For the start of a server: the engine writes records first and their scores a moment later, and a process may
        be killed in between.
        """
        for table, query in score_queries().items():
            sql = f"INSERT INTO {table} {query} AND received_at >= {{since:DateTime64(9, 'UTC')}}"
            self._engine.execute(sql, {"since": since})

    def of_trace(self, trace_id: TraceId) -> Sequence[ScoreRecord]:
        """Return the scores of a trace and of its spans, sorted by time.

        One that came with only the id of a response belongs to the span that carries this id, whichever came first.
        """
        sql = f"SELECT trace_id, span_id, {_COLUMNS} FROM scores FINAL WHERE trace_id = {{id:String}}"
        # Most installations have none of these, and need not look for the responses of the trace.
        if self._engine.rows("SELECT count() FROM response_scores")[0][0]:
            sql += f" UNION ALL {_OF_RESPONSES}"
        rows = self._engine.named_rows(f"{sql} ORDER BY scored_at, evaluator, span_id", {"id": trace_id})
        return tuple(_score(row) for row in rows)


_RESPONSES = """
    SELECT response_id, any(span_id) AS span_id FROM spans
    WHERE received_at IN (SELECT received_at FROM trace_activity WHERE trace_id = {id:String})
        AND trace_id = {id:String} AND response_id != ''
    GROUP BY response_id"""
"""The model calls of a trace by the response they got; an id that several spans carry counts once."""
_OF_RESPONSES = f"""
    SELECT {{id:String}} AS trace_id, s.span_id AS span_id, {_COLUMNS}
    FROM (SELECT * FROM response_scores FINAL WHERE response_id IN (SELECT response_id FROM ({_RESPONSES}))) AS r
    INNER JOIN ({_RESPONSES}) AS s ON r.response_id = s.response_id"""


def _score(row: Mapping[str, Any]) -> ScoreRecord:
    return ScoreRecord(
        trace_id=TraceId(row["trace_id"]),
        span_id=row["span_id"],
        evaluator=row["evaluator"],
        evaluator_version=row["evaluator_version"],
        value=row["value"],
        label=row["label"],
        explanation=row["explanation"],
        sampling_probability=row["sampling_probability"],
        at=row["scored_at"],
    )
