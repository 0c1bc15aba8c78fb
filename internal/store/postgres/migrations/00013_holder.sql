-- What a holder says of a copy beyond its scenario: whom it is for, and how
-- much of the identity number it shows ('': the number as pages show it).

-- +goose Up
ALTER TABLE copies ADD COLUMN recipient TEXT NOT NULL DEFAULT '';
ALTER TABLE copies ADD COLUMN number_form TEXT NOT NULL DEFAULT '';
