package models

import (
	"context"
	"fmt"
)

// actionAssign in the audit trail has the id of who looks after the pledge from then on; empty: nobody.
const actionAssign = "pledge.assign"

// Assign makes a moderator look after a pledge; an empty id makes it nobody. Anybody may still decide it. It returns
// FieldErrors where the account decides nothing or is disabled, or errors as Approve does.
func (s *Store) Assign(ctx context.Context, by Moderator, seen Seen, to string) error {
	return s.write(ctx, "assign pledge", func(t *transaction) error {
		if _, err := t.seen(by, seen); err != nil {
			return err
		}
		var assignee *string
		if to != "" {
			row, err := findModerator(t.db, to)
			if err != nil || row.DisabledAt != nil || row.Role == RoleViewer {
				return FieldErrors{"assigned": "unknown"}
			}
			assignee = &row.ID
		}
		changed := t.db.Model(&pledgeRow{}).Where("id = ? AND assigned_to IS NOT ?", seen.ID, assignee).
			Update("assigned_to", assignee)
		if changed.Error != nil {
			return fmt.Errorf("assign pledge %s: %w", seen.ID, changed.Error)
		}
		if changed.RowsAffected == 0 {
			return nil
		}
		return t.audit(byModerator(by), actionAssign, seen.ID, to)
	})
}
