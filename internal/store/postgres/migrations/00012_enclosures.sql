-- Photos and e-files that a release brings for certificates stored before. They
-- wait here for its publication, and go with it when it is undone.

-- +goose Up
CREATE TABLE enclosures (
    delivery    TEXT   NOT NULL,
    certificate TEXT   NOT NULL,
    photo       TEXT   NOT NULL, -- blob key; '' for no other
    file        TEXT   NOT NULL, -- likewise
    due         BIGINT, -- the delivery's publication, microseconds since 1970; NULL while it is not all stored
    PRIMARY KEY (delivery, certificate)
);
CREATE INDEX enclosures_due ON enclosures (due, delivery, certificate) WHERE due IS NOT NULL;
