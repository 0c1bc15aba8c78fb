-- What became of certificates after they were issued. All of it may be told to
-- anyone who checks; what a correction changed lies sealed in its proposal.

-- +goose Up
CREATE TABLE certificate_changes (
    sequence       INTEGER PRIMARY KEY AUTOINCREMENT,
    certificate_id TEXT   NOT NULL REFERENCES certificates (id),
    kind           TEXT   NOT NULL,
    from_state     TEXT   NOT NULL,
    to_state       TEXT   NOT NULL,
    reason         TEXT   NOT NULL,
    legal_base     TEXT   NOT NULL,
    effective_on   TEXT   NOT NULL,
    successor_id   TEXT   REFERENCES certificates (id), -- NULL: none
    fields         TEXT   NOT NULL, -- JSON, names only
    proposal_id    TEXT   NOT NULL,
    at             INTEGER NOT NULL
);
CREATE INDEX certificate_changes_of ON certificate_changes (certificate_id, sequence);
CREATE UNIQUE INDEX certificate_changes_into ON certificate_changes (successor_id) WHERE successor_id IS NOT NULL;

-- Approved changes that count from a day to come.
CREATE TABLE certificate_changes_due (
    proposal_id    TEXT NOT NULL PRIMARY KEY REFERENCES proposals (id),
    certificate_id TEXT NOT NULL REFERENCES certificates (id),
    effective_on   TEXT NOT NULL
);
CREATE INDEX certificate_changes_due_on ON certificate_changes_due (effective_on, proposal_id);
CREATE INDEX certificate_changes_due_of ON certificate_changes_due (certificate_id, effective_on);

-- What an office asks for: the few certificates that are not in force.
CREATE INDEX certificates_state ON certificates (authority, state, issued_on, id) WHERE state <> 'valid';
CREATE INDEX proposals_waiting ON proposals (authority, proposed_at, id) WHERE state = 'open';
