-- +goose Up

-- What happened per day, in UTC. It outlives the pledges it counted: those never confirmed are deleted.
CREATE TABLE daily_counts (
  day   TEXT NOT NULL,
  what  TEXT NOT NULL CHECK (what IN ('received')),
  count INTEGER NOT NULL,
  PRIMARY KEY (day, what)
) WITHOUT ROWID;
INSERT INTO daily_counts (day, what, count)
  SELECT substr(submitted_at, 1, 10), 'received', count(*) FROM pledges GROUP BY substr(submitted_at, 1, 10);

-- The transparency page: what became of the confirmed pledges, and when they were first decided.
CREATE INDEX pledges_reports ON pledges (state, reason, suspected_reasons, confirmed_at)
  WHERE confirmed_at IS NOT NULL AND NOT hidden_from_reports;
CREATE INDEX pledges_hidden ON pledges (submitted_at) WHERE hidden_from_reports;
CREATE INDEX audit_decisions ON audit (pledge_id, at)
  WHERE action IN ('pledge.approve', 'pledge.refuse') AND actor = 'moderator';

-- +goose Down
DROP INDEX audit_decisions;
DROP INDEX pledges_hidden;
DROP INDEX pledges_reports;
DROP TABLE daily_counts;
