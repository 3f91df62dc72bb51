-- +goose Up

-- The console's list of the audit trail, newest first: all of it, of one action, of one actor.
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_action ON audit (action, at, id);
CREATE INDEX audit_actor ON audit (actor, actor_id, at, id);

-- +goose Down
DROP INDEX audit_actor;
DROP INDEX audit_action;
DROP INDEX audit_at;
