-- Changes that one person proposes and another approves.

-- +goose Up
CREATE TABLE proposals (
    id             TEXT    NOT NULL PRIMARY KEY,
    authority      TEXT    NOT NULL,
    kind           TEXT    NOT NULL,
    subject        TEXT    NOT NULL,
    content_sealed BYTEA   NOT NULL, -- JSON
    proposed_by    TEXT    NOT NULL,
    proposed_at    BIGINT  NOT NULL,
    state          TEXT    NOT NULL,
    decided_by     TEXT    NOT NULL,
    decided_at     BIGINT,
    answer         TEXT    NOT NULL,
    key_number     BIGINT  NOT NULL
);
CREATE UNIQUE INDEX proposals_open ON proposals (kind, subject) WHERE state = 'open';
CREATE INDEX proposals_authority ON proposals (authority, proposed_at, id);
CREATE INDEX proposals_subject ON proposals (subject, proposed_at, id);
CREATE INDEX proposals_key ON proposals (key_number);
