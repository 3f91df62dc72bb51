package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"alliance/models"
	"alliance/web"
)

// Names of the wall's filters: links to the wall rely on them. Kind, country and association are the form's.
const (
	filterQuery   = "q"
	filterVersion = "version"
	filterYear    = "year"
	filterSort    = "sort"
	filterAfter   = "after"
)

const (
	maxQuery     = 100 // characters that a search takes into account
	maxCursor    = 2000
	maxTerritory = 50   // bytes of an id of the register
	earliest     = 2017 // the year in which the Alliance was founded
	afterLatest  = 2100
)

// wallFilterOf reads the filters of an address. What no filter knows counts as not set: an old or mistyped link
// still shows the wall.
func (s *site) wallFilterOf(query url.Values, versions []string) models.WallFilter {
	filter := models.WallFilter{
		Query:       searchText(query.Get(filterQuery)),
		Version:     oneOf(query.Get(filterVersion), versions),
		Association: oneOf(strings.ToUpper(query.Get(web.FieldAssociation)), models.FoundingAssociations()),
	}
	if kind := models.Kind(query.Get(web.FieldKind)); kind.Valid() {
		filter.Kind = kind
	}
	if country := strings.ToUpper(query.Get(web.FieldCountry)); s.isCountry(country) {
		filter.Country = country
	}
	if year, err := strconv.Atoi(query.Get(filterYear)); err == nil && year >= earliest && year < afterLatest {
		filter.Year = year
	}
	if query.Get(filterSort) == string(models.SortName) {
		filter.Sort = models.SortName
	}
	if id := query.Get(web.FieldTerritory); len(id) <= maxTerritory && utf8.ValidString(id) {
		filter.Territory = id
	}
	if after := query.Get(filterAfter); len(after) <= maxCursor && isBase64URL(after) {
		filter.After = after
	}
	return filter
}

// searchText is a search without needless blanks, cut where nobody types on.
func searchText(typed string) string {
	if !utf8.ValidString(typed) {
		return ""
	}
	text := []rune(strings.Join(strings.Fields(typed), " "))
	return strings.TrimSpace(string(text[:min(len(text), maxQuery)]))
}

func oneOf(value string, known []string) string {
	if slices.Contains(known, value) {
		return value
	}
	return ""
}

func isBase64URL(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !letter && r != '-' && r != '_'
	})
}

// wallPath is the one address of a filter, below the language.
func wallPath(filter models.WallFilter) string {
	shown := shownFilter(filter)
	values := url.Values{
		filterQuery: {shown.Query}, web.FieldCountry: {shown.Country}, web.FieldKind: {shown.Kind},
		web.FieldAssociation: {shown.Association}, filterVersion: {shown.Version}, filterYear: {shown.Year},
		web.FieldTerritory: {shown.Territory}, filterAfter: {filter.After},
	}
	if filter.Sort != models.SortNewest {
		values.Set(filterSort, shown.Sort)
	}
	return "/members" + queryOf(values)
}

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
