-- The delta points of each stream in each hour, added up; one row for each shape of their buckets.
CREATE TABLE IF NOT EXISTS metric_hour_sums
(
    received_at SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(Delta, ZSTD),
    name LowCardinality(String),
    type LowCardinality(String),
    is_monotonic SimpleAggregateFunction(max, UInt8),
    unit SimpleAggregateFunction(any, String),
    description SimpleAggregateFunction(any, String),
    service SimpleAggregateFunction(any, String),
    series UInt64,
    at DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    points SimpleAggregateFunction(sum, UInt64),
    value SimpleAggregateFunction(sum, Float64),
    count SimpleAggregateFunction(sum, UInt64),
    sum SimpleAggregateFunction(sum, Float64),
    bounds Array(Float64),
    bucket_counts AggregateFunction(sumForEach, Array(UInt64)),
    scale Int32,
    zero_count SimpleAggregateFunction(sum, UInt64),
    positive_offset Int32,
    positive_counts AggregateFunction(sumForEach, Array(UInt64)),
    negative_offset Int32,
    negative_counts AggregateFunction(sumForEach, Array(UInt64)),
    attributes SimpleAggregateFunction(any, Map(String, String)),
    resource SimpleAggregateFunction(any, Map(String, String))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(received_at)
ORDER BY (name, at, series, type, bounds, scale, positive_offset, negative_offset);

-- Of points that came before there was this table. Exponential buckets begin at multiples of 64.
INSERT INTO metric_hour_sums
SELECT p.received_at, name, type, is_monotonic, unit, description, service, series,
    toDateTime64(toStartOfHour(p.at), 9, 'UTC') AS at, 1 AS points, coalesce(p.value, 0) AS value, count,
    coalesce(p.sum, 0) AS sum, bounds, initializeAggregation('sumForEachState', p.bucket_counts) AS bucket_counts,
    scale, zero_count,
    toInt32(p.positive_offset - positiveModulo(p.positive_offset, 64)) AS positive_offset,
    initializeAggregation('sumForEachState',
        arrayConcat(arrayWithConstant(positiveModulo(p.positive_offset, 64), 0), p.positive_counts)) AS positive_counts,
    toInt32(p.negative_offset - positiveModulo(p.negative_offset, 64)) AS negative_offset,
    initializeAggregation('sumForEachState',
        arrayConcat(arrayWithConstant(positiveModulo(p.negative_offset, 64), 0), p.negative_counts)) AS negative_counts,
    attributes, resource
FROM metric_points AS p WHERE temporality = 'delta' AND bitAnd(flags, 1) = 0
SETTINGS max_partitions_per_insert_block = 0;
