-- +goose Up

-- The same words as before, found by cutting one off after the other. The earlier triggers parsed the name as JSON
-- once for each of its words, which took as long as the rest of storing a pledge.
DROP TRIGGER pledge_words_insert;
DROP TRIGGER pledge_words_update;
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

-- +goose Down
DROP TRIGGER pledge_words_update;
DROP TRIGGER pledge_words_insert;
-- +goose StatementBegin
CREATE TRIGGER pledge_words_insert AFTER INSERT ON pledges BEGIN
  INSERT INTO pledge_words (key, pledge_id)
    SELECT DISTINCT substr(NEW.body_key, 1 + coalesce((
        SELECT sum(length(earlier.value) + 1)
        FROM json_each('["' || replace(NEW.body_key, ' ', '","') || '"]') AS earlier
        WHERE earlier.key < word.key), 0)), NEW.id
    FROM json_each('["' || replace(NEW.body_key, ' ', '","') || '"]') AS word WHERE word.value <> '';
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER pledge_words_update AFTER UPDATE OF body_key ON pledges WHEN NEW.body_key <> OLD.body_key BEGIN
  DELETE FROM pledge_words WHERE pledge_id = NEW.id;
  INSERT INTO pledge_words (key, pledge_id)
    SELECT DISTINCT substr(NEW.body_key, 1 + coalesce((
        SELECT sum(length(earlier.value) + 1)
        FROM json_each('["' || replace(NEW.body_key, ' ', '","') || '"]') AS earlier
        WHERE earlier.key < word.key), 0)), NEW.id
    FROM json_each('["' || replace(NEW.body_key, ' ', '","') || '"]') AS word WHERE word.value <> '';
END;
-- +goose StatementEnd
