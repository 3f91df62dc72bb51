package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"alliance/models/territory"
	"alliance/models/typed"
)

// unit is one entry of the register.
type unit struct {
	id, parent string
	level      territory.Level
	local      bool // a local authority, or a place that stands for one
	name       string
	alternates []string
	population int
	weight     int // population, or the sum of the places' populations: for ranking only
	lat, lon   float64
	latSum     float64 // weighted by population
	lonSum     float64
	massSum    float64
}

// buildRegister returns the places and the countries, regions and provinces
// above them: countries first, then regions, provinces, places, by id.
func buildRegister(places, countries, names []row) ([]*unit, error) {
	b := builder{entries: map[string]*unit{}}
	for _, place := range places {
		if err := b.addPlace(place); err != nil {
			return nil, err
		}
	}
	b.nameCountries(countries)
	if err := b.applyNames(names); err != nil {
		return nil, err
	}
	b.finish()
	return b.sorted(), nil
}

type builder struct{ entries map[string]*unit }

func (b *builder) addPlace(place row) error {
	numbers := make(map[string]float64, 3)
	for _, column := range []string{"lat", "lon", "population"} {
		value, err := strconv.ParseFloat(place[column], 64)
		if err != nil {
			return fmt.Errorf("place %s: %s: %w", place["geonameid"], column, err)
		}
		numbers[column] = value
	}
	population := int(numbers["population"])
	p := &unit{
		id: place["geonameid"], level: territory.LevelPlace, local: true, name: place["name"],
		alternates: append(strings.Split(place["alt"], "|"), place["asciiname"]),
		population: population, weight: population, lat: numbers["lat"], lon: numbers["lon"],
	}
	country := b.above(place["country"], "", "", territory.LevelCountry)
	above := []*unit{country}
	if place["admin1_name"] != "" || handNamed(country.id, place["admin1"]) {
		id := country.id + "." + place["admin1"]
		above = append(above, b.above(id, country.id, place["admin1_name"], territory.LevelRegion))
	}
	if place["admin2_name"] != "" && len(above) == 2 {
		id := above[1].id + "." + place["admin2"]
		above = append(above, b.above(id, above[1].id, place["admin2_name"], territory.LevelProvince))
	}
	for _, t := range above {
		t.weight += population
		mass := float64(population + 1)
		t.latSum, t.lonSum, t.massSum = t.latSum+p.lat*mass, t.lonSum+p.lon*mass, t.massSum+mass
	}
	p.parent = above[len(above)-1].id
	if b.entries[p.id] != nil {
		return fmt.Errorf("place %s is there twice", p.id)
	}
	b.entries[p.id] = p
	return nil
}

// handNamed reports regions that the source leaves without a name and names.csv names.
func handNamed(country, admin1 string) bool {
	return country == "NO" && slices.Contains([]string{"30", "38", "54"}, admin1)
}

// above returns the country, region or province id, which it adds when it is new.
func (b *builder) above(id, parent, name string, level territory.Level) *unit {
	if t := b.entries[id]; t != nil {
		return t
	}
	t := &unit{id: id, parent: parent, name: name, level: level}
	b.entries[id] = t
	return t
}

func (b *builder) nameCountries(countries []row) {
	for _, country := range countries {
		t := b.entries[country["code"]]
		if t == nil {
			continue
		}
		t.name = country["en"]
		for column, name := range country {
			if len(column) == 2 {
				t.alternates = append(t.alternates, name)
			}
		}
		slices.Sort(t.alternates)
	}
}

// applyNames makes the hand-made name the first one and keeps the source's as an alternate.
func (b *builder) applyNames(names []row) error {
	for _, line := range names {
		t := b.entries[line["id"]]
		if t == nil {
			return fmt.Errorf("names.csv: there is no territory %s (%s)", line["id"], line["name"])
		}
		t.alternates = append(t.alternates, t.name)
		t.alternates = append(t.alternates, strings.Split(line["alternates"], "|")...)
		t.name = line["name"]
	}
	return nil
}

// finish sets what depends on the whole: alternates without repetition, centres
// of regions, and which regions and provinces are local authorities.
func (b *builder) finish() {
	for _, t := range b.entries {
		t.alternates = usefulAlternates(t)
		t.local = t.level == territory.LevelPlace || isMunicipal(t)
		if t.level != territory.LevelPlace {
			t.lat, t.lon = t.latSum/t.massSum, t.lonSum/t.massSum
		}
	}
	for _, place := range b.entries {
		if place.level != territory.LevelPlace {
			continue
		}
		for above := b.entries[place.parent]; above != nil; above = b.entries[above.parent] {
			above.local = above.local && !isNamedAfter(above, place)
		}
	}
}

// isNamedAfter reports whether the unit bears a name of the place, or holds its
// own name: "Comuna Spineni". Such a municipality needs no entry beside the place.
func isNamedAfter(unit, place *unit) bool {
	unitName := typed.Fold(unit.name)
	if strings.Contains(" "+unitName+" ", " "+typed.Fold(place.name)+" ") {
		return true
	}
	return slices.ContainsFunc(place.alternates, func(name string) bool { return typed.Fold(name) == unitName })
}

// isMunicipal reports regions and provinces that are municipalities: in some
// countries GeoNames' first or second level is the local one.
func isMunicipal(t *unit) bool {
	country, _, _ := strings.Cut(t.id, ".")
	switch t.level {
	case territory.LevelRegion:
		return slices.Contains([]string{"LI", "LV", "ME", "MK", "MT", "SI"}, country)
	case territory.LevelProvince:
		return slices.Contains([]string{
			"BG", "DK", "EE", "GE", "HR", "IE", "IS", "LT", "LU", "MK", "NL", "NO", "PT", "RO", "SE", "TR", "UK", "XK",
		}, country)
	default:
		return false
	}
}

// usefulAlternates returns the further names in Latin, Greek or Cyrillic script
// that fold to something new, without codes of airports and spelled-out sounds.
func usefulAlternates(t *unit) []string {
	seen := map[string]bool{typed.Fold(t.name): true, "": true}
	var kept []string
	for _, name := range t.alternates {
		name = strings.Join(strings.Fields(name), " ")
		folded := typed.Fold(name)
		if seen[folded] || !inKnownScript(name) || isCode(name) || isTransliteration(name) {
			continue
		}
		seen[folded] = true
		kept = append(kept, name)
	}
	return kept
}

func inKnownScript(name string) bool {
	for _, r := range name {
		known := unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Inherited)
		if unicode.IsLetter(r) && !known && !unicode.Is(unicode.Lm, r) || r == '\t' || r == '\n' {
			return false
		}
	}
	return true
}

// isCode reports names such as "LON".
func isCode(name string) bool {
	return len(name) == 3 && strings.ToUpper(name) == name
}

// isTransliteration reports names such as "li si ben" and "astnbwl": the source
// spells scripts that have no capitals, Arabic or Chinese, in small letters.
func isTransliteration(name string) bool {
	return !strings.ContainsFunc(name, unicode.IsUpper)
}

func (b *builder) sorted() []*unit {
	all := make([]*unit, 0, len(b.entries))
	for _, t := range b.entries {
		all = append(all, t)
	}
	order := []territory.Level{
		territory.LevelCountry, territory.LevelRegion, territory.LevelProvince, territory.LevelPlace,
	}
	slices.SortFunc(all, func(x, y *unit) int {
		return cmp.Or(
			cmp.Compare(slices.Index(order, x.level), slices.Index(order, y.level)),
			strings.Compare(x.id, y.id),
		)
	})
	return all
}
