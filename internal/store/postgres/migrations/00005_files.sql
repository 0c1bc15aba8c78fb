-- The e-file that an authority delivered for a 证书电子文件.

-- +goose Up
ALTER TABLE certificates ADD COLUMN file TEXT NOT NULL DEFAULT ''; -- key in the blob store, '' for none
