-- +goose Up

-- A pledge that was taken down may be left out of reports too.
ALTER TABLE pledges ADD COLUMN hidden_from_reports BOOLEAN NOT NULL DEFAULT FALSE;
-- Finds the signatory of a body that signs again, hidden ones too.
CREATE INDEX signatories_body ON signatories (kind, country, search_key, territory_id);

-- +goose Down
DROP INDEX signatories_body;
ALTER TABLE pledges DROP COLUMN hidden_from_reports;
