-- Looking certificates up by what a checker knows: the query numbers that
-- holders make, and questions that wait for the code of who asks.

-- +goose Up
CREATE TABLE query_numbers (
    certificate_id TEXT    NOT NULL PRIMARY KEY REFERENCES certificates (id) ON DELETE CASCADE,
    account_id     TEXT    NOT NULL, -- who made it
    number_index   BLOB    NOT NULL UNIQUE,
    number_sealed  BLOB    NOT NULL,
    made_at        INTEGER NOT NULL,
    key_number     INTEGER NOT NULL
);
CREATE INDEX query_numbers_account ON query_numbers (account_id);
CREATE INDEX query_numbers_key ON query_numbers (key_number);

CREATE TABLE inquiries (
    id              TEXT    NOT NULL PRIMARY KEY, -- of the session that asks
    account_id      TEXT    NOT NULL,
    bound           TEXT    NOT NULL, -- what the code is bound to
    question_sealed BLOB    NOT NULL, -- JSON; empty once answered
    confirmed_until INTEGER,
    expires_at      INTEGER NOT NULL,
    key_number      INTEGER NOT NULL
);
CREATE INDEX inquiries_account ON inquiries (account_id);
CREATE INDEX inquiries_expiry ON inquiries (expires_at);
CREATE INDEX inquiries_key ON inquiries (key_number);
