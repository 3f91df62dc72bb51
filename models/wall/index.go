package wall

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"sort"
	"sync"
	"time"

	"golang.org/x/text/language"

	"alliance/geo"
)

// Index is an unchanging picture of the wall, safe for concurrent use. Those who came or changed lately stand apart,
// so that a change costs what is recent and not what is there.
type Index struct {
	source    Source
	languages map[string]language.Tag
	seed      maphash.Seed
	settled   *segment
	recent    *segment
	late      map[string]Arrival // who the recent segment is made of, by id
	cells     *cellCounts
}

// Arrival is a member that came or changed, with its territory, if that is known.
type Arrival struct {
	Member
	Territory *Territory
}

// MostRecent bounds how many stand apart: a change takes as long as indexing them does.
const MostRecent = 1000

// New indexes the members of a builder. Languages are those whose collations Page.Language may name.
func New(members *Builder, source Source, languages []string) (*Index, error) {
	x := &Index{
		source: source, seed: members.seed, languages: map[string]language.Tag{anyLanguage: language.Und},
		cells: &cellCounts{},
	}
	for _, code := range languages {
		tag, err := language.Parse(code)
		if err != nil {
			return nil, fmt.Errorf("order names in %q: %w", code, err)
		}
		x.languages[code] = tag
	}
	x.settled = members.segment()
	x.settled.late = x.lateParts()
	var err error
	x.recent, err = x.recentSegment()
	return x, err
}

func (x *Index) lateParts() *lateParts {
	parts := &lateParts{orders: map[string]*late[nameOrder]{}}
	for code := range x.languages {
		parts.orders[code] = &late[nameOrder]{}
	}
	return parts
}

// Prepare makes what searches and orders by name need, one after the other, so that no visitor waits for it.
func (x *Index) Prepare(ctx context.Context) error {
	if _, err := x.lexicon(ctx, x.settled); err != nil {
		return err
	}
	for _, code := range slices.Sorted(maps.Keys(x.languages)) {
		if _, err := x.nameOrder(ctx, x.settled, code); err != nil {
			return err
		}
	}
	return nil
}

// With returns the index after a change: members that are new or different, and the ids of those that are gone.
func (x *Index) With(changed []Arrival, gone []string) (*Index, error) {
	next := *x
	next.late = maps.Clone(x.late)
	if next.late == nil {
		next.late = map[string]Arrival{}
	}
	left := make(map[uint64]bool, len(changed)+len(gone))
	for _, id := range gone {
		left[maphash.String(x.seed, id)] = true
		delete(next.late, id)
	}
	for _, m := range changed {
		left[maphash.String(x.seed, m.ID)] = true
		next.late[m.ID] = m
	}
	next.settled = x.settled.without(left)
	var err error
	next.recent, err = next.recentSegment()
	return &next, err
}

// recentSegment is made anew of those who came lately.
func (x *Index) recentSegment() (*segment, error) {
	var territories []Territory
	known := map[string]bool{}
	for _, m := range x.late {
		if m.Territory != nil && !known[m.TerritoryID] {
			known[m.TerritoryID] = true
			territories = append(territories, *m.Territory)
		}
	}
	b := NewBuilder(x.seed)
	for _, m := range x.late {
		if err := b.Add(m.Member); err != nil {
			return nil, err
		}
	}
	b.Locate(NewPlaces(territories))
	s := b.segment()
	s.late = x.lateParts()
	return s, nil
}

// Crowded reports whether so much changed that a new index would be quicker.
func (x *Index) Crowded() bool { return len(x.late) > MostRecent }

func (x *Index) segments() []*segment { return []*segment{x.settled, x.recent} }

// selections are a filter in the numbers of each segment.
func (x *Index) selections(ctx context.Context, f Filter) ([]*selection, error) {
	text, err := x.understand(ctx, f.Query)
	if err != nil {
		return nil, err
	}
	list := make([]*selection, 0, 2)
	for i, s := range x.segments() {
		var found numbers
		if text != nil {
			found = text[i]
		}
		list = append(list, s.selection(f, found))
	}
	return list, nil
}

// Find returns one page of the members that a filter selects, with the counts of all filters.
func (x *Index) Find(ctx context.Context, f Filter, p Page) (Result, error) {
	selections, err := x.selections(ctx, f)
	if err != nil {
		return Result{}, err
	}
	result := Result{Facets: Facets{
		Kinds: Facet{}, Countries: Facet{}, Associations: Facet{}, Versions: Facet{}, Years: map[int]int{},
	}}
	for _, sel := range selections {
		sel.count(&result.Facets, &result.Total)
	}
	if p.Limit > 0 {
		err = x.fillPage(ctx, selections, p, &result)
	}
	return result, err
}

func (x *Index) fillPage(ctx context.Context, selections []*selection, p Page, result *Result) error {
	rows, err := x.page(ctx, selections, p)
	if err != nil {
		return err
	}
	more := len(rows) > p.Limit
	rows = rows[:min(len(rows), p.Limit)]
	result.Members = numbersOf(rows)
	if more {
		result.Next, err = x.behind(ctx, rows, p)
	}
	return err
}

// page returns what is known of a page's members, and of one more where there is one.
func (x *Index) page(ctx context.Context, selections []*selection, p Page) ([]Last, error) {
	if p.Sort == ByName {
		return x.pageByName(ctx, selections, p)
	}
	return newestPage(selections, p), nil
}

func numbersOf(rows []Last) []int64 {
	members := make([]int64, len(rows))
	for i, row := range rows {
		members[i] = row.Number
	}
	return members
}

// behind is the last of a page's members, or, where its name is gone from the database, one before it: some places are
// read again then, and nobody is missed.
func (x *Index) behind(ctx context.Context, rows []Last, p Page) (*Last, error) {
	if p.Sort == Newest {
		return &rows[len(rows)-1], nil
	}
	for _, row := range slices.Backward(rows) {
		names, err := x.source.Names(ctx, []int64{row.Number})
		if err != nil {
			return nil, err
		}
		if names[0] != "" {
			return &Last{Number: row.Number, Name: names[0]}, nil
		}
	}
	return p.After, nil
}

func newestPage(selections []*selection, p Page) []Last {
	var rows []Last
	for _, sel := range selections {
		from, taken := sel.s.behind(p.After), 0
		for n := range sel.each(from) {
			rows = append(rows, Last{Number: sel.s.numbers[n], Since: sel.s.joined(n)})
			taken++
			if taken > p.Limit {
				break
			}
		}
	}
	slices.SortFunc(rows, laterFirst)
	return rows[:min(len(rows), p.Limit+1)]
}

func laterFirst(a, b Last) int {
	return cmp.Or(b.Since.Compare(a.Since), cmp.Compare(b.Number, a.Number))
}

// behind is the position of the first member after another one in the order of the newest.
func (s *segment) behind(last *Last) int {
	if last == nil {
		return 0
	}
	return sort.Search(len(s.numbers), func(n int) bool {
		return laterFirst(Last{Number: s.numbers[n], Since: s.joined(n)}, *last) > 0
	})
}

// All returns the numbers of all members that a filter selects, in the page's order.
func (x *Index) All(ctx context.Context, f Filter, p Page) ([]int64, error) {
	selections, err := x.selections(ctx, f)
	if err != nil {
		return nil, err
	}
	p.Limit = 1
	for _, sel := range selections {
		p.Limit += sel.total()
	}
	rows, err := x.page(ctx, selections, p)
	return numbersOf(rows), err
}

// Joined returns when each of the members that a filter selects joined, the first one first.
func (x *Index) Joined(ctx context.Context, f Filter) ([]time.Time, error) {
	selections, err := x.selections(ctx, f)
	if err != nil {
		return nil, err
	}
	var joined []time.Time
	for _, sel := range selections {
		for n := range sel.each(0) {
			joined = append(joined, sel.s.joined(n))
		}
	}
	slices.SortFunc(joined, time.Time.Compare)
	return joined, nil
}

// Lights returns the map of the members that a filter selects.
func (x *Index) Lights(ctx context.Context, f Filter) (Lights, error) {
	selections, err := x.selections(ctx, f)
	if err != nil {
		return Lights{}, err
	}
	counts := x.cells.get()
	defer x.cells.put(counts)
	found, lit := Lights{}, 0
	for _, sel := range selections {
		for n := range sel.each(0) {
			switch cell := sel.s.cell[n]; cell {
			case noCell:
			case outside:
				found.Outside++
			default:
				if counts[cell] == 0 {
					lit++
				}
				counts[cell]++
			}
		}
	}
	found.Lights = make([]Light, 0, lit)
	for cell, count := range counts {
		if count > 0 {
			at := geo.Cell{Column: cell % geo.CellColumns, Row: cell / geo.CellColumns}
			found.Lights = append(found.Lights, Light{at, int(count)})
			counts[cell] = 0
		}
	}
	return found, nil
}

// cellCounts are counts for each cell of the map, all zero; 200 KB that most pages need for a moment.
type cellCounts struct{ pool sync.Pool }

type cellCount [geo.CellColumns * geo.CellRows]int32

func (c *cellCounts) get() *cellCount {
	if counts, kept := c.pool.Get().(*cellCount); kept {
		return counts
	}
	return new(cellCount)
}

func (c *cellCounts) put(counts *cellCount) { c.pool.Put(counts) }
