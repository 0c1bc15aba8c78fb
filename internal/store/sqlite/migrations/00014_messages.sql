-- Messages that follow a change, kept until they are handed over; what holders
-- chose to be told, and the devices they have signed in from.

-- +goose Up
CREATE TABLE messages_due (
    id         TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL,
    to_sealed  BLOB NOT NULL,
    kind       TEXT NOT NULL,
    language   TEXT NOT NULL,
    day        TEXT NOT NULL, -- '' for none
    made_at    INTEGER NOT NULL,
    not_before INTEGER NOT NULL, -- of a claimed message: the end of its lease
    attempts   INTEGER NOT NULL,
    key_number INTEGER NOT NULL
);
CREATE INDEX messages_due_next ON messages_due (not_before, id);
CREATE INDEX messages_due_key ON messages_due (key_number);
CREATE UNIQUE INDEX messages_due_alike ON messages_due (account_id, kind, day) WHERE attempts = 0;

CREATE TABLE message_choices (
    account_id TEXT NOT NULL PRIMARY KEY,
    language   TEXT NOT NULL, -- '' for both
    off        TEXT NOT NULL -- JSON
);

CREATE TABLE message_rounds (
    id         TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    not_before INTEGER NOT NULL,
    after_key  TEXT NOT NULL,
    done_at    INTEGER
);
CREATE INDEX message_rounds_next ON message_rounds (not_before, id) WHERE done_at IS NULL;

CREATE TABLE known_devices (
    account_id TEXT NOT NULL,
    hash       BLOB NOT NULL, -- SHA-256 of the device's token
    seen_at    INTEGER NOT NULL,
    PRIMARY KEY (account_id, hash)
);
CREATE INDEX known_devices_seen ON known_devices (seen_at);

CREATE INDEX copies_until ON copies (valid_until, code) WHERE state = 'ready';
