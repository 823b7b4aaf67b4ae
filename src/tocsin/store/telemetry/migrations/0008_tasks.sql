-- Attempts of model calls that were not answered; what sealing wrote is found by its version.
ALTER TABLE tasks
    ADD COLUMN IF NOT EXISTS failed_calls UInt32 AFTER llm_calls,
    ADD INDEX IF NOT EXISTS by_version version TYPE minmax GRANULARITY 1,
    ADD INDEX IF NOT EXISTS by_receipt last_received_at TYPE minmax GRANULARITY 1;
