-- Tasks in at most some hundred partitions, whatever a wrong clock claims: all that is older than the product is one.
-- A seal that spans more than a hundred partitions would be refused.
-- A month that is over is merged to one part, in which FINAL has nothing to compare.
DROP TABLE IF EXISTS tasks_next SYNC;
CREATE TABLE tasks_next AS tasks
ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY if(minute < toDateTime('2024-01-01 00:00:00', 'UTC'), 0, toYYYYMM(minute))
ORDER BY (minute, trace_id)
SETTINGS min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;
INSERT INTO tasks_next SELECT * FROM tasks FINAL;
EXCHANGE TABLES tasks AND tasks_next;
DROP TABLE IF EXISTS tasks_next SYNC;

-- What was ever written to each hour of tasks: an answer about an hour holds as long as this row stays the same.
CREATE TABLE IF NOT EXISTS task_hours
(
    hour DateTime('UTC'),
    writes SimpleAggregateFunction(sum, UInt64),
    digest SimpleAggregateFunction(sumWithOverflow, UInt64),
    version SimpleAggregateFunction(max, UInt64)
)
ENGINE = AggregatingMergeTree
ORDER BY hour;

-- Sums over the tasks of one UTC day, by the value of one dimension ("" for all); `digest` names what they were made of.
CREATE TABLE IF NOT EXISTS task_days
(
    day DateTime('UTC'),
    dimension LowCardinality(String),
    journey LowCardinality(String),
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
ORDER BY (dimension, day, journey, value);

TRUNCATE TABLE task_days;
TRUNCATE TABLE task_hours;
INSERT INTO task_hours
SELECT toStartOfHour(minute), count(), sumWithOverflow(cityHash64(trace_id, version, is_deleted)), max(version)
FROM tasks GROUP BY toStartOfHour(minute);
