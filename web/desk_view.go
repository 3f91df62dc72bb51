package web

import (
	"net/url"
	"time"
)

// Desk is what the team keeps about a pledge for itself: who looks after it, tags, and a note.
type Desk struct {
	Note       Note
	NoteTyped  *string // as typed, when the form comes back; nil otherwise
	Theirs     *Note   // a colleague's, written meanwhile; nil otherwise
	TagTyped   string  // as typed, when the form comes back
	KnownTags  []string
	Colleagues []Choice // who may look after it
	AssigneeID string   // who does; may be empty
	Me         string   // id of who is signed in
	// Network address that the pledge was sent from, and its neighbourhood; empty once cleared.
	SentFrom, SentNetwork string
	Field, Fault          string // what was wrong: "note", "tag" or "assigned", and the fault's code
}

// Note is what the team wrote about a pledge.
type Note struct {
	Text, UpdatedBy string
	Version         int64
	UpdatedAt       time.Time
}

// Choice is something that can be chosen: a colleague, a tag.
type Choice struct {
	Value, Label string
}

// NoteText is what the field shows: what was typed, where the form comes back.
func (d Desk) NoteText() string {
	if d.NoteTyped != nil {
		return *d.NoteTyped
	}
	return d.Note.Text
}

// SearchURL is the queue of what was sent from a network.
func (d Desk) SearchURL(network string) string { return "/moderation?q=" + url.QueryEscape(network) }
