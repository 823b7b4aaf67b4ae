"""Writes batches of OTLP log requests whole; finds the records of a trace, and those of a stretch of time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tocsin.model import LogRecord, SpanId, TraceId, Window
from tocsin.store.telemetry.batch import OtlpRequest, write_batch
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.filters import Parameters
from tocsin.store.telemetry.signals.otlp_logs import LOGS_BATCH_SCHEMA, LOGS_LANDING_TABLE
from tocsin.store.telemetry.values import readable

_INSTANT = "DateTime64(9, 'UTC')"
_COLUMNS = """toUnixTimestamp64Nano(at) AS at_ns, event, severity, body, trace_id, span_id, service, attributes,
    resource"""


class LogStore:
    """Log records in the telemetry engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write(self, requests: Iterable[OtlpRequest], received_at: datetime) -> None:
        """Store ExportLogsServiceRequests as one atomic part; when this returns they survive the death of the process.

        Raises:
            StoreUnavailable: Nothing was stored.
        """
        write_batch(self._engine, LOGS_LANDING_TABLE, LOGS_BATCH_SCHEMA, requests, received_at)

    def recent_digests(self, since: datetime) -> Mapping[int, datetime]:
        """Return the digests of requests stored since an instant, each with its receipt instant."""
        sql = f"""
            SELECT request_digest, max(received_at) FROM logs
            WHERE received_at >= {{since:{_INSTANT}}} GROUP BY request_digest"""
        return dict(self._engine.rows(sql, {"since": since}))

    def of_trace(self, trace_id: TraceId) -> Sequence[LogRecord]:
        """Return the records of a trace sorted by time, structured bodies and attributes as JSON text."""
        sql = f"SELECT {_COLUMNS} FROM logs WHERE trace_id = {{id:String}} ORDER BY at, received_at"
        return tuple(_record(row) for row in self._engine.named_rows(sql, {"id": trace_id}))

    def search(
        self,
        window: Window,
        *,
        service: str = "",
        event: str = "",
        min_severity: int = 0,
        text: str = "",
        limit: int,
        before: tuple[int, int] | None = None,
    ) -> Sequence[LogRecord]:
        """Return records of a window, newest first, at most `limit`.

        Args:
            window: Of the times at which they happened.
            service: Only of this service, unless empty.
            event: Only events of this name, unless empty.
            min_severity: OpenTelemetry severity number; records that name none have 0.
            text: Only records whose body contains this, in any case of letters, unless empty.
            limit: At least 1.
            before: Where a listing goes on: the time of its last record in nanoseconds since the epoch, and how many
                records of exactly this time it has shown.
        """
        conditions = [f"at >= {{start:{_INSTANT}}}", f"at < {{end:{_INSTANT}}}"]
        parameters: Parameters = {"start": window.start, "end": window.end, "limit": limit}

        def require(condition: str, name: str, value: object) -> None:
            if value:
                conditions.append(condition)
                parameters[name] = value

        require("service = {service:String}", "service", service)
        require("event = {event:String}", "event", event)
        require("severity >= {severity:UInt8}", "severity", min_severity)
        require("positionCaseInsensitiveUTF8(body, {text:String}) > 0", "text", text)
        last, shown = before or (0, 0)
        require("at <= fromUnixTimestamp64Nano({last:Int64}, 'UTC')", "last", last)
        parameters["shown"] = shown
        sql = f"""
            SELECT {_COLUMNS} FROM logs WHERE {" AND ".join(conditions)}
            ORDER BY at DESC, received_at DESC, trace_id, span_id, event, body
            LIMIT {{limit:UInt32}} OFFSET {{shown:UInt32}}"""
        return tuple(_record(row) for row in self._engine.named_rows(sql, parameters))


def _record(row: Mapping[str, Any]) -> LogRecord:
    return LogRecord(
        at_ns=row["at_ns"],
        event=row["event"],
        severity=row["severity"],
        body=readable({"body": row["body"]})["body"],
        trace_id=TraceId(row["trace_id"]) if row["trace_id"] else None,
        span_id=SpanId(row["span_id"]) if row["span_id"] else None,
        service=row["service"],
        attributes=readable(row["attributes"]),
        resource=readable(row["resource"]),
    )
