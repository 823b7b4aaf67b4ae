"""How the engine reads OTLP by itself: the protobuf schema it parses with, and the query that makes spans of it.

A batch is made by concatenation, never by decoding: each request's bytes become one length-delimited field, followed by
its digest; the receipt instant is one more field. Requests and digests thus land in one part, which is stored whole or
not at all, so a retry after a crash is still recognized. The schema is our own reading of opentelemetry-proto
(trace/v1); nested values below the second level stay bytes, marked, and are decoded when a person reads them.
"""

from tocsin.store.telemetry.engine import ProtobufSchema
from tocsin.store.telemetry.normalize import canonical_columns, found_expression, usage_expression
from tocsin.store.telemetry.values import VALUE_MARK

LANDING_TABLE = "otlp_landing"
_MARK = VALUE_MARK.replace("\0", "\\0")

_PROTO = """syntax = "proto3";
message Batch { repeated Request requests = 1; fixed64 received_at = 2; }
message Request { repeated ResourceSpans resource_spans = 1; fixed64 digest = 1001; }
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
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue {
  optional string s = 1; optional bool b = 2; optional int64 i = 3; optional double d = 4;
  Array a = 5; optional bytes m = 6; optional bytes x = 7;
}
message Array { repeated Flat values = 1; }
message FlatKeyValue { string key = 1; Flat value = 2; }
message Flat {
  optional string s = 1; optional bool b = 2; optional int64 i = 3; optional double d = 4;
  optional bytes a = 5; optional bytes m = 6; optional bytes x = 7;
}
"""

BATCH_SCHEMA = ProtobufSchema(_PROTO, "Batch")

_FLAT = (
    "Tuple(s Nullable(String), b Nullable(Bool), i Nullable(Int64), d Nullable(Float64), a Nullable(String),"
    " m Nullable(String), x Nullable(String))"
)
_VALUE = (
    "Tuple(s Nullable(String), b Nullable(Bool), i Nullable(Int64), d Nullable(Float64),"
    f" a Tuple(values Array({_FLAT})), m Nullable(String), x Nullable(String))"
)
_ATTRIBUTES = f"Array(Tuple(key String, value {_VALUE}))"
_FLAT_ATTRIBUTES = f"Array(Tuple(key String, value {_FLAT}))"
_SPAN = (
    "Tuple(trace_id String, span_id String, parent_span_id String, name String, kind UInt32, started_at UInt64,"
    f" ended_at UInt64, attributes {_ATTRIBUTES},"
    f" events Array(Tuple(at UInt64, name String, attributes {_FLAT_ATTRIBUTES})),"
    " links Array(Tuple(trace_id String, span_id String)), status Tuple(message String, code UInt32))"
)
_RESOURCE_SPANS = (
    f"Tuple(resource Tuple(attributes {_FLAT_ATTRIBUTES}),"
    f" scope_spans Array(Tuple(scope Tuple(name String), spans Array({_SPAN}))))"
)
LANDING_DDL = (
    f"CREATE TABLE {LANDING_TABLE} (requests Array(Tuple(resource_spans Array({_RESOURCE_SPANS}), digest UInt64)),"
    " received_at UInt64) ENGINE = Null"
)


def _flat_text(value: str) -> str:
    """SQL for a flat value as text: scalars as they are, deeper values marked and encoded."""
    scalars = [f"{value}.s", *(f"toString({value}.{field})" for field in "idb")]
    return f"coalesce({', '.join(scalars + _encoded(value, 'amx'))}, '')"


def _text(value: str) -> str:
    """SQL for an AnyValue as text: like a flat one, but an array of scalars is JSON."""
    is_text = "isNotNull(e.s) OR isNotNull(e.a) OR isNotNull(e.m) OR isNotNull(e.x)"
    element = f"if({is_text}, toJSONString({_flat_text('e')}), {_flat_text('e')})"
    array = f"concat('[', arrayStringConcat(arrayMap(e -> {element}, {value}.a.values), ','), ']')"
    scalars = [f"{value}.s", *(f"toString({value}.{field})" for field in "idb")]
    is_array = f"notEmpty({value}.a.values), {array}"
    return f"if({is_array}, coalesce({', '.join(scalars + _encoded(value, 'mx'))}, ''))"


def _encoded(value: str, fields: str) -> list[str]:
    return [f"concat('{_MARK}{field}', base64Encode({value}.{field}))" for field in fields]


def _map(attributes: str, text: str, key_type: str = "LowCardinality(String)") -> str:
    return f"CAST(arrayMap(kv -> (kv.key, {text}), {attributes}), 'Map({key_type}, String)')"


def _instant(nanoseconds: str) -> str:
    return f"fromUnixTimestamp64Nano(toInt64({nanoseconds}), 'UTC')"


def spans_query() -> str:
    """Return the SELECT that turns rows of the landing table into rows of `spans`, column by column."""
    event = f"({_instant('e.at')}, e.name, {_map('e.attributes', _flat_text('kv.value'), 'String')})"
    # One level a step, each carrying only what the next needs: joining all levels at once would copy every level's
    # nested arrays to each span.
    requests = f"""
        SELECT {_instant("received_at")} AS received_at, rq.digest AS request_digest,
            rq.resource_spans AS resource_spans
        FROM {LANDING_TABLE} ARRAY JOIN requests AS rq"""
    resources = f"""
        SELECT received_at, request_digest, rs.scope_spans AS scope_spans,
            {_map("rs.resource.attributes", _flat_text("kv.value"))} AS resource
        FROM ({requests}) ARRAY JOIN resource_spans AS rs"""
    scopes = f"""
        SELECT received_at, request_digest, resource, ss.scope.name AS scope, ss.spans AS spans
        FROM ({resources}) ARRAY JOIN scope_spans AS ss"""
    flattened = f"""
        SELECT received_at, request_digest, resource, scope,
            lower(hex(s.trace_id)) AS trace_id, lower(hex(s.span_id)) AS span_id,
            lower(hex(s.parent_span_id)) AS parent_span_id, s.name AS name, s.kind AS span_kind,
            {_instant("s.started_at")} AS started_at, {_instant("s.ended_at")} AS ended_at,
            s.status.code AS status_code, s.status.message AS status_message,
            {_map("s.attributes", _text("kv.value"))} AS attributes,
            {found_expression()} AS found, {usage_expression()} AS usage,
            arrayMap(e -> {event}, s.events) AS events,
            arrayMap(l -> (lower(hex(l.trace_id)), lower(hex(l.span_id))), s.links) AS links
        FROM ({scopes}) ARRAY JOIN spans AS s"""
    canonical = ", ".join(f"{expression} AS {column}" for column, expression in canonical_columns().items())
    return f"SELECT * EXCEPT (found, usage), {canonical} FROM ({flattened})"


ACTIVITY_QUERY = """
    SELECT received_at, trace_id, max(parent_span_id = '') AS has_root FROM spans GROUP BY received_at, trace_id"""
"""Over the block of spans just inserted, as a materialized view sees it."""
