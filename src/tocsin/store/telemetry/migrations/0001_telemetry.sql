-- Spans as they arrived, in order of arrival: sealing and the newest traces read only the newest granules.
CREATE TABLE IF NOT EXISTS spans
(
    received_at DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    request_digest UInt64,
    trace_id String,
    span_id String,
    parent_span_id String,
    name LowCardinality(String),
    span_kind UInt8,
    kind LowCardinality(String),
    service LowCardinality(String),
    scope LowCardinality(String),
    started_at DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    ended_at DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    status_code UInt8,
    status_message String,
    operation LowCardinality(String),
    vendor LowCardinality(String),
    request_model LowCardinality(String),
    response_model LowCardinality(String),
    input_tokens Nullable(UInt32),
    output_tokens Nullable(UInt32),
    cache_read_tokens Nullable(UInt32),
    cache_write_tokens Nullable(UInt32),
    reasoning_tokens Nullable(UInt32),
    prompt_name LowCardinality(String),
    prompt_version LowCardinality(String),
    tool_name LowCardinality(String),
    journey LowCardinality(String),
    outcome LowCardinality(String),
    attributes Map(LowCardinality(String), String),
    resource Map(LowCardinality(String), String),
    events Array(Tuple(at DateTime64(9, 'UTC'), name String, attributes Map(String, String))),
    links Array(Tuple(trace_id String, span_id String))
)
ENGINE = MergeTree
PARTITION BY toDate(received_at)
ORDER BY (toStartOfMinute(received_at), trace_id, started_at)
SETTINGS index_granularity = 8192;

-- Which traces each insert touched: what sealing watches, and the way from a trace id to its place in `spans`.
CREATE TABLE IF NOT EXISTS trace_activity
(
    received_at DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    trace_id String,
    has_root UInt8,
    INDEX by_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = MergeTree
PARTITION BY toDate(received_at)
ORDER BY received_at;

-- One row a task; a later version of (minute, trace_id) replaces an earlier one, `is_deleted` takes a moved row away.
CREATE TABLE IF NOT EXISTS tasks
(
    minute DateTime('UTC') CODEC(Delta, ZSTD),
    trace_id String,
    journey LowCardinality(String),
    service LowCardinality(String),
    root_name LowCardinality(String),
    started_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD),
    ended_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD),
    sealed_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD),
    duration_seconds Float64,
    outcome LowCardinality(String),
    outcome_source LowCardinality(String),
    span_count UInt32,
    error_count UInt32,
    llm_calls UInt32,
    tool_calls UInt32,
    retrieval_calls UInt32,
    unpriced_calls UInt32,
    input_tokens UInt64,
    output_tokens UInt64,
    cost_usd Float64,
    vendors Array(LowCardinality(String)),
    models Array(LowCardinality(String)),
    releases Map(LowCardinality(String), String),
    marks Array(LowCardinality(String)),
    first_received_at DateTime64(6, 'UTC'),
    last_received_at DateTime64(6, 'UTC'),
    version UInt64,
    is_deleted UInt8 DEFAULT 0,
    INDEX by_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY toYYYYMM(minute)
ORDER BY (minute, trace_id);

CREATE TABLE IF NOT EXISTS outcomes
(
    trace_id String,
    outcome LowCardinality(String),
    note String,
    reported_at DateTime64(9, 'UTC')
)
ENGINE = ReplacingMergeTree(reported_at)
ORDER BY trace_id;

CREATE TABLE IF NOT EXISTS scores
(
    trace_id String,
    span_id String,
    evaluator LowCardinality(String),
    evaluator_version LowCardinality(String),
    value Nullable(Float64),
    label String,
    explanation String,
    sampling_probability Float64,
    scored_at DateTime64(9, 'UTC')
)
ENGINE = ReplacingMergeTree(scored_at)
ORDER BY (trace_id, span_id, evaluator, evaluator_version);

-- US dollars per token, by the names that spans carry.
CREATE TABLE IF NOT EXISTS model_prices
(
    vendor String,
    model String,
    input_usd Float64,
    cache_read_usd Float64,
    cache_write_usd Float64,
    output_usd Float64,
    source String,
    set_at DateTime64(9, 'UTC')
)
ENGINE = ReplacingMergeTree(set_at)
ORDER BY (vendor, model);
