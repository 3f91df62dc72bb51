-- +goose Up

-- The language of the statement; empty: that of the pledge.
ALTER TABLE pledges ADD COLUMN statement_language TEXT NOT NULL DEFAULT '';
-- A moderator leaves the representative's name out, although its publication was consented to.
ALTER TABLE pledges ADD COLUMN name_withheld BOOLEAN NOT NULL DEFAULT FALSE;

-- What a pledge said in public, or would have said, before each edit by a moderator.
CREATE TABLE pledge_edits (
  pledge_id          TEXT NOT NULL REFERENCES pledges (id) ON DELETE CASCADE,
  version            INTEGER NOT NULL, -- of the pledge before the edit
  at                 DATETIME NOT NULL,
  moderator_id       TEXT REFERENCES moderators (id),
  kind               TEXT NOT NULL,
  body               TEXT NOT NULL,
  territory_id       TEXT REFERENCES territories (id),
  website            TEXT NOT NULL,
  associations       TEXT NOT NULL, -- comma-separated
  statement          TEXT NOT NULL,
  statement_language TEXT NOT NULL,
  name_shown         BOOLEAN NOT NULL,
  PRIMARY KEY (pledge_id, version)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE pledge_edits;
ALTER TABLE pledges DROP COLUMN name_withheld;
ALTER TABLE pledges DROP COLUMN statement_language;
