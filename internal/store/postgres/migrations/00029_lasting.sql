-- How long copies can be proven: the level of PAdES that each has, the one it is
-- still to be raised to, and when the chain of its newest timestamp ends.

-- +goose Up
CREATE TABLE lasting_copies (
    code        TEXT NOT NULL PRIMARY KEY REFERENCES copies (code),
    level       TEXT NOT NULL, -- '': nobody has looked
    wanted      TEXT NOT NULL, -- '': has what its seal asked for
    since       BIGINT, -- NULL: does not wait
    ends_at     BIGINT, -- NULL: no timestamp, or nobody has looked
    algorithm   TEXT NOT NULL,
    reason      TEXT NOT NULL,
    lease_owner TEXT NOT NULL DEFAULT '',
    lease_until BIGINT
);
CREATE INDEX lasting_copies_waiting ON lasting_copies (since, code) WHERE wanted <> '';
CREATE INDEX lasting_copies_leased ON lasting_copies (lease_owner) WHERE lease_owner <> '';
INSERT INTO lasting_copies (code, level, wanted, algorithm, reason)
    SELECT code, '', '', '', '' FROM copies
    WHERE state IN ('ready', 'withdrawn') AND COALESCE((snapshot::jsonb #>> '{made,level}'), '') NOT IN ('', 'b-b');
