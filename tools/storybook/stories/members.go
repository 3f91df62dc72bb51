package stories

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"alliance/web"
)

// LongName has 120 characters.
const LongName = "Verbandsgemeinde der Städte und Gemeinden des Donaudampfschifffahrtsgebietes zwischen " +
	"Oberniederwörrathbachtal und Ybbs"

// place is a town by which made-up members are scattered.
type place struct {
	name, country string
	lat, lon      float64
}

func places() []place {
	return []place{
		{"Rīga", "LV", 56.95, 24.11},
		{"София", "BG", 42.70, 23.32},
		{"Θεσσαλονίκη", "EL", 40.64, 22.94},
		{"Gżira", "MT", 35.91, 14.49},
		{"Łódź", "PL", 51.76, 19.46},
		{"Münster", "DE", 51.96, 7.63},
		{"Orléans", "FR", 47.90, 1.90},
		{"Évora", "PT", 38.57, -7.91},
		{"Málaga", "ES", 36.72, -4.42},
		{"Corcaigh", "IE", 51.90, -8.47},
		{"Győr", "HU", 47.68, 17.63},
		{"Timișoara", "RO", 45.75, 21.23},
		{"České Budějovice", "CZ", 48.97, 14.47},
		{"Žilina", "SK", 49.22, 18.74},
		{"Maribor", "SI", 46.55, 15.65},
		{"Split", "HR", 43.51, 16.44},
		{"Perugia", "IT", 43.11, 12.39},
		{"Linz", "AT", 48.31, 14.29},
		{"Liège", "BE", 50.63, 5.57},
		{"Eindhoven", "NL", 51.44, 5.48},
		{"Aarhus", "DK", 56.16, 10.20},
		{"Umeå", "SE", 63.83, 20.26},
		{"Jyväskylä", "FI", 62.24, 25.75},
		{"Pärnu", "EE", 58.39, 24.50},
		{"Šiauliai", "LT", 55.93, 23.32},
		{"Λεμεσός", "CY", 34.68, 33.04},
		{"Esch-sur-Alzette", "LU", 49.50, 5.98},
		{"Львів", "UA", 49.84, 24.03},
		{"Bari", "IT", 41.12, 16.87},
		{"Vigo", "ES", 42.24, -8.72},
	}
}

// Points returns n members near real towns, always the same.
func Points(n int) []web.Point {
	random := rand.New(rand.NewPCG(1, 2))
	towns := places()
	points := make([]web.Point, n)
	for i := range points {
		town := towns[i%len(towns)]
		spread := math.Min(1.4, float64(i/len(towns))*.1)
		points[i] = web.Point{
			Lat: town.lat + random.NormFloat64()*spread*.7, Lon: town.lon + random.NormFloat64()*spread, Count: 1,
		}
	}
	return points
}

// points returns n members in real towns where these are known.
func (b builder) points(n int) []web.Point {
	if len(b.towns) == 0 {
		return Points(n)
	}
	random := rand.New(rand.NewPCG(5, 6))
	points := make([]web.Point, n)
	for i := range points {
		points[i] = b.towns[random.IntN(len(b.towns))]
	}
	return points
}

// ScatteredPoints returns n members all over the frame, which no compression can help: the worst case.
func ScatteredPoints(n int) []web.Point {
	random := rand.New(rand.NewPCG(3, 4))
	points := make([]web.Point, n)
	for i := range points {
		points[i] = web.Point{Lat: 36 + random.Float64()*32, Lon: -9 + random.Float64()*37, Count: 1}
	}
	return points
}

// Entries returns n members.
func Entries(n int) []web.Entry {
	towns := places()
	kinds := []string{"city", "region", "association", "city", "organisation", "individual"}
	entries := make([]web.Entry, n)
	for i := range entries {
		town := towns[i%len(towns)]
		name := town.name
		if round := i / len(towns); round > 0 {
			name = fmt.Sprintf("%s %d", town.name, round+1)
		}
		entries[i] = web.Entry{
			Slug: fmt.Sprintf("member-%d", i+1), Name: name, Kind: kinds[i%len(kinds)], Country: town.country,
			Territory: town.name, Since: time.Date(2026, time.November, 22-i%20, 9, 0, 0, 0, time.UTC),
		}
	}
	return entries
}

func (b builder) homes() []Story {
	home := func(members int) web.HomePage {
		page := web.HomePage{
			Layout: b.layout("/", "", "home.description"), Map: web.NewMap(b.points(members)), Share: share(),
			Newest: Entries(min(members, 6)),
		}
		if members > 0 {
			page.Counters = counters(members)
		}
		return page
	}
	demo := home(300)
	demo.Site.Demo, demo.Site.Mailbox = true, true
	demo.Site.Languages = strings.Fields("bg es cs da de et el en fr ga hr it lv lt hu mt nl pl pt ro sk sl fi sv")
	return []Story{
		{"home-0", home(0)},
		{"home-3", home(3)},
		{"home-300", home(300)},
		{"home-12000", home(12000)},
		{"home-demo", demo},
	}
}

func counters(members int) web.Counters {
	kinds := []web.KindCount{
		{Kind: "region", Count: members / 10},
		{Kind: "city", Count: members / 2},
		{Kind: "association", Count: members / 20},
		{Kind: "organisation", Count: members / 12},
	}
	rest := members
	for _, kind := range kinds {
		rest -= kind.Count
	}
	kinds = append(kinds, web.KindCount{Kind: "individual", Count: rest})
	return web.Counters{Total: members, Countries: min(members, 27), Kinds: kinds}
}

func (b builder) walls() []Story {
	zero := web.WallPage{Layout: b.layout("/members", "members.title", "members.description"), Map: web.NewMap(nil)}
	none := b.wall(300)
	none.Entries, none.Total, none.NextURL, none.Map = nil, 0, "", web.NewMap(nil)
	none.Filter = web.WallFilter{Query: "xyz", Country: "LV", Sort: "name"}
	none.ClearURL = none.URL("/members")
	none.Meant = []web.FacetLink{{Label: "Rīga", URL: none.URL("/members/riga")}}
	filtered := b.wall(300)
	filtered.Filter = web.WallFilter{Kind: "city", Association: "AER", Year: "2026", Version: "2026-1"}
	filtered.ClearURL, filtered.FirstURL = none.ClearURL, none.ClearURL+"?kind=city"
	filtered.Facets[0].Links[2].Selected, filtered.Facets[0].Links[0].Selected = true, false
	filtered.Chosen = []web.Chip{{Label: b.T("kind.city"), URL: b.url("/members")}}
	long := b.wall(3)
	long.Entries[1].Name = LongName
	overseas := b.wall(3)
	overseas.Map = web.NewMap(append(b.points(3), web.Point{Lat: -21.1, Lon: 55.5, Count: 2}))
	return []Story{
		{"wall-0", zero},
		{"wall-3", b.wall(3)},
		{"wall-300", b.wall(300)},
		{"wall-12000", b.wall(12000)},
		{"wall-none", none},
		{"wall-filtered", filtered},
		{"wall-long", long},
		{"wall-overseas", overseas},
	}
}

func (b builder) wall(members int) web.WallPage {
	page := web.WallPage{
		Layout:  b.layout("/members", "members.title", "members.description"),
		Entries: Entries(min(members, 48)), Total: members, Map: web.NewMap(b.points(members)),
		Facets: []web.Facet{{Name: "kind", Open: true}, {Name: "country"}},
		SortLinks: []web.FacetLink{
			{Value: "newest", Label: b.T("members.sort.newest"), URL: b.url("/members"), Selected: true},
			{Value: "name", Label: b.T("members.sort.name"), URL: b.url("/members?sort=name")},
		},
	}
	all := web.FacetLink{Label: b.T("members.filters.all"), URL: b.url("/members"), Selected: true}
	kinds, countries := []web.FacetLink{all}, []web.FacetLink{all}
	for _, kind := range counters(members).Kinds {
		kinds = append(kinds, web.FacetLink{
			Value: kind.Kind, Label: b.T("kind." + kind.Kind),
			URL: b.url("/members?kind=" + kind.Kind), Count: kind.Count,
		})
	}
	for i, country := range b.Printer.Countries() {
		countries = append(countries, web.FacetLink{
			Value: country.Code, Label: country.Name,
			URL: b.url("/members?country=" + country.Code), Count: members / (i + 2),
		})
	}
	page.Facets[0].Links, page.Facets[1].Links = kinds, countries
	if members > 48 {
		page.NextURL = b.url("/members?after=" + strings.Repeat("x", 24))
	}
	return page
}

func (b builder) url(path string) string { return "/" + b.Lang() + path }
