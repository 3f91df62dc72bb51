package web

import (
	"math"
	"slices"
	"time"
)

// Claim says who works on a pledge just now; the zero value says that nobody does.
type Claim struct {
	Name, HolderID  string
	Since           time.Time
	Mine, Colleague bool
}

// ClaimPart is the part of a pledge's page that tells who works on the pledge. The page asks for it by itself.
type ClaimPart struct {
	ConsoleLayout
	Claim    Claim
	PledgeID string
}

// ClaimPart is the part of the page that tells who works on the pledge.
func (p ModerationPage) ClaimPart() ClaimPart {
	return ClaimPart{ConsoleLayout: p.ConsoleLayout, Claim: p.Claim, PledgeID: p.Pledge.ID}
}

// Claimable reports whether one moderator at a time works on a pledge: until it is decided.
func (q QueueItem) Claimable() bool {
	return slices.Contains([]string{"waiting", "needs_info", "parked"}, q.State)
}

// Undo is a decision that can be taken back while its mail has not left.
type Undo struct {
	ID      string // of the pledge
	Version int64
	Left    time.Duration
}

// Seconds are what is left, in whole seconds, rounded up.
func (u Undo) Seconds() int { return int(math.Ceil(u.Left.Seconds())) }
