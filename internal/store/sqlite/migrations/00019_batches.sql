-- Batches of checks that organisations ask for. What was handed in, and what
-- was found, is sealed: both name people.

-- +goose Up
CREATE TABLE batches (
    id           TEXT NOT NULL PRIMARY KEY,
    number       TEXT NOT NULL UNIQUE,
    organisation TEXT NOT NULL,
    account      TEXT NOT NULL,
    kind         TEXT NOT NULL,
    state        TEXT NOT NULL,
    at           INTEGER NOT NULL,
    source_sealed BLOB NOT NULL,
    row_count    INTEGER NOT NULL,
    done         INTEGER NOT NULL,
    counts       TEXT NOT NULL, -- JSON
    finished_at  INTEGER,
    report       TEXT NOT NULL, -- blob key; '' for none
    unsealed     TEXT NOT NULL,
    key_number   INTEGER NOT NULL,
    lease_owner  TEXT NOT NULL DEFAULT '',
    lease_until  INTEGER
);
CREATE INDEX batches_of ON batches (organisation, at, id);
CREATE INDEX batches_at ON batches (at, id);
CREATE INDEX batches_work ON batches (at, id) WHERE state IN ('receiving', 'checking', 'reporting', 'deleting');
CREATE INDEX batches_key ON batches (key_number);

CREATE TABLE batch_parts (
    id             TEXT NOT NULL PRIMARY KEY, -- the batch's and the number
    batch_id       TEXT NOT NULL,
    n              INTEGER NOT NULL,
    blob           TEXT NOT NULL, -- of its files; '' where it has none
    items_sealed   BLOB NOT NULL,
    results_sealed BLOB NOT NULL, -- empty while it is not checked
    key_number     INTEGER NOT NULL
);
CREATE INDEX batch_parts_of ON batch_parts (batch_id, n);
CREATE INDEX batch_parts_key ON batch_parts (key_number);
