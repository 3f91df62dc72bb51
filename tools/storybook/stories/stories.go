// Package stories holds prepared public pages: for looking at in the storybook, and for the tests of web.
package stories

import (
	"slices"

	"alliance/locale"
	"alliance/web"
)

// ContentSecurityPolicy is the one that the site sends, so that a story breaks where a page would.
const ContentSecurityPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Story is a page with a name.
type Story struct {
	Name string
	Page web.Page
}

// Book makes the stories.
type Book struct {
	Catalog *locale.Catalog
	Towns   []web.Point // where made-up members may be; without any, they are scattered about a few towns
}

// All returns every story in one language.
func (book Book) All(lang string) []Story {
	b := builder{book.Catalog.Printer(lang), site(book.Catalog), book.Towns}
	return slices.Concat(b.homes(), b.walls(), b.signatories(), b.figures(), b.declarations(), b.texts(), b.errors(),
		b.journey(), b.documents())
}

// Names returns the names of all stories.
func (book Book) Names() []string {
	var names []string
	for _, story := range book.All("en") {
		names = append(names, story.Name)
	}
	return names
}

// Find returns the page of one story.
func (book Book) Find(lang, name string) (web.Page, bool) {
	for _, story := range book.All(lang) {
		if story.Name == name {
			return story.Page, true
		}
	}
	return nil, false
}

func site(catalog *locale.Catalog) web.Site {
	return web.Site{
		Name:      "#CohesionAlliance",
		BaseURL:   "https://alliance.example.eu",
		Contact:   "contact@alliance.example.eu",
		Languages: catalog.Languages(),
		Controller: web.Controller{
			Name:       "European Committee of the Regions",
			Unit:       "Unit C.1, Cohesion Alliance",
			Contact:    "contact@alliance.example.eu",
			DPOContact: "dpo@alliance.example.eu",
			Record:     "R-2026-01",
		},
		Media: []web.MediaLink{
			{Title: "Join the #CohesionAlliance", URL: "https://video.example.eu/join", Language: "en"},
			{Title: "Local Barometer", URL: "https://video.example.eu/barometer", Language: "en"},
			{Title: "Cohesion as an EU fundamental value", URL: "https://video.example.eu/value", Language: "en"},
		},
		CollectsIndividuals: true,
		Retention:           web.Retention{Unconfirmed: 30, Refused: 90, ClientAddresses: 14, SentMails: 30},
	}
}

type builder struct {
	*locale.Printer
	site  web.Site
	towns []web.Point
}

func (b builder) layout(path, titleKey, descriptionKey string) web.Layout {
	layout := web.Layout{Printer: b.Printer, Site: b.site, Path: path, Description: b.T(descriptionKey)}
	if titleKey != "" {
		layout.Title = b.T(titleKey)
	}
	return layout
}

func share() []web.ShareLink {
	return []web.ShareLink{
		{Network: "Mastodon", URL: "https://mastodon.example/share?text=x"},
		{Network: "LinkedIn", URL: "https://linkedin.example/share?url=x"},
		{Network: "email", URL: "mailto:?subject=x"},
	}
}
