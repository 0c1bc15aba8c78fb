-- What authorities have said about who is who, and what holders ask them to
-- set right. Documents are found by their keyed digest; numbers lie sealed.

-- +goose Up
-- Two documents of one person, for one authority: a row for each direction.
CREATE TABLE document_ties (
    id          TEXT   NOT NULL PRIMARY KEY,
    authority   TEXT   NOT NULL,
    from_index  BYTEA  NOT NULL,
    from_type   TEXT   NOT NULL,
    from_sealed BYTEA  NOT NULL,
    to_index    BYTEA  NOT NULL,
    to_type     TEXT   NOT NULL,
    to_sealed   BYTEA  NOT NULL,
    proposal_id TEXT   NOT NULL,
    made_at     BIGINT NOT NULL,
    key_number  BIGINT NOT NULL
);
CREATE UNIQUE INDEX document_ties_from ON document_ties (from_index, authority, to_index);
CREATE INDEX document_ties_key ON document_ties (key_number);

-- What an authority recorded under one name belongs to the bearer of another.
CREATE TABLE name_ties (
    id              TEXT   NOT NULL PRIMARY KEY,
    authority       TEXT   NOT NULL,
    document_index  BYTEA  NOT NULL,
    document_type   TEXT   NOT NULL,
    document_sealed BYTEA  NOT NULL,
    recorded        TEXT   NOT NULL,
    recorded_key    TEXT   NOT NULL, -- person.MatchKey of recorded
    name            TEXT   NOT NULL,
    name_key        TEXT   NOT NULL, -- person.MatchKey of name
    proposal_id     TEXT   NOT NULL,
    made_at         BIGINT NOT NULL,
    key_number      BIGINT NOT NULL
);
CREATE UNIQUE INDEX name_ties_of ON name_ties (document_index, authority, recorded_key, name_key);
CREATE INDEX name_ties_key ON name_ties (key_number);

CREATE TABLE correction_requests (
    id             TEXT   NOT NULL PRIMARY KEY,
    authority      TEXT   NOT NULL,
    account_id     TEXT   NOT NULL REFERENCES accounts (id),
    certificate_id TEXT   NOT NULL, -- '' where one is missing
    content_sealed BYTEA  NOT NULL, -- JSON
    asked_at       BIGINT NOT NULL,
    due_on         TEXT   NOT NULL,
    state          TEXT   NOT NULL,
    taken_by       TEXT   NOT NULL,
    taken_at       BIGINT,
    proposal_id    TEXT   NOT NULL,
    answered_at    BIGINT,
    key_number     BIGINT NOT NULL
);
CREATE INDEX correction_requests_account ON correction_requests (account_id, asked_at, id);
CREATE INDEX correction_requests_waiting ON correction_requests (authority, due_on, id) WHERE answered_at IS NULL;
CREATE INDEX correction_requests_answered ON correction_requests (authority, answered_at, id) WHERE answered_at IS NOT NULL;
CREATE INDEX correction_requests_key ON correction_requests (key_number);
