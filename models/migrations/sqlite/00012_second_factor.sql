-- +goose Up

-- Rises with every change of the account's second factors: sessions from before end.
ALTER TABLE moderators ADD COLUMN factor_changes INTEGER NOT NULL DEFAULT 0;

-- An authenticator app. The secret has to be readable: the program computes the codes itself.
CREATE TABLE authenticators (
  moderator_id TEXT PRIMARY KEY REFERENCES moderators (id) ON DELETE CASCADE,
  secret       TEXT NOT NULL,              -- base32 (RFC 4648), 160 bits
  last_step    INTEGER NOT NULL DEFAULT 0, -- time step of the last code accepted: none is accepted twice
  created_at   DATETIME NOT NULL,
  confirmed_at DATETIME                    -- NULL: set up, but no code has shown yet that the app has it
) WITHOUT ROWID;

-- Codes for the day without the phone: SHA-256 of account and code; a used one is deleted.
CREATE TABLE recovery_codes (
  hash         BLOB PRIMARY KEY,
  moderator_id TEXT NOT NULL REFERENCES moderators (id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX recovery_codes_moderator ON recovery_codes (moderator_id);

-- credential is what the WebAuthn library needs to verify the next sign-in: public key, sign counter, flags.
CREATE TABLE passkeys (
  id           TEXT PRIMARY KEY,
  handle       BLOB NOT NULL UNIQUE, -- the credential's id, chosen by the authenticator
  moderator_id TEXT NOT NULL REFERENCES moderators (id) ON DELETE CASCADE,
  name         TEXT NOT NULL,
  credential   TEXT NOT NULL,
  created_at   DATETIME NOT NULL,
  last_used_at DATETIME
);
CREATE INDEX passkeys_moderator ON passkeys (moderator_id, created_at);

-- Whose session it is, so that its owner can see and end it. An ended one stays until it expires: a page that loads
-- meanwhile does not bring it back.
ALTER TABLE sessions ADD COLUMN moderator_id TEXT REFERENCES moderators (id) ON DELETE CASCADE;
ALTER TABLE sessions ADD COLUMN began_at DATETIME;
ALTER TABLE sessions ADD COLUMN seen_at DATETIME;
ALTER TABLE sessions ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN ended_at DATETIME;
CREATE INDEX sessions_moderator ON sessions (moderator_id, seen_at) WHERE moderator_id IS NOT NULL;

-- +goose Down
DROP INDEX sessions_moderator;
ALTER TABLE sessions DROP COLUMN ended_at;
ALTER TABLE sessions DROP COLUMN user_agent;
ALTER TABLE sessions DROP COLUMN seen_at;
ALTER TABLE sessions DROP COLUMN began_at;
ALTER TABLE sessions DROP COLUMN moderator_id;
DROP TABLE passkeys;
DROP TABLE recovery_codes;
DROP TABLE authenticators;
ALTER TABLE moderators DROP COLUMN factor_changes;
