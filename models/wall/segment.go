package wall

import (
	"iter"
	"math/bits"
	"slices"
	"sync"
	"time"
)

// segment is an unchanging part of the index, but for who has left it. Its members have positions, the latest first;
// what is known of them stands in columns.
type segment struct {
	numbers []int64  // the database's
	ids     []uint64 // hashes
	since   []int64  // microseconds
	group   []uint32
	place   []int32
	cell    []uint16
	keyAt   []uint32 // the folded names
	keyLen  []uint16
	keys    string

	terms  terms
	groups []facets // those that differ
	places []place
	areas  []Area // of places; Count is not used

	byCountry, byKind, byAssociation, byVersion []numbers
	byYear                                      map[int]numbers

	inPlaces  []uint32 // members, place by place
	placeEnds []uint32 // of each place's members

	present numbers // who has not left
	counts  []int32 // of these, by group

	late *lateParts
}

// lateParts are made by Prepare, or when they are asked for before that.
type lateParts struct {
	words  late[lexicon]
	orders map[string]*late[nameOrder] // by language
}

// late is made once; who asks for it meanwhile waits, but not for other parts.
type late[T any] struct {
	making sync.Mutex
	made   *T
}

func (l *late[T]) get(build func() (*T, error)) (*T, error) {
	l.making.Lock()
	defer l.making.Unlock()
	if l.made != nil {
		return l.made, nil
	}
	made, err := build()
	l.made = made
	return made, err
}

// without is the segment after some have left, by the hashes of their ids; itself where none of them was there.
func (s *segment) without(left map[uint64]bool) *segment {
	var next *segment
	for n, id := range s.ids {
		if !left[id] || !s.present.has(n) {
			continue
		}
		if next == nil {
			changed := *s
			next, changed.present, changed.counts = &changed, slices.Clone(s.present), slices.Clone(s.counts)
		}
		next.present.drop(n)
		next.counts[s.group[n]]--
	}
	if next == nil {
		return s
	}
	return next
}

func (s *segment) joined(n int) time.Time { return time.UnixMicro(s.since[n]).UTC() }

func (s *segment) key(n int) string { return s.keys[s.keyAt[n]:][:s.keyLen[n]] }

// at gives the members at a place, also those who have left.
func (s *segment) at(place int) []uint32 {
	start := uint32(0)
	if place > 0 {
		start = s.placeEnds[place-1]
	}
	return s.inPlaces[start:s.placeEnds[place]]
}

// selection is a filter in the segment's numbers.
type selection struct {
	s                    *segment
	country, kind, year  int
	association, version uint64
	sets                 []numbers // who passes each of the filters with counts
	beside               numbers   // who passes those without; nil where none is set
}

// What a filter that is not set, and one for a value that no member has, are as a number.
const (
	anything = -1
	nothing  = -2
)

// noBit is that of a value that no member has.
const noBit = 1 << maxBits

// selection is a filter in the segment's numbers; text are the members that its query means, nil without one.
func (s *segment) selection(f Filter, text numbers) *selection {
	sel := &selection{s: s, year: f.Year, beside: text, sets: []numbers{s.present}}
	sel.country = sel.among(s.terms.countries, f.Country, s.byCountry)
	sel.kind = sel.among(s.terms.kinds, f.Kind, s.byKind)
	sel.association = bitOf(sel.among(s.terms.associations, f.Association, s.byAssociation))
	sel.version = bitOf(sel.among(s.terms.versions, f.Version, s.byVersion))
	if f.Year != 0 {
		sel.add(s.byYear[f.Year])
	}
	if f.Territory != "" {
		sel.keepPlaces(func(p *place) bool { return p.liesIn(f.Territory) })
	}
	if f.Statistical != "" {
		sel.keepPlaces(func(p *place) bool { return slices.Contains(s.areas[p.area].Statistical, f.Statistical) })
	}
	if sel.beside != nil {
		sel.sets = append(sel.sets, sel.beside)
	}
	return sel
}

func (sel *selection) among(known []string, value string, sets []numbers) int {
	if value == "" {
		return anything
	}
	at := slices.Index(known, value)
	if at < 0 {
		sel.add(nil)
		return nothing
	}
	sel.add(sets[at])
	return at
}

func bitOf(chosen int) uint64 {
	switch chosen {
	case anything:
		return 0
	case nothing:
		return noBit
	}
	return 1 << chosen
}

// add narrows the selection; a nil set is one of nobody.
func (sel *selection) add(set numbers) {
	if set == nil {
		set = newNumbers(len(sel.s.numbers))
	}
	sel.sets = append(sel.sets, set)
}

func (sel *selection) keepPlaces(wanted func(*place) bool) {
	there := newNumbers(len(sel.s.numbers))
	for i := range sel.s.places {
		if !wanted(&sel.s.places[i]) {
			continue
		}
		for _, n := range sel.s.at(i) {
			there.put(int(n))
		}
	}
	if sel.beside != nil {
		there.keep(sel.beside)
	}
	sel.beside = there
}

func (sel *selection) has(n int) bool {
	for _, set := range sel.sets {
		if !set.has(n) {
			return false
		}
	}
	return true
}

// each gives the positions of the selected, from one on.
func (sel *selection) each(from int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := from / 64; i < len(sel.s.present); i++ {
			word := sel.sets[0][i]
			for _, set := range sel.sets[1:] {
				word &= set[i]
			}
			if i == from/64 {
				word &^= 1<<(from%64) - 1
			}
			for ; word != 0; word &= word - 1 {
				if !yield(i*64 + bits.TrailingZeros64(word)) {
					return
				}
			}
		}
	}
}

// tally counts the members of each group that pass the filters without counts.
func (sel *selection) tally() []int32 {
	if sel.beside == nil {
		return sel.s.counts
	}
	counts := make([]int32, len(sel.s.groups))
	passing := selection{s: sel.s, sets: []numbers{sel.s.present, sel.beside}}
	for n := range passing.each(0) {
		counts[sel.s.group[n]]++
	}
	return counts
}
