-- API keys of authorities, and answers kept so that a request sent twice is
-- done once.

-- +goose Up
CREATE TABLE api_keys (
    id           TEXT    NOT NULL PRIMARY KEY,
    authority    TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    prefix       TEXT    NOT NULL, -- how the token begins
    hash         BYTEA   NOT NULL UNIQUE, -- SHA-256 of the token
    scopes       TEXT    NOT NULL, -- JSON
    created_by   TEXT    NOT NULL,
    created_at   BIGINT  NOT NULL,
    expires_at   BIGINT  NOT NULL,
    revoked_at   BIGINT,
    last_used_at BIGINT
);
CREATE INDEX api_keys_authority ON api_keys (authority, created_at, id);

CREATE TABLE kept_answers (
    caller      TEXT    NOT NULL,
    request_key TEXT    NOT NULL,
    request     BYTEA   NOT NULL, -- SHA-256; empty while under way
    status      BIGINT  NOT NULL, -- 0 while under way
    body_sealed BYTEA   NOT NULL,
    expires_at  BIGINT  NOT NULL,
    key_number  BIGINT  NOT NULL,
    PRIMARY KEY (caller, request_key)
);
CREATE INDEX kept_answers_expiry ON kept_answers (expires_at);
CREATE INDEX kept_answers_key ON kept_answers (key_number);
