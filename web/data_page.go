package web

// DataPage is /{lang}/data: the list for others to use.
type DataPage struct {
	Layout
	Chosen  []Chip // the filter that the files have
	Total   int    // members under it
	WallURL string
	Query   string // of the filter, with its question mark
	Fields  []string
	Address string // the site's, without a slash at its end
}

// DataFile is one way to get the list.
type DataFile struct{ Name, URL string }

// Files are for people with a spreadsheet or a map, or a reader of feeds.
func (p DataPage) Files() []DataFile {
	return []DataFile{
		{"csv", p.URL("/members.csv") + p.Query},
		{"xlsx", p.URL("/members.xlsx") + p.Query},
		{"geojson", "/api/v1/members.geojson" + p.Query},
		{"json", "/api/v1/members" + p.Query},
		{"atom", p.URL("/feed.atom") + p.Query},
	}
}

// Examples are calls to copy.
func (p DataPage) Examples() []string {
	return []string{
		"curl -OJ '" + p.Address + p.URL("/members.csv") + p.Query + "'",
		"curl '" + p.Address + "/api/v1/members?country=LV&kind=city'",
		"curl '" + p.Address + "/api/v1/counters'",
	}
}
