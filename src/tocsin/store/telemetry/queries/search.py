"""Finds the traces in which a text stands: in messages, arguments and results of tools, any attribute, any log record.

There is no index of words: a day of 300,000 spans is read in a fraction of a second, and an index would cost every
insert. A search reads the newest spans first, stops at a full page or at its budget, and says how far it got.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.model import TaskFilter, TraceId, Window
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.filters import Parameters, task_condition
from tocsin.store.telemetry.queries.spells import Spell, bounded, merged
from tocsin.store.telemetry.queries.visible import INSTANT, visible_tasks

MOST_SPANS = 500_000
"""Spans one search reads at most, unless a single minute holds more; about half a second on two cores."""
FIRST_SPANS = 40_000
"""The first piece is small: what is common is found at once."""
_FINEST = timedelta(days=2)
"""Up to this long a window is cut at minutes, beyond at hours."""

_ENCODED = "otlp:[amx]([A-Za-z0-9+/]+=*)"
"""How values that are nested deeper than the engine reads are stored; their protobuf bytes hold texts as they are."""
_UNESCAPED = r"replaceAll({}, '\\/', '/')"
_HIT = "multiSearchAnyCaseInsensitiveUTF8({}, {{needles:Array(String)}})"


@dataclass(frozen=True, slots=True)
class TextMatches:
    """Ends and ids of the tasks that matched, and from where on everything was searched; None when all was."""

    found: Sequence[tuple[datetime, TraceId]]
    searched_until: datetime | None


@dataclass(frozen=True, slots=True)
class _Piece:
    """Tasks that ended in [start, end), and how many spans lie there, of whatever task."""

    start: datetime
    end: datetime
    spans: int


class TextSearch:
    """Searches spans and log records of the tasks that meet a filter."""

    def __init__(self, engine: Engine, *, most_spans: int = MOST_SPANS, first_spans: int = FIRST_SPANS) -> None:
        self._engine = engine
        self._most = most_spans
        self._first = first_spans

    def matches(
        self,
        where: TaskFilter,
        window: Window,
        text: str,
        *,
        limit: int,
        before: tuple[datetime, TraceId] | None,
    ) -> TextMatches:
        """Return up to `limit` traces that hold the text in any case of letters, newest end first."""
        if before is not None:
            window = Window(window.start, min(window.end, before[0] + timedelta(microseconds=1)))
        found: list[tuple[datetime, TraceId]] = []
        read = 0
        for piece in _grown(self._pieces(where, window), self._first):
            if read and read + piece.spans > self._most:
                return TextMatches(tuple(found), searched_until=piece.end)
            found += self._in_piece(where, piece, text, limit - len(found), before)
            read += piece.spans
            if len(found) >= limit:
                break
        return TextMatches(tuple(found), searched_until=None)

    def _pieces(self, where: TaskFilter, window: Window) -> Iterator[_Piece]:
        """Yield the minutes or hours of a window that hold matching tasks, newest first, with all that must be read."""
        step = timedelta(minutes=1) if window.length <= _FINEST else timedelta(hours=1)
        parameters: Parameters = {"step_s": int(step.total_seconds())}
        condition = task_condition(where, "where", parameters)
        sql = f"""
            SELECT toStartOfInterval(minute, toIntervalSecond({{step_s:UInt32}})) AS step, sum(span_count)
            FROM {visible_tasks(window, None, parameters)}
            GROUP BY step HAVING countIf({condition}) > 0 ORDER BY step DESC"""
        for start, spans in self._engine.rows(sql, parameters):
            yield _Piece(max(start, window.start), min(start + step, window.end), spans)

    def _in_piece(
        self, where: TaskFilter, piece: _Piece, text: str, limit: int, before: tuple[datetime, TraceId] | None
    ) -> Sequence[tuple[datetime, TraceId]]:
        window = Window(piece.start, piece.end)
        parameters: Parameters = {"needles": needles(text), "limit": limit}
        condition = task_condition(where, "where", parameters)
        if before is not None:
            parameters |= {"before_at": before[0], "before_id": before[1]}
            condition += f" AND (ended_at, trace_id) < ({{before_at:{INSTANT}}}, {{before_id:String}})"
        tasks = visible_tasks(window, None, parameters)
        received = self._received(tasks, condition, parameters)
        candidates = f"SELECT trace_id FROM {tasks} AND {condition}"
        sql = f"""
            SELECT ended_at, trace_id FROM {tasks} AND {condition} AND trace_id IN (
                SELECT trace_id FROM spans WHERE {received} AND trace_id IN ({candidates}) AND {_span_holds()}
                UNION ALL
                SELECT trace_id FROM logs WHERE {received} AND trace_id IN ({candidates}) AND {_log_holds()})
            ORDER BY ended_at DESC, trace_id DESC LIMIT {{limit:UInt32}}"""
        return [(ended_at, TraceId(trace_id)) for ended_at, trace_id in self._engine.rows(sql, parameters)]

    def _received(self, tasks: str, condition: str, parameters: Parameters) -> str:
        """Return SQL for when the spans of these tasks were received: near their end, but for late ones."""
        sql = f"""
            SELECT DISTINCT toStartOfHour(first_received_at), toStartOfHour(last_received_at) + INTERVAL 1 HOUR
            FROM {tasks} AND {condition}"""
        spells: Sequence[Spell] = bounded(merged(self._engine.rows(sql, parameters)))
        ranges = []
        for index, (start, end) in enumerate(spells):
            parameters |= {f"received_{index}": start, f"received_to_{index}": end}
            ranges.append(
                f"received_at >= {{received_{index}:{INSTANT}}} AND received_at < {{received_to_{index}:{INSTANT}}}"
            )
        return f"({' OR '.join(ranges) or '0'})"


def needles(text: str) -> Sequence[str]:
    """Return what to look for: the text as it is, and as JSON writes it, for messages are JSON inside attributes."""
    written = (json.dumps(text, ensure_ascii=flag)[1:-1] for flag in (False, True))
    return list(dict.fromkeys((text, *written)))


def _grown(pieces: Iterator[_Piece], size: int) -> Iterator[_Piece]:
    """Join neighbours into pieces that hold `size` spans at first, then twice as many each."""
    joined = None
    for piece in pieces:
        if joined is not None and joined.spans + piece.spans > size:
            yield joined
            size, joined = size * 2, None
        joined = _Piece(piece.start, joined.end, joined.spans + piece.spans) if joined else piece
    if joined is not None:
        yield joined


def _in_values(attributes: str) -> str:
    """SQL: whether some value of a map holds a needle, as text or in its encoded form."""
    encoded = _encoded_holds("v")
    value = f"({_HIT.format('v')} OR (position(v, 'otlp:') > 0 AND {encoded}))"
    return f"arrayExists(v -> {value}, mapValues({attributes}))"


def _encoded_holds(value: str) -> str:
    segments = f"extractAll({_UNESCAPED.format(value)}, '{_ENCODED}')"
    return f"arrayExists(b -> {_HIT.format('tryBase64Decode(b)')}, {segments})"


def _span_holds() -> str:
    in_events = f"arrayExists(e -> {_in_values('e')}, events.attributes)"
    return f"({_in_values('attributes')} OR {_HIT.format('status_message')} OR {in_events})"


def _log_holds() -> str:
    return f"({_HIT.format('body')} OR {_encoded_holds('body')} OR {_in_values('attributes')})"
