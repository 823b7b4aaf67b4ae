-- When a score came: retention counts from there, for a score may be of long ago. Of those that are there already
-- nobody knows more than when they were made; told from another column, it is the same whenever it is read.
ALTER TABLE scores ADD COLUMN IF NOT EXISTS received_at DateTime64(9, 'UTC') DEFAULT scored_at AFTER scored_at;
ALTER TABLE response_scores ADD COLUMN IF NOT EXISTS received_at DateTime64(9, 'UTC') DEFAULT scored_at AFTER scored_at;
