-- What an office looks at every morning, counted in the transactions that
-- change it, so that nobody reads a million copies to know.

-- +goose Up
ALTER TABLE copies ADD COLUMN authority TEXT NOT NULL DEFAULT ''; -- of the certificate
UPDATE copies SET authority = COALESCE(json_extract(snapshot, '$.authority'), '');
CREATE INDEX copies_waiting ON copies (authority, requested_at, code) WHERE state = 'pending';
CREATE INDEX copies_failed ON copies (authority, requested_at, code, fail_reason) WHERE state = 'failed';

-- Counted in several rows, as the uses of seals are.
CREATE TABLE copy_counts (
    authority TEXT    NOT NULL,
    kind      TEXT    NOT NULL, -- applied, made or expiring
    period    INTEGER NOT NULL, -- hours since 1970 in UTC; of what expires, the last day as days since 1970
    within    INTEGER NOT NULL, -- of what was made: milliseconds from application to ready, rounded up; else 0
    slot      INTEGER NOT NULL,
    copies    INTEGER NOT NULL,
    PRIMARY KEY (authority, kind, period, within, slot)
);
CREATE INDEX copy_counts_period ON copy_counts (kind, period);
INSERT INTO copy_counts (authority, kind, period, within, slot, copies)
    SELECT authority, 'applied', requested_at / 3600000000, 0, 0, COUNT(*) FROM copies GROUP BY 1, 3;
INSERT INTO copy_counts (authority, kind, period, within, slot, copies)
    SELECT authority, 'expiring', CAST(julianday(valid_until) - 2440587.5 AS INTEGER), 0, 0, COUNT(*) FROM copies
    WHERE state = 'ready' AND valid_until <> '' GROUP BY 1, 3;

CREATE INDEX deliveries_open ON deliveries (authority, at, id)
    WHERE state IN ('receiving', 'checking', 'checked', 'submitted', 'releasing', 'stopped', 'undoing');
CREATE INDEX deliveries_coming ON deliveries (authority, visible_from) WHERE visible_from IS NOT NULL;
