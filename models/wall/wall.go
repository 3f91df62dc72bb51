// Package wall is the public list of signatories as an index in memory: it filters, counts, searches and orders
// them. It keeps what that takes and nothing that is only shown: a member is its
// number in the database. It knows no database; models fills it.
package wall

import (
	"context"
	"time"

	"alliance/geo"
)

// Member is what the index takes up of a signatory; all of it is public.
type Member struct {
	Number        int64 // the database's; of those who joined at one moment, the higher one came later
	ID            string
	Key           string // the folded name
	Kind, Country string
	Since         time.Time
	TerritoryID   string // empty where unknown
	Associations  []string
	Versions      []string // of the declaration
}

// Territory is where members are.
type Territory struct {
	ID          string
	Around      []string // what it lies in, the closest first
	Region      string   // of these, or itself, the widest below the country
	Statistical []string // codes of the statistical regions it belongs to
	Holds       []string // of these, those whose people live in it for the most part
	Lat, Lon    float64
	Weight      int // how large it is; orders suggestions
}

// Source is asked for what the index does not keep.
type Source interface {
	// Names returns the names of members as they are written; empty where one is gone meanwhile.
	Names(ctx context.Context, numbers []int64) ([]string, error)
	// EachName calls take with the names of all members, in any order.
	EachName(ctx context.Context, take func(number int64, name string)) error
	// TerritoryNames calls take with every folded name of these territories, in any order. An empty list means all
	// territories; take ignores those that it does not know.
	TerritoryNames(ctx context.Context, ids []string, take func(id, name string)) error
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
	Language string // whose collation orders names
	After    *Last  // nil for the first page
	Limit    int
}

// Last is the last member of the page before; Name counts in the order of names only, Since in the other.
type Last struct {
	Number int64
	Since  time.Time
	Name   string
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
	Members []int64 // their numbers
	Next    *Last   // behind which the next page begins; nil where there is none
	Total   int
	Facets  Facets
}

// Area is where members are, as far as the regions of the map tell places apart.
type Area struct {
	Region      string   // the widest territory below the country that they lie in, or it itself
	Statistical []string // codes of the statistical regions it belongs to
	Holds       []string // of these, those whose people live in it for the most part
	Outside     bool     // beyond the edge of the map
	Count       int
}

// Light is a cell of the map with members.
type Light struct {
	At    geo.Cell
	Count int
}

// Lights is the wall on the map.
type Lights struct {
	Lights  []Light // in reading order
	Outside int     // members beyond the edge of the map
}
