package models

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// ErrSecondModerator says that a second, different moderator has to approve the pledge.
var ErrSecondModerator = errors.New("another moderator has to approve too")

// The changes of a first approval in the audit trail. The pledge stays waiting.
const (
	actionApproveFirst  = "pledge.approve_first"
	actionTakeBackFirst = "pledge.take_back_first"
)

// needsTwo reports whether pledges of a kind are approved by two moderators.
func (s *Store) needsTwo(kind Kind) bool { return slices.Contains(s.Settings().TwoPersonKinds, kind) }

// countSecond counts the pledges of the ordinary queue that a second moderator has to approve.
func (s *Store) countSecond(db *gorm.DB, scope Scope) (int, error) {
	kinds := s.Settings().TwoPersonKinds
	if len(kinds) == 0 {
		return 0, nil
	}
	var count int64
	waiting := queueQuery{QueueFilter: QueueFilter{State: StateWaiting, Second: true, Scope: scope}}
	if err := waiting.where(db).Where("pledges.kind IN ?", kinds).Count(&count).Error; err != nil {
		return 0, fmt.Errorf("count pledges that need a second approval: %w", err)
	}
	return int(count), nil
}

// approvedFirst notes a first approval where the pledge needs two and has none, and reports whether that was all
// there is to do. It returns ErrSecondModerator where the first approval is this moderator's own.
func (s *Store) approvedFirst(t *transaction, by Moderator, pledge pledgeRow) (bool, error) {
	if pledge.State != StateWaiting || by.ID == "" || !s.needsTwo(pledge.Kind) {
		return false, nil
	}
	if pledge.FirstApprovedBy != nil {
		if *pledge.FirstApprovedBy == by.ID {
			return false, fmt.Errorf("pledge %s: %w", pledge.ID, ErrSecondModerator)
		}
		return false, nil
	}
	err := t.db.Model(&pledgeRow{}).Where("id = ?", pledge.ID).Updates(map[string]any{
		"first_approved_by": by.ID, "first_approved_at": t.now, "version": gorm.Expr("version + 1"),
	}).Error
	if err != nil {
		return false, fmt.Errorf("note the first approval of pledge %s: %w", pledge.ID, err)
	}
	if err := t.endClaims("pledge_id = ?", pledge.ID); err != nil { // the pledge is for a colleague now
		return false, err
	}
	return true, t.audit(byModerator(by), actionApproveFirst, pledge.ID, "")
}

// TakeBackFirstApproval takes a first approval back; who gave it may do so, and administrators. It returns a
// *DecidedError where there is none, ErrNotDecider, or errors as Approve does.
func (s *Store) TakeBackFirstApproval(ctx context.Context, by Moderator, seen Seen) error {
	return s.write(ctx, "take back first approval", func(t *transaction) error {
		pledge, err := t.seen(by, seen)
		if err != nil {
			return err
		}
		if pledge.State != StateWaiting || pledge.FirstApprovedBy == nil {
			return t.refuseMove(pledge)
		}
		if by.Role != RoleAdministrator && *pledge.FirstApprovedBy != by.ID {
			return fmt.Errorf("pledge %s: %w", seen.ID, ErrNotDecider)
		}
		columns := noFirstApproval()
		columns["version"] = gorm.Expr("version + 1")
		if err := t.db.Model(&pledgeRow{}).Where("id = ?", pledge.ID).Updates(columns).Error; err != nil {
			return fmt.Errorf("take back the first approval of pledge %s: %w", pledge.ID, err)
		}
		return t.audit(byModerator(by), actionTakeBackFirst, pledge.ID, "")
	})
}

// noFirstApproval are the columns of a pledge that nobody has approved. Whatever changes what a moderator would
// approve writes them too.
func noFirstApproval() map[string]any {
	return map[string]any{"first_approved_by": nil, "first_approved_at": nil}
}
