-- Passkeys (Web Authentication), and the ceremonies by which one is added or
-- shown.

-- +goose Up
CREATE TABLE passkeys (
    id                TEXT    NOT NULL PRIMARY KEY,
    account_id        TEXT    NOT NULL REFERENCES accounts (id),
    handle            BLOB    NOT NULL, -- what authenticators know the account by
    credential_id     BLOB    NOT NULL UNIQUE,
    credential_sealed BLOB    NOT NULL, -- JSON
    name              TEXT    NOT NULL,
    created_at        INTEGER NOT NULL,
    last_used_at      INTEGER,
    count_back_at     INTEGER, -- when its counter last ran back
    key_number        INTEGER NOT NULL
);
CREATE INDEX passkeys_account ON passkeys (account_id, created_at, id);
CREATE INDEX passkeys_key ON passkeys (key_number);

CREATE TABLE ceremonies (
    id           TEXT    NOT NULL PRIMARY KEY,
    account_id   TEXT    NOT NULL, -- empty for signing in
    state_sealed BLOB    NOT NULL, -- JSON
    expires_at   INTEGER NOT NULL,
    key_number   INTEGER NOT NULL
);
CREATE INDEX ceremonies_account ON ceremonies (account_id);
CREATE INDEX ceremonies_expiry ON ceremonies (expires_at);
CREATE INDEX ceremonies_key ON ceremonies (key_number);
