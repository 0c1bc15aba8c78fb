-- Staff: who is locked out, whose password was set by another, and the second
-- factor of those who need one (RFC 6238).

-- +goose Up
ALTER TABLE accounts ADD COLUMN password_temporary BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE accounts ADD COLUMN disabled_at BIGINT;
ALTER TABLE accounts ADD COLUMN totp_sealed BYTEA NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN totp_step BIGINT NOT NULL DEFAULT 0; -- the last one used
CREATE INDEX accounts_staff ON accounts (authority, username_key) WHERE authority <> '';

ALTER TABLE sessions ADD COLUMN second_factor BOOLEAN NOT NULL DEFAULT FALSE;
