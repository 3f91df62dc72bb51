package web

import "time"

// News is what happened since the moderator's last visit.
type News struct {
	Since       time.Time
	Submitted   int
	Moves       []NewsMove
	MailsParked HubCount
}

// NewsMove counts one move of pledges.
type NewsMove struct {
	HubCount
	Action string // of the audit trail
	By     []NewsActor
}

// NewsActor counts how often a colleague made it.
type NewsActor struct {
	HubCount
	Name string
}

// Quiet reports whether nothing happened.
func (n News) Quiet() bool { return n.Submitted == 0 && len(n.Moves) == 0 && n.MailsParked.Count == 0 }
