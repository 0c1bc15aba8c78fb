-- Passkeys (Web Authentication), and the ceremonies by which one is added or
-- shown.

-- +goose Up
CREATE TABLE passkeys (
    id                TEXT    NOT NULL PRIMARY KEY,
    account_id        TEXT    NOT NULL REFERENCES accounts (id),
    handle            BYTEA   NOT NULL, -- what authenticators know the account by
    credential_id     BYTEA   NOT NULL UNIQUE,
    credential_sealed BYTEA   NOT NULL, -- JSON
    name              TEXT    NOT NULL,
    created_at        BIGINT  NOT NULL,
    last_used_at      BIGINT,
    count_back_at     BIGINT, -- when its counter last ran back
    key_number        BIGINT  NOT NULL
);
CREATE INDEX passkeys_account ON passkeys (account_id, created_at, id);
CREATE INDEX passkeys_key ON passkeys (key_number);

CREATE TABLE ceremonies (
    id           TEXT    NOT NULL PRIMARY KEY,
    account_id   TEXT    NOT NULL, -- empty for signing in
    state_sealed BYTEA   NOT NULL, -- JSON
    expires_at   BIGINT  NOT NULL,
    key_number   BIGINT  NOT NULL
);
CREATE INDEX ceremonies_account ON ceremonies (account_id);
CREATE INDEX ceremonies_expiry ON ceremonies (expires_at);
CREATE INDEX ceremonies_key ON ceremonies (key_number);
