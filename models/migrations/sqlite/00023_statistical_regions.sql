-- +goose Up

-- Statistical regions (NUTS) with their outlines, where the operator has imported them: the map draws them.
CREATE TABLE statistical_regions (
  code         TEXT PRIMARY KEY,           -- "LV" at level 0, "LV00" at level 2
  level        INTEGER NOT NULL CHECK (level IN (0, 2)),
  country      TEXT NOT NULL,
  name         TEXT NOT NULL,
  outline      TEXT NOT NULL,              -- an SVG path: in the frame of the map, or in that of its own inset
  inset_width  INTEGER NOT NULL DEFAULT 0, -- 0: it lies on the map
  inset_height INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- Which of them a territory of the register lies in, or holds the most of.
CREATE TABLE territory_statistical_regions (
  territory_id TEXT NOT NULL REFERENCES territories (id),
  code         TEXT NOT NULL REFERENCES statistical_regions (code),
  holds_most   BOOLEAN NOT NULL, -- most of the region's people live in the territory
  PRIMARY KEY (territory_id, code)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE territory_statistical_regions;
DROP TABLE statistical_regions;
