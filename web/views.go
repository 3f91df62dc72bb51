package web

import (
	"strings"
	"time"
)

// Founders are the short names of the founding associations, in the order of the Alliance's own texts.
func (HomePage) Founders() []string {
	return []string{"AER", "AEBR", "CALRE", "CEMR", "CPMR", "EUROCITIES"}
}

// Entries are the members that the home page lists.
func (p HomePage) Entries() []Entry { return p.Newest }

// MapLabel says in words what the map shows (WCAG 1.1.1).
func (p HomePage) MapLabel() string { return p.mapLabel(p.Map) }

// MapLabel says in words what the map shows, with the filter that is set.
func (p WallPage) MapLabel() string { return p.mapLabel(p.Map) }

func (l Layout) mapLabel(m Map) string {
	if m.Members() == 0 {
		return l.T("map.label.empty")
	}
	return l.N("map.label.members", m.Members())
}

// OtherLanguage is a text's language where it differs from the page's, for the attribute lang.
func (l Layout) OtherLanguage(code string) string {
	if code == l.Lang() {
		return ""
	}
	return code
}

// Place is where a signatory is: its territory, unless that is its name, and its country.
func (l Layout) Place(e Entry) string { return strings.Join(l.places(e, ""), ", ") }

func (l Layout) places(e Entry, region string) []string {
	var places []string
	for _, place := range []string{e.Territory, region} {
		if place != "" && !strings.EqualFold(place, e.Name) {
			places = append(places, place)
		}
	}
	if e.Country != "" {
		places = append(places, l.Country(e.Country))
	}
	return places
}

// AdoptedOn is the date of adoption in the page's language; empty for the model text.
func (p DeclarationPage) AdoptedOn() string {
	day, err := time.Parse(time.DateOnly, p.Declaration.AdoptedOn)
	if err != nil {
		return p.Declaration.AdoptedOn
	}
	return p.Date(day)
}

// TitleKey is the locale key of what the page is called; a code without texts speaks as an internal error.
func (p ErrorPage) TitleKey() string { return p.key("title") }

// WhatKey is the locale key of what happened.
func (p ErrorPage) WhatKey() string { return p.key("what") }

// NowKey is the locale key of what to do now.
func (p ErrorPage) NowKey() string { return p.key("now") }

func (p ErrorPage) key(part string) string {
	key := "error.page." + p.Code + "." + part
	if !p.Has(key) {
		return "error.page.internal." + part
	}
	return key
}
