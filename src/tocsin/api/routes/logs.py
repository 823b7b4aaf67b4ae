"""Log records and events that came over OTLP."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from tocsin.api.inputs import Instant, Served, Strict, TraceIdText
from tocsin.api.paging import Cursor, Limit, Page, decode_cursor, encode_cursor, foreign_cursor
from tocsin.api.problems import problem_responses
from tocsin.errors import InvalidInput
from tocsin.model import LogRecord, TraceId, Window

router = APIRouter(prefix="/api/v1/logs", tags=["telemetry"])

_LOOK_BACK = timedelta(hours=1)
_CURSOR_PARTS = 2

Text = Annotated[str, Field(max_length=500)]


class LogsQuery(Strict):
    """Which records to list; all conditions must hold."""

    trace_id: Annotated[
        TraceIdText | None, Field(description="All records of one trace, oldest first; other conditions do not apply.")
    ] = None
    service: Text = ""
    event: Annotated[Text, Field(description="Name of an event.", examples=["gen_ai.evaluation.result"])] = ""
    min_severity: Annotated[
        int, Field(ge=0, le=24, description="OpenTelemetry severity number: 9 is INFO, 13 WARN, 17 ERROR.")
    ] = 0
    text: Annotated[Text, Field(description="Part of the body, in any case of letters.")] = ""
    start: Annotated[Instant | None, Field(description="Records from here on; an hour before `end`.")] = None
    end: Annotated[Instant | None, Field(description="Records before; now.")] = None
    limit: Limit = 100
    cursor: Cursor = None

    def window(self, now: datetime) -> Window:
        """Return the window of the records' times; raises InvalidInput when it ends before it starts."""
        return window_of(self.start, self.end, now, _LOOK_BACK)

    def before(self) -> tuple[int, int] | None:
        """Return where the listing goes on; None at its start."""
        if self.cursor is None:
            return None
        at_ns, shown = decode_cursor(self.cursor, _CURSOR_PARTS)
        if not (at_ns.isdigit() and shown.isdigit()):
            raise foreign_cursor(self.cursor)
        return int(at_ns), int(shown)


def window_of(start: datetime | None, end: datetime | None, now: datetime, look_back: timedelta) -> Window:
    """Return the window that a query means.

    Raises:
        InvalidInput: It ends before it starts.
    """
    end = end or now
    start = start or end - look_back
    if end <= start:
        raise InvalidInput(f"end {end.isoformat()!r} must lie after start {start.isoformat()!r}")
    return Window(start, end)


@router.get("", summary="Search log records", responses=problem_responses(400))
def list_logs(services: Served, query: Annotated[LogsQuery, Query()]) -> Page[LogRecord]:
    """Return matching records, newest first."""
    if query.trace_id is not None:
        return Page[LogRecord](items=services.logs.of_trace(TraceId(query.trace_id)), next=None)
    before = query.before()
    found = services.logs.search(
        query.window(services.clock.now()),
        service=query.service,
        event=query.event,
        min_severity=query.min_severity,
        text=query.text,
        limit=query.limit + 1,
        before=before,
    )
    page = found[: query.limit]
    return Page[LogRecord](items=page, next=_next(page, before) if len(found) > query.limit else None)


def _next(page: Sequence[LogRecord], before: tuple[int, int] | None) -> str:
    last = page[-1].at_ns
    shown = sum(record.at_ns == last for record in page)
    if before is not None and before[0] == last:
        shown += before[1]
    return encode_cursor(str(last), str(shown))
