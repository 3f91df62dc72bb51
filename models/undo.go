package models

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// Errors of Undo.
var (
	ErrTooLate    = errors.New("the mail about the decision has left")
	ErrNotDecider = errors.New("somebody else made the decision")
)

// Undo is a decision that can be taken back until its mail leaves.
type Undo struct {
	Seen
	Until time.Time
}

// undoable is what taking back a decision does: a move, and a mail that does not leave.
type undoable struct {
	move move
	mail MailKind
}

// undoOf says how the decision that led to a state is taken back; false where it is none that a mail tells of.
func undoOf(state State) (undoable, bool) {
	switch state {
	case StateApproved:
		return undoable{moveUndoApprove, MailApproved}, true
	case StateRefused:
		return undoable{moveUndoRefuse, MailRefused}, true
	case StateNeedsInfo:
		return undoable{moveUndoAsk, MailNeedsInfo}, true
	default:
		return undoable{}, false
	}
}

// mayUndo reports whether a moderator may take a decision back: who made it, and administrators. A question may be
// taken back by all, as each may recall it.
func mayUndo(by Moderator, pledge pledgeRow) bool {
	if pledge.State == StateNeedsInfo || by.Role == RoleAdministrator {
		return true
	}
	return pledge.DecidedBy != nil && *pledge.DecidedBy == by.ID
}

// stillHere are the mails about a decision that nobody has tried to send and that are not due yet. It is the mail
// that keeps the time: while it waits, its decision can be undone.
func stillHere(db *gorm.DB, pledgeID string, kind MailKind, now time.Time) *gorm.DB {
	return db.Model(&outboxRow{}).Where("pledge_id = ? AND kind = ? AND due_at > ?", pledgeID, kind, now).
		Where("sent_at IS NULL AND parked_at IS NULL AND claim = '' AND attempts = 0")
}

// Undoable returns the latest decision about a pledge if this moderator can still take it back; nil otherwise.
func (s *Store) Undoable(ctx context.Context, by Moderator, pledgeID string) (*Undo, error) {
	db := s.read.WithContext(ctx)
	pledge, err := findPledge(db, pledgeID)
	if err != nil {
		return nil, err
	}
	undo, known := undoOf(pledge.State)
	if !known || !mayUndo(by, pledge) || !by.Scope.Allows(pledge.Kind, pledge.Country) {
		return nil, nil //nolint:nilnil // nothing to take back is no fault
	}
	var due []time.Time
	err = stillHere(db, pledgeID, undo.mail, s.opts.Now().UTC()).Limit(1).Pluck("due_at", &due).Error
	if err != nil {
		return nil, fmt.Errorf("find the mail about the decision on pledge %s: %w", pledgeID, err)
	}
	if len(due) == 0 {
		return nil, nil //nolint:nilnil // as above
	}
	return &Undo{Seen: Seen{ID: pledge.ID, Version: pledge.Version}, Until: due[0]}, nil
}

// Undo takes the latest decision back while its mail has not left: the pledge waits as before, its mail is gone,
// and what it made public is off the wall. It returns ErrTooLate, ErrNotDecider, ErrOutOfScope, ErrNotFound, or a
// *DecidedError where there is no such decision or something else happened since.
func (s *Store) Undo(ctx context.Context, by Moderator, seen Seen) error {
	return s.write(ctx, "undo decision", func(t *transaction) error {
		decided, err := t.asSeen(by, seen)
		if err != nil {
			return err
		}
		undo, known := undoOf(decided.State)
		if !known {
			return t.refuseMove(decided)
		}
		if !mayUndo(by, decided) {
			return fmt.Errorf("pledge %s: %w", seen.ID, ErrNotDecider)
		}
		stopped := stillHere(t.db, seen.ID, undo.mail, t.now).Delete(&outboxRow{})
		if stopped.Error != nil {
			return fmt.Errorf("stop the %s mail: %w", undo.mail, stopped.Error)
		}
		if stopped.RowsAffected == 0 {
			return fmt.Errorf("pledge %s: %w", seen.ID, ErrTooLate)
		}
		if _, err := t.move(seen.ID, undo.move, notDecided()); err != nil {
			return err
		}
		if err := t.dropQuestion(decided); err != nil {
			return err
		}
		if err := t.unpublish(decided); err != nil {
			return err
		}
		return t.audit(byModerator(by), undo.move.action(), seen.ID, "")
	})
}

// unpublish takes back what an approval made public. A signatory that it created goes without a trace; one that
// was there before says what its other pledges say.
func (t *transaction) unpublish(approved pledgeRow) error {
	if approved.SignatoryID == nil {
		return nil // it was a refusal
	}
	var others int64
	err := t.db.Model(&pledgeRow{}).Where("signatory_id = ?", approved.SignatoryID).Count(&others).Error
	if err != nil {
		return fmt.Errorf("look for other pledges of a signatory: %w", err)
	}
	if others == 0 {
		created := t.db.Where("id = ? AND since = ?", approved.SignatoryID, approved.DecidedAt).Delete(&signatoryRow{})
		if created.Error != nil {
			return fmt.Errorf("delete a signatory: %w", created.Error)
		}
		if created.RowsAffected > 0 {
			return t.publicChanged()
		}
	}
	return t.rebuildSignatory(approved.SignatoryID)
}

// queueDecisionMail decides that a mail about a decision will leave once the decision can no longer be undone.
func (t *transaction) queueDecisionMail(kind MailKind, pledge pledgeRow) error {
	return t.queue(outboxRow{
		Kind: kind, PledgeID: &pledge.ID, Language: pledge.Language, DueAt: t.now.Add(t.undoWithin),
	})
}
