package web

// WallPage is /{lang}/members.
type WallPage struct {
	Layout
	Filter    WallFilter
	Entries   []Entry
	Total     int
	Facets    []Facet
	Chosen    []Chip
	SortLinks []FacetLink
	NextURL   string      // empty on the last page
	FirstURL  string      // back to the first page; empty on it
	ClearURL  string      // the wall without filters; empty when none is set
	Meant     []FacetLink // members that a search without result may have meant
	Map       Map
	MapURL    string // the same filter on the map page
	DataURL   string // the same filter for download
}

// WallFilter is what the visitor chose.
type WallFilter struct {
	Query, Country, Kind, Association, Version, Year, Territory, Sort string
}

// Facet is one filter with the values that there are under the others.
type Facet struct {
	Name  string // kind, country, association, version, year: the parameter of the address
	Links []FacetLink
	Open  bool // unfolded, for want of space only where something is chosen
}

// FacetLink is one value of a filter, as a link.
type FacetLink struct {
	Value, Label, URL string
	Count             int
	Selected          bool
}

// Chip is a filter that is set, and the wall without it.
type Chip struct{ Label, URL string }

// FormField is a value that a form carries along unseen.
type FormField struct{ Name, Value string }

// Hidden are the filters that a new search keeps.
func (p WallPage) Hidden() []FormField {
	all := []FormField{
		{"country", p.Filter.Country},
		{"kind", p.Filter.Kind},
		{"association", p.Filter.Association},
		{"version", p.Filter.Version},
		{"year", p.Filter.Year},
		{"territory", p.Filter.Territory},
		{"sort", p.Filter.Sort},
	}
	var set []FormField
	for _, field := range all {
		if field.Value != "" {
			set = append(set, field)
		}
	}
	return set
}
