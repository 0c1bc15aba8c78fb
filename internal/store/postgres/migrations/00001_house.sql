-- Instants are microseconds since 1970 in UTC; dates YYYY-MM-DD, '' for none;
-- *_sealed is encrypted under the key key_number, *_index a keyed digest.

-- +goose Up
CREATE TABLE certificates (
    id                TEXT    NOT NULL PRIMARY KEY,
    management_number TEXT    NOT NULL,
    query_number      TEXT    NOT NULL,
    name              TEXT    NOT NULL, -- as delivered, never normalised
    sex               TEXT    NOT NULL,
    birth_date        TEXT    NOT NULL,
    document_type     TEXT    NOT NULL,
    document_sealed   BYTEA   NOT NULL,
    mobile_sealed     BYTEA   NOT NULL,
    qualification     TEXT    NOT NULL,
    english_name      TEXT    NOT NULL,
    level             TEXT    NOT NULL,
    specialty         TEXT    NOT NULL,
    approved_on       TEXT    NOT NULL,
    issued_on         TEXT    NOT NULL,
    authority         TEXT    NOT NULL,
    kind              TEXT    NOT NULL,
    photo             TEXT    NOT NULL,
    state             TEXT    NOT NULL,
    version           BIGINT  NOT NULL,
    match_key         TEXT    NOT NULL, -- person.MatchKey of the name
    document_index    BYTEA   NOT NULL,
    key_number        BIGINT  NOT NULL
);
CREATE UNIQUE INDEX certificates_management ON certificates (management_number) WHERE management_number <> '' AND state <> 'corrected';
CREATE UNIQUE INDEX certificates_query ON certificates (query_number) WHERE query_number <> '' AND state <> 'corrected';
CREATE INDEX certificates_document ON certificates (document_index);
CREATE INDEX certificates_person ON certificates (birth_date, match_key);
CREATE INDEX certificates_key ON certificates (key_number);

CREATE TABLE copies (
    code            TEXT    NOT NULL PRIMARY KEY,
    certificate_id  TEXT    NOT NULL REFERENCES certificates (id),
    scenario        TEXT,             -- NULL: no endorsement
    applied_at      BIGINT,
    valid_until     TEXT,
    idempotency_key TEXT    NOT NULL,
    requested_at    BIGINT  NOT NULL,
    state           TEXT    NOT NULL,
    fail_reason     TEXT    NOT NULL,
    made_at         BIGINT,
    template        TEXT    NOT NULL,
    font_set        TEXT    NOT NULL,
    policy          BIGINT  NOT NULL,
    snapshot        TEXT    NOT NULL, -- JSON
    blob            TEXT    NOT NULL,
    digests         TEXT    NOT NULL, -- JSON
    lease_owner     TEXT    NOT NULL DEFAULT '',
    lease_until     BIGINT
);
CREATE INDEX copies_certificate ON copies (certificate_id, requested_at);
CREATE UNIQUE INDEX copies_application ON copies (certificate_id, idempotency_key) WHERE idempotency_key <> '';
CREATE UNIQUE INDEX copies_unendorsed ON copies (certificate_id) WHERE scenario IS NULL AND state IN ('pending', 'ready');
CREATE INDEX copies_pending ON copies (requested_at, code) WHERE state = 'pending';
CREATE INDEX copies_made ON copies (made_at) WHERE made_at IS NOT NULL;

CREATE TABLE accounts (
    id              TEXT    NOT NULL PRIMARY KEY,
    username        TEXT    NOT NULL,
    role            TEXT    NOT NULL,
    authority       TEXT    NOT NULL,
    name            TEXT    NOT NULL,
    document_type   TEXT    NOT NULL,
    document_sealed BYTEA   NOT NULL,
    phone_sealed    BYTEA   NOT NULL,
    phone_confirmed BOOLEAN NOT NULL,
    password_hash   TEXT    NOT NULL,
    recovery_hash   TEXT    NOT NULL,
    claimed_at      BIGINT,
    notice_version  BIGINT  NOT NULL,
    created_at      BIGINT,
    username_key    TEXT    NOT NULL UNIQUE, -- case-folded
    document_index  BYTEA   NOT NULL,
    key_number      BIGINT  NOT NULL
);
CREATE INDEX accounts_document ON accounts (document_index);
CREATE INDEX accounts_key ON accounts (key_number);

CREATE TABLE sessions (
    token_hash BYTEA   NOT NULL PRIMARY KEY,
    account_id TEXT    NOT NULL REFERENCES accounts (id),
    created_at BIGINT,
    expires_at BIGINT  NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE one_time_codes (
    account_id   TEXT    NOT NULL REFERENCES accounts (id),
    purpose      TEXT    NOT NULL,
    hash         BYTEA   NOT NULL,
    phone_sealed BYTEA   NOT NULL,
    attempts     BIGINT  NOT NULL,
    expires_at   BIGINT  NOT NULL,
    key_number   BIGINT  NOT NULL,
    PRIMARY KEY (account_id, purpose)
);
CREATE INDEX one_time_codes_expiry ON one_time_codes (expires_at);

CREATE TABLE throttles (
    key_index BYTEA   NOT NULL PRIMARY KEY,
    full_at   BIGINT  NOT NULL -- when all attempts are back
);
CREATE INDEX throttles_full ON throttles (full_at);

CREATE TABLE offerings (
    position      BIGINT  NOT NULL PRIMARY KEY,
    qualification TEXT    NOT NULL,
    english_name  TEXT    NOT NULL,
    level         TEXT    NOT NULL,
    specialty     TEXT    NOT NULL,
    authority     TEXT    NOT NULL,
    seal          TEXT    NOT NULL,
    endorsed_from TEXT    NOT NULL,
    online_from   BIGINT  NOT NULL
);

CREATE TABLE seals (
    id             TEXT NOT NULL PRIMARY KEY,
    authority      TEXT NOT NULL,
    algorithm      TEXT NOT NULL,
    wrapped_key    BYTEA NOT NULL,
    chain          TEXT NOT NULL, -- JSON
    qualifications TEXT NOT NULL, -- JSON
    created_at     BIGINT
);

CREATE TABLE deliveries (
    id        TEXT    NOT NULL PRIMARY KEY,
    authority TEXT    NOT NULL,
    account   TEXT    NOT NULL,
    file_name TEXT    NOT NULL,
    dry_run   BOOLEAN NOT NULL,
    at        BIGINT,
    row_count BIGINT  NOT NULL,
    added     BIGINT  NOT NULL,
    unchanged BIGINT  NOT NULL,
    refused   BIGINT  NOT NULL,
    report    TEXT    NOT NULL,
    faults    TEXT    NOT NULL -- JSON
);
CREATE INDEX deliveries_authority ON deliveries (authority, at);

CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE audit_trail (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       BIGINT  NOT NULL,
    actor    TEXT    NOT NULL,
    action   TEXT    NOT NULL,
    subject  TEXT    NOT NULL,
    detail   TEXT    NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is only ever added to';
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_trail_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_trail
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
