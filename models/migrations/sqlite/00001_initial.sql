-- +goose Up
CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- One row; rises with every change to what the wall may show.
CREATE TABLE public_version (version INTEGER NOT NULL);
INSERT INTO public_version (version) VALUES (1);

CREATE TABLE declarations (
  version    TEXT NOT NULL,
  language   TEXT NOT NULL,
  title      TEXT NOT NULL,
  text       TEXT NOT NULL,
  model      BOOLEAN NOT NULL,
  adopted_on TEXT NOT NULL DEFAULT '',
  checksum   TEXT NOT NULL,
  loaded_at  DATETIME NOT NULL,
  PRIMARY KEY (version, language)
);

CREATE TABLE moderators (
  id              TEXT PRIMARY KEY,
  email           TEXT NOT NULL,
  email_key       TEXT NOT NULL UNIQUE,
  name            TEXT NOT NULL,
  role            TEXT NOT NULL CHECK (role IN ('viewer', 'moderator', 'administrator')),
  language        TEXT NOT NULL, -- of mails to the moderator
  password_hash   TEXT NOT NULL DEFAULT '',
  created_at      DATETIME NOT NULL,
  disabled_at     DATETIME,
  last_sign_in_at DATETIME
);

CREATE TABLE signatories (
  id                  TEXT PRIMARY KEY,
  slug                TEXT NOT NULL UNIQUE,
  kind                TEXT NOT NULL CHECK (kind IN ('region', 'city', 'association', 'organisation', 'individual')),
  country             TEXT NOT NULL,
  name                TEXT NOT NULL,
  search_key          TEXT NOT NULL,
  territory_id        TEXT REFERENCES territories (id),
  website             TEXT NOT NULL DEFAULT '',
  website_domain      TEXT NOT NULL DEFAULT '',
  statement           TEXT NOT NULL DEFAULT '',
  statement_language  TEXT NOT NULL DEFAULT '',
  representative_name TEXT NOT NULL DEFAULT '', -- only with consent
  since               DATETIME NOT NULL,
  updated_at          DATETIME NOT NULL,
  hidden_at           DATETIME
);
CREATE INDEX signatories_newest ON signatories (since DESC, id DESC) WHERE hidden_at IS NULL;
CREATE INDEX signatories_name ON signatories (search_key, id) WHERE hidden_at IS NULL;
CREATE INDEX signatories_kind_newest ON signatories (kind, since DESC, id DESC) WHERE hidden_at IS NULL;
CREATE INDEX signatories_kind_name ON signatories (kind, search_key, id) WHERE hidden_at IS NULL;
CREATE INDEX signatories_country_newest ON signatories (country, since DESC, id DESC) WHERE hidden_at IS NULL;
CREATE INDEX signatories_country_name ON signatories (country, search_key, id) WHERE hidden_at IS NULL;
CREATE INDEX signatories_country_kind_newest ON signatories (country, kind, since DESC, id DESC) WHERE hidden_at IS NULL;
CREATE INDEX signatories_country_kind_name ON signatories (country, kind, search_key, id) WHERE hidden_at IS NULL;
CREATE INDEX signatories_territory ON signatories (territory_id) WHERE hidden_at IS NULL;

CREATE TABLE signatory_associations (
  signatory_id TEXT NOT NULL REFERENCES signatories (id) ON DELETE CASCADE,
  association  TEXT NOT NULL,
  PRIMARY KEY (signatory_id, association)
) WITHOUT ROWID;
CREATE INDEX signatory_associations_association ON signatory_associations (association, signatory_id);

CREATE TABLE signatory_declarations (
  signatory_id TEXT NOT NULL REFERENCES signatories (id) ON DELETE CASCADE,
  version      TEXT NOT NULL,
  signed_at    DATETIME NOT NULL,
  PRIMARY KEY (signatory_id, version)
) WITHOUT ROWID;
CREATE INDEX signatory_declarations_version ON signatory_declarations (version, signatory_id);

CREATE TABLE pledges (
  id                      TEXT PRIMARY KEY,
  state                   TEXT NOT NULL CHECK (state IN ('unconfirmed', 'waiting', 'needs_info', 'parked',
                                                         'approved', 'refused', 'withdrawn', 'taken_down')),
  suspected_reasons       TEXT NOT NULL DEFAULT '', -- comma-separated; not empty: suspected
  kind                    TEXT NOT NULL CHECK (kind IN ('region', 'city', 'association', 'organisation', 'individual')),
  country                 TEXT NOT NULL,
  body                    TEXT NOT NULL,
  body_key                TEXT NOT NULL,
  territory_id            TEXT REFERENCES territories (id),
  territory_match         TEXT NOT NULL DEFAULT '' CHECK (territory_match IN ('', 'chosen', 'exact')),
  website                 TEXT NOT NULL DEFAULT '',
  website_domain          TEXT NOT NULL DEFAULT '',
  representative_name     TEXT NOT NULL,
  representative_function TEXT NOT NULL,
  email                   TEXT NOT NULL,
  email_key               TEXT NOT NULL,
  email_domain            TEXT NOT NULL,
  statement               TEXT NOT NULL DEFAULT '',
  consent_name            BOOLEAN NOT NULL,
  consent_news            BOOLEAN NOT NULL,
  language                TEXT NOT NULL,
  declaration_version     TEXT NOT NULL,
  declaration_language    TEXT NOT NULL,
  client_ip               TEXT NOT NULL DEFAULT '',
  submitted_at            DATETIME NOT NULL,
  confirmed_at            DATETIME,
  decided_at              DATETIME,
  decided_by              TEXT REFERENCES moderators (id),
  reason                  TEXT NOT NULL DEFAULT '',
  reason_text             TEXT NOT NULL DEFAULT '',
  signatory_id            TEXT REFERENCES signatories (id),
  FOREIGN KEY (declaration_version, declaration_language) REFERENCES declarations (version, language)
);
-- One live pledge per address, kind, country, body and declaration version; individuals one per address.
CREATE UNIQUE INDEX pledges_live ON pledges (email_key, kind, country, body_key, declaration_version)
  WHERE state IN ('unconfirmed', 'waiting', 'needs_info', 'parked', 'approved') AND kind <> 'individual';
CREATE UNIQUE INDEX pledges_live_individual ON pledges (email_key)
  WHERE state IN ('unconfirmed', 'waiting', 'needs_info', 'parked', 'approved') AND kind = 'individual';
CREATE INDEX pledges_email ON pledges (email_key);
CREATE INDEX pledges_body ON pledges (country, body_key);
CREATE INDEX pledges_queue ON pledges (state, confirmed_at, id);
CREATE INDEX pledges_submitted ON pledges (state, submitted_at);
CREATE INDEX pledges_signatory ON pledges (signatory_id) WHERE signatory_id IS NOT NULL;
CREATE INDEX pledges_client_ip ON pledges (submitted_at) WHERE client_ip <> '';

CREATE TABLE pledge_associations (
  pledge_id   TEXT NOT NULL REFERENCES pledges (id) ON DELETE CASCADE,
  association TEXT NOT NULL,
  PRIMARY KEY (pledge_id, association)
) WITHOUT ROWID;

-- Evidence of what was declared and consented to, under which notice.
CREATE TABLE consents (
  pledge_id      TEXT NOT NULL REFERENCES pledges (id) ON DELETE CASCADE,
  purpose        TEXT NOT NULL CHECK (purpose IN ('authorised', 'publish_name', 'news')),
  notice_version TEXT NOT NULL,
  language       TEXT NOT NULL,
  given_at       DATETIME NOT NULL,
  PRIMARY KEY (pledge_id, purpose)
) WITHOUT ROWID;

-- Secrets are never stored: hash is the SHA-256 of the token, code_hash of token hash and code.
CREATE TABLE tokens (
  hash         BLOB PRIMARY KEY,
  purpose      TEXT NOT NULL CHECK (purpose IN ('confirmation', 'invitation', 'first_administrator')),
  pledge_id    TEXT REFERENCES pledges (id) ON DELETE CASCADE,
  moderator_id TEXT REFERENCES moderators (id) ON DELETE CASCADE,
  code_hash    BLOB,
  created_at   DATETIME NOT NULL,
  expires_at   DATETIME NOT NULL
);
CREATE INDEX tokens_pledge ON tokens (pledge_id) WHERE pledge_id IS NOT NULL;
CREATE INDEX tokens_moderator ON tokens (moderator_id) WHERE moderator_id IS NOT NULL;
CREATE INDEX tokens_expiry ON tokens (expires_at);

-- What the browser holds after submitting. The row is the same whether a pledge
-- waits for its code or not, so that the page reveals nothing.
CREATE TABLE receipts (
  hash       BLOB PRIMARY KEY,
  pledge_id  TEXT NOT NULL REFERENCES pledges (id) ON DELETE CASCADE,
  email      TEXT NOT NULL,
  language   TEXT NOT NULL,
  tries      INTEGER NOT NULL DEFAULT 0,
  expires_at DATETIME NOT NULL
);
CREATE INDEX receipts_pledge ON receipts (pledge_id);
CREATE INDEX receipts_expiry ON receipts (expires_at);

-- AUTOINCREMENT: an id that a worker remembers is never given again.
CREATE TABLE outbox (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  reference     TEXT NOT NULL UNIQUE,
  kind          TEXT NOT NULL,
  pledge_id     TEXT REFERENCES pledges (id) ON DELETE CASCADE,
  moderator_id  TEXT REFERENCES moderators (id) ON DELETE CASCADE,
  language      TEXT NOT NULL,
  due_at        DATETIME NOT NULL,
  attempts      INTEGER NOT NULL DEFAULT 0,
  claim         TEXT NOT NULL DEFAULT '',
  claimed_until DATETIME,
  sent_at       DATETIME,
  parked_at     DATETIME,
  last_error    TEXT NOT NULL DEFAULT '',
  created_at    DATETIME NOT NULL
);
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE sent_at IS NULL AND parked_at IS NULL;
CREATE INDEX outbox_parked ON outbox (parked_at) WHERE parked_at IS NOT NULL;
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX outbox_pledge ON outbox (pledge_id, created_at) WHERE pledge_id IS NOT NULL;
CREATE INDEX outbox_moderator ON outbox (moderator_id) WHERE moderator_id IS NOT NULL;

CREATE TABLE sessions (
  hash       BLOB PRIMARY KEY,
  data       BLOB NOT NULL,
  expires_at DATETIME NOT NULL
);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Append-only and chained: hash covers the row and the hash of the row before it. What may be
-- erased one day (name, detail) is covered by a salted digest, which stays when both are blanked.
CREATE TABLE audit (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at         DATETIME NOT NULL,
  actor      TEXT NOT NULL CHECK (actor IN ('moderator', 'representative', 'system')),
  actor_id   TEXT NOT NULL DEFAULT '',
  actor_name TEXT NOT NULL DEFAULT '',
  action     TEXT NOT NULL,
  pledge_id  TEXT NOT NULL DEFAULT '',
  detail     TEXT NOT NULL DEFAULT '',
  salt       BLOB, -- NULL once the words are erased
  words      BLOB NOT NULL, -- digest of salt, name and detail
  previous   BLOB NOT NULL, -- hash of the row before
  hash       BLOB NOT NULL
);
-- The end of the chain: rows cut off at its end would not be missed otherwise.
CREATE TABLE audit_head (
  id   INTEGER NOT NULL,
  hash BLOB NOT NULL
);
INSERT INTO audit_head (id, hash) VALUES (0, x'');
CREATE INDEX audit_pledge ON audit (pledge_id, id) WHERE pledge_id <> '';

-- GCRA: when the next request of this key would conform, in Unix microseconds.
CREATE TABLE limits (
  key         TEXT PRIMARY KEY,
  conforms_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX limits_conforms_at ON limits (conforms_at);

-- +goose Down
DROP TABLE limits;
DROP TABLE audit_head;
DROP TABLE audit;
DROP TABLE sessions;
DROP TABLE outbox;
DROP TABLE receipts;
DROP TABLE tokens;
DROP TABLE consents;
DROP TABLE pledge_associations;
DROP TABLE pledges;
DROP TABLE signatory_declarations;
DROP TABLE signatory_associations;
DROP TABLE signatories;
DROP TABLE moderators;
DROP TABLE declarations;
DROP TABLE public_version;
DROP TABLE settings;
