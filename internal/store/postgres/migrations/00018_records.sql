-- When a copy was taken back, so that its state of any day can be told, and the
-- records of checks that people asked to have kept. Nobody is named in them but
-- an organisation or office that was signed in.

-- +goose Up
ALTER TABLE copies ADD COLUMN withdrawn_at BIGINT; -- NULL: not withdrawn, or nobody knows when
UPDATE copies SET withdrawn_at = (
    SELECT MIN(t.at) FROM audit_trail t WHERE t.subject = copies.code AND t.action = 'copy.withdraw'
) WHERE state = 'withdrawn';

CREATE TABLE check_records (
    code        TEXT   NOT NULL PRIMARY KEY,
    at          BIGINT NOT NULL,
    file_digest TEXT   NOT NULL, -- SHA-256, hexadecimal; '' where a code was looked up
    copy_code   TEXT   NOT NULL, -- '' for what is no copy of this register
    asked_day   TEXT   NOT NULL, -- '' for the day of the check
    verdict     TEXT   NOT NULL,
    integrity   TEXT   NOT NULL,
    seal        TEXT   NOT NULL,
    certificate TEXT   NOT NULL,
    endorsement TEXT   NOT NULL,
    reasons     TEXT   NOT NULL, -- JSON
    demo        BOOLEAN NOT NULL,
    checked_by  TEXT   NOT NULL, -- '' for nobody who was signed in
    by_number   TEXT   NOT NULL  -- of an organisation; '' for an authority's office
);
CREATE INDEX check_records_at ON check_records (at);
