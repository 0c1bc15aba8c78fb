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
    document_sealed   BLOB    NOT NULL,
    mobile_sealed     BLOB    NOT NULL,
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
    version           INTEGER NOT NULL,
    match_key         TEXT    NOT NULL, -- person.MatchKey of the name
    document_index    BLOB    NOT NULL,
    key_number        INTEGER NOT NULL
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
    applied_at      INTEGER,
    valid_until     TEXT,
    idempotency_key TEXT    NOT NULL,
    requested_at    INTEGER NOT NULL,
    state           TEXT    NOT NULL,
    fail_reason     TEXT    NOT NULL,
    made_at         INTEGER,
    template        TEXT    NOT NULL,
    font_set        TEXT    NOT NULL,
    policy          INTEGER NOT NULL,
    snapshot        TEXT    NOT NULL, -- JSON
    blob            TEXT    NOT NULL,
    digests         TEXT    NOT NULL, -- JSON
    lease_owner     TEXT    NOT NULL DEFAULT '',
    lease_until     INTEGER
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
    document_sealed BLOB    NOT NULL,
    phone_sealed    BLOB    NOT NULL,
    phone_confirmed BOOLEAN NOT NULL,
    password_hash   TEXT    NOT NULL,
    recovery_hash   TEXT    NOT NULL,
    claimed_at      INTEGER,
    notice_version  INTEGER NOT NULL,
    created_at      INTEGER,
    username_key    TEXT    NOT NULL UNIQUE, -- case-folded
    document_index  BLOB    NOT NULL,
    key_number      INTEGER NOT NULL
);
CREATE INDEX accounts_document ON accounts (document_index);
CREATE INDEX accounts_key ON accounts (key_number);

CREATE TABLE sessions (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    account_id TEXT    NOT NULL REFERENCES accounts (id),
    created_at INTEGER,
    expires_at INTEGER NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE one_time_codes (
    account_id   TEXT    NOT NULL REFERENCES accounts (id),
    purpose      TEXT    NOT NULL,
    hash         BLOB    NOT NULL,
    phone_sealed BLOB    NOT NULL,
    attempts     INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    key_number   INTEGER NOT NULL,
    PRIMARY KEY (account_id, purpose)
);
CREATE INDEX one_time_codes_expiry ON one_time_codes (expires_at);

CREATE TABLE throttles (
    key_index BLOB    NOT NULL PRIMARY KEY,
    full_at   INTEGER NOT NULL -- when all attempts are back
);
CREATE INDEX throttles_full ON throttles (full_at);

CREATE TABLE offerings (
    position      INTEGER NOT NULL PRIMARY KEY,
    qualification TEXT    NOT NULL,
    english_name  TEXT    NOT NULL,
    level         TEXT    NOT NULL,
    specialty     TEXT    NOT NULL,
    authority     TEXT    NOT NULL,
    seal          TEXT    NOT NULL,
    endorsed_from TEXT    NOT NULL,
    online_from   INTEGER NOT NULL
);

CREATE TABLE seals (
    id             TEXT NOT NULL PRIMARY KEY,
    authority      TEXT NOT NULL,
    algorithm      TEXT NOT NULL,
    wrapped_key    BLOB NOT NULL,
    chain          TEXT NOT NULL, -- JSON
    qualifications TEXT NOT NULL, -- JSON
    created_at     INTEGER
);

CREATE TABLE deliveries (
    id        TEXT    NOT NULL PRIMARY KEY,
    authority TEXT    NOT NULL,
    account   TEXT    NOT NULL,
    file_name TEXT    NOT NULL,
    dry_run   BOOLEAN NOT NULL,
    at        INTEGER,
    row_count INTEGER NOT NULL,
    added     INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    refused   INTEGER NOT NULL,
    report    TEXT    NOT NULL,
    faults    TEXT    NOT NULL -- JSON
);
CREATE INDEX deliveries_authority ON deliveries (authority, at);

CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE audit_trail (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    actor    TEXT    NOT NULL,
    action   TEXT    NOT NULL,
    subject  TEXT    NOT NULL,
    detail   TEXT    NOT NULL
);

-- +goose StatementBegin
CREATE TRIGGER audit_trail_kept BEFORE DELETE ON audit_trail
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is only ever added to');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_trail_unchanged BEFORE UPDATE ON audit_trail
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is only ever added to');
END;
-- +goose StatementEnd
