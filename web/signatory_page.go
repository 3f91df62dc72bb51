package web

import "time"

// SignatoryPage is /{lang}/members/{slug}.
type SignatoryPage struct {
	Layout
	Entry              Entry
	Region             string
	Website            string
	Statement          string
	StatementLanguage  string
	RepresentativeName string
	Associations       []string
	Versions           []string
	Origin             string // pledge, import, paper or collective
	Through            string // the association that adhered for it; empty otherwise
	Map                Map
	Lat, Lon           float64 // 0,0 where unknown
	Near               []Entry // other members around
	Share              []ShareLink
}

// MapLabel says in words what the map shows.
func (p SignatoryPage) MapLabel() string {
	if p.Map.Empty() {
		return p.T("map.label.land")
	}
	return p.T("map.label.place", "name", p.Entry.Name)
}

// Places is where the signatory is, from the nearest to the widest.
func (p SignatoryPage) Places() []string { return p.places(p.Entry, p.Region) }

// Joined says how the signatory joined where it was not by the form; empty otherwise.
func (p SignatoryPage) Joined() string {
	switch p.Origin {
	case "paper", "import":
		return p.T("signatory.joined." + p.Origin)
	case "collective":
		return p.T("signatory.joined.collective", "association", p.Through)
	}
	return ""
}

// Entries are the members around.
func (p SignatoryPage) Entries() []Entry { return p.Near }

// StructuredData describes the signatory to search engines: JSON-LD in the words of schema.org. Regions and cities are
// public bodies, which have a place, rather than the place itself; that they belong to the alliance since a day
// is a Role (https://schema.org/Role).
func (p SignatoryPage) StructuredData() any {
	data := structuredBody{
		Context: "https://schema.org", Type: "Organization", Name: p.Entry.Name, URL: p.Canonical(),
		Address: &structuredAddress{"PostalAddress", iso(p.Entry.Country)},
		MemberOf: structuredRole{
			"OrganizationRole", p.Entry.Since.Format(time.DateOnly),
			structuredAlliance{"Organization", p.Site.Name, p.Site.BaseURL + "/"},
		},
	}
	switch p.Entry.Kind {
	case "region", "city":
		data.Type = "GovernmentOrganization"
	case "individual":
		data.Type, data.Address = "Person", nil
		return data
	}
	if p.Website != "" {
		data.SameAs = []string{p.Website}
	}
	if p.Lat != 0 || p.Lon != 0 {
		data.Location = &structuredPlace{"Place", structuredPoint{"GeoCoordinates", p.Lat, p.Lon}}
	}
	return data
}

// iso is the ISO 3166 code of a country: two of those used in the EU differ.
func iso(country string) string {
	switch country {
	case "EL":
		return "GR"
	case "UK":
		return "GB"
	}
	return country
}

type structuredBody struct {
	Context  string             `json:"@context"`
	Type     string             `json:"@type"`
	Name     string             `json:"name"`
	URL      string             `json:"url"`
	SameAs   []string           `json:"sameAs,omitempty"`
	Address  *structuredAddress `json:"address,omitempty"`
	Location *structuredPlace   `json:"location,omitempty"`
	MemberOf structuredRole     `json:"memberOf"`
}

type structuredAddress struct {
	Type    string `json:"@type"`
	Country string `json:"addressCountry"`
}

type structuredPlace struct {
	Type string          `json:"@type"`
	Geo  structuredPoint `json:"geo"`
}

type structuredPoint struct {
	Type string  `json:"@type"`
	Lat  float64 `json:"latitude"`
	Lon  float64 `json:"longitude"`
}

type structuredRole struct {
	Type  string             `json:"@type"`
	Start string             `json:"startDate"`
	Of    structuredAlliance `json:"memberOf"`
}

type structuredAlliance struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url"`
}
