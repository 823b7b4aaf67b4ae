-- Log records as they arrived; a trace is found by its bloom filter, a range of time by the bounds of `at` per granule.
CREATE TABLE IF NOT EXISTS logs
(
    received_at DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    request_digest UInt64,
    trace_id String,
    span_id String,
    at DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    observed_at DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    event LowCardinality(String),
    severity UInt8,
    severity_text LowCardinality(String),
    body String,
    service LowCardinality(String),
    scope LowCardinality(String),
    attributes Map(LowCardinality(String), String),
    resource Map(LowCardinality(String), String),
    INDEX by_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 4,
    INDEX by_at at TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(received_at)
ORDER BY (toStartOfMinute(received_at), trace_id, at);

-- Evaluations of a response whose span nobody named: they find their trace by its spans' `response_id`.
CREATE TABLE IF NOT EXISTS response_scores
(
    response_id String,
    evaluator LowCardinality(String),
    evaluator_version LowCardinality(String),
    value Nullable(Float64),
    label String,
    explanation String,
    sampling_probability Float64,
    scored_at DateTime64(9, 'UTC')
)
ENGINE = ReplacingMergeTree(scored_at)
ORDER BY (response_id, evaluator, evaluator_version);

-- Points of metrics, each kind in its own columns; what a kind does not have is null or empty.
CREATE TABLE IF NOT EXISTS metric_points
(
    received_at DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    request_digest UInt64,
    name LowCardinality(String),
    type LowCardinality(String),
    temporality LowCardinality(String),
    is_monotonic UInt8,
    unit LowCardinality(String),
    description LowCardinality(String),
    service LowCardinality(String),
    scope LowCardinality(String),
    series UInt64,
    started_at DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    at DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    flags UInt32,
    value Nullable(Float64),
    integer Nullable(Int64),
    count UInt64,
    sum Nullable(Float64),
    min Nullable(Float64),
    max Nullable(Float64),
    bounds Array(Float64),
    bucket_counts Array(UInt64),
    scale Int32,
    zero_count UInt64,
    zero_threshold Float64,
    positive_offset Int32,
    positive_counts Array(UInt64),
    negative_offset Int32,
    negative_counts Array(UInt64),
    quantiles Array(Tuple(quantile Float64, value Float64)),
    exemplars Array(Tuple(trace_id String, span_id String, at DateTime64(9, 'UTC'), value Float64)),
    attributes Map(LowCardinality(String), String),
    resource Map(LowCardinality(String), String)
)
ENGINE = MergeTree
PARTITION BY toDate(received_at)
ORDER BY (name, toStartOfHour(at), series, at);
