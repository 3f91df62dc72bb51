package web

import (
	"cmp"
	"slices"
	"strconv"

	"alliance/geo"
)

// MapPage is /{lang}/map: the members of a filter on a map whose countries are links, beside the list of them.
type MapPage struct {
	Layout
	Map       Map
	Chosen    []Chip
	Zoomed    string // the code of the country that it is zoomed to; empty: all of Europe
	Places    []MapCountry
	Entries   []Entry // the first of the list
	Total     int
	ListURL   string // the whole list
	EuropeURL string // out of the country
	ClearURL  string
	Insets    []Inset           // regions beyond the edge of the map
	Regions   []MapRegion       // those on it, in the order of the page's language
	Outlines  map[string]string // of countries, to which the regions' outlines fit
	Notice    string            // what must stand beside the regions' outlines
}

// MapRegion is a statistical region on the map, where the operator has imported their outlines.
type MapRegion struct {
	Name, Country, Outline string
	URL                    string // its members on the wall; empty where it has none
	Count                  int    // members that belong to it
	Signed                 bool   // the region itself is a member, or a larger one that holds the most of it
}

// Inset is a region overseas, drawn in a frame of its own where its outline is known.
type Inset struct {
	MapRegion
	Width, Height int
}

// insetRoom is left around a region in its inset, on each side.
const insetRoom = 4

// FrameWidth is how wide the inset is, with some room.
func (i Inset) FrameWidth() int { return i.Width + 2*insetRoom }

// FrameHeight is how high the inset is, with some room.
func (i Inset) FrameHeight() int { return i.Height + 2*insetRoom }

// MapCountry is a country with members under the other filters.
type MapCountry struct {
	Code, Name, URL string
	Count           int
	Regions, Signed int // statistical regions, and those of them that have signed themselves
}

// Land is a country's shape on the map.
type Land struct {
	Path, Class, Label string
	URL                string // empty: no link
	Regions            []MapRegion
}

// MapLabel says in words what the map shows.
func (p MapPage) MapLabel() string { return p.mapLabel(p.Map) }

// Lands are the shapes of all countries, those with members last and in the order of the table. On the whole map they
// lead into the country, there to its list; its neighbours reach beyond the edge then and lead nowhere.
func (p MapPage) Lands() []Land {
	lands := make([]Land, 0, 50)
	linked := make([]Land, len(p.Places))
	for _, outline := range outlines() {
		land := Land{Path: cmp.Or(p.Outlines[outline.country], outline.path), Class: outline.class}
		if p.Zoomed == "" || p.Zoomed == outline.country {
			land.Regions = p.regionsOf(outline.country)
		}
		at := slices.IndexFunc(p.Places, func(c MapCountry) bool { return c.Code == outline.country })
		switch {
		case at < 0:
			lands = append(lands, land)
		case p.Zoomed == "":
			linked[at] = p.linked(land, p.Places[at], p.Places[at].URL)
		case p.Zoomed == outline.country && len(land.Regions) > 0: // these are the links
			lands = append(lands, land)
		case p.Zoomed == outline.country:
			linked[at] = p.linked(land, p.Places[at], p.ListURL)
		default:
			land.Class += " has"
			lands = append(lands, land)
		}
	}
	return append(lands, slices.DeleteFunc(linked, func(l Land) bool { return l.Path == "" })...)
}

func (p MapPage) linked(land Land, country MapCountry, url string) Land {
	land.Class += " has"
	land.Label = p.T("map.country", "country", country.Name, "members", p.N("members.found", country.Count))
	land.URL = url
	return land
}

// regionsOf are the statistical regions of a country that are to be drawn: on the whole map those with members.
func (p MapPage) regionsOf(country string) []MapRegion {
	var regions []MapRegion
	for _, region := range p.Regions {
		if region.Country == country && (region.Count > 0 || p.Zoomed != "") {
			regions = append(regions, region)
		}
	}
	return regions
}

// RegionLabel says in words what a region's link leads to.
func (p MapPage) RegionLabel(r MapRegion) string {
	label := p.T("map.country", "country", r.Name, "members", p.N("members.found", r.Count))
	if r.Signed {
		label += ". " + p.T("map.region.signed")
	}
	return label
}

// HasSigned reports whether a region on the map has signed itself.
func (p MapPage) HasSigned() bool {
	return slices.ContainsFunc(p.Regions, func(r MapRegion) bool { return r.Signed })
}

// LightSize is a line of the legend.
type LightSize struct {
	Class       string
	Least, Most int // Most is zero for the largest
}

// Legend explains the sizes of the lights that are on the map.
func (p MapPage) Legend() []LightSize {
	var sizes []LightSize
	least := classes()
	for class, lights := range p.Map.lights {
		if len(lights) == 0 {
			continue
		}
		size := LightSize{Class: p.Map.density() + " c" + strconv.Itoa(class), Least: least[class]}
		if class+1 < len(least) {
			size.Most = least[class+1] - 1
		}
		sizes = append(sizes, size)
	}
	return sizes
}

// Label is the legend's text for a size.
func (p MapPage) Label(s LightSize) string {
	if s.Most == 0 {
		return p.T("map.legend.more", "least", p.Number(s.Least))
	}
	return p.T("map.legend.some", "least", p.Number(s.Least), "most", p.Number(s.Most))
}

// smallestView is the least that a map zoomed to a country shows, in units of 5 km.
const smallestView = 90

// In returns the map zoomed to a country, in the proportions of the frame.
func (m Map) In(country string) Map {
	for _, outline := range outlines() {
		if outline.country != country {
			continue
		}
		m.view = viewOf(geo.MustPath(outline.path).Box())
	}
	return m
}

// viewOf shows a box with some room around it.
func viewOf(box geo.Box) view {
	width := int(min(max(smallestView, box.Width()*5/4, box.Height()*5/4*geo.Width/geo.Height), geo.Width))
	height := width * geo.Height / geo.Width
	middle := box.Middle()
	return view{
		min(max(int(middle.X)-width/2, 0), geo.Width-width), min(max(int(middle.Y)-height/2, 0), geo.Height-height),
		width, height,
	}
}
