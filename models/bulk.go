package models

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"
)

// MaxBulk is how many pledges may be decided about at once: as many as a page of the queue displays.
const MaxBulk = queuePageSize

// atOnce is how many of them are on their way to the writer at the same time; it gathers them into few commits.
const atOnce = 16

// BulkAction is what can be done with several pledges at once.
type BulkAction string

// The actions of a bulk decision; each does what the Store's method of that name does.
const (
	BulkApprove BulkAction = "approve"
	BulkRefuse  BulkAction = "refuse"
	BulkPark    BulkAction = "park"
	BulkUnpark  BulkAction = "unpark"
	BulkFlag    BulkAction = "flag"
	BulkUnflag  BulkAction = "unflag"
	BulkUndo    BulkAction = "undo" // of an approval or a refusal, before its mail leaves
)

// BulkActions are the actions that make sense for what a page of the queue displays; none where nothing can be decided.
func BulkActions(state State, suspected bool) []BulkAction {
	switch {
	case state == StateWaiting && suspected:
		return []BulkAction{BulkApprove, BulkRefuse, BulkPark, BulkUnflag}
	case state == StateWaiting:
		return []BulkAction{BulkApprove, BulkRefuse, BulkPark, BulkFlag}
	case state == StateParked:
		return []BulkAction{BulkUnpark, BulkFlag, BulkUnflag}
	case state == StateNeedsInfo:
		return []BulkAction{BulkFlag, BulkUnflag}
	}
	return nil
}

// BulkDecision is one decision about several pledges.
type BulkDecision struct {
	Action     BulkAction
	Reason     string // of a refusal
	ReasonText string // the own sentence to it, may be empty
}

// BulkOutcome tells what became of one of them.
type BulkOutcome struct {
	ID  string
	Err error // nil: done; else what the Store's method returned, and nothing was changed
}

// ErrTooMany says that a bulk decision is about more than MaxBulk pledges.
var ErrTooMany = errors.New("too many pledges at once")

// DecideAll makes one decision about each of several pledges, each in a transaction of its own: what fails for one
// harms no other. It returns FieldErrors where the refusal itself is faulty, ErrTooMany, or ErrNotFound for an action
// that does not exist; nothing is changed then.
func (s *Store) DecideAll(ctx context.Context, by Moderator, all []Seen, d BulkDecision) ([]BulkOutcome, error) {
	if len(all) > MaxBulk {
		return nil, ErrTooMany
	}
	decide, err := s.bulkAction(d)
	if err != nil {
		return nil, err
	}
	outcomes := make([]BulkOutcome, len(all))
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i, seen := range all {
		group.Go(func() error {
			outcomes[i] = BulkOutcome{ID: seen.ID, Err: decide(ctx, by, seen)}
			return nil
		})
	}
	_ = group.Wait() // each failure stands in its outcome
	for _, outcome := range outcomes {
		var faults FieldErrors
		if errors.As(outcome.Err, &faults) { // of the decision: it is faulty for all alike
			return nil, faults
		}
	}
	return outcomes, nil
}

// bulkAction is the method that an action stands for.
func (s *Store) bulkAction(d BulkDecision) (func(context.Context, Moderator, Seen) error, error) {
	switch d.Action {
	case BulkApprove:
		return s.Approve, nil
	case BulkRefuse:
		return func(ctx context.Context, by Moderator, seen Seen) error {
			return s.Refuse(ctx, by, seen, d.Reason, d.ReasonText)
		}, nil
	case BulkPark:
		return s.Park, nil
	case BulkUnpark:
		return s.Unpark, nil
	case BulkFlag:
		return s.Flag, nil
	case BulkUnflag:
		return s.Unflag, nil
	case BulkUndo:
		return s.Undo, nil
	}
	return nil, fmt.Errorf("bulk action %q: %w", d.Action, ErrNotFound)
}

// QueueItems returns pledges by their ids, in the order of the ids. Those that exist no more are left out.
func (s *Store) QueueItems(ctx context.Context, ids []string) ([]QueueItem, error) {
	rows, err := queueRows(s.read.WithContext(ctx).Model(&pledgeRow{}).Where("pledges.id IN ?", ids))
	if err != nil {
		return nil, err
	}
	found := make(map[string]QueueItem, len(rows))
	for _, row := range rows {
		found[row.Pledge.ID] = row.item()
	}
	items := make([]QueueItem, 0, len(rows))
	for _, id := range ids {
		if item, ok := found[id]; ok {
			items = append(items, item)
		}
	}
	return items, nil
}
