-- +goose Up

-- What moderators write about a pledge: one text, shared by the team.
CREATE TABLE pledge_notes (
  pledge_id  TEXT PRIMARY KEY REFERENCES pledges (id) ON DELETE CASCADE,
  text       TEXT NOT NULL,
  version    INTEGER NOT NULL, -- rises with every change, so that of two who write at once none loses a word
  updated_at DATETIME NOT NULL,
  updated_by TEXT REFERENCES moderators (id)
) WITHOUT ROWID;

CREATE TABLE tags (
  id   TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  key  TEXT NOT NULL UNIQUE -- folded
) WITHOUT ROWID;
CREATE TABLE pledge_tags (
  pledge_id TEXT NOT NULL REFERENCES pledges (id) ON DELETE CASCADE,
  tag_id    TEXT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
  PRIMARY KEY (pledge_id, tag_id)
) WITHOUT ROWID;
CREATE INDEX pledge_tags_tag ON pledge_tags (tag_id, pledge_id);
-- A tag that no pledge bears is gone: its words may be somebody's name.
-- +goose StatementBegin
CREATE TRIGGER pledge_tags_unused AFTER DELETE ON pledge_tags BEGIN
  DELETE FROM tags WHERE id = OLD.tag_id AND NOT EXISTS (SELECT 1 FROM pledge_tags WHERE tag_id = OLD.tag_id);
END;
-- +goose StatementEnd

-- Who looks after a pledge.
ALTER TABLE pledges ADD COLUMN assigned_to TEXT REFERENCES moderators (id);
-- The address in 32 hexadecimal digits, IPv4 as ::ffff:0:0/96 (RFC 4291, 2.5.5.2): a network is a range of these.
ALTER TABLE pledges ADD COLUMN client_key TEXT NOT NULL DEFAULT '';
-- What the overview's news are counted from: the last sign-in but one, or a later "seen".
ALTER TABLE moderators ADD COLUMN hub_seen_at DATETIME;

-- How many pledges there are: kept with every change of a pledge, in its transaction, since counting them all takes
-- longer than showing a page of them.
CREATE TABLE pledge_totals (
  state     TEXT NOT NULL,
  kind      TEXT NOT NULL,
  country   TEXT NOT NULL,
  suspected BOOLEAN NOT NULL,
  hidden    BOOLEAN NOT NULL, -- from reports
  count     INTEGER NOT NULL,
  PRIMARY KEY (state, kind, country, suspected, hidden)
) WITHOUT ROWID;
INSERT INTO pledge_totals (state, kind, country, suspected, hidden, count)
  SELECT state, kind, country, suspected_reasons <> '', hidden_from_reports, count(*) FROM pledges GROUP BY 1, 2, 3, 4, 5;
-- +goose StatementBegin
CREATE TRIGGER pledge_totals_insert AFTER INSERT ON pledges BEGIN
  INSERT INTO pledge_totals (state, kind, country, suspected, hidden, count)
    VALUES (NEW.state, NEW.kind, NEW.country, NEW.suspected_reasons <> '', NEW.hidden_from_reports, 1)
    ON CONFLICT (state, kind, country, suspected, hidden) DO UPDATE SET count = count + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER pledge_totals_update AFTER UPDATE OF state, kind, country, suspected_reasons, hidden_from_reports ON pledges BEGIN
  UPDATE pledge_totals SET count = count - 1 WHERE state = OLD.state AND kind = OLD.kind
    AND country = OLD.country AND suspected = (OLD.suspected_reasons <> '') AND hidden = OLD.hidden_from_reports;
  INSERT INTO pledge_totals (state, kind, country, suspected, hidden, count)
    VALUES (NEW.state, NEW.kind, NEW.country, NEW.suspected_reasons <> '', NEW.hidden_from_reports, 1)
    ON CONFLICT (state, kind, country, suspected, hidden) DO UPDATE SET count = count + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER pledge_totals_delete AFTER DELETE ON pledges BEGIN
  UPDATE pledge_totals SET count = count - 1 WHERE state = OLD.state AND kind = OLD.kind
    AND country = OLD.country AND suspected = (OLD.suspected_reasons <> '') AND hidden = OLD.hidden_from_reports;
END;
-- +goose StatementEnd

-- What a body is found by: its folded name from each of its words on. Kept by the database, so that whatever changes
-- a name, and whatever erases it, changes and erases this too. Folded names have letters, digits and blanks only.
CREATE TABLE pledge_words (
  key       TEXT NOT NULL,
  pledge_id TEXT NOT NULL REFERENCES pledges (id) ON DELETE CASCADE,
  PRIMARY KEY (key, pledge_id)
) WITHOUT ROWID;
CREATE INDEX pledge_words_pledge ON pledge_words (pledge_id);
INSERT INTO pledge_words (key, pledge_id)
  SELECT DISTINCT substr(pledges.body_key, 1 + coalesce((
      SELECT sum(length(earlier.value) + 1) FROM json_each('["' || replace(pledges.body_key, ' ', '","') || '"]') AS earlier
      WHERE earlier.key < word.key), 0)), pledges.id
  FROM pledges, json_each('["' || replace(pledges.body_key, ' ', '","') || '"]') AS word WHERE word.value <> '';
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

-- The queue in its order, whole and by each filter; what another filter asks for stands behind, so that the pledges
-- that it leaves out are not read.
DROP INDEX pledges_queue;
DROP INDEX pledges_kind;
CREATE INDEX pledges_queue ON pledges
  (state, confirmed_at, id, suspected_reasons, kind, country, language, assigned_to, hidden_from_reports);
CREATE INDEX pledges_kind ON pledges
  (state, kind, confirmed_at, id, suspected_reasons, country, language, assigned_to);
CREATE INDEX pledges_country ON pledges
  (state, country, confirmed_at, id, suspected_reasons, kind, language, assigned_to);
CREATE INDEX pledges_language ON pledges
  (state, language, confirmed_at, id, suspected_reasons, kind, country, assigned_to);
CREATE INDEX pledges_assigned ON pledges
  (state, assigned_to, confirmed_at, id, suspected_reasons, kind, country, language);
CREATE INDEX pledges_suspected ON pledges
  (state, confirmed_at, id, kind, country, language, assigned_to) WHERE suspected_reasons <> '';
-- What a search finds pledges by.
CREATE INDEX pledges_client_key ON pledges (client_key) WHERE client_key <> '';
CREATE INDEX pledges_territory ON pledges (territory_id) WHERE territory_id IS NOT NULL;
CREATE INDEX pledges_email_domain ON pledges (email_domain);
-- What happened per day, without what is left out of reports.
DROP INDEX pledges_submitted_day;
DROP INDEX pledges_confirmed_day;
DROP INDEX pledges_decided_day;
CREATE INDEX pledges_submitted_day ON pledges (submitted_at, hidden_from_reports);
CREATE INDEX pledges_confirmed_day ON pledges (confirmed_at, hidden_from_reports) WHERE confirmed_at IS NOT NULL;
CREATE INDEX pledges_decided_day ON pledges (decided_at, hidden_from_reports) WHERE decided_at IS NOT NULL;

-- +goose Down
DROP INDEX pledges_decided_day;
DROP INDEX pledges_confirmed_day;
DROP INDEX pledges_submitted_day;
CREATE INDEX pledges_submitted_day ON pledges (submitted_at);
CREATE INDEX pledges_confirmed_day ON pledges (confirmed_at) WHERE confirmed_at IS NOT NULL;
CREATE INDEX pledges_decided_day ON pledges (decided_at) WHERE decided_at IS NOT NULL;
DROP INDEX pledges_email_domain;
DROP INDEX pledges_territory;
DROP INDEX pledges_client_key;
DROP INDEX pledges_suspected;
DROP INDEX pledges_assigned;
DROP INDEX pledges_language;
DROP INDEX pledges_country;
DROP INDEX pledges_kind;
DROP INDEX pledges_queue;
CREATE INDEX pledges_queue ON pledges (state, confirmed_at, id);
CREATE INDEX pledges_kind ON pledges (state, kind, confirmed_at, id, suspected_reasons);
DROP TRIGGER pledge_words_update;
DROP TRIGGER pledge_words_insert;
DROP TABLE pledge_words;
DROP TRIGGER pledge_totals_delete;
DROP TRIGGER pledge_totals_update;
DROP TRIGGER pledge_totals_insert;
DROP TABLE pledge_totals;
ALTER TABLE moderators DROP COLUMN hub_seen_at;
ALTER TABLE pledges DROP COLUMN client_key;
ALTER TABLE pledges DROP COLUMN assigned_to;
DROP TABLE pledge_tags;
DROP TABLE tags;
DROP TABLE pledge_notes;
