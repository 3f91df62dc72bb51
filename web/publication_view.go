package web

import "time"

// Fields and values of the form that approves, where it says which member a pledge becomes part of.
const (
	FieldAs    = "as"
	FieldKnown = "known"
	AsNew      = "new"
	AsMember   = "member:" // before the slug of a member
)

// Publication is where a pledge stands on the wall, or where approving it would put it.
type Publication struct {
	Preview *Preview // nil where nothing is public, nor may become so
	Member  *Member  // the member that it belongs to or is added to; nil: it becomes a new one
	Further bool     // the member has another pledge
	Choices []Member // other members that it may be added to
	Known   []string // slugs of the members of the same body
}

// Member is a signatory to which a pledge can be added.
type Member struct {
	Slug, Name, Kind string
	Since            time.Time
	Hidden           bool // taken down: not on the wall
}

// Value is the value of the field "as" that chooses the member.
func (m Member) Value() string { return AsMember + m.Slug }

// Choosable reports whether there is another member than the one that is found.
func (p Publication) Choosable() bool { return p.Member != nil || len(p.Choices) > 0 }

// Key is the locale key suffix below console.as. of what approving does.
func (p Publication) Key() string {
	switch {
	case p.Member == nil:
		return "new"
	case p.Member.Hidden:
		return "hidden"
	}
	return "member"
}

// Preview draws what will be public of a pledge with the very parts of the public pages.
type Preview struct{ SignatoryPage }

// Entries are what the wall's list of entries draws.
func (p Preview) Entries() []Entry { return []Entry{p.Entry} }

// Nested reports that the headings of the signatory's words stand below others.
func (Preview) Nested() bool { return true }

// Nested reports that the headings of the signatory's words stand right below the page's own.
func (SignatoryPage) Nested() bool { return false }
