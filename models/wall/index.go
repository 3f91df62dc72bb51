package wall

import (
	"iter"
	"slices"
	"strings"

	"alliance/models/typed"
)

// Index is an unchanging picture of the wall, safe for concurrent use.
type Index struct {
	entries []*entry // by number; those who left stay until the next new index
	facets  []facets // of the entries, by number
	present numbers  // the entries that are on the wall
	newest  []*entry // the latest first
	names   map[string]nameOrder
	words   lexicon
	terms   terms
	places  places
}

// entry is a member with what it is searched and ordered by.
type entry struct {
	Member
	number int
	key    string   // the folded name
	words  []wordID // only of those who came late
	place  int      // in Index.places; -1 where unknown
}

// New indexes members. Languages are those whose collations Page.Language may name.
func New(members []Member, languages []string) (*Index, error) {
	x := &Index{present: newNumbers(len(members))}
	for _, m := range members {
		if _, err := x.add(m); err != nil {
			return nil, err
		}
	}
	x.words.settle()
	x.places.settle()
	x.newest = slices.SortedFunc(slices.Values(x.entries), laterFirst)
	x.names = make(map[string]nameOrder, len(languages)+1)
	for _, language := range append([]string{anyLanguage}, languages...) {
		order, err := newNameOrder(language, x.entries)
		if err != nil {
			return nil, err
		}
		x.names[language] = order
	}
	return x, nil
}

// With returns the index after a change: members that are new or different, and the ids of those that are gone.
func (x *Index) With(changed []Member, gone []string) (*Index, error) {
	left := make(map[string]bool, len(changed)+len(gone))
	for _, id := range gone {
		left[id] = true
	}
	next := &Index{
		entries: slices.Clip(x.entries), facets: slices.Clip(x.facets),
		present: x.present.grown(len(x.entries) + len(changed)),
		words:   x.words.extended(), terms: x.terms.extended(), places: x.places.extended(),
	}
	added := make([]*entry, 0, len(changed))
	for _, m := range changed {
		left[m.ID] = true
		e, err := next.add(m)
		if err != nil {
			return nil, err
		}
		added = append(added, e)
	}
	for _, e := range x.newest {
		if left[e.ID] {
			next.present.drop(e.number)
		}
	}
	next.newest = next.replaced(x.newest, added, laterFirst)
	next.names = make(map[string]nameOrder, len(x.names))
	for language, order := range x.names {
		next.names[language] = nameOrder{order.tag, next.replaced(order.entries, added, order.compare())}
	}
	return next, nil
}

// add gives a member its number and notes what it is found by.
func (x *Index) add(m Member) (*entry, error) {
	e := &entry{Member: m, number: len(x.entries), key: typed.Fold(m.Name), place: x.places.number(m)}
	x.words.add(e, append(m.Keys, e.key))
	e.Keys = nil
	of, err := x.terms.facets(m)
	if err != nil {
		return nil, err
	}
	x.entries, x.facets = append(x.entries, e), append(x.facets, of)
	x.present.put(e.number)
	return e, nil
}

// replaced returns a list in order without those who left, and with those added.
func (x *Index) replaced(list, added []*entry, order func(a, b *entry) int) []*entry {
	stay := make([]*entry, 0, len(list)+len(added))
	for _, e := range list {
		if x.present.has(e.number) {
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

// mostLate bounds what came after the index was made anew, and is looked through one by one.
const mostLate = 2048

// Crowded reports whether so much changed that a new index would be quicker.
func (x *Index) Crowded() bool {
	return len(x.words.recent) > mostLate || len(x.words.late) > mostLate || len(x.places.late) > mostLate
}

// Find returns one page of the members that a filter selects, with the counts of all filters.
func (x *Index) Find(f Filter, p Page) Result {
	selection := x.selection(f)
	result := Result{}
	result.Facets, result.Total = x.count(selection)
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
	list, compare := x.newest, laterFirst
	if p.Sort == ByName {
		order, known := x.names[p.Language]
		if !known {
			order = x.names[anyLanguage]
		}
		list, compare = order.entries, order.compare()
	}
	if p.After == nil {
		return slices.Values(list)
	}
	at, found := slices.BinarySearchFunc(list, &entry{Member: *p.After}, compare)
	if found { // else it has left meanwhile
		at++
	}
	return slices.Values(list[at:])
}

// Places returns where the members that a filter selects are.
func (x *Index) Places(f Filter) []Place {
	selection := x.selection(f)
	counts := make([]int, len(x.places.list))
	latest := make([]*entry, len(x.places.list)) // what a place belongs to may change while it stays in the list
	x.present.each(func(n int) {
		if e := x.entries[n]; e.place >= 0 && selection.has(e) {
			counts[e.place]++
			latest[e.place] = e
		}
	})
	var found []Place
	for i, count := range counts {
		if count > 0 {
			place := x.places.list[i]
			place.Count, place.Statistical, place.Holds = count, latest[i].Statistical, latest[i].Holds
			found = append(found, place)
		}
	}
	return found
}
