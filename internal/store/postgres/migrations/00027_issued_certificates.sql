-- The certificates that a CA of this installation issued, which of them were
-- revoked, and the revocation list it published last.

-- +goose Up
CREATE TABLE issuers (
    id              TEXT   NOT NULL PRIMARY KEY, -- SHA-256 of its public key info
    revocations     BIGINT NOT NULL,
    crl_number      BIGINT NOT NULL, -- 0 before the first
    crl_revocations BIGINT NOT NULL,
    crl_made_at     BIGINT,
    crl_next_at     BIGINT,
    crl             BYTEA  NOT NULL
);

CREATE TABLE issued_certificates (
    issuer     TEXT   NOT NULL,
    serial     TEXT   NOT NULL,
    ends_at    BIGINT NOT NULL,
    revoked_at BIGINT,
    reason     BIGINT NOT NULL,
    since      BIGINT,
    PRIMARY KEY (issuer, serial)
);
CREATE INDEX issued_certificates_revoked ON issued_certificates (issuer, serial) WHERE revoked_at IS NOT NULL;
