package stories

import (
	"time"

	"alliance/web"
)

func (b builder) figures() []Story {
	coverage := web.CoveragePage{
		Layout:    b.layout("/coverage", "coverage.title", "coverage.description"),
		Union:     web.Coverage{Regions: 683, MemberRegions: 124, Population: 350_000_000, Covered: 120_400_000},
		Countries: 2, Members: 283, Unplaced: 3,
		States: []web.Coverage{
			{Country: "AT", Regions: 9, MemberRegions: 4, Population: 6_500_000, Covered: 1000},
			{Country: "LV", Regions: 39, Population: 1_600_000},
		},
		Neighbours: []web.Coverage{{Country: "XK", Regions: 7, MemberRegions: 7, UnknownPopulation: 1}},
	}
	coverage.Union.UnknownPopulation = 1
	start := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	progress := web.ProgressPage{
		Layout:     b.layout("/progress", "progress.title", "progress.description"),
		Milestones: web.Milestones{Members: 14, Next: 25}, Newest: Entries(12),
		Reached: []web.Milestone{{Members: 10, At: start.AddDate(0, 2, 4)}},
		Months: []web.GrowthMonth{
			{Month: start, New: 3, Total: 3},
			{Month: start.AddDate(0, 1, 0), Total: 3},
			{Month: start.AddDate(0, 2, 0), New: 11, Total: 14},
		},
	}
	empty := web.ProgressPage{Layout: progress.Layout}
	countries := web.MapPage{
		Layout: b.layout("/map", "map.title", "map.description"), Map: web.NewMap(b.points(3)),
		Places: []web.MapCountry{
			{Code: "LV", Name: "Latvia", URL: "/en/map?country=LV", Count: 2},
			{Code: "PT", Name: "Portugal", URL: "/en/map?country=PT", Count: 1},
		},
		Entries: Entries(3), Total: 3, ListURL: "/en/members",
		Insets: []web.Inset{{MapRegion: web.MapRegion{Name: "Açores", URL: "/en/members?territory=PT.23", Count: 1}}},
	}
	nobody := web.MapPage{
		Layout: b.layout("/map", "map.title", "map.description"), Map: web.NewMap(nil).In("MT"), Zoomed: "MT",
		EuropeURL: "/en/map",
	}
	data := web.DataPage{
		Layout: b.layout("/data", "data.title", "data.description"), Total: 12, WallURL: "/en/members?country=LV",
		Query: "?country=LV", Fields: []string{"id", "name", "kind", "country", "page"}, Address: "https://x.example",
		Chosen: []web.Chip{{Label: "Latvia", URL: "/en/data"}},
	}
	return append(b.embeds(),
		Story{"data", data}, Story{"map", countries}, Story{"map-0", nobody},
		Story{"coverage", coverage}, Story{"progress", progress}, Story{"progress-0", empty})
}
