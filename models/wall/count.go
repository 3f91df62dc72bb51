package wall

import "math/bits"

// The filters that have counts, as bits.
const (
	missesCountry = 1 << iota
	missesKind
	missesAssociation
	missesVersion
	missesYear
)

// misses says which of the filters with counts a group does not pass.
func (sel *selection) misses(of *facets) int {
	missed := 0
	if sel.country != anything && sel.country != of.country {
		missed |= missesCountry
	}
	if sel.kind != anything && sel.kind != of.kind {
		missed |= missesKind
	}
	if sel.association != 0 && sel.association&of.associations == 0 {
		missed |= missesAssociation
	}
	if sel.version != 0 && sel.version&of.versions == 0 {
		missed |= missesVersion
	}
	if sel.year != 0 && sel.year != of.year {
		missed |= missesYear
	}
	return missed
}

// total counts the selected.
func (sel *selection) total() int {
	total := 0
	for group, count := range sel.tally() {
		if count > 0 && sel.misses(&sel.s.groups[group]) == 0 {
			total += int(count)
		}
	}
	return total
}

// count adds the selected to counts and total, and for each filter what its values would select. Members of one group
// are counted at once: there are a few thousand groups however many members there are.
func (sel *selection) count(counts *Facets, total *int) {
	terms := &sel.s.terms
	countries, kinds := make([]int, len(terms.countries)), make([]int, len(terms.kinds))
	var associations, versions [maxBits + 1]int
	for group, members := range sel.tally() {
		of := &sel.s.groups[group]
		missed := sel.misses(of)
		if members == 0 || missed&(missed-1) != 0 { // two filters missed: it counts for none
			continue
		}
		n := int(members)
		if missed == 0 {
			*total += n
		}
		if missed&^missesCountry == 0 {
			countries[of.country] += n
		}
		if missed&^missesKind == 0 {
			kinds[of.kind] += n
		}
		if missed&^missesAssociation == 0 {
			countBits(&associations, of.associations, n)
		}
		if missed&^missesVersion == 0 {
			countBits(&versions, of.versions, n)
		}
		if missed&^missesYear == 0 {
			counts.Years[of.year] += n
		}
	}
	counts.Countries.add(terms.countries, countries)
	counts.Kinds.add(terms.kinds, kinds)
	counts.Associations.add(terms.associations, associations[:])
	counts.Versions.add(terms.versions, versions[:])
}

func countBits(counts *[maxBits + 1]int, set uint64, n int) {
	for ; set != 0; set &= set - 1 {
		counts[bits.TrailingZeros64(set)] += n
	}
}

func (f Facet) add(values []string, counts []int) {
	for i, value := range values {
		if counts[i] > 0 {
			f[value] += counts[i]
		}
	}
}
