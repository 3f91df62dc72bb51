package duplicates

import (
	"slices"

	"golang.org/x/net/publicsuffix"
)

// Index finds those of many bodies that may be the same as one, without comparing it with each.
// It finds what Compare finds; it is not safe for concurrent use.
type Index struct {
	bodies   []Prepared
	ids      []string
	forms    []indexedForm
	trigrams map[trigram][]int32 // numbers of forms
	same     map[string][]int32  // numbers of bodies by name, territory or domain
	shared   []uint16            // per form, while Find counts
}

type indexedForm struct {
	body int32
	size int
}

// Found is a body of an Index with what speaks for its being the same.
type Found struct {
	ID          string
	TerritoryID string
	Verdict     Verdict
	number      int
}

// NewIndex returns an index without bodies.
func NewIndex() *Index {
	return &Index{trigrams: map[trigram][]int32{}, same: map[string][]int32{}}
}

// Len is the number of bodies.
func (x *Index) Len() int { return len(x.bodies) }

// Add adds a body under an id of the caller's.
func (x *Index) Add(id string, body Prepared) {
	number := int32(len(x.bodies)) //nolint:gosec // bounded by memory long before
	x.bodies, x.ids = append(x.bodies, body), append(x.ids, id)
	for _, key := range body.sameKeys() {
		x.same[key] = append(x.same[key], number)
	}
	for i := range len(body.pieces) + 1 {
		form := int32(len(x.forms)) //nolint:gosec // as above
		x.forms = append(x.forms, indexedForm{number, len(body.form(i).trigrams)})
		for _, t := range slices.Compact(slices.Clone(body.form(i).trigrams)) {
			x.trigrams[t] = append(x.trigrams[t], form)
		}
	}
	x.shared = append(x.shared, make([]uint16, len(x.forms)-len(x.shared))...)
}

// Find returns the bodies that Compare calls likely the same, the likeliest first.
func (x *Index) Find(body *Prepared) []Found {
	candidates := map[int32]struct{}{}
	for _, key := range body.sameKeys() {
		for _, number := range x.same[key] {
			candidates[number] = struct{}{}
		}
	}
	for i := range len(body.pieces) + 1 {
		x.alike(body.form(i), candidates)
	}
	var found []Found
	for number := range candidates {
		if verdict := body.Compare(&x.bodies[number]); verdict.Likely {
			found = append(found, Found{x.ids[number], x.bodies[number].body.TerritoryID, verdict, int(number)})
		}
	}
	slices.SortFunc(found, func(a, b Found) int {
		if a.Verdict.Similarity != b.Verdict.Similarity {
			return b.Verdict.Similarity - a.Verdict.Similarity
		}
		return a.number - b.number
	})
	return found
}

// alike adds the bodies with a name that shares enough trigrams with a form. A trigram that stands twice in both
// may be counted more often than dice does: that makes a candidate too many, never one too few.
func (x *Index) alike(form *form, candidates map[int32]struct{}) {
	var touched []int32
	for _, t := range form.trigrams {
		for _, number := range x.trigrams[t] {
			if x.shared[number] == 0 {
				touched = append(touched, number)
			}
			x.shared[number]++
		}
	}
	for _, number := range touched {
		indexed := x.forms[number]
		if 200*int(x.shared[number]) >= alikeNames*(indexed.size+len(form.trigrams)) {
			candidates[indexed.body] = struct{}{}
		}
		x.shared[number] = 0
	}
}

// sameKeys are equal for bodies that share a name, written together or apart, a territory or a domain.
func (p *Prepared) sameKeys() []string {
	var keys []string
	for i := range len(p.pieces) + 1 {
		if joined := p.form(i).joined; joined != "" {
			keys = append(keys, "name "+joined)
		}
	}
	if p.body.TerritoryID != "" {
		keys = append(keys, "territory "+p.body.TerritoryID)
	}
	for _, domain := range p.body.Domains {
		if registered, err := publicsuffix.EffectiveTLDPlusOne(domain); err == nil {
			domain = registered
		}
		keys = append(keys, "domain "+domain)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// TellsOfRegion reports names with the word of an authority above the municipalities: "Province of Teramo".
func TellsOfRegion(name string) bool {
	prepared := Prepare(Body{Name: name})
	return prepared.whole.level == upper
}
