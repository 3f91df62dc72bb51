package wall

import (
	"errors"
	"slices"
)

// maxBits bounds how many associations, and how many declaration versions, the index tells apart.
const maxBits = 63

var errTooManyTerms = errors.New("more than 63 associations or declaration versions")

// terms are the values that the filters have, so that small numbers are compared instead.
type terms struct{ countries, kinds, associations, versions []string }

// facets are a member's values, as numbers. Many members share theirs: they are a group.
type facets struct {
	country, kind, year    int
	associations, versions uint64 // a bit for each
}

func (t *terms) facets(m Member) (facets, error) {
	of := facets{
		country: number(&t.countries, m.Country), kind: number(&t.kinds, m.Kind), year: m.Since.UTC().Year(),
		associations: bitsOf(&t.associations, m.Associations), versions: bitsOf(&t.versions, m.Versions),
	}
	if len(t.associations) > maxBits || len(t.versions) > maxBits {
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
