"""Puts mapping rules into force, and shows what they make of one span.

The rules are part of the view that makes spans of what arrives. The view's query is replaced in place, so no insert
ever finds it missing; several servers over one database put the same rules into force and find them there.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from tocsin.clock import to_nanoseconds
from tocsin.model import ColumnReading, MappedSpan, MappingRule, SpanToMap
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.normalize import DOCUMENTS, RELEASE_ATTRIBUTE_PREFIX, AttributeTable, canonical_columns
from tocsin.store.telemetry.otlp import canonical_query, spans_query

LEDGER_ENTRY = "mapping"
_STARTED = datetime(2000, 1, 1, tzinfo=UTC)
"""When a span under test starts; only what is measured from there matters."""
_SPAN = """
    SELECT mapFromArrays({keys:Array(String)}, {values:Array(String)}) AS attributes,
        mapFromArrays({resource_keys:Array(String)}, {resource_values:Array(String)}) AS resource,
        arrayMap((name, after, kind) -> (fromUnixTimestamp64Nano({start:Int64} + after, 'UTC'), name,
            map('exception.type', kind)), {events:Array(String)}, {after:Array(Int64)}, {exceptions:Array(String)})
            AS events,
        fromUnixTimestamp64Nano({start:Int64}, 'UTC') AS started_at, {scope:String} AS scope, {name:String} AS name,
        {status_code:UInt8} AS status_code, {status_message:String} AS status_message"""


class MappingStore:
    """The mapping rules of one telemetry database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def apply(self, rules: Sequence[MappingRule]) -> None:
        """Put rules into force for everything received from now on; what is in force already has no effect.

        Raises:
            StoreUnavailable: The engine does not answer; the rules before stay in force.
        """
        plain, wanted = spans_query(), spans_query(AttributeTable(rules))
        # Without an entry for this very view, the view is as migration made it.
        made, digest = _digest(plain), _digest(wanted)
        ledger = dict(self._engine.rows("SELECT name, digest FROM schema_ledger FINAL"))
        in_force = ledger.get(LEDGER_ENTRY, "").partition(":")
        if (in_force[2] if in_force[0] == made else made) == digest:
            return
        self._engine.execute(f"ALTER TABLE otlp_to_spans MODIFY QUERY {wanted}")
        self._engine.insert("schema_ledger", ("name", "digest"), [(LEDGER_ENTRY, f"{made}:{digest}")])

    def explain(self, span: SpanToMap, rules: Sequence[MappingRule]) -> MappedSpan:
        """Return what rules and conventions make of a span, computed by the very SQL that stores spans."""
        table = AttributeTable(rules)
        given = f"SELECT *, {table.resource_expression()} AS given FROM ({_SPAN})"
        columns = ", ".join(f"toString({column}) AS {column}" for column in canonical_columns(table))
        values = self._engine.named_rows(f"SELECT {columns} FROM ({canonical_query(table, given)})", _bound(span))[0]
        ((ranked,),) = self._engine.rows(f"SELECT {table.ranked_expression()} FROM ({given})", _bound(span))
        entries = [table.entries[rank - 1] for rank, _ in ranked]
        readings = {entry.column: entry for entry in reversed(entries)}
        read = {entry.name for entry in entries}
        return MappedSpan(
            columns={column: value for column, value in values.items() if value},
            readings=tuple(
                ColumnReading(column, entry.name, is_rule=entry.rule is not None) for column, entry in readings.items()
            ),
            unread=tuple(sorted(name for name in span.attributes if not _is_read(name, read))),
        )


def _is_read(name: str, read: set[str]) -> bool:
    return name in read or name in DOCUMENTS or name.startswith(RELEASE_ATTRIBUTE_PREFIX)


def _bound(span: SpanToMap) -> Mapping[str, object]:
    return {
        "keys": list(span.attributes),
        "values": list(span.attributes.values()),
        "resource_keys": list(span.resource),
        "resource_values": list(span.resource.values()),
        "events": [event.name for event in span.events],
        "after": [event.at_ns - span.start_ns for event in span.events],
        "exceptions": [event.attributes.get("exception.type", "") for event in span.events],
        "start": to_nanoseconds(_STARTED) if not span.start_ns else span.start_ns,
        "scope": span.scope,
        "name": span.name,
        "status_code": span.status_code,
        "status_message": span.status_message,
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
