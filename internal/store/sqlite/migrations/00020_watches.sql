-- What organisations watch, where they are told of it, and what is on its way
-- to them.

-- +goose Up
CREATE TABLE watches (
    id             TEXT    NOT NULL PRIMARY KEY,
    organisation   TEXT    NOT NULL,
    certificate_id TEXT    NOT NULL,
    copy_code      TEXT    NOT NULL, -- '' for a look-up by data
    label_sealed   BLOB    NOT NULL,
    made_by        TEXT    NOT NULL,
    created_at     INTEGER NOT NULL,
    last_day       TEXT    NOT NULL,
    key_number     INTEGER NOT NULL
);
CREATE UNIQUE INDEX watches_alike ON watches (organisation, certificate_id, copy_code);
CREATE INDEX watches_page ON watches (organisation, id);
CREATE INDEX watches_certificate ON watches (certificate_id, created_at, id);
CREATE INDEX watches_copy ON watches (copy_code) WHERE copy_code <> '';
CREATE INDEX watches_over ON watches (last_day);
CREATE INDEX watches_key ON watches (key_number);

CREATE TABLE webhooks (
    id            TEXT    NOT NULL PRIMARY KEY,
    organisation  TEXT    NOT NULL,
    url_sealed    BLOB    NOT NULL,
    secret_sealed BLOB    NOT NULL,
    old_sealed    BLOB    NOT NULL,
    old_until     INTEGER,
    made_by       TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    paused_at     INTEGER,
    held_until    INTEGER, -- of a claimed one: the end of its lease
    failures      INTEGER NOT NULL,
    failing_at    INTEGER,
    worked_at     INTEGER,
    reason        TEXT    NOT NULL,
    claimer       TEXT    NOT NULL DEFAULT '',
    key_number    INTEGER NOT NULL
);
CREATE INDEX webhooks_organisation ON webhooks (organisation, created_at, id);
CREATE INDEX webhooks_key ON webhooks (key_number);

CREATE TABLE events (
    id           TEXT    NOT NULL PRIMARY KEY,
    organisation TEXT    NOT NULL,
    watch        TEXT    NOT NULL,
    type         TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    body_sealed  BLOB    NOT NULL,
    key_number   INTEGER NOT NULL
);
CREATE INDEX events_page ON events (organisation, at, id);
CREATE INDEX events_at ON events (at);
CREATE INDEX events_key ON events (key_number);

CREATE TABLE dispatches (
    event_id   TEXT    NOT NULL,
    webhook_id TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    not_before INTEGER NOT NULL,
    give_up_at INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    tried_at   INTEGER,
    status     INTEGER NOT NULL,
    reason     TEXT    NOT NULL,
    PRIMARY KEY (event_id, webhook_id)
);
CREATE INDEX dispatches_due ON dispatches (webhook_id, not_before) WHERE state = 'waiting';
CREATE INDEX dispatches_end ON dispatches (give_up_at) WHERE state = 'waiting';
