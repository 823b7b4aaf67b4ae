-- What models cost, by the names that spans carry. One row holds all periods, so that a new list replaces an old one.
-- US dollars per token, from `starts_at` to the next one. No bands: no price. Of the bands that fit a call the last one
-- counts, and the first one where none fits.
CREATE TABLE IF NOT EXISTS price_list
(
    vendor String,
    model String,
    service_tier String,
    priced_as String,
    caveats Array(String),
    periods Array(Tuple(
        starts_at DateTime64(9, 'UTC'),
        source String,
        note String,
        bands Array(Tuple(above_input_tokens UInt64, from_second UInt32, until_second UInt32, input_usd Float64,
            output_usd Float64, cache_read_usd Float64, cache_write_usd Float64, cache_write_1h_usd Float64,
            reasoning_usd Float64, input_audio_usd Float64, output_audio_usd Float64, request_usd Float64)))),
    set_at DateTime64(9, 'UTC')
)
ENGINE = ReplacingMergeTree(set_at)
ORDER BY (vendor, model, service_tier);

-- Prices without dates hold since ever, until a server looks them up again.
INSERT INTO price_list
SELECT vendor, model, '', '', [],
    [(toDateTime64('1970-01-01 00:00:00', 9, 'UTC'), if(source = 'price book', 'negotiated', 'published'), source,
        [(0, 0, 86400, input_usd, output_usd, cache_read_usd, cache_write_usd, cache_write_usd, output_usd, input_usd,
            output_usd, 0)])],
    set_at
FROM model_prices FINAL;

DROP TABLE IF EXISTS model_prices SYNC;

-- Tokens written to a cache that is kept for an hour: a part of cache_write_tokens with a price of its own.
ALTER TABLE spans ADD COLUMN IF NOT EXISTS cache_write_1h_tokens Nullable(UInt32) AFTER cache_write_tokens;
