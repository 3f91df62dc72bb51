package web

import "time"

// ListsPage is /moderation/lists, for administrators: who is kept out, and who is let through.
type ListsPage struct {
	ConsoleLayout
	Senders []ListedSender
	Form    ListForm
	Errors  map[string]string
}

// ListedSender is an entry of a list.
type ListedSender struct {
	ID, List, Kind string
	Value          string // empty for an e-mail address, which nobody can read any more
	Note           string
	Since          time.Time
	LastDay        time.Time // zero: no end
}

// ListForm is what was typed.
type ListForm struct{ List, Value, Note, Until string }
