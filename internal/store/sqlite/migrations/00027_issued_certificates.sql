-- The certificates that a CA of this installation issued, which of them were
-- revoked, and the revocation list it published last.

-- +goose Up
CREATE TABLE issuers (
    id              TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of its public key info
    revocations     INTEGER NOT NULL,
    crl_number      INTEGER NOT NULL, -- 0 before the first
    crl_revocations INTEGER NOT NULL,
    crl_made_at     INTEGER,
    crl_next_at     INTEGER,
    crl             BLOB    NOT NULL
);

CREATE TABLE issued_certificates (
    issuer     TEXT    NOT NULL,
    serial     TEXT    NOT NULL,
    ends_at    INTEGER NOT NULL,
    revoked_at INTEGER,
    reason     INTEGER NOT NULL,
    since      INTEGER,
    PRIMARY KEY (issuer, serial)
);
CREATE INDEX issued_certificates_revoked ON issued_certificates (issuer, serial) WHERE revoked_at IS NOT NULL;
