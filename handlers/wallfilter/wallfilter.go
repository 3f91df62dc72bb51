// Package wallfilter reads the filters of the wall from an address and writes them into one: the same names and
// meanings for the pages, the API, the feeds and the files.
package wallfilter

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"alliance/models"
	"alliance/web"
)

// Names of the filters: links to the wall rely on them.
const (
	Query       = "q"
	Country     = web.FieldCountry
	Kind        = web.FieldKind
	Association = web.FieldAssociation
	Version     = "version"
	Year        = "year"
	Territory   = web.FieldTerritory
	Sort        = "sort"
	After       = "after"
)

// Names are all of them.
func Names() []string {
	return []string{Query, Country, Kind, Association, Version, Year, Territory, Sort, After}
}

// MaxQuery is how many characters of a search count.
const MaxQuery = 100

const (
	maxCursor   = 2000
	maxID       = 64   // characters of the id of a territory
	earliest    = 2017 // the year in which the Alliance was founded
	afterLatest = 2100
)

// Known is what a filter may name on this site.
type Known struct {
	IsCountry func(code string) bool
	Versions  []string // of the declaration
}

// Parse reads the filters of an address, and names those whose value says nothing. A page takes these for not set:
// an old or mistyped link still shows the wall. A program is told of them.
func Parse(query url.Values, known Known) (filter models.WallFilter, refused []string) {
	read := func(name string, understand func(value string) bool) {
		if value := query.Get(name); value != "" && !understand(value) {
			refused = append(refused, name)
		}
	}
	read(Query, func(value string) bool { filter.Query = SearchText(value); return utf8.ValidString(value) })
	read(Country, func(value string) bool { return set(&filter.Country, strings.ToUpper(value), known.IsCountry) })
	read(Kind, func(value string) bool { return set(&filter.Kind, models.Kind(value), models.Kind.Valid) })
	read(Association, func(value string) bool {
		return set(&filter.Association, strings.ToUpper(value), among(models.FoundingAssociations()))
	})
	read(Version, func(value string) bool { return set(&filter.Version, value, among(known.Versions)) })
	read(Year, func(value string) bool {
		year, err := strconv.Atoi(value)
		return err == nil && set(&filter.Year, year, func(y int) bool { return y >= earliest && y < afterLatest })
	})
	read(Territory, func(value string) bool { return set(&filter.Territory, value, isID) })
	read(Sort, func(value string) bool {
		if value == string(models.SortName) {
			filter.Sort = models.SortName
		}
		return filter.Sort != "" || value == string(models.SortNewest)
	})
	read(After, func(value string) bool { return set(&filter.After, value, isCursor) })
	return filter, refused
}

// set stores a value that is valid, and reports whether it is.
func set[T any](to *T, value T, valid func(T) bool) bool {
	if !valid(value) {
		return false
	}
	*to = value
	return true
}

func among(known []string) func(string) bool {
	return func(value string) bool { return slices.Contains(known, value) }
}

// SearchText is a search without needless blanks, cut where nobody types on.
func SearchText(typed string) string {
	if !utf8.ValidString(typed) {
		return ""
	}
	text := []rune(strings.Join(strings.Fields(typed), " "))
	return strings.TrimSpace(string(text[:min(len(text), MaxQuery)]))
}

func isCursor(text string) bool { return len(text) <= maxCursor && isPlain(text, "-_") }

func isID(text string) bool { return len(text) <= maxID && isPlain(text, "-_:./") }

// isPlain reports whether a text is of letters and digits of ASCII, and of the signs given.
func isPlain(text, signs string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !letter && !strings.ContainsRune(signs, r)
	})
}

// Address is the one query of a filter, with its question mark; empty where nothing is set.
func Address(filter models.WallFilter) string {
	values := url.Values{}
	add := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	add(Query, filter.Query)
	add(Country, filter.Country)
	add(Kind, string(filter.Kind))
	add(Association, filter.Association)
	add(Version, filter.Version)
	add(Territory, filter.Territory)
	add(After, filter.After)
	if filter.Year != 0 {
		add(Year, strconv.Itoa(filter.Year))
	}
	if filter.Sort != models.SortNewest {
		add(Sort, string(filter.Sort))
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}
