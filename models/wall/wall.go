// Package wall is the public list of signatories as an index in memory: it filters, counts, searches and
// orders a hundred thousand of them within a few milliseconds. It knows no database; models fills it.
package wall

import "time"

// Member is what the wall knows of a signatory; all of it is public.
type Member struct {
	ID, Slug, Name   string
	Kind, Country    string
	Origin           string
	Since, UpdatedAt time.Time
	Website          string
	TerritoryID      string   // empty where unknown
	Territory        string   // its name; may be empty where Name says it
	Within           []string // ids of the territory and of all it lies in
	Statistical      []string // codes of the statistical regions it belongs to
	Holds            []string // of these, those whose people live in it for the most part
	Lat, Lon         float64  // of the territory
	Weight           int      // how large the territory is; orders suggestions
	Associations     []string
	Versions         []string // of the declaration, newest first
	Keys             []string // folded names that it is found by, its own among them
}

// Sort is an order of the wall.
type Sort int

// The orders.
const (
	Newest Sort = iota
	ByName
)

// Filter selects members. The zero value selects all.
type Filter struct {
	Query       string
	Country     string
	Kind        string
	Association string
	Version     string
	Year        int
	Territory   string // the id of one they belong to or lie in
	Statistical string // the code of a statistical region they belong to
}

// Page says which part of the selected members is asked for.
type Page struct {
	Sort     Sort
	Language string  // whose collation orders names
	After    *Member // the last one of the page before: its ID, Since and Name; nil for the first page
	Limit    int
}

// Facet counts the members per value; values without any are missing.
type Facet map[string]int

// Facets counts, for each filter, what its values would give while the other filters stay.
type Facets struct {
	Kinds, Countries, Associations, Versions Facet
	Years                                    map[int]int
}

// Result is one page of the selected members.
type Result struct {
	Members []*Member
	More    bool // there are further pages
	Total   int
	Facets  Facets
}

// Place is a territory with members.
type Place struct {
	TerritoryID string
	Region      string   // the widest territory below the country that it lies in, or itself
	Statistical []string // codes of the statistical regions it belongs to
	Holds       []string // of these, those whose people live in it for the most part
	Lat, Lon    float64
	Count       int
}
