-- +goose Up

-- Totals per state and kind, and waiting times, without reading the pledges themselves; and the queue of one kind.
CREATE INDEX pledges_kind ON pledges (state, kind, confirmed_at, id, suspected_reasons);
-- What happened per day.
CREATE INDEX pledges_submitted_day ON pledges (submitted_at);
CREATE INDEX pledges_confirmed_day ON pledges (confirmed_at) WHERE confirmed_at IS NOT NULL;
CREATE INDEX pledges_decided_day ON pledges (decided_at) WHERE decided_at IS NOT NULL;

-- +goose Down
DROP INDEX pledges_decided_day;
DROP INDEX pledges_confirmed_day;
DROP INDEX pledges_submitted_day;
DROP INDEX pledges_kind;
