package territory

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// twoCountries has two countries, of which one has two regions.
func twoCountries() *Tree {
	t := &Tree{byID: map[string]int{}}
	for _, row := range []struct {
		id, parent, country string
		level               Level
		population          int
	}{
		{"IT", "", "IT", LevelCountry, 0},
		{"LI", "", "LI", LevelCountry, 0},
		{"IT.09", "IT", "IT", LevelRegion, 0},
		{"IT.16", "IT", "IT", LevelRegion, 0},
		{"IT.09.MI", "IT.09", "IT", LevelProvince, 0},
		{"milano", "IT.09.MI", "IT", LevelPlace, 1000},
		{"monza", "IT.09.MI", "IT", LevelPlace, 100},
		{"bergamo", "IT.09", "IT", LevelPlace, 200},
		{"firenze", "IT.16", "IT", LevelPlace, 300},
		{"borgo", "IT.16", "IT", LevelPlace, 0},
		{"vaduz", "LI", "LI", LevelPlace, 5},
	} {
		t.add(row.id, row.parent, row.country, node{level: row.level, population: row.population})
	}
	return t
}

func TestCoverage(t *testing.T) {
	t.Parallel()
	italy := func(regions, covered, unknown int) Coverage {
		return Coverage{
			Country: "IT", Regions: 2, MemberRegions: regions, Population: 1600, Covered: covered, UnknownPopulation: unknown,
		}
	}
	for name, test := range map[string]struct {
		signed []string
		want   Coverage
	}{
		"nobody":                                 {nil, italy(0, 0, 0)},
		"a city":                                 {[]string{"milano"}, italy(0, 1000, 0)},
		"two members of one city":                {[]string{"milano", "milano"}, italy(0, 1000, 0)},
		"a region, with all below it":            {[]string{"IT.09"}, italy(1, 1300, 0)},
		"a city inside a member region":          {[]string{"milano", "IT.09"}, italy(1, 1300, 0)},
		"a province inside it too":               {[]string{"IT.09.MI", "IT.09", "monza"}, italy(1, 1300, 0)},
		"a province":                             {[]string{"IT.09.MI"}, italy(0, 1100, 0)},
		"a city whose population is unknown":     {[]string{"borgo"}, italy(0, 0, 1)},
		"it counts as unknown in a region, too":  {[]string{"borgo", "IT.16"}, italy(1, 300, 1)},
		"a country, which cannot sign":           {[]string{"IT"}, italy(0, 0, 0)},
		"a territory that the register lacks":    {[]string{"atlantis"}, italy(0, 0, 0)},
		"another country's city changes nothing": {[]string{"vaduz"}, italy(0, 0, 0)},
	} {
		got, _ := twoCountries().Coverage(test.signed)
		if len(got) != 2 || got[0] != test.want {
			t.Errorf("%s (-want +got):\n%s", name, cmp.Diff(test.want, got[0]))
		}
	}
}

func TestCoverageOnlyGrowsAndIsAtMostAll(t *testing.T) {
	t.Parallel()
	tree := twoCountries()
	ids := []string{"IT", "LI", "IT.09", "IT.16", "IT.09.MI", "milano", "monza", "bergamo", "firenze", "borgo", "vaduz"}
	rapid.Check(t, func(r *rapid.T) {
		signed := rapid.SliceOf(rapid.SampledFrom(ids)).Draw(r, "signed")
		before, _ := tree.Coverage(signed)
		after, present := tree.Coverage(append([]string{rapid.SampledFrom(ids).Draw(r, "further")}, signed...))
		if len(present) == 0 {
			r.Errorf("nobody is present, with %v and one more", signed)
		}
		for i, was := range before {
			now := after[i]
			if now.Covered < was.Covered || now.MemberRegions < was.MemberRegions {
				r.Errorf("%v became %v with one more", was, now)
			}
			if now.Covered > now.Population || now.MemberRegions > now.Regions {
				r.Errorf("more than all: %v", now)
			}
		}
	})
}
