-- +goose Up

-- Who is kept out, and who is let through. Of an e-mail address only a keyed digest is kept.
CREATE TABLE listed_senders (
  id         TEXT PRIMARY KEY,
  list       TEXT NOT NULL CHECK (list IN ('block', 'allow')),
  kind       TEXT NOT NULL CHECK (kind IN ('domain', 'address', 'network')),
  value      TEXT NOT NULL,            -- a domain, a digest, a network
  first_key  TEXT NOT NULL DEFAULT '', -- of a network: the keys of its first and its last address
  last_key   TEXT NOT NULL DEFAULT '',
  note       TEXT NOT NULL DEFAULT '',
  created_at DATETIME NOT NULL,
  ends_at    DATETIME,
  UNIQUE (kind, value, list)
) WITHOUT ROWID;
CREATE INDEX listed_senders_end ON listed_senders (ends_at) WHERE ends_at IS NOT NULL;

-- +goose Down
DROP TABLE listed_senders;
