package web

import (
	"time"

	"alliance/locale"
)

// Layout is what every page has. Embedding the printer gives templates T, N, Date, Number and Country.
type Layout struct {
	*locale.Printer
	Site        Site
	Path        string // the page's address below the language with its query, such as "/members?kind=city"
	Title       string // of the page, without the site's name; empty on the home page
	Description string // for search engines and previews; may be empty
	NoIndex     bool
}

// Site is what all pages of one installation share.
type Site struct {
	Name                string // "#CohesionAlliance"
	BaseURL             string // "https://alliance.example.eu", no slash at the end
	Contact             string // functional mailbox
	Languages           []string
	Demo                bool // shows the banner about demonstration data
	Mailbox             bool // development: links to /mailbox
	Controller          Controller
	Media               []MediaLink
	CollectsIndividuals bool
	Retention           Retention
}

// Retention is how long personal data is kept, in days; the privacy notice leaves out what is zero.
type Retention struct {
	Unconfirmed, Refused, ClientAddresses, SentMails int
}

// Controller answers for the personal data (Regulation (EU) 2018/1725).
type Controller struct {
	Name, Unit, Contact, DPOContact, Record string
}

// MediaLink is an entry of the media library.
type MediaLink struct {
	Title, URL, Language string
}

// HomePage is /{lang}/.
type HomePage struct {
	Layout
	Counters   Counters
	Newest     []Entry
	Milestones Milestones
	Map        Map
	Share      []ShareLink
	Collection string // open, paused, grace, closed
}

// Counters are the totals by kind.
type Counters struct {
	Total     int
	Countries int
	Kinds     []KindCount // those shown, in display order
}

// KindCount is the total of one kind.
type KindCount struct {
	Kind  string
	Count int
}

// Entry is a signatory in a list.
type Entry struct {
	Slug, Name, Kind, Country, Territory string
	Language                             string // of the name; empty where that is not certain
	Since                                time.Time
}

// ShareLink opens another site's share dialogue.
type ShareLink struct {
	Network, URL string
}

// Point is a place with members.
type Point struct {
	Lat, Lon float64
	Count    int
}

// DeclarationPage is /{lang}/declaration.
type DeclarationPage struct {
	Layout
	Declaration Declaration
	Versions    []string
}

// Declaration is the text that is signed.
type Declaration struct {
	Version, Language, Title, Text string // Text is Markdown
	Model, Current                 bool
	AdoptedOn                      string
}

// TextPage is a page of prose in locale files: privacy, accessibility, manage.
type TextPage struct {
	Layout
	Name string // "privacy", "accessibility", "manage"
}

// ErrorPage tells what happened and what to do now.
type ErrorPage struct {
	Layout
	Status int
	// Code is not_found, too_many, unavailable, internal, forbidden, bad_request, too_large or method.
	Code     string
	Incident string // request id, on 5xx
}
