package models

import (
	"errors"
	"time"
)

// Collection says whether new pledges are taken.
type Collection struct {
	Paused bool   `json:"paused"`
	Until  string `json:"until"` // the last day, such as 2027-01-31, in UTC; empty: no end
}

// CollectionState is what the setting Collection means at one time.
type CollectionState string

// The states of the collection.
const (
	CollectionOpen   CollectionState = "open"
	CollectionPaused CollectionState = "paused" // links of mails work on
	CollectionGrace  CollectionState = "grace"  // over, but links of mails work for one more day
	CollectionClosed CollectionState = "closed"
)

// confirmationGrace is how long after the end of the last day a pledge can still be confirmed.
const confirmationGrace = day

// ErrCollectionClosed refuses new pledges while none are taken, and confirmations once the grace is over.
var ErrCollectionClosed = errors.New("no pledges are taken now")

// LastDay is the beginning of the last day; zero where there is none.
func (c Collection) LastDay() time.Time {
	last, err := time.Parse(time.DateOnly, c.Until)
	if err != nil {
		return time.Time{}
	}
	return last
}

// State is the state of the collection at a time.
func (c Collection) State(at time.Time) CollectionState {
	end := c.LastDay().Add(day)
	switch {
	case c.Until != "" && !at.Before(end.Add(confirmationGrace)):
		return CollectionClosed
	case c.Until != "" && !at.Before(end):
		return CollectionGrace
	case c.Paused:
		return CollectionPaused
	}
	return CollectionOpen
}

// CollectionState is the state of the collection now.
func (s *Store) CollectionState() CollectionState {
	return s.Settings().Collection.State(s.opts.Now().UTC())
}

// refuseNew refuses a new pledge while none are taken.
func (c Collection) refuseNew(at time.Time) error {
	if c.State(at) != CollectionOpen {
		return ErrCollectionClosed
	}
	return nil
}

// refuseConfirmation refuses to confirm once the grace is over.
func (c Collection) refuseConfirmation(at time.Time) error {
	if c.State(at) == CollectionClosed {
		return ErrCollectionClosed
	}
	return nil
}

// confirmBy is when a link ends that would work until then: at the latest with the grace.
func (c Collection) confirmBy(until time.Time) time.Time {
	over := c.LastDay().Add(day + confirmationGrace)
	if c.Until != "" && over.Before(until) {
		return over
	}
	return until
}

func (c Collection) check(faults FieldErrors, now time.Time) {
	if c.Until == "" {
		return
	}
	last := c.LastDay()
	switch {
	case last.IsZero() || last.Year() > 2999:
		faults["until"] = "invalid"
	case last.Before(now.UTC().Truncate(day)):
		faults["until"] = "past"
	}
}
