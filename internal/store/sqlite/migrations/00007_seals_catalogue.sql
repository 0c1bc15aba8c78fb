-- The catalogue in versions, each authority its own; the life of a seal, what it
-- may seal from when, its budget, and how often it was used.

-- +goose Up
CREATE TABLE catalogue_versions (
    authority    TEXT    NOT NULL,
    number       INTEGER NOT NULL, -- 1, 2, … within the authority
    place        INTEGER NOT NULL, -- where the authority stands in the catalogue
    effective_on TEXT    NOT NULL, -- first day in force
    account      TEXT    NOT NULL,
    added_at     INTEGER,
    PRIMARY KEY (authority, number)
);
INSERT INTO catalogue_versions (authority, number, place, effective_on, account)
    SELECT authority, 1, MIN(position) + 1, '2000-01-01', 'system' FROM offerings GROUP BY authority;

ALTER TABLE offerings RENAME TO offerings_before;
CREATE TABLE offerings (
    authority     TEXT    NOT NULL,
    version       INTEGER NOT NULL,
    position      INTEGER NOT NULL,
    qualification TEXT    NOT NULL,
    english_name  TEXT    NOT NULL,
    level         TEXT    NOT NULL,
    specialty     TEXT    NOT NULL,
    seal          TEXT    NOT NULL,
    seal_from     TEXT    NOT NULL,
    endorsed_from TEXT    NOT NULL,
    online_from   INTEGER NOT NULL,
    online_until  INTEGER NOT NULL,
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
UPDATE seals SET scope = (
    SELECT json_group_array(json_object('qualification', value, 'from', '')) FROM json_each(seals.scope) WHERE type = 'text');
ALTER TABLE seals ADD COLUMN state TEXT NOT NULL DEFAULT 'active';
ALTER TABLE seals ADD COLUMN request BLOB NOT NULL DEFAULT x''; -- PKCS #10, DER
ALTER TABLE seals ADD COLUMN budget INTEGER NOT NULL DEFAULT 0; -- signatures a release; 0 for no limit

-- Uses are counted in several rows, so that copies that end at once seldom
-- wait for one another.
CREATE TABLE seal_uses (
    seal_id  TEXT    NOT NULL REFERENCES seals (id),
    delivery TEXT    NOT NULL, -- that released the certificates
    day      TEXT    NOT NULL,
    slot     INTEGER NOT NULL,
    uses     INTEGER NOT NULL,
    PRIMARY KEY (seal_id, delivery, day, slot)
);
