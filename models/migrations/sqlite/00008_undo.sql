-- +goose Up

-- Who works on a pledge just now, so that two moderators do not do the same work.
CREATE TABLE claims (
  pledge_id    TEXT PRIMARY KEY REFERENCES pledges (id) ON DELETE CASCADE,
  moderator_id TEXT NOT NULL REFERENCES moderators (id) ON DELETE CASCADE,
  since        DATETIME NOT NULL,
  until        DATETIME NOT NULL -- ends by itself then
) WITHOUT ROWID;
CREATE INDEX claims_moderator ON claims (moderator_id);
CREATE INDEX claims_until ON claims (until);

-- The first of two approvals, where the kind of the body needs two.
ALTER TABLE pledges ADD COLUMN first_approved_by TEXT REFERENCES moderators (id);
ALTER TABLE pledges ADD COLUMN first_approved_at DATETIME;
CREATE INDEX pledges_first_approved ON pledges (state, confirmed_at, id) WHERE first_approved_by IS NOT NULL;
-- Finds members with the same web site, for the verdict in the queue.
CREATE INDEX signatories_by_domain ON signatories (country, website_domain) WHERE website_domain <> '';

-- +goose Down
DROP INDEX signatories_by_domain;
DROP INDEX pledges_first_approved;
ALTER TABLE pledges DROP COLUMN first_approved_at;
ALTER TABLE pledges DROP COLUMN first_approved_by;
DROP TABLE claims;
