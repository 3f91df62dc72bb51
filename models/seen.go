package models

import (
	"errors"
	"fmt"
)

// ErrOutOfScope says that a pledge is of a country or kind that the moderator does not decide.
var ErrOutOfScope = errors.New("outside the moderator's scope")

// Seen is a pledge as a moderator had it on the screen.
type Seen struct {
	ID      string
	Version int64 // 0: as it is now, for programs, which look at no page
}

// seen returns the pledge that a moderator acts on. It is the one place that checks what asSeen checks, and that
// no colleague works on the pledge (a *ClaimedError).
func (t *transaction) seen(by Moderator, seen Seen) (pledgeRow, error) {
	pledge, err := t.asSeen(by, seen)
	if err != nil {
		return pledge, err
	}
	return pledge, t.unclaimed(by, pledge)
}

// asSeen returns a pledge after checking that the moderator may decide it (ErrOutOfScope) and that it is still
// as it was seen (a *DecidedError, or ErrUnconfirmed).
func (t *transaction) asSeen(by Moderator, seen Seen) (pledgeRow, error) {
	pledge, err := findPledge(t.db, seen.ID)
	if err != nil {
		return pledgeRow{}, err
	}
	if !by.Scope.Allows(pledge.Kind, pledge.Country) {
		return pledgeRow{}, fmt.Errorf("pledge %s: %w", seen.ID, ErrOutOfScope)
	}
	if seen.Version != 0 && seen.Version != pledge.Version {
		return pledge, t.refuseMove(pledge)
	}
	return pledge, nil
}
