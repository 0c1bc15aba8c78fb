-- +goose Up
-- A delivery is kept from its upload on, in states, and is worked on by
-- whoever has its lease. What was delivered before is one batch each, public
-- since it came; dry runs of that time left nothing but their row.
DELETE FROM deliveries WHERE dry_run;
DROP INDEX deliveries_authority;
ALTER TABLE deliveries DROP COLUMN dry_run;
ALTER TABLE deliveries DROP COLUMN report;
ALTER TABLE deliveries DROP COLUMN faults;
ALTER TABLE deliveries ADD COLUMN number TEXT NOT NULL DEFAULT ''; -- within authority, YEAR-COUNT
ALTER TABLE deliveries ADD COLUMN batch TEXT NOT NULL DEFAULT ''; -- the first delivery of it
ALTER TABLE deliveries ADD COLUMN file TEXT NOT NULL DEFAULT ''; -- the delivery whose upload is the file
ALTER TABLE deliveries ADD COLUMN size BIGINT NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN state TEXT NOT NULL DEFAULT 'released';
ALTER TABLE deliveries ADD COLUMN done BIGINT NOT NULL DEFAULT 0; -- bytes
ALTER TABLE deliveries ADD COLUMN findings TEXT NOT NULL DEFAULT '{}'; -- JSON
ALTER TABLE deliveries ADD COLUMN submitted_by TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN submitted_at BIGINT;
ALTER TABLE deliveries ADD COLUMN released_by TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN released_at BIGINT;
ALTER TABLE deliveries ADD COLUMN publish_at BIGINT; -- as asked for
ALTER TABLE deliveries ADD COLUMN visible_from BIGINT; -- NULL while nothing of it is public
ALTER TABLE deliveries ADD COLUMN answer TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN lease_owner TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN lease_until BIGINT;
UPDATE deliveries SET batch = id, number = id, visible_from = at, released_by = account, released_at = at;
CREATE UNIQUE INDEX deliveries_number ON deliveries (authority, number);
CREATE INDEX deliveries_batch ON deliveries (batch, at, id);
CREATE INDEX deliveries_file ON deliveries (file);
CREATE INDEX deliveries_authority ON deliveries (authority, at, id);
CREATE INDEX deliveries_work ON deliveries (at, id) WHERE state IN ('receiving', 'checking', 'releasing', 'undoing');
CREATE INDEX deliveries_public ON deliveries (visible_from, id) WHERE visible_from IS NOT NULL;

ALTER TABLE certificates ADD COLUMN delivery TEXT NOT NULL DEFAULT ''; -- public when that is; '' always
CREATE INDEX certificates_delivery ON certificates (delivery) WHERE delivery <> '';

-- How many certificates each delivery brought, kept in the transactions that
-- add them.
CREATE TABLE coverage (
    delivery      TEXT    NOT NULL,
    authority     TEXT    NOT NULL,
    qualification TEXT    NOT NULL,
    level         TEXT    NOT NULL,
    year          BIGINT NOT NULL, -- of approval
    kind          TEXT    NOT NULL,
    certificates  BIGINT NOT NULL,
    PRIMARY KEY (delivery, authority, qualification, level, year, kind)
);
INSERT INTO coverage (delivery, authority, qualification, level, year, kind, certificates)
SELECT '', authority, qualification, level, CAST(substr(approved_on, 1, 4) AS BIGINT), kind, COUNT(*)
FROM certificates WHERE version = 1 AND approved_on <> '' GROUP BY 2, 3, 4, 5, 6;
