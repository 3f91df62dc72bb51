package web

import "time"

// ProgressPage is /{lang}/progress: how the wall grows.
type ProgressPage struct {
	Layout
	Milestones Milestones
	Reached    []Milestone // the latest first
	Months     []GrowthMonth
	Newest     []Entry
}

// Milestones are where the total stands on its way to the next round number.
type Milestones struct {
	Members, Next int // Next is zero while the start is small
}

// ToGo is how many members the next milestone lacks.
func (m Milestones) ToGo() int { return m.Next - m.Members }

// Milestone is a round number of members, and when it was reached.
type Milestone struct {
	Members int
	At      time.Time
}

// GrowthMonth is what one month brought.
type GrowthMonth struct {
	Month      time.Time
	New, Total int
}

// Entries are the newest members.
func (p ProgressPage) Entries() []Entry { return p.Newest }

// Chart draws the total at the end of each month.
func (p ProgressPage) Chart() BarChart {
	totals := make([]int, 0, len(p.Months))
	for _, month := range p.Months {
		totals = append(totals, month.Total)
	}
	return newBarChart(totals, p.Milestones.Members)
}

// LatestFirst are the months in the order of the table.
func (p ProgressPage) LatestFirst() []GrowthMonth {
	months := make([]GrowthMonth, 0, len(p.Months))
	for i := len(p.Months) - 1; i >= 0; i-- {
		months = append(months, p.Months[i])
	}
	return months
}

// First is the first month of the chart.
func (p ProgressPage) First() time.Time { return p.Months[0].Month }

// Last is the last one.
func (p ProgressPage) Last() time.Time { return p.Months[len(p.Months)-1].Month }
