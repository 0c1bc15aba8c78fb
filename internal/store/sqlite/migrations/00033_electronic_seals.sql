-- Electronic seals (GB/T 38540): in which form a seal seals, and the SESeal that
-- its maker made for it.

-- +goose Up
ALTER TABLE seals ADD COLUMN form TEXT NOT NULL DEFAULT ''; -- '' is cades
ALTER TABLE seals ADD COLUMN electronic BLOB NOT NULL DEFAULT x'';
