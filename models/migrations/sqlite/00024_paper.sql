-- +goose Up

-- How the bodies of a list joined: a list of existing signatories, on paper, or through an association that adheres
-- for its members.
ALTER TABLE imports ADD COLUMN origin TEXT NOT NULL DEFAULT 'import' CHECK (origin IN ('import', 'paper', 'collective'));
ALTER TABLE imports ADD COLUMN through TEXT NOT NULL DEFAULT '';   -- the association
ALTER TABLE imports ADD COLUMN reference TEXT NOT NULL DEFAULT ''; -- where the signed sheets are kept

-- The same column with two more values: the first had them fixed.
ALTER TABLE signatories ADD COLUMN came TEXT NOT NULL DEFAULT 'pledge'
  CHECK (came IN ('pledge', 'import', 'paper', 'collective'));
UPDATE signatories SET came = origin;
ALTER TABLE signatories DROP COLUMN origin;
ALTER TABLE signatories RENAME COLUMN came TO origin;
ALTER TABLE signatories ADD COLUMN through TEXT NOT NULL DEFAULT ''; -- the association, of a collective pledge

-- +goose Down
ALTER TABLE signatories DROP COLUMN through;
ALTER TABLE signatories ADD COLUMN came TEXT NOT NULL DEFAULT 'pledge' CHECK (came IN ('pledge', 'import'));
UPDATE signatories SET came = CASE origin WHEN 'pledge' THEN 'pledge' ELSE 'import' END;
ALTER TABLE signatories DROP COLUMN origin;
ALTER TABLE signatories RENAME COLUMN came TO origin;
ALTER TABLE imports DROP COLUMN reference;
ALTER TABLE imports DROP COLUMN through;
ALTER TABLE imports DROP COLUMN origin;
