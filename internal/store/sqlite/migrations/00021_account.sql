-- What people see of their own account: where they are signed in, changes of
-- how they are reached that can be taken back, codes that recover it.

-- +goose Up
ALTER TABLE sessions ADD COLUMN last_used_at INTEGER; -- to the hour
ALTER TABLE sessions ADD COLUMN authenticated_at INTEGER; -- when a password or passkey was last shown in it
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT ''; -- BROWSER/SYSTEM

CREATE TABLE contact_changes (
    account_id    TEXT    NOT NULL REFERENCES accounts (id),
    contact       TEXT    NOT NULL, -- phone or email
    before_sealed BLOB    NOT NULL,
    token_hash    BLOB    NOT NULL UNIQUE, -- SHA-256 of what takes it back
    made_at       INTEGER NOT NULL,
    until         INTEGER NOT NULL,
    key_number    INTEGER NOT NULL,
    PRIMARY KEY (account_id, contact)
);
CREATE INDEX contact_changes_until ON contact_changes (until);
CREATE INDEX contact_changes_key ON contact_changes (key_number);

CREATE TABLE recovery_codes (
    account_id TEXT    NOT NULL REFERENCES accounts (id),
    hash       BLOB    NOT NULL, -- SHA-256
    made_at    INTEGER NOT NULL,
    PRIMARY KEY (account_id, hash)
);

-- One code each, before: its owner makes a set.
ALTER TABLE accounts DROP COLUMN recovery_hash;

ALTER TABLE messages_due ADD COLUMN link_sealed BLOB NOT NULL DEFAULT X''; -- where its reader may go
