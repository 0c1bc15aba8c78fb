-- By which way each topic is told, and quiet hours of one's own. Before, nobody
-- could choose topics: the column goes empty.

-- +goose Up
ALTER TABLE messages_due ADD COLUMN way TEXT NOT NULL DEFAULT 'sms';
DROP INDEX messages_due_alike;
CREATE UNIQUE INDEX messages_due_alike ON messages_due (account_id, kind, day, way) WHERE attempts = 0;

ALTER TABLE message_choices DROP COLUMN off;
ALTER TABLE message_choices ADD COLUMN ways TEXT NOT NULL DEFAULT '{}'; -- JSON, topic to ways
ALTER TABLE message_choices ADD COLUMN quiet_from BIGINT NOT NULL DEFAULT 22; -- hours in Beijing
ALTER TABLE message_choices ADD COLUMN quiet_to BIGINT NOT NULL DEFAULT 8;
