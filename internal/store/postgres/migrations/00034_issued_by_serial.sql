-- The embedded engine keeps issued certificates in the order of their key from
-- here on. Here rows lie in a heap whatever their key is: nothing changes.

-- +goose Up
SELECT 1;
