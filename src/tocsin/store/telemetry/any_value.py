"""How the engine reads OTLP's AnyValue by itself, for every signal: its protobuf messages, their types, their text.

The schema is our own reading of opentelemetry-proto (common/v1). Values nested below the second level stay bytes,
marked, and are decoded when a person reads them; see values.py.
"""

from tocsin.store.telemetry.values import VALUE_MARK

VALUE_MESSAGES = """message KeyValue { string key = 1; AnyValue value = 2; }
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
"""Messages that schemas of requests are put together with."""

_MARK = VALUE_MARK.replace("\0", "\\0")

FLAT = (
    "Tuple(s Nullable(String), b Nullable(Bool), i Nullable(Int64), d Nullable(Float64), a Nullable(String),"
    " m Nullable(String), x Nullable(String))"
)
VALUE = (
    "Tuple(s Nullable(String), b Nullable(Bool), i Nullable(Int64), d Nullable(Float64),"
    f" a Tuple(values Array({FLAT})), m Nullable(String), x Nullable(String))"
)
ATTRIBUTES = f"Array(Tuple(key String, value {VALUE}))"
FLAT_ATTRIBUTES = f"Array(Tuple(key String, value {FLAT}))"


def flat_text(value: str) -> str:
    """SQL for a flat value as text: scalars as they are, deeper values marked and encoded."""
    scalars = [f"{value}.s", *(f"toString({value}.{field})" for field in "idb")]
    return f"coalesce({', '.join(scalars + _encoded(value, 'amx'))}, '')"


def text(value: str) -> str:
    """SQL for an AnyValue as text: like a flat one, but an array of scalars is JSON."""
    is_text = "isNotNull(e.s) OR isNotNull(e.a) OR isNotNull(e.m) OR isNotNull(e.x)"
    element = f"if({is_text}, toJSONString({flat_text('e')}), {flat_text('e')})"
    array = f"concat('[', arrayStringConcat(arrayMap(e -> {element}, {value}.a.values), ','), ']')"
    scalars = [f"{value}.s", *(f"toString({value}.{field})" for field in "idb")]
    is_array = f"notEmpty({value}.a.values), {array}"
    return f"if({is_array}, coalesce({', '.join(scalars + _encoded(value, 'mx'))}, ''))"


def _encoded(value: str, fields: str) -> list[str]:
    return [f"concat('{_MARK}{field}', base64Encode({value}.{field}))" for field in fields]


def text_map(attributes: str, value_text: str, key_type: str = "LowCardinality(String)") -> str:
    """SQL for attributes as a map of text, `value_text` being the SQL for `kv.value` as text."""
    return f"CAST(arrayMap(kv -> (kv.key, {value_text}), {attributes}), 'Map({key_type}, String)')"


def instant(nanoseconds: str) -> str:
    """SQL for nanoseconds since the epoch as an instant; those beyond 2262 become the last there is.

    Times of spans, records and points are checked on their way in; those of events and exemplars are not.
    """
    return f"fromUnixTimestamp64Nano(toInt64(least({nanoseconds}, 9223372036854775807)), 'UTC')"
