package models

import (
	"context"
	"fmt"
	"slices"
	"time"

	"alliance/models/wall"
)

// Growth is how the wall grew, as the members that stand on it today tell.
type Growth struct {
	Months    []GrowthMonth // from the first member's to the last one's, without gaps
	Reached   []Milestone   // the latest first
	Next      int           // the next milestone's number of members
	Members   int
	Countries int
}

// GrowthMonth is what one month brought.
type GrowthMonth struct {
	Month time.Time // its first day, UTC
	New   int
	Total int // at its end
}

// Milestone is a number of members, and when it was reached.
type Milestone struct {
	Members int
	At      time.Time
}

// FirstMilestone is the smallest; a smaller start shows none.
const FirstMilestone = 10

// Growth returns how the wall grew until now.
func (s *Store) Growth(ctx context.Context) (Growth, error) {
	index, err := s.wallIndex(ctx)
	if err != nil {
		return Growth{}, err
	}
	joined, err := index.Joined(ctx, wall.Filter{})
	if err != nil {
		return Growth{}, fmt.Errorf("read when members joined: %w", err)
	}
	counted, err := index.Find(ctx, wall.Filter{}, wall.Page{})
	if err != nil {
		return Growth{}, fmt.Errorf("count the wall: %w", err)
	}
	growth := Growth{Members: len(joined), Countries: len(counted.Facets.Countries)}
	growth.Months = monthsOf(joined)
	for growth.Next = FirstMilestone; growth.Next <= len(joined); growth.Next = milestoneAfter(growth.Next) {
		growth.Reached = append(growth.Reached, Milestone{growth.Next, joined[growth.Next-1]})
	}
	slices.Reverse(growth.Reached)
	return growth, nil
}

// milestoneAfter counts 10, 25, 50, 100, 250, 500, 1,000 and so on.
func milestoneAfter(members int) int {
	leading := members
	for leading >= 100 {
		leading /= 10
	}
	if leading == FirstMilestone {
		return members / 2 * 5
	}
	return members * 2 // 25 → 50 → 100
}

// NextMilestone is the smallest milestone above a number of members.
func NextMilestone(members int) int {
	next := FirstMilestone
	for next <= members {
		next = milestoneAfter(next)
	}
	return next
}

// monthsOf counts members per month; joined is in order.
func monthsOf(joined []time.Time) []GrowthMonth {
	var months []GrowthMonth
	for i, at := range joined {
		month := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
		for len(months) > 0 && months[len(months)-1].Month.Before(month) {
			last := months[len(months)-1]
			months = append(months, GrowthMonth{Month: last.Month.AddDate(0, 1, 0), Total: last.Total})
		}
		if len(months) == 0 {
			months = append(months, GrowthMonth{Month: month})
		}
		months[len(months)-1].New++
		months[len(months)-1].Total = i + 1
	}
	return months
}
