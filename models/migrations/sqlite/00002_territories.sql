-- +goose Up

-- The register: countries, regions, provinces, places. Rows are never deleted,
-- because pledges and signatories refer to them.
CREATE TABLE territories (
  id              TEXT PRIMARY KEY,
  level           TEXT NOT NULL CHECK (level IN ('country', 'region', 'province', 'place')),
  local_authority BOOLEAN NOT NULL, -- may sign as a city: a place, or a region or province that is a municipality
  name            TEXT NOT NULL,
  country         TEXT NOT NULL,
  parent_id       TEXT REFERENCES territories (id),
  population      INTEGER NOT NULL DEFAULT 0, -- 0: unknown
  rank_weight     INTEGER NOT NULL DEFAULT 0, -- orders suggestions; for regions the sum of the places' populations
  lat             REAL NOT NULL,
  lon             REAL NOT NULL,
  source          TEXT NOT NULL -- who keeps the row up to date: 'register' or an operator's import
) WITHOUT ROWID;

-- What a territory is found by. The whole table is its primary key's index, so
-- that a search reads one range of it and nothing else.
CREATE TABLE territory_names (
  key          TEXT NOT NULL,    -- folded
  territory_id TEXT NOT NULL REFERENCES territories (id),
  part         INTEGER NOT NULL, -- 0: its own name, 1: a further name, 2: the end of one from a later word on
  country      TEXT NOT NULL,    -- from here on a copy of the territory's
  kinds        INTEGER NOT NULL, -- 1: may sign as a region, 2: as a city
  rank_weight  INTEGER NOT NULL,
  PRIMARY KEY (key, territory_id)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE territory_names;
DROP TABLE territories;
