"""How the engine reads OTLP by itself: the protobuf schema it parses with, and the query that makes spans of it.

A batch is made by concatenation, never by decoding: each request's bytes become one length-delimited field, followed by
its digest; the receipt instant is one more field. Requests and digests thus land in one part, which is stored whole or
not at all, so a retry after a crash is still recognized. The schema is our own reading of opentelemetry-proto
(trace/v1); nested values below the second level stay bytes, marked, and are decoded when a person reads them.
"""

from tocsin.store.telemetry.any_value import (
    ATTRIBUTES,
    FLAT_ATTRIBUTES,
    VALUE_MESSAGES,
    flat_text,
    instant,
    text,
    text_map,
)
from tocsin.store.telemetry.batch import BATCH_MESSAGES
from tocsin.store.telemetry.engine import ProtobufSchema
from tocsin.store.telemetry.normalize import AttributeTable, canonical_columns

LANDING_TABLE = "otlp_landing"

_PROTO = """message Request { repeated ResourceSpans resource_spans = 1; fixed64 digest = 1001; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Resource { repeated FlatKeyValue attributes = 1; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
message Scope { string name = 1; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; uint32 kind = 6;
  fixed64 started_at = 7; fixed64 ended_at = 8; repeated KeyValue attributes = 9;
  repeated Event events = 11; repeated Link links = 13; Status status = 15;
}
message Event { fixed64 at = 1; string name = 2; repeated FlatKeyValue attributes = 3; }
message Link { bytes trace_id = 1; bytes span_id = 2; }
message Status { string message = 2; uint32 code = 3; }
"""

BATCH_SCHEMA = ProtobufSchema(BATCH_MESSAGES + _PROTO + VALUE_MESSAGES, "Batch")

_SPAN = (
    "Tuple(trace_id String, span_id String, parent_span_id String, name String, kind UInt32, started_at UInt64,"
    f" ended_at UInt64, attributes {ATTRIBUTES},"
    f" events Array(Tuple(at UInt64, name String, attributes {FLAT_ATTRIBUTES})),"
    " links Array(Tuple(trace_id String, span_id String)), status Tuple(message String, code UInt32))"
)
_RESOURCE_SPANS = (
    f"Tuple(resource Tuple(attributes {FLAT_ATTRIBUTES}),"
    f" scope_spans Array(Tuple(scope Tuple(name String), spans Array({_SPAN}))))"
)
LANDING_DDL = (
    f"CREATE TABLE {LANDING_TABLE} (requests Array(Tuple(resource_spans Array({_RESOURCE_SPANS}), digest UInt64)),"
    " received_at UInt64) ENGINE = Null"
)


def spans_query(table: AttributeTable | None = None) -> str:
    """Return the SELECT that turns rows of the landing table into rows of `spans`, column by column.

    Args:
        table: Which attributes mean what; None for the conventions alone.
    """
    table = table or AttributeTable()
    event = f"({instant('e.at')}, e.name, {text_map('e.attributes', flat_text('kv.value'), 'String')})"
    # One level a step, each carrying only what the next needs: joining all levels at once would copy every level's
    # nested arrays to each span.
    requests = f"""
        SELECT {instant("received_at")} AS received_at, rq.digest AS request_digest,
            rq.resource_spans AS resource_spans
        FROM {LANDING_TABLE} ARRAY JOIN requests AS rq"""
    resources = f"""
        SELECT received_at, request_digest, rs.scope_spans AS scope_spans,
            {text_map("rs.resource.attributes", flat_text("kv.value"))} AS resource
        FROM ({requests}) ARRAY JOIN resource_spans AS rs"""
    scopes = f"""
        SELECT received_at, request_digest, resource, {table.resource_expression()} AS given,
            ss.scope.name AS scope, ss.spans AS spans
        FROM ({resources}) ARRAY JOIN scope_spans AS ss"""
    flattened = f"""
        SELECT received_at, request_digest, resource, given, scope,
            lower(hex(s.trace_id)) AS trace_id, lower(hex(s.span_id)) AS span_id,
            lower(hex(s.parent_span_id)) AS parent_span_id, s.name AS name, s.kind AS span_kind,
            {instant("s.started_at")} AS started_at, {instant("s.ended_at")} AS ended_at,
            s.status.code AS status_code, s.status.message AS status_message,
            {text_map("s.attributes", text("kv.value"))} AS attributes,
            arrayMap(e -> {event}, s.events) AS events,
            arrayMap(l -> (lower(hex(l.trace_id)), lower(hex(l.span_id))), s.links) AS links
        FROM ({scopes}) ARRAY JOIN spans AS s"""
    return canonical_query(table, flattened)


def canonical_query(table: AttributeTable, spans: str) -> str:
    """Return the SELECT that adds the canonical columns to spans.

    Args:
        table: Which attributes mean what.
        spans: A query with `attributes`, `resource`, `given` (see AttributeTable), `events`, `scope`, `name`,
            `started_at`, `status_code` and `status_message`.
    """
    # Each level is named by the next instead of being written into each of its expressions: that is cheaper to analyse.
    found = f"SELECT * EXCEPT given, {table.found_expression(table.ranked_expression())} AS found FROM ({spans})"
    canonical = ", ".join(f"{expression} AS {column}" for column, expression in canonical_columns(table).items())
    return f"SELECT * EXCEPT found, {canonical} FROM ({found})"


ACTIVITY_QUERY = """
    SELECT received_at, trace_id, max(parent_span_id = '') AS has_root FROM spans GROUP BY received_at, trace_id"""
"""Over the block of spans just inserted, as a materialized view sees it."""
