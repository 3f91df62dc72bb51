package wall

import (
	"math/bits"
	"slices"
)

// selection is a filter in the index's numbers.
type selection struct {
	country, kind        int
	association, version uint64
	year                 int
	territory            string
	statistical          string
	text                 numbers // of the entries that a query finds; nil without one
	facets               []facets
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
		year:        f.Year, territory: f.Territory, statistical: f.Statistical,
		text: x.understand(f.Query), facets: x.facets,
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
func (s *selection) has(e *entry) bool { return s.misses(&s.facets[e.number]) == 0 && s.hasBeside(e) }

// misses returns the filters with counts that an entry does not pass.
func (s *selection) misses(e *facets) int {
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
	if s.statistical != "" && !slices.Contains(e.Statistical, s.statistical) {
		return false
	}
	return s.text == nil || s.text.has(e.number)
}

// count counts the selected entries, and for each filter what its values would select.
func (x *Index) count(s *selection) (counts Facets, total int) {
	countries, kinds := make([]int, len(x.terms.countries)), make([]int, len(x.terms.kinds))
	var associations, versions [maxBits]int
	years := map[int]int{}
	x.present.each(func(n int) {
		of := &x.facets[n]
		missed := s.misses(of)
		if missed&(missed-1) != 0 || !s.hasBeside(x.entries[n]) { // two filters missed: it counts for none
			return
		}
		if missed == 0 {
			total++
		}
		if missed&^missesCountry == 0 {
			countries[of.country]++
		}
		if missed&^missesKind == 0 {
			kinds[of.kind]++
		}
		if missed&^missesAssociation == 0 {
			countBits(&associations, of.associations)
		}
		if missed&^missesVersion == 0 {
			countBits(&versions, of.versions)
		}
		if missed&^missesYear == 0 {
			years[of.year]++
		}
	})
	return Facets{
		Kinds: named(x.terms.kinds, kinds), Countries: named(x.terms.countries, countries),
		Associations: named(x.terms.associations, associations[:]), Versions: named(x.terms.versions, versions[:]),
		Years: years,
	}, total
}

func countBits(counts *[maxBits]int, set uint64) {
	for ; set != 0; set &= set - 1 {
		counts[bits.TrailingZeros64(set)]++
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
