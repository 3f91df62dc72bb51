-- +goose Up

-- What administrators did against attacks: pledges made invalid by a rule. All conditions that are given hold.
CREATE TABLE invalidations (
  id              TEXT PRIMARY KEY,
  state           TEXT NOT NULL CHECK (state IN ('queued', 'running', 'finished', 'cancelled', 'reversing', 'reversed')),
  email_domain    TEXT NOT NULL DEFAULT '', -- and what lies under it
  network         TEXT NOT NULL DEFAULT '', -- CIDR
  name_pattern    TEXT NOT NULL DEFAULT '',
  submitted_from  DATETIME,
  submitted_until DATETIME, -- NULL: all that were there when the rule was made
  with_approved   BOOLEAN NOT NULL,
  created_at      DATETIME NOT NULL,
  created_by      TEXT NOT NULL REFERENCES moderators (id),
  ended_at        DATETIME,
  reversed_by     TEXT REFERENCES moderators (id),
  matched         INTEGER NOT NULL, -- when the rule was made
  done            INTEGER NOT NULL DEFAULT 0,
  reinstated      INTEGER NOT NULL DEFAULT 0,
  cursor          TEXT NOT NULL DEFAULT '', -- the last pledge that was looked at
  erased_at       DATETIME -- when its conditions were
);
CREATE INDEX invalidations_unfinished ON invalidations (created_at) WHERE state IN ('queued', 'running', 'reversing');
CREATE INDEX invalidations_newest ON invalidations (created_at, id);

-- The stamp that a rule leaves on each pledge, with the state that the pledge had.
CREATE TABLE invalidated (
  invalidation_id TEXT NOT NULL REFERENCES invalidations (id),
  pledge_id       TEXT NOT NULL REFERENCES pledges (id) ON DELETE CASCADE,
  former_state    TEXT NOT NULL,
  dropped_mail    TEXT NOT NULL DEFAULT '', -- kind of the mail that had not left yet
  outcome         TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'reinstated', 'by_hand', 'changed', 'erased',
                                                              'signed_again')), -- empty: invalid
  PRIMARY KEY (invalidation_id, pledge_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX invalidated_now ON invalidated (pledge_id) WHERE outcome = '';
CREATE INDEX invalidated_pledge ON invalidated (pledge_id);
CREATE INDEX invalidated_open ON invalidated (invalidation_id, pledge_id) WHERE outcome = '';
CREATE INDEX invalidated_left ON invalidated (invalidation_id, pledge_id) WHERE outcome NOT IN ('', 'reinstated');

-- +goose Down
DROP TABLE invalidated;
DROP TABLE invalidations;
