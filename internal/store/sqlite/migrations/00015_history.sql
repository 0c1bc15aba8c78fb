-- When and by which way copies were checked, to the minute, for their holders.
-- Who checked is kept only of offices that were signed in, and no address ever.

-- +goose Up
CREATE TABLE copy_checks (
    code   TEXT NOT NULL REFERENCES copies (code),
    at     INTEGER NOT NULL,
    way    TEXT NOT NULL,
    office TEXT NOT NULL, -- '': nobody who was signed in
    PRIMARY KEY (code, at, way, office)
);
CREATE INDEX copy_checks_at ON copy_checks (at);
