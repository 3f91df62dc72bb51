package wall

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sort"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// anyLanguage is the order of names in languages that have none of their own: that of the collation's root.
const anyLanguage = "und"

// fewNames are ordered when they are asked for; it is quicker than to look for them among all.
const fewNames = 200

// nameOrder lists positions by name, as a language orders names (UCA with the language's tailoring).
type nameOrder []uint32

// named is a member with what it is ordered by.
type named struct {
	number int64
	key    []byte
}

func byName(a, b named) int {
	return cmp.Or(bytes.Compare(a.key, b.key), cmp.Compare(a.number, b.number))
}

// collator makes keys of one language's order.
type collator struct {
	*collate.Collator
	buffer collate.Buffer
}

func (x *Index) collator(code string) (key string, c *collator) {
	tag, known := x.languages[code]
	if !known {
		code, tag = anyLanguage, language.Und
	}
	return code, &collator{Collator: collate.New(tag)}
}

func (c *collator) key(name string) []byte { return c.appendKey(nil, name) }

func (c *collator) appendKey(keys []byte, name string) []byte {
	keys = append(keys, c.KeyFromString(&c.buffer, name)...)
	c.buffer.Reset()
	return keys
}

func (x *Index) pageByName(ctx context.Context, selections []*selection, p Page) ([]Last, error) {
	code, collator := x.collator(p.Language)
	var last *named
	if p.After != nil {
		last = &named{number: p.After.Number, key: collator.key(p.After.Name)}
	}
	var rows []named
	for _, sel := range selections {
		found, err := x.firstByName(ctx, sel, nameQuery{code, collator, last, p.Limit + 1})
		if err != nil {
			return nil, err
		}
		rows = append(rows, found...)
	}
	if len(selections) > 1 && len(selections[1].s.numbers) > 0 {
		if err := x.nameAll(ctx, rows, collator); err != nil {
			return nil, err
		}
		slices.SortFunc(rows, byName)
	}
	members := make([]Last, 0, min(len(rows), p.Limit+1))
	for _, row := range rows[:min(len(rows), p.Limit+1)] {
		members = append(members, Last{Number: row.number})
	}
	return members, nil
}

// nameQuery asks for the first members behind one.
type nameQuery struct {
	code     string
	collator *collator
	last     *named
	limit    int
}

// firstByName returns the first selected members of a segment in order.
func (x *Index) firstByName(ctx context.Context, sel *selection, q nameQuery) ([]named, error) {
	if sel.total() <= fewNames {
		return x.fewByName(ctx, sel, q)
	}
	order, err := x.nameOrder(ctx, sel.s, q.code)
	if err != nil {
		return nil, err
	}
	from, err := x.behindName(ctx, sel.s, order, q)
	if err != nil {
		return nil, err
	}
	rows := make([]named, 0, min(q.limit, len(order)-from))
	for _, n := range order[from:] {
		if sel.has(int(n)) {
			if rows = append(rows, named{number: sel.s.numbers[n]}); len(rows) == q.limit {
				break
			}
		}
	}
	return rows, nil
}

func (x *Index) fewByName(ctx context.Context, sel *selection, q nameQuery) ([]named, error) {
	var rows []named
	for n := range sel.each(0) {
		rows = append(rows, named{number: sel.s.numbers[n]})
	}
	if err := x.nameAll(ctx, rows, q.collator); err != nil {
		return nil, err
	}
	slices.SortFunc(rows, byName)
	if q.last != nil {
		rows = slices.DeleteFunc(rows, func(row named) bool { return byName(row, *q.last) <= 0 })
	}
	return rows[:min(len(rows), q.limit)], nil
}

// behindName is the place in an order of the first member after another one.
func (x *Index) behindName(ctx context.Context, s *segment, order nameOrder, q nameQuery) (int, error) {
	if q.last == nil {
		return 0, nil
	}
	var failed error
	at := sort.Search(len(order), func(i int) bool {
		row := []named{{number: s.numbers[order[i]]}}
		if err := x.nameAll(ctx, row, q.collator); err != nil {
			failed = err
		}
		return byName(row[0], *q.last) > 0
	})
	return at, failed
}

// nameChunk is how many names are read at a time.
const nameChunk = 500

// nameAll gives each row its key of the order.
func (x *Index) nameAll(ctx context.Context, rows []named, c *collator) error {
	for part := range slices.Chunk(rows, nameChunk) {
		numbers := make([]int64, len(part))
		for i, row := range part {
			numbers[i] = row.number
		}
		names, err := x.source.Names(ctx, numbers)
		if err != nil {
			return err
		}
		for i := range part {
			part[i].key = c.key(names[i])
		}
	}
	return nil
}

func (x *Index) nameOrder(ctx context.Context, s *segment, code string) (nameOrder, error) {
	order, err := s.late.orders[code].get(func() (*nameOrder, error) { return x.newNameOrder(ctx, s, code) })
	if err != nil {
		return nil, err
	}
	return *order, nil
}

// newNameOrder keeps all keys in one piece of memory while it sorts: in pieces of their own they take several times
// that.
func (x *Index) newNameOrder(ctx context.Context, s *segment, code string) (*nameOrder, error) {
	_, collator := x.collator(code)
	var keys []byte
	ends := make([]int, 1, len(s.numbers)+1)
	for part := range slices.Chunk(s.numbers, nameChunk) {
		names, err := x.source.Names(ctx, part)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			keys = collator.appendKey(keys, name)
			ends = append(ends, len(keys))
		}
	}
	order := make(nameOrder, len(s.numbers))
	for n := range order {
		order[n] = uint32(n)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		return cmp.Or(bytes.Compare(keys[ends[a]:ends[a+1]], keys[ends[b]:ends[b+1]]),
			cmp.Compare(s.numbers[a], s.numbers[b]))
	})
	return &order, nil
}
