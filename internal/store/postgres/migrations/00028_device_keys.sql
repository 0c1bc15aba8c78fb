-- Seals whose key is in a device and never leaves it: what the device knows it
-- by, instead of a wrapped key.

-- +goose Up
ALTER TABLE seals ADD COLUMN device_key TEXT NOT NULL DEFAULT '';
