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
    position BIGINT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL UNIQUE,
    hash     BYTEA NOT NULL
);

-- Records that no link stands for yet, marked by the transaction that adds them.
CREATE TABLE audit_waiting (
    sequence BIGINT NOT NULL PRIMARY KEY
);
INSERT INTO audit_waiting (sequence) SELECT sequence FROM audit_trail;

-- Whoever links holds this one row.
CREATE TABLE audit_turn (
    id BIGINT NOT NULL PRIMARY KEY
);
INSERT INTO audit_turn (id) VALUES (1);

-- +goose StatementBegin
CREATE FUNCTION mark_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_waiting (sequence) VALUES (NEW.sequence);
    RETURN NULL;
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_trail_waits AFTER INSERT ON audit_trail
    FOR EACH ROW EXECUTE FUNCTION mark_waiting();
CREATE TRIGGER audit_chain_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_chain
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
