package web

import (
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
	Insets    []Inset // regions beyond the edge of the map
}

// Inset is a region overseas with members.
type Inset struct {
	Name, URL string
	Count     int
}

// MapCountry is a country with members under the other filters.
type MapCountry struct {
	Code, Name, URL string
	Count           int
}

// Land is a country's shape on the map.
type Land struct {
	Path, Class, Label string
	URL                string // empty: no link
}

// MapLabel says in words what the map shows.
func (p MapPage) MapLabel() string { return p.mapLabel(p.Map) }

// Lands are the shapes of all countries, those with members last and in the order of the table. On the whole map they
// lead into the country, there to its list; its neighbours reach beyond the edge then and lead nowhere.
func (p MapPage) Lands() []Land {
	lands := make([]Land, 0, 50)
	linked := make([]Land, len(p.Places))
	for _, outline := range outlines() {
		land := Land{Path: outline.path, Class: outline.class}
		at := slices.IndexFunc(p.Places, func(c MapCountry) bool { return c.Code == outline.country })
		switch {
		case at < 0:
			lands = append(lands, land)
		case p.Zoomed == "":
			linked[at] = p.linked(land, p.Places[at], p.Places[at].URL)
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
