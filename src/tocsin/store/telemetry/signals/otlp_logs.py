"""How the engine reads OTLP logs by itself, and which of their events it makes scores of.

As in otlp.py: a batch lands in a Null table and a materialized view makes rows of `logs`, so digests and records are
one part. Two more views watch `logs` for evaluation results. The schema is our own reading of opentelemetry-proto
(logs/v1).
"""

from collections.abc import Mapping

from tocsin.clock import CLOCKS_SET, to_nanoseconds
from tocsin.store.telemetry.any_value import (
    ATTRIBUTES,
    FLAT_ATTRIBUTES,
    VALUE,
    VALUE_MESSAGES,
    flat_text,
    instant,
    text,
    text_map,
)
from tocsin.store.telemetry.batch import BATCH_MESSAGES
from tocsin.store.telemetry.engine import ProtobufSchema

LOGS_LANDING_TABLE = "otlp_logs_landing"

_PROTO = """message Request { repeated ResourceLogs resource_logs = 1; fixed64 digest = 1001; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
message Resource { repeated FlatKeyValue attributes = 1; }
message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; }
message Scope { string name = 1; }
message LogRecord {
  fixed64 at = 1; int32 severity = 2; string severity_text = 3; AnyValue body = 5; repeated KeyValue attributes = 6;
  bytes trace_id = 9; bytes span_id = 10; fixed64 observed_at = 11; string event_name = 12;
}
"""

LOGS_BATCH_SCHEMA = ProtobufSchema(BATCH_MESSAGES + _PROTO + VALUE_MESSAGES, "Batch")

_RECORD = (
    f"Tuple(at UInt64, severity Int32, severity_text String, body {VALUE}, attributes {ATTRIBUTES}, trace_id String,"
    " span_id String, observed_at UInt64, event_name String)"
)
_RESOURCE_LOGS = (
    f"Tuple(resource Tuple(attributes {FLAT_ATTRIBUTES}),"
    f" scope_logs Array(Tuple(scope Tuple(name String), log_records Array({_RECORD}))))"
)
_LANDING_DDL = (
    f"CREATE TABLE {LOGS_LANDING_TABLE} (requests Array(Tuple(resource_logs Array({_RESOURCE_LOGS}), digest UInt64)),"
    " received_at UInt64) ENGINE = Null"
)

EVALUATION_EVENT = "gen_ai.evaluation.result"
"""OpenTelemetry semantic conventions for generative AI, "Event: gen_ai.evaluation.result"."""
EVALUATOR_VERSION_ATTRIBUTE = "tocsin.evaluator.version"
SAMPLING_PROBABILITY_ATTRIBUTE = "tocsin.sampling.probability"
_GREATEST_SEVERITY = 24
"""SEVERITY_NUMBER_FATAL4, the last of opentelemetry-proto."""
_CLOCKS_SET_NS = to_nanoseconds(CLOCKS_SET)


def log_definitions() -> dict[str, str]:
    """Return the statements that make what holds no data, by name, in the order in which they can be made."""
    scores = {
        f"logs_to_{table}": f"CREATE MATERIALIZED VIEW logs_to_{table} TO {table} AS {query}"
        for table, query in score_queries().items()
    }
    return {
        LOGS_LANDING_TABLE: _LANDING_DDL,
        "otlp_to_logs": f"CREATE MATERIALIZED VIEW otlp_to_logs TO logs AS {logs_query()}",
        **scores,
    }


def score_queries() -> Mapping[str, str]:
    """Return, by table, the SELECT of the scores that evaluation events among log records are.

    Those that name a trace, and those that name a response only.
    """
    return {
        "scores": f"SELECT trace_id, span_id, {_score()} AND trace_id != ''",
        "response_scores": (
            f"SELECT attributes['gen_ai.response.id'] AS response_id, {_score()}"
            " AND trace_id = '' AND response_id != ''"
        ),
    }


def logs_query() -> str:
    """Return the SELECT that turns rows of the landing table into rows of `logs`, column by column.

    A record without a time happened when it was observed, and one that nobody observed when it was received
    (opentelemetry-proto, logs.proto, `time_unix_nano`). Ids of a wrong length are none, nor are times before clocks
    were set.
    """
    requests = f"""
        SELECT received_at, rq.digest AS request_digest, rq.resource_logs AS resource_logs
        FROM {LOGS_LANDING_TABLE} ARRAY JOIN requests AS rq"""
    resources = f"""
        SELECT received_at, request_digest, rl.scope_logs AS scope_logs,
            {text_map("rl.resource.attributes", flat_text("kv.value"))} AS resource
        FROM ({requests}) ARRAY JOIN resource_logs AS rl"""
    scopes = f"""
        SELECT received_at, request_digest, resource, sl.scope.name AS scope, sl.log_records AS log_records
        FROM ({resources}) ARRAY JOIN scope_logs AS sl"""
    flattened = f"""
        SELECT received_at AS received_ns, request_digest, resource, scope,
            if(lr.observed_at < {_CLOCKS_SET_NS}, received_ns, lr.observed_at) AS observed_ns,
            if(lr.at < {_CLOCKS_SET_NS}, observed_ns, lr.at) AS at_ns,
            {_id("lr.trace_id", 16)} AS trace_id, {_id("lr.span_id", 8)} AS span_id,
            toUInt8(least(greatest(lr.severity, 0), {_GREATEST_SEVERITY})) AS severity,
            lr.severity_text AS severity_text, {text("lr.body")} AS body, lr.event_name AS event_name,
            {text_map("lr.attributes", text("kv.value"))} AS attributes
        FROM ({scopes}) ARRAY JOIN log_records AS lr"""
    return f"""
        SELECT * EXCEPT (received_ns, observed_ns, at_ns, event_name), {instant("received_ns")} AS received_at,
            {instant("at_ns")} AS at, {instant("observed_ns")} AS observed_at,
            if(event_name != '', event_name, attributes['event.name']) AS event,
            if(resource['service.name'] = '', 'unknown_service', resource['service.name']) AS service
        FROM ({flattened})"""


def _id(field: str, length: int) -> str:
    return f"if(length({field}) = {length} AND {field} != repeat('\\0', {length}), lower(hex({field})), '')"


def _score() -> str:
    """Return the columns of a score, and which records are one: all of `logs`, or in a view the block just inserted.

    None is made after it was received: of one that claims to be, no later one would ever take the place.
    """
    number = "toFloat64OrNull(attributes['gen_ai.evaluation.score.value'])"
    probability = f"toFloat64OrZero(attributes['{SAMPLING_PROBABILITY_ATTRIBUTE}'])"
    return f"""attributes['gen_ai.evaluation.name'] AS evaluator,
            attributes['{EVALUATOR_VERSION_ATTRIBUTE}'] AS evaluator_version,
            if(isFinite(assumeNotNull({number})), {number}, NULL) AS value,
            attributes['gen_ai.evaluation.score.label'] AS label,
            attributes['gen_ai.evaluation.explanation'] AS explanation,
            if({probability} > 0 AND {probability} <= 1, {probability}, 1) AS sampling_probability,
            least(at, received_at) AS scored_at, received_at
        FROM logs WHERE event = '{EVALUATION_EVENT}' AND evaluator != '' AND (value IS NOT NULL OR label != '')"""
