package wall

import "slices"

// selection is a filter in the index's numbers.
type selection struct {
	country, kind        int
	association, version uint64
	year                 int
	territory            string
	text                 []wordSet
	total                int // set by count
}

// What a filter that is not set, and one for a value that no member has, are as a number.
const (
	anything = -1
	nothing  = -2
)

// The filters that have counts, as bits.
const (
	missesCountry = 1 << iota
	missesKind
	missesAssociation
	missesVersion
	missesYear
)

func (x *Index) selection(f Filter) *selection {
	return &selection{
		country: chosen(x.terms.countries, f.Country), kind: chosen(x.terms.kinds, f.Kind),
		association: chosenBit(x.terms.associations, f.Association),
		version:     chosenBit(x.terms.versions, f.Version),
		year:        f.Year, territory: f.Territory, text: x.understand(f.Query),
	}
}

func chosen(known []string, value string) int {
	if value == "" {
		return anything
	}
	if at := slices.Index(known, value); at >= 0 {
		return at
	}
	return nothing
}

// noBit is the bit of a value that no member has: the last one, which bits never gives while there is room.
const noBit = 1 << (maxBits - 1)

func chosenBit(known []string, value string) uint64 {
	switch at := chosen(known, value); at {
	case anything:
		return 0
	case nothing:
		return noBit
	default:
		return 1 << at
	}
}

// has reports whether an entry is selected.
func (s *selection) has(e *entry) bool { return s.misses(e) == 0 && s.hasBeside(e) }

// misses returns the filters with counts that an entry does not pass.
func (s *selection) misses(e *entry) int {
	missed := 0
	if s.country != anything && s.country != e.country {
		missed |= missesCountry
	}
	if s.kind != anything && s.kind != e.kind {
		missed |= missesKind
	}
	if s.association != 0 && s.association&e.associations == 0 {
		missed |= missesAssociation
	}
	if s.version != 0 && s.version&e.versions == 0 {
		missed |= missesVersion
	}
	if s.year != 0 && s.year != e.year {
		missed |= missesYear
	}
	return missed
}

// hasBeside reports whether an entry passes the filters without counts.
func (s *selection) hasBeside(e *entry) bool {
	if s.territory != "" && !slices.Contains(e.Within, s.territory) {
		return false
	}
	return e.says(s.text)
}

// count counts the selected entries, and for each filter what its values would select.
func (x *Index) count(s *selection) Facets {
	countries, kinds := make([]int, len(x.terms.countries)), make([]int, len(x.terms.kinds))
	var associations, versions [maxBits]int
	years := map[int]int{}
	for _, e := range x.newest {
		missed := s.misses(e)
		if missed&(missed-1) != 0 || !s.hasBeside(e) { // two filters missed: it counts for none
			continue
		}
		if missed == 0 {
			s.total++
		}
		if missed&^missesCountry == 0 {
			countries[e.country]++
		}
		if missed&^missesKind == 0 {
			kinds[e.kind]++
		}
		if missed&^missesAssociation == 0 {
			countBits(&associations, e.associations)
		}
		if missed&^missesVersion == 0 {
			countBits(&versions, e.versions)
		}
		if missed&^missesYear == 0 {
			years[e.year]++
		}
	}
	return Facets{
		Kinds: named(x.terms.kinds, kinds), Countries: named(x.terms.countries, countries),
		Associations: named(x.terms.associations, associations[:]), Versions: named(x.terms.versions, versions[:]),
		Years: years,
	}
}

func countBits(counts *[maxBits]int, set uint64) {
	for at := 0; set != 0; at++ {
		counts[at] += int(set & 1)
		set >>= 1
	}
}

func named(values []string, counts []int) Facet {
	facet := Facet{}
	for i, value := range values {
		if counts[i] > 0 {
			facet[value] = counts[i]
		}
	}
	return facet
}
