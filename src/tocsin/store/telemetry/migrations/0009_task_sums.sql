-- Sums over the tasks of one UTC day, by the value of one dimension ("" for all); `digest` names what they were made of.
-- Dimensions with few values are summed for each journey and outcome, others for all together, as under "".
-- All days of a value lie together: the largest users are found among all, and read from a few places each.
-- Small granules: what is read are a few hundred rows of one dimension, and their states take time to read.
-- An hour after a day was added its month is merged to one part, in which FINAL has nothing to compare.
CREATE TABLE IF NOT EXISTS task_sums
(
    day DateTime('UTC'),
    dimension LowCardinality(String),
    journey LowCardinality(String),
    outcome LowCardinality(String),
    value String,
    digest UInt64,
    built_at DateTime64(6, 'UTC'),
    tasks UInt64,
    successes UInt64,
    failures UInt64,
    calls UInt64,
    unpriced_calls UInt64,
    input_tokens UInt64,
    output_tokens UInt64,
    cost_usd Float64,
    seconds AggregateFunction(quantilesTDigest(0.5, 0.95), Float64),
    services Array(LowCardinality(String)),
    last_task_at DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(built_at)
PARTITION BY if(day < toDateTime('2024-01-01 00:00:00', 'UTC'), 0, toYYYYMM(day))
ORDER BY (dimension, value, day, journey, outcome)
SETTINGS index_granularity = 512, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;

-- The sums before these, by journey alone; they are made anew.
DROP TABLE IF EXISTS task_days SYNC;
