package handlers

import (
	"net/url"
	"slices"

	"alliance/handlers/wallfilter"
	"alliance/models"
	"alliance/web"
)

// wallFilterOf reads the filters of an address. What no filter knows counts as not set: an old or mistyped link
// still shows the wall.
func (s *site) wallFilterOf(query url.Values, versions []string) models.WallFilter {
	filter, _ := wallfilter.Parse(query, wallfilter.Known{IsCountry: s.isCountry, Versions: versions})
	return filter
}

// isCountry reports whether code is one of the form's countries: those have a name.
func (s *site) isCountry(code string) bool { return s.Catalog.Printer("en").Country(code) != code }

// wallPath is the one address of a filter, below the language.
func wallPath(filter models.WallFilter) string { return "/members" + wallfilter.Address(filter) }

// wallURL is the address of the wall's first page after a change of the filter.
func wallURL(layout web.Layout, filter models.WallFilter, change func(*models.WallFilter)) string {
	changed := firstPage(filter)
	change(&changed)
	return layout.URL(wallPath(changed))
}

func firstPage(filter models.WallFilter) models.WallFilter {
	filter.After = ""
	return filter
}

// queryOf is a query in one fixed order, without what is empty; empty when nothing is left.
func queryOf(values url.Values) string {
	for name, given := range values {
		values[name] = slices.DeleteFunc(given, func(v string) bool { return v == "" })
	}
	if encoded := values.Encode(); encoded != "" {
		return "?" + encoded
	}
	return ""
}
