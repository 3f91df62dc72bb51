package web

import "time"

// TransparencyPage is /{lang}/transparency: how pledges are treated, in numbers.
type TransparencyPage struct {
	Layout
	At                                                         time.Time
	Received, Confirmed                                        int
	Approved, Refused, TakenDown, Withdrawn, Waiting, SetAside int
	Reasons                                                    []ReasonCount
	OtherReasons                                               int
	// Median is a length of time in words; empty: too few decisions.
	Median string
	Months []TransparencyMonth
}

// ReasonCount is how often a reason was given.
type ReasonCount struct {
	Text  string
	Count int
}

// TransparencyMonth is what happened in one month.
type TransparencyMonth struct {
	Month                          time.Time
	Received, Confirmed, Decisions int
	Median                         string // empty: too few decisions
}

// Duration is a length of time in words, rounded to what a reader can use: "3 days", "5 hours".
func (l Layout) Duration(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day:
		return l.N("transparency.days", int(d.Round(day)/day))
	case d >= 2*time.Hour:
		return l.N("transparency.hours", int(d.Round(time.Hour)/time.Hour))
	}
	return l.N("transparency.minutes", max(1, int(d.Round(time.Minute)/time.Minute)))
}
