"""How the engine reads OTLP metrics by itself: five kinds of points, brought to one row shape in one insert.

The kinds of a metric are alternatives on the wire; read as fields beside each other, all but one are empty, and what
they hold is brought to one type and joined. The schema is our own reading of opentelemetry-proto (metrics/v1).
"""

from collections.abc import Mapping

from tocsin.store.telemetry.any_value import FLAT_ATTRIBUTES, VALUE_MESSAGES, flat_text, instant, text_map
from tocsin.store.telemetry.batch import BATCH_MESSAGES
from tocsin.store.telemetry.engine import ProtobufSchema

METRICS_LANDING_TABLE = "otlp_metrics_landing"

_PROTO = """message Request { repeated ResourceMetrics resource_metrics = 1; fixed64 digest = 1001; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
message Resource { repeated FlatKeyValue attributes = 1; }
message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; }
message Scope { string name = 1; }
message Metric {
  string name = 1; string description = 2; string unit = 3; Numbers gauge = 5; Numbers sum = 7;
  Histogram histogram = 9; Exponential exponential_histogram = 10; Summary summary = 11;
}
message Numbers { repeated Number points = 1; int32 temporality = 2; bool is_monotonic = 3; }
message Histogram { repeated HistogramPoint points = 1; int32 temporality = 2; }
message Exponential { repeated ExponentialPoint points = 1; int32 temporality = 2; }
message Summary { repeated SummaryPoint points = 1; }
message Number {
  repeated FlatKeyValue attributes = 7; fixed64 started_at = 2; fixed64 at = 3; optional double d = 4;
  optional sfixed64 i = 6; repeated Exemplar exemplars = 5; uint32 flags = 8;
}
message HistogramPoint {
  repeated FlatKeyValue attributes = 9; fixed64 started_at = 2; fixed64 at = 3; fixed64 count = 4;
  optional double sum = 5; repeated fixed64 counts = 6; repeated double bounds = 7; repeated Exemplar exemplars = 8;
  uint32 flags = 10; optional double min = 11; optional double max = 12;
}
message ExponentialPoint {
  repeated FlatKeyValue attributes = 1; fixed64 started_at = 2; fixed64 at = 3; fixed64 count = 4;
  optional double sum = 5; sint32 scale = 6; fixed64 zero_count = 7; Buckets positive = 8; Buckets negative = 9;
  uint32 flags = 10; repeated Exemplar exemplars = 11; optional double min = 12; optional double max = 13;
  double zero_threshold = 14;
}
message Buckets { sint32 offset = 1; repeated uint64 counts = 2; }
message SummaryPoint {
  repeated FlatKeyValue attributes = 7; fixed64 started_at = 2; fixed64 at = 3; fixed64 count = 4; double sum = 5;
  repeated Quantile quantiles = 6; uint32 flags = 8;
}
message Quantile { double quantile = 1; double value = 2; }
message Exemplar {
  fixed64 at = 2; optional double d = 3; bytes span_id = 4; bytes trace_id = 5; optional sfixed64 i = 6;
}
"""

METRICS_BATCH_SCHEMA = ProtobufSchema(BATCH_MESSAGES + _PROTO + VALUE_MESSAGES, "Batch")

_OPENING = f"attributes {FLAT_ATTRIBUTES}, started_at UInt64, at UInt64, flags UInt32"
_EXEMPLARS = (
    "exemplars Array(Tuple(at UInt64, d Nullable(Float64), i Nullable(Int64), span_id String, trace_id String))"
)
_NUMBERS = f"points Array(Tuple({_OPENING}, d Nullable(Float64), i Nullable(Int64), {_EXEMPLARS})), temporality Int32"
_STATISTICS = "count UInt64, sum Nullable(Float64), min Nullable(Float64), max Nullable(Float64)"
_BUCKETS = "Tuple(offset Int32, counts Array(UInt64))"
_METRIC = (
    f"Tuple(name String, description String, unit String, gauge Tuple({_NUMBERS}),"
    f" sum Tuple({_NUMBERS}, is_monotonic Bool),"
    f" histogram Tuple(points Array(Tuple({_OPENING}, {_STATISTICS}, counts Array(UInt64), bounds Array(Float64),"
    f" {_EXEMPLARS})), temporality Int32),"
    f" exponential_histogram Tuple(points Array(Tuple({_OPENING}, {_STATISTICS}, scale Int32, zero_count UInt64,"
    f" zero_threshold Float64, positive {_BUCKETS}, negative {_BUCKETS}, {_EXEMPLARS})), temporality Int32),"
    f" summary Tuple(points Array(Tuple({_OPENING}, count UInt64, sum Float64,"
    " quantiles Array(Tuple(quantile Float64, value Float64))))))"
)
_RESOURCE_METRICS = (
    f"Tuple(resource Tuple(attributes {FLAT_ATTRIBUTES}),"
    f" scope_metrics Array(Tuple(scope Tuple(name String), metrics Array({_METRIC}))))"
)
_LANDING_DDL = (
    f"CREATE TABLE {METRICS_LANDING_TABLE}"
    f" (requests Array(Tuple(resource_metrics Array({_RESOURCE_METRICS}), digest UInt64)), received_at UInt64)"
    " ENGINE = Null"
)

_POINT: Mapping[str, tuple[str, str]] = {
    "type": ("String", "''"),
    "is_monotonic": ("UInt8", "0"),
    "temporality": ("Int32", "0"),
    "started_ns": ("UInt64", "p.started_at"),
    "at_ns": ("UInt64", "p.at"),
    "flags": ("UInt32", "p.flags"),
    "value": ("Nullable(Float64)", "NULL"),
    "integer": ("Nullable(Int64)", "NULL"),
    "count": ("UInt64", "0"),
    "sum": ("Nullable(Float64)", "NULL"),
    "min": ("Nullable(Float64)", "NULL"),
    "max": ("Nullable(Float64)", "NULL"),
    "bounds": ("Array(Float64)", "[]"),
    "bucket_counts": ("Array(UInt64)", "[]"),
    "scale": ("Int32", "0"),
    "zero_count": ("UInt64", "0"),
    "zero_threshold": ("Float64", "0"),
    "positive_offset": ("Int32", "0"),
    "positive_counts": ("Array(UInt64)", "[]"),
    "negative_offset": ("Int32", "0"),
    "negative_counts": ("Array(UInt64)", "[]"),
    "quantiles": ("Array(Tuple(quantile Float64, value Float64))", "[]"),
    "exemplars": (
        "Array(Tuple(at UInt64, d Nullable(Float64), i Nullable(Int64), span_id String, trace_id String))",
        "[]",
    ),
    "attributes": ("Map(LowCardinality(String), String)", text_map("p.attributes", flat_text("kv.value"))),
}
"""Columns that a point brings: type, and the expression for kinds that say nothing else."""

_NUMBER = {"value": "coalesce(p.d, toFloat64(p.i))", "integer": "p.i", "exemplars": "p.exemplars"}
_DISTRIBUTION = {name: f"p.{name}" for name in ("count", "sum", "min", "max", "exemplars")}
_KINDS: Mapping[str, Mapping[str, str]] = {
    "gauge": _NUMBER,
    "sum": _NUMBER | {"temporality": "m.sum.temporality", "is_monotonic": "m.sum.is_monotonic"},
    "histogram": _DISTRIBUTION
    | {"temporality": "m.histogram.temporality", "bounds": "p.bounds", "bucket_counts": "p.counts"},
    "exponential_histogram": _DISTRIBUTION
    | {name: f"p.{name}" for name in ("scale", "zero_count", "zero_threshold")}
    | {f"{sign}_{part}": f"p.{sign}.{part}" for sign in ("positive", "negative") for part in ("offset", "counts")}
    | {"temporality": "m.exponential_histogram.temporality"},
    "summary": {name: f"p.{name}" for name in ("count", "sum", "quantiles")},
}
_HOURS_QUERY = """
    SELECT received_at, name, type, temporality, is_monotonic, unit, description, service, series,
        toStartOfHour(at) AS hour, started_at, at, flags, value, count, sum, bounds,
        bucket_counts, scale, zero_count, positive_offset, positive_counts, negative_offset,
        negative_counts, attributes, resource
    FROM metric_points WHERE temporality = 'cumulative' AND bitAnd(flags, 1) = 0"""
"""Over the block of points just inserted; of one hour the table keeps the last point of each stream."""
_GRID = 64


def on_grid(offset: str, counts: str | None = None) -> str:
    """Return the SQL of exponential bucket counts that begin at a multiple of 64, or without counts of that index.

    Points of a stream hardly ever have the same offset; on the grid most can be added place by place.
    """
    before = f"positiveModulo({offset}, {_GRID})"
    return f"arrayConcat(arrayWithConstant({before}, 0), {counts})" if counts else f"toInt32({offset} - {before})"


_HOUR_SUMS_QUERY = f"""
    SELECT p.received_at, name, type, is_monotonic, unit, description, service, series,
        toDateTime64(toStartOfHour(p.at), 9, 'UTC') AS at, 1 AS points, coalesce(p.value, 0) AS value, count,
        coalesce(p.sum, 0) AS sum, bounds, initializeAggregation('sumForEachState', p.bucket_counts) AS bucket_counts,
        scale, zero_count, {on_grid("p.positive_offset")} AS positive_offset,
        initializeAggregation('sumForEachState', {on_grid("p.positive_offset", "p.positive_counts")})
            AS positive_counts, {on_grid("p.negative_offset")} AS negative_offset,
        initializeAggregation('sumForEachState', {on_grid("p.negative_offset", "p.negative_counts")})
            AS negative_counts, attributes, resource
    FROM metric_points AS p WHERE temporality = 'delta' AND bitAnd(flags, 1) = 0"""
"""Over the block of points just inserted; the table adds up those of one hour."""
_TEMPORALITIES = "transform(toInt32(p.temporality), [1, 2], ['delta', 'cumulative'], '')"


def metric_definitions() -> dict[str, str]:
    """Return the statements that make what holds no data, by name, in the order in which they can be made."""
    return {
        METRICS_LANDING_TABLE: _LANDING_DDL,
        "otlp_to_metric_points": f"CREATE MATERIALIZED VIEW otlp_to_metric_points TO metric_points AS {points_query()}",
        "metric_points_to_hours": f"CREATE MATERIALIZED VIEW metric_points_to_hours TO metric_hours AS {_HOURS_QUERY}",
        "metric_points_to_hour_sums": (
            f"CREATE MATERIALIZED VIEW metric_points_to_hour_sums TO metric_hour_sums AS {_HOUR_SUMS_QUERY}"
        ),
    }


def points_query() -> str:
    """Return the SELECT that turns rows of the landing table into rows of `metric_points`, column by column.

    `series` names what makes one stream of points: resource, scope, metric and attributes, whatever their order
    (OpenTelemetry metrics data model, "Timeseries model").
    """
    requests = f"""
        SELECT received_at, rq.digest AS request_digest, rq.resource_metrics AS resource_metrics
        FROM {METRICS_LANDING_TABLE} ARRAY JOIN requests AS rq"""
    resources = f"""
        SELECT received_at, request_digest, rm.scope_metrics AS scope_metrics,
            {text_map("rm.resource.attributes", flat_text("kv.value"))} AS resource
        FROM ({requests}) ARRAY JOIN resource_metrics AS rm"""
    scopes = f"""
        SELECT received_at, request_digest, resource, sm.scope.name AS scope, sm.metrics AS metrics
        FROM ({resources}) ARRAY JOIN scope_metrics AS sm"""
    metrics = f"""
        SELECT received_at, request_digest, resource, scope, m.name AS name, m.unit AS unit,
            m.description AS description, arrayConcat({", ".join(_points(kind) for kind in _KINDS)}) AS points
        FROM ({scopes}) ARRAY JOIN metrics AS m"""
    own = [column for column in _POINT if column not in ("temporality", "started_ns", "at_ns", "exemplars")]
    return f"""
        SELECT {instant("received_at")} AS received_at, request_digest, resource, scope, name, unit, description,
            if(resource['service.name'] = '', 'unknown_service', resource['service.name']) AS service,
            {", ".join(f"p.{column} AS {column}" for column in own)}, {_TEMPORALITIES} AS temporality,
            {instant("p.started_ns")} AS started_at, {instant("p.at_ns")} AS at,
            arrayMap(e -> (lower(hex(e.trace_id)), lower(hex(e.span_id)), {instant("e.at")},
                coalesce(e.d, toFloat64(e.i), 0)), arrayFilter(e -> length(e.trace_id) = 16, p.exemplars)) AS exemplars,
            sipHash64({_sorted("resource")}, scope, name, unit, type, temporality, {_sorted("attributes")}) AS series
        FROM ({metrics}) ARRAY JOIN points AS p"""


def _points(kind: str) -> str:
    said = {**_KINDS[kind], "type": f"'{kind}'"}
    values = ", ".join(said.get(name, unsaid) for name, (_, unsaid) in _POINT.items())
    types = ", ".join(f"{name} {type_}" for name, (type_, _) in _POINT.items())
    return f"CAST(arrayMap(p -> tuple({values}), m.{kind}.points), 'Array(Tuple({types}))')"


def _sorted(column: str) -> str:
    return f"arraySort(CAST({column}, 'Array(Tuple(String, String))'))"
