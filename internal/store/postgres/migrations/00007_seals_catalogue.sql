-- The catalogue in versions, each authority its own; the life of a seal, what it
-- may seal from when, its budget, and how often it was used.

-- +goose Up
CREATE TABLE catalogue_versions (
    authority    TEXT    NOT NULL,
    number       BIGINT  NOT NULL, -- 1, 2, … within the authority
    place        BIGINT  NOT NULL, -- where the authority stands in the catalogue
    effective_on TEXT    NOT NULL, -- first day in force
    account      TEXT    NOT NULL,
    added_at     BIGINT,
    PRIMARY KEY (authority, number)
);
INSERT INTO catalogue_versions (authority, number, place, effective_on, account)
    SELECT authority, 1, MIN(position) + 1, '2000-01-01', 'system' FROM offerings GROUP BY authority;

ALTER TABLE offerings RENAME TO offerings_before;
CREATE TABLE offerings (
    authority     TEXT    NOT NULL,
    version       BIGINT  NOT NULL,
    position      BIGINT  NOT NULL,
    qualification TEXT    NOT NULL,
    english_name  TEXT    NOT NULL,
    level         TEXT    NOT NULL,
    specialty     TEXT    NOT NULL,
    seal          TEXT    NOT NULL,
    seal_from     TEXT    NOT NULL,
    endorsed_from TEXT    NOT NULL,
    online_from   BIGINT  NOT NULL,
    online_until  BIGINT  NOT NULL,
    scenarios     TEXT    NOT NULL, -- JSON
    template      TEXT    NOT NULL,
    PRIMARY KEY (authority, version, position),
    FOREIGN KEY (authority, version) REFERENCES catalogue_versions (authority, number)
);
INSERT INTO offerings (authority, version, position, qualification, english_name, level, specialty, seal, seal_from,
    endorsed_from, online_from, online_until, scenarios, template)
    SELECT authority, 1, position, qualification, english_name, level, specialty, seal, '',
        endorsed_from, online_from, 0, '[]', '' FROM offerings_before;
DROP TABLE offerings_before;

ALTER TABLE seals RENAME COLUMN qualifications TO scope;
UPDATE seals SET scope = COALESCE((
    SELECT json_agg(json_build_object('qualification', value, 'from', '') ORDER BY place)::text
    FROM jsonb_array_elements_text(CASE jsonb_typeof(scope::jsonb) WHEN 'array' THEN scope::jsonb ELSE '[]'::jsonb END)
        WITH ORDINALITY AS listed (value, place)), '[]');
ALTER TABLE seals ADD COLUMN state TEXT NOT NULL DEFAULT 'active';
ALTER TABLE seals ADD COLUMN request BYTEA NOT NULL DEFAULT ''; -- PKCS #10, DER
ALTER TABLE seals ADD COLUMN budget BIGINT NOT NULL DEFAULT 0; -- signatures a release; 0 for no limit

-- Uses are counted in several rows, so that copies that end at once seldom
-- wait for one another.
CREATE TABLE seal_uses (
    seal_id  TEXT    NOT NULL REFERENCES seals (id),
    delivery TEXT    NOT NULL, -- that released the certificates
    day      TEXT    NOT NULL,
    slot     BIGINT  NOT NULL,
    uses     BIGINT  NOT NULL,
    PRIMARY KEY (seal_id, delivery, day, slot)
);
