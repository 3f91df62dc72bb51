package wall

import (
	"errors"
	"maps"
	"slices"
)

// maxBits bounds how many associations, and how many declaration versions, a member's facets tell apart. The last
// bit is that of a value that no member has.
const (
	maxBits = 64
	noBit   = 1 << (maxBits - 1)
)

var errTooManyTerms = errors.New("more than 63 associations or declaration versions")

// terms are the values that the filters have, so that small numbers are compared instead.
type terms struct{ countries, kinds, associations, versions []string }

// facets are a member's values, as numbers.
type facets struct {
	country, kind, year    int
	associations, versions uint64 // a bit for each
}

func (t terms) extended() terms {
	return terms{slices.Clone(t.countries), slices.Clone(t.kinds), slices.Clone(t.associations), slices.Clone(t.versions)}
}

func (t *terms) facets(m Member) (facets, error) {
	of := facets{
		country: number(&t.countries, m.Country), kind: number(&t.kinds, m.Kind), year: m.Since.UTC().Year(),
		associations: bitsOf(&t.associations, m.Associations), versions: bitsOf(&t.versions, m.Versions),
	}
	if len(t.associations) >= maxBits || len(t.versions) >= maxBits {
		return facets{}, errTooManyTerms
	}
	return of, nil
}

// number is the place of a value among the known ones, to which it is added.
func number(known *[]string, value string) int {
	at := slices.Index(*known, value)
	if at < 0 {
		at = len(*known)
		*known = append(*known, value)
	}
	return at
}

func bitsOf(known *[]string, values []string) uint64 {
	var set uint64
	for _, value := range values {
		set |= 1 << number(known, value)
	}
	return set
}

// places are the territories with members. What came late is kept apart, so that an extended copy is cheap.
type places struct {
	list    []Place
	numbers map[string]int
	late    map[string]int
}

func (p places) extended() places {
	return places{list: slices.Clip(p.list), numbers: p.numbers, late: maps.Clone(p.late)}
}

// number is the place of a member's territory in the list; -1 where it has none.
func (p *places) number(m Member) int {
	if m.TerritoryID == "" {
		return -1
	}
	if at, known := p.numbers[m.TerritoryID]; known {
		return at
	}
	at, known := p.late[m.TerritoryID]
	if !known {
		if p.late == nil {
			p.late = map[string]int{}
		}
		at = len(p.list)
		p.late[m.TerritoryID] = at
		p.list = append(p.list, Place{TerritoryID: m.TerritoryID, Region: m.region(), Lat: m.Lat, Lon: m.Lon})
	}
	return at
}

func (m *Member) region() string {
	for _, id := range slices.Backward(m.Within) {
		if id != m.Country {
			return id
		}
	}
	return m.TerritoryID
}

// settle ends the making of a new index.
func (p *places) settle() { p.numbers, p.late = p.late, nil }
