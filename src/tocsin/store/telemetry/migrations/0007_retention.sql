-- Which partitions were thinned already to the traces that are kept longer; see retention.py.
CREATE TABLE IF NOT EXISTS thinned_partitions
(
    table_name LowCardinality(String),
    partition_id String,
    kept_rows UInt64,
    dropped_rows UInt64,
    thinned_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(thinned_at)
ORDER BY (table_name, partition_id);
