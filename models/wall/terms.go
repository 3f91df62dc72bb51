package wall

import (
	"errors"
	"slices"

	"alliance/models/typed"
)

// maxBits bounds how many associations, and how many declaration versions, an entry can tell apart.
const maxBits = 64

var errTooManyTerms = errors.New("more than 63 associations or declaration versions")

// terms are the values that the filters have, so that entries hold small numbers instead.
type terms struct{ countries, kinds, associations, versions []string }

// builder makes entries; it adds to copies of what an earlier index knows.
type builder struct {
	terms  terms
	words  lexicon
	places []Place
	known  map[string]int // places by territory
}

func newBuilder(earlier *Index) *builder {
	b := &builder{known: map[string]int{}}
	if earlier == nil {
		return b
	}
	b.terms = terms{
		slices.Clone(earlier.terms.countries), slices.Clone(earlier.terms.kinds),
		slices.Clone(earlier.terms.associations), slices.Clone(earlier.terms.versions),
	}
	b.words, b.places = earlier.words.extended(), slices.Clip(earlier.places)
	for i, place := range b.places {
		b.known[place.TerritoryID] = i
	}
	return b
}

func (b *builder) entry(m Member) (*entry, error) {
	e := &entry{Member: m, key: typed.Fold(m.Name), place: b.place(m), year: m.Since.UTC().Year()}
	e.country, e.kind = number(&b.terms.countries, m.Country), number(&b.terms.kinds, m.Kind)
	var err error
	if e.associations, err = bits(&b.terms.associations, m.Associations); err != nil {
		return nil, err
	}
	if e.versions, err = bits(&b.terms.versions, m.Versions); err != nil {
		return nil, err
	}
	e.words = b.words.add(append(m.Keys, e.key))
	e.Keys = nil
	return e, nil
}

func (b *builder) place(m Member) int {
	if m.TerritoryID == "" {
		return -1
	}
	at, known := b.known[m.TerritoryID]
	if !known {
		at = len(b.places)
		b.known[m.TerritoryID] = at
		b.places = append(b.places, Place{TerritoryID: m.TerritoryID, Lat: m.Lat, Lon: m.Lon})
	}
	return at
}

// finish returns an index that still lacks its lists.
func (b *builder) finish() *Index {
	return &Index{words: b.words, terms: b.terms, places: b.places}
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

func bits(known *[]string, values []string) (uint64, error) {
	var set uint64
	for _, value := range values {
		at := number(known, value)
		if at >= maxBits-1 { // the last bit is noBit
			return 0, errTooManyTerms
		}
		set |= 1 << at
	}
	return set, nil
}
