-- +goose Up

-- Where a signatory comes from: a pledge, or a list of existing signatories.
ALTER TABLE signatories ADD COLUMN origin TEXT NOT NULL DEFAULT 'pledge' CHECK (origin IN ('pledge', 'import'));

-- One file of existing signatories on its way to the wall. It is worked on in batches; cursor says how far.
CREATE TABLE imports (
  id          TEXT PRIMARY KEY,
  file_name   TEXT NOT NULL,
  digest      TEXT NOT NULL DEFAULT '', -- SHA-256 of the file, hexadecimal
  size        INTEGER NOT NULL DEFAULT 0, -- bytes
  state       TEXT NOT NULL CHECK (state IN ('uploading', 'uploaded', 'checking', 'checked', 'running', 'done',
                                             'undoing', 'undone')),
  fault       TEXT NOT NULL DEFAULT '', -- why the last check ended early
  columns     TEXT NOT NULL DEFAULT '', -- JSON: which column holds what
  kind        TEXT NOT NULL DEFAULT '', -- of rows that do not say
  country     TEXT NOT NULL DEFAULT '',
  declaration TEXT NOT NULL DEFAULT '',
  likely      TEXT NOT NULL DEFAULT 'skip' CHECK (likely IN ('skip', 'create', 'further')),
  cursor      INTEGER NOT NULL DEFAULT 0, -- the last row that the state has dealt with
  total       INTEGER NOT NULL DEFAULT 0, -- rows in the file; 0: not counted yet
  rows_read   INTEGER NOT NULL DEFAULT 0,
  created_at  DATETIME NOT NULL,
  created_by  TEXT REFERENCES moderators (id),
  touched_at  DATETIME NOT NULL, -- the last progress
  finished_at DATETIME,
  erased_at   DATETIME -- names and texts of its rows are gone
);
CREATE INDEX imports_state ON imports (state, touched_at);
CREATE INDEX imports_digest ON imports (digest);

-- The file itself, in parts, until its rows are on their way.
CREATE TABLE import_parts (
  import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  part      INTEGER NOT NULL,
  content   BLOB NOT NULL,
  PRIMARY KEY (import_id, part)
);

-- What became of each row of the file. Those with the outcome created or added support their signatory as an
-- approved pledge does: website, declaration and associations are gathered from here as well.
CREATE TABLE import_rows (
  import_id      TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  line           INTEGER NOT NULL,
  decision       TEXT NOT NULL CHECK (decision IN ('create', 'further', 'likely', 'skip', 'refuse')),
  outcome        TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'created', 'added', 'skipped', 'refused', 'kept',
                                                             'undone')),
  problem        TEXT NOT NULL DEFAULT '',
  value          TEXT NOT NULL DEFAULT '', -- what the file says, where that is the problem
  notes          TEXT NOT NULL DEFAULT '',
  name           TEXT NOT NULL DEFAULT '',
  kind           TEXT NOT NULL DEFAULT '',
  country        TEXT NOT NULL DEFAULT '',
  search_key     TEXT NOT NULL DEFAULT '',
  same_key       TEXT NOT NULL DEFAULT '', -- equal for rows of one body
  territory_id   TEXT REFERENCES territories (id),
  website        TEXT NOT NULL DEFAULT '',
  website_domain TEXT NOT NULL DEFAULT '',
  declaration    TEXT NOT NULL DEFAULT '',
  associations   TEXT NOT NULL DEFAULT '', -- comma-separated
  signed_at      DATETIME,
  signatory_id   TEXT, -- found, created or added to; not a reference: it may be gone
  other_line     INTEGER NOT NULL DEFAULT 0, -- the row of the same file that is, or may be, the same body
  similarity     INTEGER NOT NULL DEFAULT 0,
  reasons        TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (import_id, line)
) WITHOUT ROWID;
CREATE INDEX import_rows_same ON import_rows (import_id, same_key, line) WHERE same_key <> '';
CREATE INDEX import_rows_decision ON import_rows (import_id, decision, outcome, line);
CREATE INDEX import_rows_signatory ON import_rows (signatory_id) WHERE signatory_id IS NOT NULL;

-- +goose Down
DROP TABLE import_rows;
DROP TABLE import_parts;
DROP TABLE imports;
ALTER TABLE signatories DROP COLUMN origin;
