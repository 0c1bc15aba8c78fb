-- Organisations that check certificates: who they say they are, their people,
-- keys and daily look-ups. Checks belong to a certificate now, with its copy
-- where one was checked.

-- +goose Up
CREATE TABLE organisations (
    id           TEXT NOT NULL PRIMARY KEY,
    name         TEXT NOT NULL,
    number       TEXT NOT NULL, -- GB 32100
    created_at   BIGINT NOT NULL,
    confirmed_at BIGINT, -- NULL before a code came back
    disabled_at  BIGINT
);
CREATE UNIQUE INDEX organisations_number ON organisations (number) WHERE confirmed_at IS NOT NULL AND disabled_at IS NULL;
CREATE INDEX organisations_created ON organisations (created_at, id);

CREATE TABLE organisation_lookups (
    organisation TEXT NOT NULL REFERENCES organisations (id),
    day          BIGINT NOT NULL, -- days since 1970-01-01
    taken        BIGINT NOT NULL,
    PRIMARY KEY (organisation, day)
);
CREATE INDEX organisation_lookups_day ON organisation_lookups (day);

ALTER TABLE accounts ADD COLUMN organisation TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN email_sealed BYTEA NOT NULL DEFAULT '\x';
CREATE INDEX accounts_organisation ON accounts (organisation, created_at, id) WHERE organisation <> '';

ALTER TABLE api_keys ADD COLUMN organisation TEXT NOT NULL DEFAULT '';
CREATE INDEX api_keys_organisation ON api_keys (organisation, created_at, id) WHERE organisation <> '';

CREATE TABLE certificate_checks (
    certificate_id TEXT NOT NULL REFERENCES certificates (id),
    at             BIGINT NOT NULL,
    code           TEXT NOT NULL, -- '': the certificate was looked up, no copy of it
    way            TEXT NOT NULL,
    office         TEXT NOT NULL, -- '': nobody of an authority who was signed in
    organisation   TEXT NOT NULL, -- likewise
    PRIMARY KEY (certificate_id, at, code, way, office, organisation)
);
CREATE INDEX certificate_checks_at ON certificate_checks (at);
INSERT INTO certificate_checks (certificate_id, at, code, way, office, organisation)
    SELECT c.certificate_id, k.at, k.code, k.way, k.office, '' FROM copy_checks k JOIN copies c ON c.code = k.code;
DROP TABLE copy_checks;
