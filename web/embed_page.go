package web

import (
	"html"
	"strconv"
)

// EmbedLayout is what the pages in frames on other sites have in common.
type EmbedLayout struct {
	Layout
	Scheme string // light or dark; empty: as the reader has it
}

// EmbedCounterPage is /{lang}/embed/counter.
type EmbedCounterPage struct {
	EmbedLayout
	Total, Countries int
}

// EmbedNewestPage is /{lang}/embed/newest.
type EmbedNewestPage struct {
	EmbedLayout
	Newest  []Entry
	Total   int
	ListURL string // absolute: the frame is on another site
}

// EmbedPage is /{lang}/embed: previews, and the code to copy.
type EmbedPage struct {
	Layout
	Scheme       string // auto, light or dark
	Association  string
	Associations []string
	Member       *Entry // whose badge is offered
	Parts        []EmbedPart
}

// EmbedPart is something that other sites can show.
type EmbedPart struct {
	Name          string // counter, newest or badge
	Preview       string // its address on this site
	Code          string // to copy: HTML
	Alt           string // of a picture
	Frame         bool   // a page in a frame, else a picture
	Width, Height int
}

// Schemes are the colour schemes to choose from.
func (EmbedPage) Schemes() []string { return []string{"auto", "light", "dark"} }

// Heights of the frames and the size of the badge, in CSS pixels.
const (
	EmbedWidth         = 360
	EmbedCounterHeight = 180
	EmbedNewestHeight  = 440
)

// FrameCode is the HTML that shows a page of this site in a frame of another one.
func FrameCode(address, title string, height int) string {
	return `<iframe src="` + html.EscapeString(address) + `" title="` + html.EscapeString(title) + `" width="` +
		strconv.Itoa(EmbedWidth) + `" height="` + strconv.Itoa(height) +
		`" loading="lazy" style="border:0;max-width:100%"></iframe>`
}

// BadgeCode is the HTML that shows a member's badge on another site, as a link to the member's page.
func BadgeCode(page, badge, alt string, width int) string {
	return `<a href="` + html.EscapeString(page) + `"><img src="` + html.EscapeString(badge) + `" alt="` +
		html.EscapeString(alt) + `" width="` + strconv.Itoa(width) + `" height="` + strconv.Itoa(BadgeHeight) +
		`" loading="lazy" style="max-width:100%;height:auto"></a>`
}
