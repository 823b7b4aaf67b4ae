-- Up to where sampling has let spans go: tasks not kept that were sealed in (sealed_after, sealed_until] lose theirs.
-- A row is written before anything is deleted, and again with `is_done` afterwards; see sampling.py.
CREATE TABLE IF NOT EXISTS sampling_runs
(
    sealed_after DateTime64(6, 'UTC'),
    sealed_until DateTime64(6, 'UTC'),
    is_done UInt8,
    written_at DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(is_done)
ORDER BY (sealed_until, sealed_after);
