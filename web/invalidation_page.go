package web

import "time"

// RulesPage is /moderation/invalidations, for administrators: rules against attacks.
type RulesPage struct {
	ConsoleLayout
	Form    InvalidationForm
	Preview *InvalidationPreview // the dry run of what stands in the form; nil before one
	Rules   []Invalidation       // newest first
}

// InvalidationForm are the conditions as typed; times as browsers write them, in UTC.
type InvalidationForm struct {
	EmailDomain, Network, NamePattern, From, Until string
	WithApproved                                   bool
	Errors                                         map[string]string
}

// InvalidationRule are the conditions; what is empty or zero is no condition.
type InvalidationRule struct {
	EmailDomain, Network, NamePattern string
	From, Until                       time.Time
	WithApproved                      bool
}

// InvalidationPreview is what a rule would do.
type InvalidationPreview struct {
	Rule     InvalidationRule
	Total    int
	States   []StateCount // but the approved ones
	Approved int
	Sample   []QueueItem
}

// StateCount is how many pledges are in a state.
type StateCount struct {
	State string
	Count int
}

// Invalidation is a rule and how far it has come.
type Invalidation struct {
	ID, State, By             string // State: queued, running, finished, cancelled, reversing, reversed
	Rule                      InvalidationRule
	Erased                    bool // the conditions are
	Under                     bool // way: it goes on by itself
	CreatedAt                 time.Time
	EndedAt                   *time.Time
	Matched, Done, Reinstated int
}

// RulePage is /moderation/invalidations/{id}.
type RulePage struct {
	ConsoleLayout
	Rule Invalidation
	Left []InvalidationLeft // by the reversal, as they were
}

// InvalidationLeft is a pledge that a reversal left, and why: the locale key suffix below console.rule.left.
type InvalidationLeft struct {
	QueueItem
	Why string
}

// Current is how many pledges the present run is through with, of Goal.
func (i Invalidation) Current() int {
	if i.State == "reversing" || i.State == "reversed" {
		return i.Reinstated
	}
	return i.Done
}

// Goal is how many pledges the present run is about.
func (i Invalidation) Goal() int {
	if i.State == "reversing" || i.State == "reversed" {
		return i.Done
	}
	return max(i.Matched, i.Done)
}

// Reversible reports whether something can be taken back.
func (i Invalidation) Reversible() bool {
	return i.Done > i.Reinstated && (i.State == "finished" || i.State == "cancelled")
}
