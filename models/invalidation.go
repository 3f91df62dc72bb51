package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
)

// reasonInvalidated is the reason of a pledge that a rule against attacks made invalid. Moderators cannot choose it.
const reasonInvalidated = "invalidated"

// invalidationSample is how many pledges a dry run names.
const invalidationSample = 20

// InvalidationState is where an invalidation stands.
type InvalidationState string

// The states of an invalidation. What was cancelled or finished can be reversed; what was reversed is over.
const (
	InvalidationQueued    InvalidationState = "queued"
	InvalidationRunning   InvalidationState = "running"
	InvalidationFinished  InvalidationState = "finished"
	InvalidationCancelled InvalidationState = "cancelled"
	InvalidationReversing InvalidationState = "reversing"
	InvalidationReversed  InvalidationState = "reversed"
)

// Under reports whether there is work under way or waiting.
func (s InvalidationState) Under() bool { return slices.Contains(unfinishedInvalidations(), s) }

func unfinishedInvalidations() []InvalidationState {
	return []InvalidationState{InvalidationQueued, InvalidationRunning, InvalidationReversing}
}

// Invalidation is a rule and how far it has come.
type Invalidation struct {
	ID         string
	State      InvalidationState
	Rule       InvalidationRule
	Erased     bool // the conditions are, as their time was over
	By         string
	CreatedAt  time.Time
	EndedAt    *time.Time
	Matched    int // pledges when the rule was made
	Done       int // pledges that it made invalid
	Reinstated int // pledges that are as they were before
}

// InvalidationPreview is a dry run: what a rule would do now.
type InvalidationPreview struct {
	Rule   InvalidationRule // in its normal form
	Counts map[State]int
	Sample []QueueItem // the first 20
}

// Total is how many pledges the rule would make invalid.
func (p InvalidationPreview) Total() int {
	total := 0
	for state, count := range p.Counts {
		if state != StateApproved || p.Rule.WithApproved {
			total += count
		}
	}
	return total
}

// InvalidationLeft is a pledge that the reversal left as it was, and why.
type InvalidationLeft struct {
	QueueItem
	Why string // "by_hand", "changed", "erased", "signed_again"
}

// invalidationRow is a row of the table invalidations.
type invalidationRow struct {
	ID             string
	State          InvalidationState
	EmailDomain    string
	Network        string
	NamePattern    string
	SubmittedFrom  *time.Time
	SubmittedUntil *time.Time
	WithApproved   bool
	CreatedAt      time.Time
	CreatedBy      string
	EndedAt        *time.Time
	ReversedBy     *string
	Matched        int
	Done           int
	Reinstated     int
	Cursor         string
	ErasedAt       *time.Time
}

func (invalidationRow) TableName() string { return "invalidations" }

func (r invalidationRow) rule() InvalidationRule {
	rule := InvalidationRule{
		EmailDomain: r.EmailDomain, Network: r.Network, NamePattern: r.NamePattern, WithApproved: r.WithApproved,
	}
	if r.SubmittedFrom != nil {
		rule.From = *r.SubmittedFrom
	}
	if r.SubmittedUntil != nil {
		rule.Until = *r.SubmittedUntil
	}
	return rule
}

// PreviewInvalidation says what a rule would do, and changes nothing. It returns FieldErrors, or ErrOutOfScope for who
// decides some countries or kinds only.
func (s *Store) PreviewInvalidation(
	ctx context.Context, by Moderator, rule InvalidationRule,
) (InvalidationPreview, error) {
	filter, err := filterFor(by, rule)
	if err != nil {
		return InvalidationPreview{}, err
	}
	counts, sample, err := filter.count(s.read.WithContext(ctx))
	if err != nil {
		return InvalidationPreview{}, err
	}
	preview := InvalidationPreview{Rule: filter.rule, Counts: counts}
	preview.Sample, err = s.QueueItems(ctx, sample)
	return preview, err
}

// count counts the pledges that match per state, and names the first few. The database counts where it can decide.
func (f invalidationFilter) count(db *gorm.DB) (counts map[State]int, sample []string, err error) {
	counts = map[State]int{}
	// What is published comes last: it is taken down only if that is asked for.
	for _, states := range [][]State{invalidatedStates(false), {StateApproved}} {
		query := f.where(db, states).Session(&gorm.Session{})
		err := f.each(query, func(c invalidCandidate) bool {
			counts[c.state]++
			if len(sample) < invalidationSample {
				sample = append(sample, c.id)
			}
			return f.pattern != nil || len(sample) < invalidationSample
		})
		if err != nil {
			return nil, nil, err
		}
		if f.pattern != nil {
			continue
		}
		perState, err := countPer(query, "state")
		if err != nil {
			return nil, nil, err
		}
		for _, state := range perState {
			counts[State(state.Value)] = state.Count
		}
	}
	return counts, sample, nil
}

func filterFor(by Moderator, rule InvalidationRule) (invalidationFilter, error) {
	if len(by.Scope.Countries)+len(by.Scope.Kinds) > 0 {
		return invalidationFilter{}, fmt.Errorf("invalidate pledges: %w", ErrOutOfScope)
	}
	return rule.filter()
}

// StartInvalidation makes a rule, which RunInvalidation then carries out, and returns its id. Errors are as for
// PreviewInvalidation.
func (s *Store) StartInvalidation(ctx context.Context, by Moderator, rule InvalidationRule) (string, error) {
	preview, err := s.PreviewInvalidation(ctx, by, rule)
	if err != nil {
		return "", err
	}
	row := invalidationRow{
		State: InvalidationQueued, EmailDomain: preview.Rule.EmailDomain, Network: preview.Rule.Network,
		NamePattern: preview.Rule.NamePattern, WithApproved: rule.WithApproved, CreatedBy: by.ID, Matched: preview.Total(),
	}
	if !rule.From.IsZero() {
		row.SubmittedFrom = &rule.From
	}
	if !rule.Until.IsZero() {
		row.SubmittedUntil = &rule.Until
	}
	err = s.write(ctx, "start invalidation", func(t *transaction) error {
		if row.ID, err = t.ids.id(); err != nil {
			return err
		}
		row.CreatedAt = t.now
		if err := t.db.Create(&row).Error; err != nil {
			return err
		}
		return t.auditInvalidation(byModerator(by), "create", row.ID, fmt.Sprintf("%d pledges", row.Matched))
	})
	s.wakeInvalidator()
	return row.ID, err
}

// auditInvalidation notes what became of a rule. Its conditions stay in its own row: they may name a person's network.
func (t *transaction) auditInvalidation(by actor, action, id, what string) error {
	detail := id
	if what != "" {
		detail += ": " + what
	}
	return t.audit(by, "invalidation."+action, "", detail)
}

// CancelInvalidation stops an invalidation or its reversal where it is. What was done stays stamped and can be
// reversed. It returns ErrNotFound where nothing is under way.
func (s *Store) CancelInvalidation(ctx context.Context, by Moderator, id string) error {
	return s.write(ctx, "cancel invalidation", func(t *transaction) error {
		err := t.turnInvalidation(id, unfinishedInvalidations(),
			map[string]any{"state": InvalidationCancelled, "ended_at": t.now})
		if err != nil {
			return err
		}
		return t.auditInvalidation(byModerator(by), "cancel", id, "")
	})
}

// ReverseInvalidation has RunInvalidation take back what an invalidation did. It returns ErrNotFound where there is
// nothing to reverse.
func (s *Store) ReverseInvalidation(ctx context.Context, by Moderator, id string) error {
	ended := []InvalidationState{InvalidationFinished, InvalidationCancelled}
	err := s.write(ctx, "reverse invalidation", func(t *transaction) error {
		err := t.turnInvalidation(id, ended,
			map[string]any{"state": InvalidationReversing, "ended_at": nil, "reversed_by": by.ID})
		if err != nil {
			return err
		}
		return t.auditInvalidation(byModerator(by), "reverse", id, "")
	})
	s.wakeInvalidator()
	return err
}

// turnInvalidation changes an invalidation that is in one of some states; ErrNotFound when it is not.
func (t *transaction) turnInvalidation(id string, from []InvalidationState, columns map[string]any) error {
	turned := t.db.Model(&invalidationRow{}).Where("id = ? AND state IN ?", id, from).Updates(columns)
	if turned.Error == nil && turned.RowsAffected == 0 {
		return fmt.Errorf("invalidation %s: %w", id, ErrNotFound)
	}
	return turned.Error
}

// Invalidations returns the newest rules.
func (s *Store) Invalidations(ctx context.Context) ([]Invalidation, error) {
	return invalidations(s.read.WithContext(ctx).Order("invalidations.created_at DESC, invalidations.id DESC").Limit(100))
}

// Invalidation returns one rule, and the pledges that its reversal left as they were; ErrNotFound without one.
func (s *Store) Invalidation(ctx context.Context, id string) (Invalidation, []InvalidationLeft, error) {
	db := s.read.WithContext(ctx)
	found, err := invalidations(db.Where("invalidations.id = ?", id))
	if err != nil {
		return Invalidation{}, nil, err
	}
	if len(found) == 0 {
		return Invalidation{}, nil, fmt.Errorf("invalidation %s: %w", id, ErrNotFound)
	}
	var stamps []stampRow
	err = db.Where("invalidation_id = ? AND outcome NOT IN ('', 'reinstated')", id).
		Order("pledge_id").Limit(200).Find(&stamps).Error
	if err != nil {
		return Invalidation{}, nil, fmt.Errorf("read what a reversal left: %w", err)
	}
	why, ids := map[string]string{}, make([]string, 0, len(stamps))
	for _, stamp := range stamps {
		why[stamp.PledgeID] = stamp.Outcome
		ids = append(ids, stamp.PledgeID)
	}
	items, err := s.QueueItems(ctx, ids)
	left := make([]InvalidationLeft, 0, len(items))
	for _, item := range items {
		left = append(left, InvalidationLeft{QueueItem: item, Why: why[item.ID]})
	}
	return found[0], left, err
}

func invalidations(query *gorm.DB) ([]Invalidation, error) {
	var rows []struct {
		Row invalidationRow `gorm:"embedded"`
		By  string
	}
	err := query.Model(&invalidationRow{}).Joins("JOIN moderators ON moderators.id = invalidations.created_by").
		Select(`invalidations.*, moderators.name AS "by"`).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read invalidations: %w", err)
	}
	found := make([]Invalidation, 0, len(rows))
	for _, r := range rows {
		found = append(found, Invalidation{
			ID: r.Row.ID, State: r.Row.State, Rule: r.Row.rule(), Erased: r.Row.ErasedAt != nil, By: r.By,
			CreatedAt: r.Row.CreatedAt, EndedAt: r.Row.EndedAt,
			Matched: r.Row.Matched, Done: r.Row.Done, Reinstated: r.Row.Reinstated,
		})
	}
	return found, nil
}

// stampRow is what a rule left on a pledge.
type stampRow struct {
	InvalidationID string
	PledgeID       string
	FormerState    State
	DroppedMail    MailKind
	Outcome        string
}

func (stampRow) TableName() string { return "invalidated" }

// stamp returns the stamp of a pledge that is invalid now; false where there is none.
func (t *transaction) stamp(pledgeID string) (stampRow, bool, error) {
	var stamp stampRow
	err := t.db.Where("pledge_id = ? AND outcome = ''", pledgeID).Take(&stamp).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return stampRow{}, false, nil
	}
	if err != nil {
		return stampRow{}, false, fmt.Errorf("read the stamp of pledge %s: %w", pledgeID, err)
	}
	return stamp, true, nil
}

// invalidated reports whether a rule against attacks made the pledge invalid.
func (p pledgeRow) invalidated() bool { return p.Reason == reasonInvalidated }
