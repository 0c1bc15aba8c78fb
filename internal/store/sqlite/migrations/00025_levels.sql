-- The level of PAdES that a seal seals at.

-- +goose Up
ALTER TABLE seals ADD COLUMN level TEXT NOT NULL DEFAULT ''; -- '' is b-b
