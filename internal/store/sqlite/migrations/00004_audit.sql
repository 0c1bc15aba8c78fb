-- +goose Up
ALTER TABLE audit_trail ADD COLUMN actor_role TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_trail ADD COLUMN authority TEXT NOT NULL DEFAULT ''; -- '' for the installation
ALTER TABLE audit_trail ADD COLUMN state_before TEXT NOT NULL DEFAULT ''; -- JSON
ALTER TABLE audit_trail ADD COLUMN state_after TEXT NOT NULL DEFAULT ''; -- JSON
ALTER TABLE audit_trail ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_trail ADD COLUMN origin TEXT NOT NULL DEFAULT '';
CREATE INDEX audit_trail_at ON audit_trail (at, sequence);
CREATE INDEX audit_trail_authority ON audit_trail (authority, at, sequence);
CREATE INDEX audit_trail_actor ON audit_trail (actor, at, sequence);
CREATE INDEX audit_trail_subject ON audit_trail (subject, at, sequence);

-- Each link's hash is over the one before and a record: audit.Next.
CREATE TABLE audit_chain (
    position INTEGER NOT NULL PRIMARY KEY,
    sequence INTEGER NOT NULL UNIQUE,
    hash     BLOB NOT NULL
);

-- Records that no link stands for yet, marked by the transaction that adds them.
CREATE TABLE audit_waiting (
    sequence INTEGER NOT NULL PRIMARY KEY
);
INSERT INTO audit_waiting (sequence) SELECT sequence FROM audit_trail;

-- Whoever links holds this one row.
CREATE TABLE audit_turn (
    id INTEGER NOT NULL PRIMARY KEY
);
INSERT INTO audit_turn (id) VALUES (1);

-- +goose StatementBegin
CREATE TRIGGER audit_trail_waits AFTER INSERT ON audit_trail
BEGIN
    INSERT INTO audit_waiting (sequence) VALUES (NEW.sequence);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_chain_kept BEFORE DELETE ON audit_chain
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is only ever added to');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_chain_unchanged BEFORE UPDATE ON audit_chain
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is only ever added to');
END;
-- +goose StatementEnd
