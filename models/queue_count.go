package models

import (
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// mostCounted is where counting what a filter finds ends: nobody reads further, and each request pays for it.
const mostCounted = 1000

// pledgeTotal is a row of the table pledge_totals, which the database keeps with every change of a pledge.
type pledgeTotal struct {
	State             State
	Kind              Kind
	Suspected, Hidden bool
	Count             int
}

// pledgeTotals counts all pledges of a scope, by state and kind.
func pledgeTotals(db *gorm.DB, scope Scope) ([]pledgeTotal, error) {
	var totals []pledgeTotal
	err := scope.where(db.Table("(SELECT * FROM pledge_totals) AS pledges")).
		Select("state, kind, suspected, hidden, sum(count) AS count").Group("state, kind, suspected, hidden").
		Having("sum(count) > 0").Order("state, kind").Scan(&totals).Error
	if err != nil {
		return nil, fmt.Errorf("read the totals of pledges: %w", storageError(err))
	}
	return totals, nil
}

// shows reports whether the filter's state, and what it says about suspicion, selects the pledges of a total.
func (f QueueFilter) shows(total pledgeTotal) bool {
	if total.State != f.State || f.Suspected && !total.Suspected {
		return false
	}
	return f.Suspected || f.State != StateWaiting || !total.Suspected
}

// count fills the numbers at the tabs, which the other filters do not change.
func (f queueQuery) count(db *gorm.DB, queue *Queue) error {
	totals, err := pledgeTotals(db, f.Scope)
	if err != nil {
		return err
	}
	queue.States = map[State]int{}
	kinds, shown := map[Kind]int{}, 0
	for _, total := range totals {
		queue.States[total.State] += total.Count
		if total.State == StateWaiting && total.Suspected {
			queue.Suspected += total.Count
		}
		if f.shows(total) {
			kinds[total.Kind] += total.Count
			shown += total.Count
		}
	}
	for kind, count := range kinds {
		queue.Kinds = append(queue.Kinds, FacetCount{Value: string(kind), Count: count})
	}
	slices.SortFunc(queue.Kinds, func(a, b FacetCount) int { return strings.Compare(a.Value, b.Value) })
	if f.State != StateWaiting {
		return nil
	}
	all := queueQuery{QueueFilter: QueueFilter{State: f.State, Suspected: f.Suspected, Scope: f.Scope}}
	queue.Bands, err = f.limits.count(all.where(db), shown)
	return err
}

// countFound counts what the filter finds. A plain filter's number is among those at the tabs, and a first page that
// is not full has been counted by reading it.
func (f queueQuery) countFound(db *gorm.DB, onPage int, queue *Queue) error {
	if total, plain := f.plainTotal(*queue); plain {
		queue.Total = total
		return nil
	}
	if _, _, paged := parseTimeCursor(f.After); !paged && onPage <= f.Limit {
		queue.Total = onPage
		return nil
	}
	found := f.where(db).Select("pledges.id").Limit(mostCounted + 1)
	var total int64
	if err := db.Table("(?) AS found", found).Count(&total).Error; err != nil {
		return fmt.Errorf("count the queue: %w", err)
	}
	queue.Total, queue.More = min(int(total), mostCounted), total > mostCounted
	return nil
}

// plainTotal is the number of what the filter finds where it asks for a kind or a band only, or for neither.
func (f QueueFilter) plainTotal(queue Queue) (total int, plain bool) {
	rest := f.Country + f.Language + f.Query + f.Tag + f.Assigned
	if rest != "" || f.Reported || f.Second || f.Kind != "" && f.Band != "" {
		return 0, false
	}
	if f.Band != "" {
		return queue.Bands[f.Band], queue.Bands != nil
	}
	for _, kind := range queue.Kinds {
		if f.Kind == "" || string(f.Kind) == kind.Value {
			total += kind.Count
		}
	}
	return total, true
}
