-- The last point of each cumulative stream in each hour: what it did in a week is read from 168 of them, not 40,000.
CREATE TABLE IF NOT EXISTS metric_hours
(
    received_at DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    name LowCardinality(String),
    type LowCardinality(String),
    temporality LowCardinality(String),
    is_monotonic UInt8,
    unit LowCardinality(String),
    description LowCardinality(String),
    service LowCardinality(String),
    series UInt64,
    hour DateTime('UTC') CODEC(Delta, ZSTD),
    started_at DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    at DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    flags UInt32,
    value Nullable(Float64),
    count UInt64,
    sum Nullable(Float64),
    bounds Array(Float64),
    bucket_counts Array(UInt64),
    scale Int32,
    zero_count UInt64,
    positive_offset Int32,
    positive_counts Array(UInt64),
    negative_offset Int32,
    negative_counts Array(UInt64),
    attributes Map(LowCardinality(String), String),
    resource Map(LowCardinality(String), String)
)
ENGINE = ReplacingMergeTree(at)
PARTITION BY toDate(received_at)
ORDER BY (name, hour, series, started_at);

-- Of points that came before there was this table. Merges keep the last of each hour.
INSERT INTO metric_hours
SELECT received_at, name, type, temporality, is_monotonic, unit, description, service, series,
    toStartOfHour(at) AS hour, started_at, at, flags, value, count, sum, bounds, bucket_counts, scale, zero_count, positive_offset, positive_counts, negative_offset, negative_counts,
    attributes, resource
FROM metric_points WHERE temporality = 'cumulative' AND bitAnd(flags, 1) = 0
SETTINGS max_partitions_per_insert_block = 0;
