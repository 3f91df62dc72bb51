-- +goose Up

-- The same words once more. The ends of a name differ in length: nothing has to be compared to find them distinct.
DROP TRIGGER pledge_words_insert;
DROP TRIGGER pledge_words_update;
-- +goose StatementBegin
CREATE TRIGGER pledge_words_insert AFTER INSERT ON pledges WHEN NEW.body_key <> '' BEGIN
  INSERT INTO pledge_words (key, pledge_id)
    SELECT key, NEW.id FROM (
      WITH RECURSIVE ends (key) AS (
        SELECT NEW.body_key
        UNION ALL SELECT substr(key, instr(key, ' ') + 1) FROM ends WHERE instr(key, ' ') > 0)
      SELECT key FROM ends);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER pledge_words_update AFTER UPDATE OF body_key ON pledges WHEN NEW.body_key <> OLD.body_key BEGIN
  DELETE FROM pledge_words WHERE pledge_id = NEW.id;
  INSERT INTO pledge_words (key, pledge_id)
    SELECT key, NEW.id FROM (
      WITH RECURSIVE ends (key) AS (
        SELECT NEW.body_key WHERE NEW.body_key <> ''
        UNION ALL SELECT substr(key, instr(key, ' ') + 1) FROM ends WHERE instr(key, ' ') > 0)
      SELECT key FROM ends);
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER pledge_words_update;
DROP TRIGGER pledge_words_insert;
-- +goose StatementBegin
CREATE TRIGGER pledge_words_insert AFTER INSERT ON pledges WHEN NEW.body_key <> '' BEGIN
  INSERT INTO pledge_words (key, pledge_id)
    SELECT key, NEW.id FROM (
      WITH RECURSIVE ends (key) AS (
        SELECT NEW.body_key
        UNION SELECT substr(key, instr(key, ' ') + 1) FROM ends WHERE instr(key, ' ') > 0)
      SELECT key FROM ends);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER pledge_words_update AFTER UPDATE OF body_key ON pledges WHEN NEW.body_key <> OLD.body_key BEGIN
  DELETE FROM pledge_words WHERE pledge_id = NEW.id;
  INSERT INTO pledge_words (key, pledge_id)
    SELECT key, NEW.id FROM (
      WITH RECURSIVE ends (key) AS (
        SELECT NEW.body_key WHERE NEW.body_key <> ''
        UNION SELECT substr(key, instr(key, ' ') + 1) FROM ends WHERE instr(key, ' ') > 0)
      SELECT key FROM ends);
END;
-- +goose StatementEnd
