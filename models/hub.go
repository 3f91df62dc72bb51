package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// activityDays is how many days the hub's chart shows, today included.
const activityDays = 30

// Hub is the work of the moderators at a glance.
type Hub struct {
	Totals []StateTotal // of the states and kinds that have pledges
	Bands  map[Band]int // pledges that wait for a decision, without the suspected ones
	Days   []DayTotal   // the last 30, oldest first, each of them
}

// StateTotal counts the pledges of one state and kind.
type StateTotal struct {
	State     State
	Kind      Kind
	Count     int // suspected ones too
	Suspected int
}

// DayTotal counts what happened on one day, in UTC, to the pledges that are still kept.
type DayTotal struct {
	Day       time.Time // its beginning
	Submitted int
	Confirmed int
	Decided   int // by the latest decision about each pledge
}

// Hub counts the pledges of a scope: per state and kind, per waiting time and per day. What is hidden from
// reports is left out.
func (s *Store) Hub(ctx context.Context, scope Scope) (Hub, error) {
	db := s.read.WithContext(ctx)
	hub := Hub{}
	totals, err := pledgeTotals(db, scope)
	if err != nil {
		return Hub{}, err
	}
	hub.Totals = stateTotals(totals)
	waiting, all := queueQuery{QueueFilter: QueueFilter{State: StateWaiting, Scope: scope}}, 0
	for _, total := range totals {
		if waiting.shows(total) {
			all += total.Count
		}
	}
	if hub.Bands, err = s.bandLimits().count(waiting.where(db), all); err != nil {
		return Hub{}, err
	}
	hub.Days, err = activity(db, scope, s.opts.Now())
	return hub, err
}

// stateTotals adds the totals up per state and kind, without what is hidden from reports.
func stateTotals(totals []pledgeTotal) []StateTotal {
	var sums []StateTotal
	for _, total := range totals {
		if total.Hidden {
			continue
		}
		if last := len(sums) - 1; last < 0 || sums[last].State != total.State || sums[last].Kind != total.Kind {
			sums = append(sums, StateTotal{State: total.State, Kind: total.Kind})
		}
		sum := &sums[len(sums)-1]
		sum.Count += total.Count
		if total.Suspected {
			sum.Suspected += total.Count
		}
	}
	return sums
}

// activity counts per day; days on which nothing happened are there too.
func activity(db *gorm.DB, scope Scope, now time.Time) ([]DayTotal, error) {
	today := now.UTC().Truncate(day)
	first := today.Add(-(activityDays - 1) * day)
	days := make([]DayTotal, activityDays)
	for i := range days {
		days[i].Day = first.Add(time.Duration(i) * day)
	}
	for column, count := range map[string]func(*DayTotal) *int{
		"submitted_at": func(d *DayTotal) *int { return &d.Submitted },
		"confirmed_at": func(d *DayTotal) *int { return &d.Confirmed },
		"decided_at":   func(d *DayTotal) *int { return &d.Decided },
	} {
		// Times are stored as text in UTC: the first ten letters are the day.
		since := scope.where(db.Model(&pledgeRow{})).Where(column+" >= ? AND NOT hidden_from_reports", first)
		perDay, err := countPer(since, "substr("+column+", 1, 10)")
		if err != nil {
			return nil, err
		}
		for _, facet := range perDay {
			at, err := time.Parse(time.DateOnly, facet.Value)
			if err != nil {
				return nil, fmt.Errorf("read the day of %s: %w", column, err)
			}
			if i := int(at.Sub(first) / day); i < activityDays { // a clock set back leaves later ones
				*count(&days[i]) = facet.Count
			}
		}
	}
	return days, nil
}
