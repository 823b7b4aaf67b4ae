-- Whom a call served and how it went, by the names of all conventions; see normalize.py.
ALTER TABLE spans
    ADD COLUMN IF NOT EXISTS user_id String AFTER outcome,
    ADD COLUMN IF NOT EXISTS session_id String AFTER user_id,
    ADD COLUMN IF NOT EXISTS tenant LowCardinality(String) AFTER session_id,
    ADD COLUMN IF NOT EXISTS team LowCardinality(String) AFTER tenant,
    ADD COLUMN IF NOT EXISTS feature LowCardinality(String) AFTER team,
    ADD COLUMN IF NOT EXISTS response_id String AFTER feature,
    ADD COLUMN IF NOT EXISTS finish_reason LowCardinality(String) AFTER response_id,
    ADD COLUMN IF NOT EXISTS error_type LowCardinality(String) AFTER finish_reason,
    ADD COLUMN IF NOT EXISTS service_tier LowCardinality(String) AFTER error_type,
    ADD COLUMN IF NOT EXISTS first_token_seconds Nullable(Float64) AFTER service_tier,
    ADD COLUMN IF NOT EXISTS reported_cost_usd Nullable(Float64) AFTER first_token_seconds,
    ADD COLUMN IF NOT EXISTS input_audio_tokens Nullable(UInt32) AFTER reasoning_tokens,
    ADD COLUMN IF NOT EXISTS output_audio_tokens Nullable(UInt32) AFTER input_audio_tokens;

-- The same for tasks; `usage` holds what the task's model calls used, one entry for each kind, vendor, model and prompt.
ALTER TABLE tasks
    ADD COLUMN IF NOT EXISTS feature LowCardinality(String) AFTER cost_usd,
    ADD COLUMN IF NOT EXISTS team LowCardinality(String) AFTER feature,
    ADD COLUMN IF NOT EXISTS tenant LowCardinality(String) AFTER team,
    ADD COLUMN IF NOT EXISTS user_id String AFTER tenant,
    ADD COLUMN IF NOT EXISTS session_id String AFTER user_id,
    ADD COLUMN IF NOT EXISTS usage Array(Tuple(kind LowCardinality(String), vendor LowCardinality(String),
        model LowCardinality(String), prompt LowCardinality(String), prompt_version LowCardinality(String),
        calls UInt32, unpriced_calls UInt32, input_tokens UInt64, output_tokens UInt64, cache_read_tokens UInt64,
        cache_write_tokens UInt64, reasoning_tokens UInt64, cost_usd Float64)) AFTER models,
    ADD COLUMN IF NOT EXISTS is_kept UInt8 DEFAULT 1 AFTER marks,
    ADD COLUMN IF NOT EXISTS keep_probability Float64 DEFAULT 1 AFTER is_kept;
