package wall

import (
	"iter"
	"slices"
	"strings"
)

// Index is an unchanging picture of the wall, safe for concurrent use.
type Index struct {
	newest []*entry // the latest first
	names  map[string]nameOrder
	words  lexicon
	terms  terms
	places []Place // without counts
}

// entry is a member with what is compared when filtering.
type entry struct {
	Member
	key          string // the folded name
	words        []wordID
	country      int
	kind         int
	associations uint64 // a bit for each term
	versions     uint64
	year         int
	place        int // in Index.places; -1 where unknown
}

// New indexes members. Languages are those whose collations Page.Language may name.
func New(members []Member, languages []string) (*Index, error) {
	b := newBuilder(nil)
	entries := make([]*entry, 0, len(members))
	for _, m := range members {
		added, err := b.entry(m)
		if err != nil {
			return nil, err
		}
		entries = append(entries, added)
	}
	b.words.sort(entries)
	x := b.finish()
	x.newest = entries
	slices.SortFunc(x.newest, laterFirst)
	x.names = make(map[string]nameOrder, len(languages))
	for _, language := range append([]string{anyLanguage}, languages...) {
		order, err := newNameOrder(language, entries)
		if err != nil {
			return nil, err
		}
		x.names[language] = order
	}
	return x, nil
}

// With returns the index after a change: members that are new or different, and the ids of those that are gone.
func (x *Index) With(changed []Member, gone []string) (*Index, error) {
	b := newBuilder(x)
	left := make(map[string]bool, len(changed)+len(gone))
	for _, id := range gone {
		left[id] = true
	}
	added := make([]*entry, 0, len(changed))
	for _, m := range changed {
		left[m.ID] = true
		e, err := b.entry(m)
		if err != nil {
			return nil, err
		}
		added = append(added, e)
	}
	next := b.finish()
	next.newest = replace(x.newest, left, added, laterFirst)
	next.names = make(map[string]nameOrder, len(x.names))
	for language, order := range x.names {
		next.names[language] = order.replace(left, added)
	}
	return next, nil
}

// replace returns a list in order, without those who left and with those added.
func replace(list []*entry, left map[string]bool, added []*entry, order func(a, b *entry) int) []*entry {
	stay := make([]*entry, 0, len(list)+len(added))
	for _, e := range list {
		if !left[e.ID] {
			stay = append(stay, e)
		}
	}
	for _, e := range added {
		at, _ := slices.BinarySearchFunc(stay, e, order)
		stay = slices.Insert(stay, at, e)
	}
	return stay
}

func laterFirst(a, b *entry) int {
	if order := b.Since.Compare(a.Since); order != 0 {
		return order
	}
	return strings.Compare(b.ID, a.ID)
}

// Len is the number of members.
func (x *Index) Len() int { return len(x.newest) }

// Find returns one page of the members that a filter selects, with the counts of all filters.
func (x *Index) Find(f Filter, p Page) Result {
	selection := x.selection(f)
	result := Result{Facets: x.count(selection)}
	result.Total = selection.total
	for e := range x.after(p) {
		if !selection.has(e) {
			continue
		}
		if len(result.Members) == p.Limit {
			result.More = true
			break
		}
		result.Members = append(result.Members, &e.Member)
	}
	return result
}

// All gives the members that a filter selects, in order.
func (x *Index) All(f Filter, p Page) iter.Seq[*Member] {
	selection := x.selection(f)
	return func(yield func(*Member) bool) {
		for e := range x.after(p) {
			if selection.has(e) && !yield(&e.Member) {
				return
			}
		}
	}
}

// after gives all entries in the page's order, behind those of earlier pages.
func (x *Index) after(p Page) iter.Seq[*entry] {
	list, start := x.newest, 0
	if p.Sort == ByName {
		order, known := x.names[p.Language]
		if !known {
			order = x.names[anyLanguage]
		}
		list = order.entries
		if p.After != nil {
			start = order.behind(p.After)
		}
	} else if p.After != nil {
		start = behind(list, &entry{Member: *p.After}, laterFirst)
	}
	return slices.Values(list[start:])
}

// behind is the position after an entry, whether it is still in the list or not.
func behind(list []*entry, last *entry, order func(a, b *entry) int) int {
	at, found := slices.BinarySearchFunc(list, last, order)
	if found {
		at++
	}
	return at
}

// Places returns where the members that a filter selects are.
func (x *Index) Places(f Filter) []Place {
	selection := x.selection(f)
	counts := make([]int, len(x.places))
	for _, e := range x.newest {
		if e.place >= 0 && selection.has(e) {
			counts[e.place]++
		}
	}
	var places []Place
	for i, count := range counts {
		if count > 0 {
			place := x.places[i]
			place.Count = count
			places = append(places, place)
		}
	}
	return places
}
