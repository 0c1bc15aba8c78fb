-- The few certificates that do not stand as they were issued: a look at a copy
-- asks whether its certificate is one of them, and reads no other.

-- +goose Up
CREATE UNIQUE INDEX certificates_not_valid ON certificates (id, state) WHERE state <> 'valid';
