-- Seals that change hands: the first day a seal seals on, and since when its key
-- may have been in other hands.

-- +goose Up
ALTER TABLE seals ADD COLUMN sealing_from TEXT NOT NULL DEFAULT ''; -- '' for any day
ALTER TABLE seals ADD COLUMN compromised_at BIGINT; -- NULL where that is not known of
