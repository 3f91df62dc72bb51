package web

import (
	"strings"
	"time"
)

// Neighbour is a member of the pledge's territory with the domains that it uses.
type Neighbour struct {
	Slug, Name string
	Since      time.Time
	Domains    []string
	Same       bool // one of them is the pledge's e-mail domain
}

// TerritoryTrust says how far the territory of a pledge is the body that signs.
type TerritoryTrust struct {
	Verdict string // chosen, otherwise, exact, near, none
	Percent int
	Name    string
}

// Good reports whether nothing needs a closer look.
func (t TerritoryTrust) Good() bool {
	return t.Verdict == "chosen" || t.Verdict == "moderator" || t.Verdict == "exact"
}

// openDuplicates is how many comparisons are shown; the others unfold.
const openDuplicates = 3

// Compared is one line of a comparison side by side.
type Compared struct {
	Label, Ours, Theirs string
	Verdict             string // same, different, unknown
}

// IsOpen reports whether the comparison with the i-th likely duplicate is shown at once.
func (p ModerationPage) IsOpen(i int) bool { return i < openDuplicates }

// Compare sets the pledge and a likely duplicate side by side.
func (p ModerationPage) Compare(d Duplicate) []Compared {
	ours, association := p.Pledge, strings.Join(p.Pledge.Associations, ", ")
	lines := []Compared{
		{Label: p.T("console.compare.name"), Ours: ours.Body, Theirs: d.Name},
		{Label: p.T("console.compare.kind"), Ours: p.T("kind." + ours.Kind), Theirs: p.T("kind." + d.Kind)},
		{Label: p.T("console.pledge.territory"), Ours: ours.Territory, Theirs: d.Territory},
		{Label: p.T("console.compare.domain"), Ours: ours.EmailDomainHost, Theirs: d.Domain},
		{Label: p.T("console.pledge.website"), Ours: ours.Website, Theirs: d.Website},
		{Label: p.T("console.pledge.associations"), Ours: association, Theirs: strings.Join(d.Associations, ", ")},
	}
	for i := range lines {
		line := &lines[i]
		switch {
		case line.Ours == "" || line.Theirs == "":
			line.Verdict = "unknown"
		case strings.EqualFold(line.Ours, line.Theirs):
			line.Verdict = "same"
		default:
			line.Verdict = "different"
		}
	}
	return append(lines, Compared{
		Label: p.T("console.compare.since"), Ours: p.Date(ours.SubmittedAt), Theirs: p.Date(d.Since), Verdict: "",
	})
}
