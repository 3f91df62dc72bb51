-- +goose Up

-- What a moderator asked about a pledge, and what came back. Asking again replaces a question without an answer.
CREATE TABLE questions (
  id          INTEGER PRIMARY KEY,
  pledge_id   TEXT NOT NULL REFERENCES pledges (id) ON DELETE CASCADE,
  question    TEXT NOT NULL,
  fields      TEXT NOT NULL DEFAULT '', -- to look at, comma-separated
  asked_at    DATETIME NOT NULL,
  answer      TEXT NOT NULL DEFAULT '',
  answered_at DATETIME,
  changes     TEXT NOT NULL DEFAULT '[]' -- what the correction changed, as JSON
);
CREATE INDEX questions_pledge ON questions (pledge_id, id);

-- A CHECK cannot be changed in place. Nothing refers to this table, so it can be made anew.
CREATE TABLE tokens_new (
  hash         BLOB PRIMARY KEY,
  purpose      TEXT NOT NULL CHECK (purpose IN ('confirmation', 'invitation', 'first_administrator', 'correction')),
  pledge_id    TEXT REFERENCES pledges (id) ON DELETE CASCADE,
  moderator_id TEXT REFERENCES moderators (id) ON DELETE CASCADE,
  code_hash    BLOB,
  created_at   DATETIME NOT NULL,
  expires_at   DATETIME NOT NULL
);
INSERT INTO tokens_new (hash, purpose, pledge_id, moderator_id, code_hash, created_at, expires_at)
  SELECT hash, purpose, pledge_id, moderator_id, code_hash, created_at, expires_at FROM tokens;
DROP TABLE tokens;
ALTER TABLE tokens_new RENAME TO tokens;
CREATE INDEX tokens_pledge ON tokens (pledge_id) WHERE pledge_id IS NOT NULL;
CREATE INDEX tokens_moderator ON tokens (moderator_id) WHERE moderator_id IS NOT NULL;
CREATE INDEX tokens_expiry ON tokens (expires_at);

-- +goose Down
CREATE TABLE tokens_old (
  hash         BLOB PRIMARY KEY,
  purpose      TEXT NOT NULL CHECK (purpose IN ('confirmation', 'invitation', 'first_administrator')),
  pledge_id    TEXT REFERENCES pledges (id) ON DELETE CASCADE,
  moderator_id TEXT REFERENCES moderators (id) ON DELETE CASCADE,
  code_hash    BLOB,
  created_at   DATETIME NOT NULL,
  expires_at   DATETIME NOT NULL
);
INSERT INTO tokens_old (hash, purpose, pledge_id, moderator_id, code_hash, created_at, expires_at)
  SELECT hash, purpose, pledge_id, moderator_id, code_hash, created_at, expires_at FROM tokens
  WHERE purpose <> 'correction';
DROP TABLE tokens;
ALTER TABLE tokens_old RENAME TO tokens;
CREATE INDEX tokens_pledge ON tokens (pledge_id) WHERE pledge_id IS NOT NULL;
CREATE INDEX tokens_moderator ON tokens (moderator_id) WHERE moderator_id IS NOT NULL;
CREATE INDEX tokens_expiry ON tokens (expires_at);
DROP TABLE questions;
