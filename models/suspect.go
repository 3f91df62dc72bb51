package models

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// The changes of the mark "suspected", which stands beside the state, in the audit trail.
const (
	actionFlag   = "pledge.flag"
	actionUnflag = "pledge.unflag"
)

// undecided are the states in which the mark "suspected" means something.
func undecided() []State { return []State{StateWaiting, StateNeedsInfo, StateParked} }

// Flag marks an undecided pledge as suspected by a moderator: it leaves the ordinary queue, and
// nobody outside hears of it. Where it is marked already it returns a *DecidedError, else errors
// as Approve does.
func (s *Store) Flag(ctx context.Context, by Moderator, seen Seen) error {
	return s.write(ctx, "flag pledge", func(t *transaction) error {
		if _, err := t.seen(by, seen); err != nil {
			return err
		}
		flagged := t.db.Model(&pledgeRow{}).
			Where("id = ? AND state IN ? AND suspected_reasons = ''", seen.ID, undecided()).
			Updates(marked(suspectModerator))
		if err := t.checkMark(flagged, seen.ID); err != nil {
			return err
		}
		return t.audit(byModerator(by), actionFlag, seen.ID, suspectModerator)
	})
}

// Unflag clears the mark "suspected" with all its reasons. Where there is none it returns a
// *DecidedError, else errors as Approve does.
func (s *Store) Unflag(ctx context.Context, by Moderator, seen Seen) error {
	return s.write(ctx, "unflag pledge", func(t *transaction) error {
		before, err := t.seen(by, seen)
		if err != nil {
			return err
		}
		cleared := t.db.Model(&pledgeRow{}).
			Where("id = ? AND state IN ? AND suspected_reasons <> ''", seen.ID, undecided()).
			Updates(marked(""))
		if err := t.checkMark(cleared, seen.ID); err != nil {
			return err
		}
		return t.audit(byModerator(by), actionUnflag, seen.ID, before.SuspectedReasons)
	})
}

// marked are the columns that a change of the mark writes.
func marked(reasons string) map[string]any {
	return map[string]any{"suspected_reasons": reasons, "version": gorm.Expr("version + 1")}
}

// checkMark explains why a mark was not changed; nil where it was.
func (t *transaction) checkMark(changed *gorm.DB, pledgeID string) error {
	if changed.Error != nil {
		return fmt.Errorf("mark pledge %s: %w", pledgeID, changed.Error)
	}
	if changed.RowsAffected > 0 {
		return nil
	}
	pledge, err := findPledge(t.db, pledgeID)
	if err != nil {
		return err
	}
	return t.refuseMove(pledge)
}
