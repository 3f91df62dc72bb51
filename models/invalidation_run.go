package models

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// errTurned ends a batch whose rule was cancelled, or carried on by another, meanwhile: its changes are undone.
var errTurned = errors.New("the invalidation was turned meanwhile")

// wakeInvalidator tells a waiting runner that there is work; one that is busy looks again anyway.
func (s *Store) wakeInvalidator() {
	select {
	case s.invalidations <- struct{}{}:
	default:
	}
}

// InvalidationsWaiting receives when there may be work for RunInvalidation.
func (s *Store) InvalidationsWaiting() <-chan struct{} { return s.invalidations }

// RunInvalidation carries out the next batch of the oldest rule that is under way, and reports whether there was one.
// Each batch is one transaction that also notes how far the rule has come: a program that is killed between or inside
// them goes on after the last one that was committed.
func (s *Store) RunInvalidation(ctx context.Context) (worked bool, err error) {
	var row invalidationRow
	err = s.read.WithContext(ctx).Where("state IN ?", unfinishedInvalidations()).Order("created_at, id").Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("find an invalidation: %w", err)
	}
	if row.State == InvalidationReversing {
		err = s.reinstateBatch(ctx, row)
	} else {
		err = s.invalidateBatch(ctx, row)
	}
	if errors.Is(err, errTurned) {
		err = nil
	}
	return true, err
}

// invalidateBatch makes the next pledges of a rule invalid. They are looked for outside the transaction, so that
// nobody's write waits for the search; whatever changed in between is left out by the conditional moves.
func (s *Store) invalidateBatch(ctx context.Context, row invalidationRow) error {
	size := s.cfg.Invalidation.Batch
	batch, err := row.next(s.read.WithContext(ctx), size)
	if err != nil {
		return err
	}
	return s.write(ctx, "invalidate pledges", func(t *transaction) error {
		by, err := t.rulesAuthor(row.CreatedBy)
		if err != nil {
			return err
		}
		progress := map[string]any{"state": InvalidationRunning}
		done := 0
		for _, candidate := range batch {
			progress["cursor"] = candidate.id
			moved, err := t.invalidate(by, row.ID, candidate)
			if err != nil {
				return err
			}
			done += moved
		}
		progress["done"] = gorm.Expr("done + ?", done)
		if len(batch) < size {
			progress["state"], progress["ended_at"] = InvalidationFinished, t.now
		}
		return t.noteProgress(row, progress, row.Done+done)
	})
}

// next looks for the pledges after the ones that the rule has come to, of those that were there when it was made.
func (r invalidationRow) next(db *gorm.DB, size int) ([]invalidCandidate, error) {
	filter, err := r.rule().filter()
	if err != nil {
		return nil, fmt.Errorf("read the rule of invalidation %s: %w", r.ID, err)
	}
	states := invalidatedStates(r.WithApproved)
	query := filter.where(db, states).Where("pledges.id > ? AND pledges.submitted_at <= ?", r.Cursor, r.CreatedAt)
	var batch []invalidCandidate
	err = filter.each(query.Order("pledges.id"), func(c invalidCandidate) bool {
		batch = append(batch, c)
		return len(batch) < size
	})
	return batch, err
}

// invalidatedStates are the states in which a rule takes pledges.
func invalidatedStates(withApproved bool) []State {
	states := undecided()
	states = append(states, StateUnconfirmed)
	if withApproved {
		states = append(states, StateApproved)
	}
	return states
}

// noteProgress writes how far a rule has come, unless it was turned meanwhile, and notes its start and its end.
func (t *transaction) noteProgress(row invalidationRow, progress map[string]any, done int) error {
	noted := t.db.Model(&invalidationRow{}).
		Where("id = ? AND state = ? AND cursor = ?", row.ID, row.State, row.Cursor).Updates(progress)
	if noted.Error != nil {
		return fmt.Errorf("note the progress of invalidation %s: %w", row.ID, noted.Error)
	}
	if noted.RowsAffected == 0 {
		return errTurned
	}
	if row.State == InvalidationQueued {
		if err := t.auditInvalidation(bySystem(), "start", row.ID, ""); err != nil {
			return err
		}
	}
	what := fmt.Sprintf("%d pledges", done)
	switch progress["state"] {
	case InvalidationFinished:
		return t.auditInvalidation(bySystem(), "finish", row.ID, what)
	case InvalidationReversed:
		return t.auditInvalidation(bySystem(), "reversed", row.ID, what)
	}
	return nil
}

// rulesAuthor is who made or reversed a rule: the moves are that administrator's.
func (t *transaction) rulesAuthor(id string) (actor, error) {
	author, err := findModerator(t.db, id)
	if err != nil {
		return actor{}, err
	}
	return byModerator(author.moderator()), nil
}

// invalidate moves one pledge, stamps it and drops the mail about it that has not left; none is written. It returns 0
// where the pledge has changed since it was looked at.
func (t *transaction) invalidate(by actor, ruleID string, c invalidCandidate) (int, error) {
	columns := decision(by, t.now)
	columns["reason"], columns["reason_text"] = reasonInvalidated, ""
	pledge, err := t.move(c.id, invalidate(c.state), columns)
	var decided *DecidedError
	if errors.As(err, &decided) || errors.Is(err, ErrUnconfirmed) || errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	stamp := stampRow{InvalidationID: ruleID, PledgeID: c.id, FormerState: c.state}
	err = t.db.Raw(`DELETE FROM outbox WHERE pledge_id = ? AND sent_at IS NULL AND parked_at IS NULL RETURNING kind`,
		c.id).Scan(&stamp.DroppedMail).Error
	if err != nil {
		return 0, fmt.Errorf("drop the mail of pledge %s: %w", c.id, err)
	}
	if err := t.db.Create(&stamp).Error; err != nil {
		return 0, fmt.Errorf("stamp pledge %s: %w", c.id, err)
	}
	if c.state == StateApproved {
		if err := t.rebuildSignatory(pledge.SignatoryID); err != nil {
			return 0, err
		}
	}
	return 1, t.audit(by, invalidate(c.state).action(), c.id, ruleDetail(ruleID))
}

// ruleDetail names a rule in the audit trail.
func ruleDetail(ruleID string) string { return "invalidation " + ruleID }

// reinstateBatch takes the next pledges of a rule back to where they were.
func (s *Store) reinstateBatch(ctx context.Context, row invalidationRow) error {
	size := s.cfg.Invalidation.Batch
	return s.write(ctx, "reinstate pledges", func(t *transaction) error {
		by, err := t.rulesAuthor(*row.ReversedBy)
		if err != nil {
			return err
		}
		var stamps []stampRow
		err = t.db.Where("invalidation_id = ? AND outcome = ''", row.ID).Order("pledge_id").Limit(size).
			Find(&stamps).Error
		if err != nil {
			return fmt.Errorf("read the stamps of invalidation %s: %w", row.ID, err)
		}
		reinstated := 0
		for _, stamp := range stamps {
			outcome, err := t.reinstate(by, stamp)
			if err != nil {
				return err
			}
			if outcome == outcomeReinstated {
				reinstated++
			}
		}
		progress := map[string]any{"reinstated": gorm.Expr("reinstated + ?", reinstated)}
		if len(stamps) < size {
			progress["state"], progress["ended_at"] = InvalidationReversed, t.now
		}
		return t.noteProgress(row, progress, row.Reinstated+reinstated)
	})
}

// What became of a pledge when its invalidation was taken back.
const (
	outcomeReinstated  = "reinstated"
	outcomeByHand      = "by_hand" // an administrator restored it before the rule was reversed
	outcomeChanged     = "changed"
	outcomeErased      = "erased"
	outcomeSignedAgain = "signed_again" // and the two cannot stand side by side
)

// reinstate takes a pledge back to the state in which the rule found it, unless something else happened to it since,
// and notes the outcome.
func (t *transaction) reinstate(by actor, stamp stampRow) (outcome string, err error) {
	pledge, err := findPledge(t.db, stamp.PledgeID)
	if err != nil {
		return "", err
	}
	if outcome, err = t.mayReinstate(pledge); err != nil {
		return "", err
	}
	if outcome == outcomeReinstated {
		if err := t.takeBack(by, pledge, stamp); err != nil {
			return "", err
		}
	}
	return outcome, t.settleStamp(stamp, outcome)
}

func (t *transaction) mayReinstate(pledge pledgeRow) (outcome string, err error) {
	if !pledge.invalidated() || pledge.State != StateRefused && pledge.State != StateTakenDown {
		return outcomeChanged, nil
	}
	if pledge.Email == "" {
		return outcomeErased, nil
	}
	_, err = findLivePledge(t.db, pledge)
	switch {
	case err == nil:
		return outcomeSignedAgain, nil
	case errors.Is(err, gorm.ErrRecordNotFound):
		return outcomeReinstated, nil
	}
	return "", err
}

// takeBack moves an invalid pledge back, puts it on the wall again where it stood there, and queues the mail again
// that was dropped.
func (t *transaction) takeBack(by actor, pledge pledgeRow, stamp stampRow) error {
	columns := map[string]any{"decided_at": nil, "decided_by": nil}
	if stamp.FormerState == StateApproved {
		columns = decision(by, t.now)
	}
	columns["reason"] = ""
	back := reinstate(stamp.FormerState)
	pledge, err := t.move(pledge.ID, back, columns)
	if err != nil {
		return err
	}
	if stamp.FormerState == StateApproved {
		if err := t.rebuildSignatory(pledge.SignatoryID); err != nil {
			return err
		}
	}
	if stamp.DroppedMail != "" {
		if err := t.queueMail(stamp.DroppedMail, pledge); err != nil {
			return err
		}
	}
	return t.audit(by, back.action(), pledge.ID, ruleDetail(stamp.InvalidationID))
}

func (t *transaction) settleStamp(stamp stampRow, outcome string) error {
	err := t.db.Model(&stampRow{}).
		Where("invalidation_id = ? AND pledge_id = ? AND outcome = ''", stamp.InvalidationID, stamp.PledgeID).
		Update("outcome", outcome).Error
	if err != nil {
		return fmt.Errorf("note what became of pledge %s: %w", stamp.PledgeID, err)
	}
	return nil
}

// reinstateByHand is for one pledge that an administrator restores; false where no rule made it invalid.
func (t *transaction) reinstateByHand(by actor, pledge pledgeRow) (bool, error) {
	stamp, invalid, err := t.stamp(pledge.ID)
	if err != nil || !invalid {
		return false, err
	}
	outcome, err := t.mayReinstate(pledge)
	if err != nil {
		return true, err
	}
	if outcome == outcomeSignedAgain {
		return true, fmt.Errorf("pledge %s: %w", pledge.ID, ErrDuplicate)
	}
	if outcome != outcomeReinstated {
		return false, nil
	}
	if err := t.takeBack(by, pledge, stamp); err != nil {
		return true, err
	}
	return true, t.settleStamp(stamp, outcomeByHand)
}
