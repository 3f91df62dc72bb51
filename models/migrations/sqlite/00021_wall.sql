-- +goose Up

-- When each signatory last changed what the wall shows of it, as a number that rises; one that is gone keeps its row.
-- Kept by the database, so that whatever changes a signatory is seen by the index of the wall in memory.
CREATE TABLE wall_changes (
  signatory_id TEXT PRIMARY KEY,
  number       INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX wall_changes_number ON wall_changes (number);
INSERT INTO wall_changes (signatory_id, number) SELECT id, row_number() OVER (ORDER BY id) FROM signatories;

-- +goose StatementBegin
CREATE TRIGGER wall_changes_signatory_new AFTER INSERT ON signatories BEGIN
  INSERT INTO wall_changes (signatory_id, number)
    VALUES (NEW.id, (SELECT COALESCE(max(number), 0) + 1 FROM wall_changes))
    ON CONFLICT (signatory_id) DO UPDATE SET number = excluded.number;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER wall_changes_signatory_changed AFTER UPDATE ON signatories BEGIN
  INSERT INTO wall_changes (signatory_id, number)
    VALUES (NEW.id, (SELECT COALESCE(max(number), 0) + 1 FROM wall_changes))
    ON CONFLICT (signatory_id) DO UPDATE SET number = excluded.number;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER wall_changes_signatory_gone AFTER DELETE ON signatories BEGIN
  INSERT INTO wall_changes (signatory_id, number)
    VALUES (OLD.id, (SELECT COALESCE(max(number), 0) + 1 FROM wall_changes))
    ON CONFLICT (signatory_id) DO UPDATE SET number = excluded.number;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER wall_changes_association_new AFTER INSERT ON signatory_associations BEGIN
  INSERT INTO wall_changes (signatory_id, number)
    VALUES (NEW.signatory_id, (SELECT COALESCE(max(number), 0) + 1 FROM wall_changes))
    ON CONFLICT (signatory_id) DO UPDATE SET number = excluded.number;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER wall_changes_association_gone AFTER DELETE ON signatory_associations BEGIN
  INSERT INTO wall_changes (signatory_id, number)
    VALUES (OLD.signatory_id, (SELECT COALESCE(max(number), 0) + 1 FROM wall_changes))
    ON CONFLICT (signatory_id) DO UPDATE SET number = excluded.number;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER wall_changes_declaration_new AFTER INSERT ON signatory_declarations BEGIN
  INSERT INTO wall_changes (signatory_id, number)
    VALUES (NEW.signatory_id, (SELECT COALESCE(max(number), 0) + 1 FROM wall_changes))
    ON CONFLICT (signatory_id) DO UPDATE SET number = excluded.number;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER wall_changes_declaration_gone AFTER DELETE ON signatory_declarations BEGIN
  INSERT INTO wall_changes (signatory_id, number)
    VALUES (OLD.signatory_id, (SELECT COALESCE(max(number), 0) + 1 FROM wall_changes))
    ON CONFLICT (signatory_id) DO UPDATE SET number = excluded.number;
END;
-- +goose StatementEnd

-- The names of one territory; the ends of names (part 2) are not among them.
CREATE INDEX territory_names_of ON territory_names (territory_id) WHERE part < 2;

-- Filters, counts and orders come from the index in memory now.
DROP INDEX IF EXISTS signatories_newest;
DROP INDEX IF EXISTS signatories_name;
DROP INDEX IF EXISTS signatories_kind_newest;
DROP INDEX IF EXISTS signatories_kind_name;
DROP INDEX IF EXISTS signatories_country_newest;
DROP INDEX IF EXISTS signatories_country_name;
DROP INDEX IF EXISTS signatories_country_kind_newest;
DROP INDEX IF EXISTS signatories_country_kind_name;

-- +goose Down
CREATE INDEX signatories_newest ON signatories (since DESC, id DESC) WHERE hidden_at IS NULL;
CREATE INDEX signatories_name ON signatories (search_key, id) WHERE hidden_at IS NULL;
CREATE INDEX signatories_kind_newest ON signatories (kind, since DESC, id DESC) WHERE hidden_at IS NULL;
CREATE INDEX signatories_kind_name ON signatories (kind, search_key, id) WHERE hidden_at IS NULL;
CREATE INDEX signatories_country_newest ON signatories (country, since DESC, id DESC) WHERE hidden_at IS NULL;
CREATE INDEX signatories_country_name ON signatories (country, search_key, id) WHERE hidden_at IS NULL;
CREATE INDEX signatories_country_kind_newest ON signatories (country, kind, since DESC, id DESC) WHERE hidden_at IS NULL;
CREATE INDEX signatories_country_kind_name ON signatories (country, kind, search_key, id) WHERE hidden_at IS NULL;
DROP INDEX territory_names_of;
DROP TRIGGER wall_changes_declaration_gone;
DROP TRIGGER wall_changes_declaration_new;
DROP TRIGGER wall_changes_association_gone;
DROP TRIGGER wall_changes_association_new;
DROP TRIGGER wall_changes_signatory_gone;
DROP TRIGGER wall_changes_signatory_changed;
DROP TRIGGER wall_changes_signatory_new;
DROP TABLE wall_changes;
