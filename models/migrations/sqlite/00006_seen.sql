-- +goose Up

-- Rises with every change, so that a decision made on an old page is noticed.
ALTER TABLE pledges ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- What a moderator is limited to, comma-separated; empty: no limit.
ALTER TABLE moderators ADD COLUMN scope_countries TEXT NOT NULL DEFAULT '';
ALTER TABLE moderators ADD COLUMN scope_kinds TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE moderators DROP COLUMN scope_kinds;
ALTER TABLE moderators DROP COLUMN scope_countries;
ALTER TABLE pledges DROP COLUMN version;
