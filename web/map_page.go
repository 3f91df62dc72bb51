package web

import (
	"slices"
	"strconv"
	"strings"
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

// box is the part of the frame that a path takes. Paths are those of tools/map: M, and l with pairs of whole numbers.
func box(path string) view {
	left, top, right, bottom := mapWidth, mapHeight, 0, 0
	x, y := 0, 0
	for ring := range strings.SplitSeq(strings.TrimSuffix(path, "z"), "z") {
		start, steps, _ := strings.Cut(strings.TrimPrefix(ring, "M"), "l")
		x, y = 0, 0
		numbers := append(wholeNumbers(start), wholeNumbers(steps)...)
		for i := 0; i+1 < len(numbers); i += 2 {
			x, y = x+numbers[i], y+numbers[i+1]
			left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
		}
	}
	return view{left, top, right - left, bottom - top}
}

// wholeNumbers reads "4-1 12": a minus separates as a blank does.
func wholeNumbers(text string) []int {
	var numbers []int
	for _, word := range strings.Fields(strings.ReplaceAll(text, "-", " -")) {
		if n, err := strconv.Atoi(word); err == nil {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// smallestView is the least that a map zoomed to a country shows, in units of 5 km.
const smallestView = 90

// In returns the map zoomed to a country, in the proportions of the frame.
func (m Map) In(country string) Map {
	for _, outline := range outlines() {
		if outline.country != country {
			continue
		}
		shape := box(outline.path)
		width := max(smallestView, shape.width*5/4, shape.height*5/4*mapWidth/mapHeight)
		width = min(width, mapWidth)
		height := width * mapHeight / mapWidth
		m.view = view{
			min(max(shape.x+shape.width/2-width/2, 0), mapWidth-width),
			min(max(shape.y+shape.height/2-height/2, 0), mapHeight-height), width, height,
		}
	}
	return m
}
