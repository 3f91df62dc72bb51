package wall

import (
	"cmp"
	"hash/maphash"
	"math/bits"
	"slices"
	"strings"
)

// Builder gathers members in any order, and then their places.
type Builder struct {
	seed   maphash.Seed
	s      segment
	groups map[facets]uint32
	named  map[string]int32 // territories, as members name them
	ids    []string         // of these
	keys   strings.Builder
	at     map[uint64]uint32 // members by the hash of their id, for what is noted later
	of     []facets          // of each member, until segment
}

// mostTerritories is about how many the register knows.
const mostTerritories = 1 << 16

// NewBuilder has no members yet.
func NewBuilder(seed maphash.Seed) *Builder {
	return &Builder{seed: seed, groups: map[facets]uint32{}, named: map[string]int32{}, at: map[uint64]uint32{}}
}

// Grow makes room for so many members.
func (b *Builder) Grow(members int) {
	b.at, b.named = make(map[uint64]uint32, members), make(map[string]int32, min(members, mostTerritories))
	b.of = slices.Grow(b.of, members)
	b.s.numbers, b.s.ids = slices.Grow(b.s.numbers, members), slices.Grow(b.s.ids, members)
	b.s.since, b.s.place = slices.Grow(b.s.since, members), slices.Grow(b.s.place, members)
	b.s.keyAt, b.s.keyLen = slices.Grow(b.s.keyAt, members), slices.Grow(b.s.keyLen, members)
}

// Add takes up a member.
func (b *Builder) Add(m Member) error {
	of, err := b.s.terms.facets(m)
	if err != nil {
		return err
	}
	at := b.territory(m.TerritoryID)
	hash := maphash.String(b.seed, m.ID)
	b.at[hash] = uint32(len(b.of)) //nolint:gosec // far fewer members than 2³²
	b.of = append(b.of, of)
	b.s.numbers, b.s.ids = append(b.s.numbers, m.Number), append(b.s.ids, hash)
	b.s.since, b.s.place = append(b.s.since, m.Since.UnixMicro()), append(b.s.place, at)
	b.s.keyAt = append(b.s.keyAt, uint32(b.keys.Len())) //nolint:gosec // names of a million members are 30 MB
	b.s.keyLen = append(b.s.keyLen, uint16(min(len(m.Key), 1<<16-1)))
	b.keys.WriteString(m.Key)
	return nil
}

// territory numbers territories as they come.
func (b *Builder) territory(id string) int32 {
	if id == "" {
		return noPlace
	}
	at, known := b.named[id]
	if !known {
		id = strings.Clone(id) // not the whole text that it may be a part of
		at = int32(len(b.ids)) //nolint:gosec // far fewer territories than 2³¹
		b.named[id], b.ids = at, append(b.ids, id)
	}
	return at
}

// Locate puts the members that were added where they are; of other territories than these nothing is known.
func (b *Builder) Locate(places *Places) {
	where := make([]int32, len(b.ids))
	for i, id := range b.ids {
		at, known := places.known[id]
		if !known {
			at = noPlace
		}
		where[i] = at
	}
	for n, named := range b.s.place {
		if named >= 0 {
			b.s.place[n] = where[named]
		}
	}
	b.named, b.ids = nil, nil
	b.s.places, b.s.areas = places.list, places.areas.list
}

// Associate notes an association of a member that was added; it ignores others.
func (b *Builder) Associate(id, association string) error {
	return b.note(id, association, &b.s.terms.associations, func(f *facets) *uint64 { return &f.associations })
}

// Sign notes a version of the declaration that a member signed; it ignores members that were not added.
func (b *Builder) Sign(id, version string) error {
	return b.note(id, version, &b.s.terms.versions, func(f *facets) *uint64 { return &f.versions })
}

func (b *Builder) note(id, value string, terms *[]string, of func(*facets) *uint64) error {
	at, known := b.at[maphash.String(b.seed, id)]
	if !known {
		return nil
	}
	*of(&b.of[at]) |= 1 << number(terms, value)
	if len(*terms) > maxBits {
		return errTooManyTerms
	}
	return nil
}

// segment ends the gathering: it puts the members in their order and indexes them.
func (b *Builder) segment() *segment {
	s := &b.s
	b.at = nil
	s.keys = b.keys.String()
	order := s.newestOrder()
	s.group = make([]uint32, len(order))
	for i, from := range order {
		s.group[i] = b.group(b.of[from])
	}
	b.of = nil
	s.numbers, s.ids = inOrder(s.numbers, order), inOrder(s.ids, order)
	s.since, s.place = inOrder(s.since, order), inOrder(s.place, order)
	s.keyAt, s.keyLen = inOrder(s.keyAt, order), inOrder(s.keyLen, order)
	s.cell = make([]uint16, len(order))
	s.present = newNumbers(len(order))
	s.counts = make([]int32, len(s.groups))
	for n := range order {
		s.present.put(n)
		s.counts[s.group[n]]++
		s.cell[n] = noCell
		if at := s.place[n]; at >= 0 {
			s.cell[n] = s.places[at].cell
		}
	}
	s.indexValues()
	s.indexPlaces()
	return s
}

// newestOrder lists the members as they were added, the latest first.
func (s *segment) newestOrder() []uint32 {
	order := make([]uint32, len(s.numbers))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(s.since[b], s.since[a]), cmp.Compare(s.numbers[b], s.numbers[a]))
	})
	return order
}

func inOrder[T any](values []T, order []uint32) []T {
	ordered := make([]T, len(order))
	for i, from := range order {
		ordered[i] = values[from]
	}
	return ordered
}

func (b *Builder) group(of facets) uint32 {
	at, known := b.groups[of]
	if !known {
		at = uint32(len(b.s.groups)) //nolint:gosec // no more groups than members
		b.groups[of] = at
		b.s.groups = append(b.s.groups, of)
	}
	return at
}

// indexValues makes the set of members of each value of a filter.
func (s *segment) indexValues() {
	sets := func(values []string) []numbers {
		list := make([]numbers, len(values))
		for i := range list {
			list[i] = newNumbers(len(s.numbers))
		}
		return list
	}
	s.byCountry, s.byKind, s.byYear = sets(s.terms.countries), sets(s.terms.kinds), map[int]numbers{}
	s.byAssociation, s.byVersion = sets(s.terms.associations), sets(s.terms.versions)
	for n, group := range s.group {
		of := &s.groups[group]
		s.byCountry[of.country].put(n)
		s.byKind[of.kind].put(n)
		if s.byYear[of.year] == nil {
			s.byYear[of.year] = newNumbers(len(s.numbers))
		}
		s.byYear[of.year].put(n)
		putBits(s.byAssociation, of.associations, n)
		putBits(s.byVersion, of.versions, n)
	}
}

func putBits(sets []numbers, values uint64, n int) {
	for ; values != 0; values &= values - 1 {
		sets[bits.TrailingZeros64(values)].put(n)
	}
}

// indexPlaces lists the members of each place.
func (s *segment) indexPlaces() {
	s.placeEnds = make([]uint32, len(s.places)+1) // for now, where the next place's members begin
	for _, at := range s.place {
		if at >= 0 {
			s.placeEnds[at+1]++
		}
	}
	for i := range s.places {
		s.placeEnds[i+1] += s.placeEnds[i]
	}
	s.inPlaces = make([]uint32, s.placeEnds[len(s.places)])
	for n, at := range s.place {
		if at >= 0 {
			s.inPlaces[s.placeEnds[at]] = uint32(n)
			s.placeEnds[at]++
		}
	}
	s.placeEnds = s.placeEnds[:len(s.places)]
}
