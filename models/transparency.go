package models

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"
)

const (
	transparencyMonths = 12
	// transparencyFresh is how long the numbers are given out before they are counted again.
	transparencyFresh = time.Minute
	// fewest is the least number that is told of one reason, or that a median is made of: below it single bodies
	// might be recognised.
	fewest = 5
)

// Transparency is what the public learns about how pledges are treated. Pledges that are left out of reports do
// not count anywhere.
type Transparency struct {
	At           time.Time
	Received     int // every submission, also what was never confirmed and is deleted since
	Confirmed    int // the sum of the six that follow
	Approved     int // and on the wall now
	Refused      int
	TakenDown    int
	Withdrawn    int
	Waiting      int          // for a decision, for information, or parked
	SetAside     int          // as suspected, undecided, or invalid by a rule against attacks
	Reasons      []FacetCount // of refusals, most frequent first; those of at least five
	OtherReasons int          // refusals for reasons that were given less often
	Decisions    int          // first decisions by moderators
	Median       time.Duration
	Months       []TransparencyMonth // the last twelve, latest first
}

// TransparencyMonth counts what happened in a month, in UTC.
type TransparencyMonth struct {
	Month     time.Time // its beginning
	Received  int
	Confirmed int
	Decisions int
	Median    time.Duration // from confirmation to the first decision; zero with fewer than five decisions
}

// transparencyModel keeps what was counted last, so that however many visitors ask, it is counted once a minute.
type transparencyModel struct {
	mu   sync.Mutex
	last Transparency
}

// Transparency returns the numbers, at most a minute old.
func (s *Store) Transparency(ctx context.Context) (Transparency, error) {
	model := &s.transparency
	model.mu.Lock()
	defer model.mu.Unlock()
	now := s.opts.Now().UTC()
	if age := now.Sub(model.last.At); !model.last.At.IsZero() && age >= 0 && age < transparencyFresh {
		return model.last, nil
	}
	counted, err := countTransparency(s.read.WithContext(ctx), now)
	if err != nil {
		return Transparency{}, fmt.Errorf("count for the transparency page: %w", err)
	}
	model.last = counted
	return counted, nil
}

func countTransparency(db *gorm.DB, now time.Time) (Transparency, error) {
	result := Transparency{At: now}
	this := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	for i := range transparencyMonths {
		result.Months = append(result.Months, TransparencyMonth{Month: this.AddDate(0, -i, 0)})
	}
	for _, count := range []func(*gorm.DB) error{result.countReceived, result.countStates, result.countDecisions} {
		if err := count(db); err != nil {
			return Transparency{}, err
		}
	}
	return result, nil
}

// month is the entry of a month such as 2026-11; nil for one that is not shown.
func (r *Transparency) month(name string) *TransparencyMonth {
	for i := range r.Months {
		if r.Months[i].Month.Format("2006-01") == name {
			return &r.Months[i]
		}
	}
	return nil
}

// countReceived adds up the daily counts, without the pledges that are left out of reports.
func (r *Transparency) countReceived(db *gorm.DB) error {
	var rows []struct {
		Month string
		Count int
	}
	err := db.Raw(`SELECT month, sum(count) AS count FROM (
			SELECT substr(day, 1, 7) AS month, count FROM daily_counts WHERE what = 'received'
			UNION ALL
			SELECT substr(submitted_at, 1, 7), -1 FROM pledges WHERE hidden_from_reports
		) GROUP BY month`).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("count submissions: %w", err)
	}
	for _, row := range rows {
		r.Received += row.Count
		if shown := r.month(row.Month); shown != nil {
			shown.Received = row.Count
		}
	}
	return nil
}

// countStates counts the confirmed pledges by what became of them.
func (r *Transparency) countStates(db *gorm.DB) error {
	var rows []struct {
		State     State
		Reason    string
		Suspected bool
		Month     string
		Count     int
	}
	err := db.Raw(`SELECT state, reason, suspected_reasons <> '' AS suspected, substr(confirmed_at, 1, 7) AS month,
			count(*) AS count
		FROM pledges WHERE confirmed_at IS NOT NULL AND NOT hidden_from_reports
		GROUP BY state, reason, suspected_reasons <> '', substr(confirmed_at, 1, 7)`).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("count pledges by state: %w", err)
	}
	reasons := map[string]int{}
	for _, row := range rows {
		r.Confirmed += row.Count
		switch {
		case row.Reason == reasonInvalidated: // by a rule, not by a decision about this pledge
			r.SetAside += row.Count
		case row.State == StateRefused:
			reasons[row.Reason] += row.Count
			fallthrough
		default:
			*r.counter(row.State, row.Suspected) += row.Count
		}
		if shown := r.month(row.Month); shown != nil {
			shown.Confirmed += row.Count
		}
	}
	r.setReasons(reasons)
	return nil
}

// counter is where the pledges of a state are counted.
func (r *Transparency) counter(state State, suspected bool) *int {
	switch state {
	case StateApproved:
		return &r.Approved
	case StateRefused:
		return &r.Refused
	case StateTakenDown:
		return &r.TakenDown
	case StateWithdrawn:
		return &r.Withdrawn
	case StateUnconfirmed, StateWaiting, StateNeedsInfo, StateParked:
		if !suspected {
			return &r.Waiting
		}
	}
	return &r.SetAside
}

// setReasons keeps the reasons that are frequent enough to be named, and adds up the others.
func (r *Transparency) setReasons(reasons map[string]int) {
	for code, count := range reasons {
		if count < fewest {
			r.OtherReasons += count
			continue
		}
		r.Reasons = append(r.Reasons, FacetCount{Value: code, Count: count})
	}
	slices.SortFunc(r.Reasons, func(a, b FacetCount) int {
		return cmp.Or(b.Count-a.Count, strings.Compare(a.Value, b.Value))
	})
}

// countDecisions finds the median time from confirmation to the first decision of a moderator, per month of the
// decision and of all. What the system approved by itself took no time and is left out.
func (r *Transparency) countDecisions(db *gorm.DB) error {
	var rows []struct {
		Month     string // empty: of all
		Decisions int
		Median    float64 // seconds
	}
	err := db.Raw(`WITH first AS (
			SELECT pledge_id, min(at) AS at FROM audit
			WHERE action IN ('pledge.approve', 'pledge.refuse') AND actor = 'moderator' GROUP BY pledge_id
		), times AS (
			SELECT substr(first.at, 1, 7) AS month, (julianday(first.at) - julianday(confirmed_at)) * 86400 AS seconds
			FROM first JOIN pledges ON pledges.id = first.pledge_id
			WHERE confirmed_at IS NOT NULL AND NOT hidden_from_reports
		), both AS (
			SELECT month, seconds FROM times UNION ALL SELECT '', seconds FROM times
		), ranked AS (
			SELECT month, seconds, row_number() OVER (PARTITION BY month ORDER BY seconds) AS place,
				count(*) OVER (PARTITION BY month) AS decisions
			FROM both
		)
		SELECT month, max(decisions) AS decisions, avg(seconds) AS median FROM ranked
		WHERE place IN ((decisions + 1) / 2, (decisions + 2) / 2) GROUP BY month`).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("find the median time to a decision: %w", err)
	}
	for _, row := range rows {
		median := time.Duration(row.Median * float64(time.Second)).Round(time.Second)
		if row.Decisions < fewest {
			median = 0
		}
		if row.Month == "" {
			r.Decisions, r.Median = row.Decisions, median
		} else if shown := r.month(row.Month); shown != nil {
			shown.Decisions, shown.Median = row.Decisions, median
		}
	}
	return nil
}

// countReceived counts a submission; the count stays when the pledge is deleted.
func (t *transaction) countReceived() error {
	_, err := t.exec(`INSERT INTO daily_counts (day, what, count) VALUES (?, 'received', 1)
		ON CONFLICT (day, what) DO UPDATE SET count = count + 1`, t.now.Format(time.DateOnly))
	if err != nil {
		return fmt.Errorf("count the submission: %w", err)
	}
	return nil
}
