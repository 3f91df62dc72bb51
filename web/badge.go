package web

import (
	"fmt"
	"html"
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// BadgeHeight is the height of a badge, in CSS pixels.
const BadgeHeight = 64

// Badge is a picture for a member's own site.
type Badge struct {
	member, since string // its two lines
	Alt           string // all of it in words, with the member's name
}

// Badge says since when a member is one.
func (l Layout) Badge(name string, since time.Time) Badge {
	return Badge{
		member: l.T("embed.badge.member", "site", l.Site.Name), since: l.T("embed.badge.since", "date", l.Date(since)),
		Alt: l.T("embed.badge.alt", "name", name, "site", l.Site.Name, "date", l.Date(since)),
	}
}

// Width is as wide as the longer line needs in any common font.
func (b Badge) Width() int {
	const perLetter, beside = 9, 84
	return beside + perLetter*max(utf8.RuneCountInString(b.member), utf8.RuneCountInString(b.since))
}

// SVG draws the badge: the lines beside a ring of twelve lights. It holds no script and loads nothing.
func (b Badge) SVG() []byte {
	var lights strings.Builder
	for i := range 12 {
		angle := float64(i) * math.Pi / 6
		fmt.Fprintf(&lights, "M%.1f %.1fh0", 34+16*math.Sin(angle), 32-16*math.Cos(angle))
	}
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="%[2]d" `+
		`viewBox="0 0 %[1]d %[2]d" role="img"><title>%[3]s</title>`+
		`<rect width="%[1]d" height="%[2]d" rx="6" fill="#082b7a"/>`+
		`<path d="%[4]s" stroke="#fc0" stroke-width="5" stroke-linecap="round" fill="none"/>`+
		`<g font-family="arial,Liberation Sans,sans-serif"><text x="66" y="28" font-size="16" font-weight="700" `+
		`fill="#fff">%[5]s</text><text x="66" y="49" font-size="14" fill="#c9d6f5">%[6]s</text></g></svg>`+"\n",
		b.Width(), BadgeHeight, html.EscapeString(b.Alt), lights.String(), html.EscapeString(b.member),
		html.EscapeString(b.since))
}
