package wall

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
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

func (x *Index) newNameOrder(ctx context.Context, s *segment, code string) (*nameOrder, error) {
	_, collator := x.collator(code)
	keys := newNameKeys(len(s.numbers))
	read := x.readSomeNames
	if s == x.settled {
		read = x.readAllNames // nearly all
	}
	if err := read(ctx, s, func(n int, name string) { keys.add(n, collator, name) }); err != nil {
		return nil, err
	}
	order := keys.order(s.numbers)
	return &order, nil
}

// readSomeNames calls take with the positions and names of a segment.
func (x *Index) readSomeNames(ctx context.Context, s *segment, take func(n int, name string)) error {
	n := 0
	for part := range slices.Chunk(s.numbers, nameChunk) {
		names, err := x.source.Names(ctx, part)
		if err != nil {
			return err
		}
		for _, name := range names {
			take(n, name)
			n++
		}
	}
	return nil
}

// readAllNames is quicker for many: the source reads them as they lie. It leaves out those who are gone.
func (x *Index) readAllNames(ctx context.Context, s *segment, take func(n int, name string)) error {
	byNumber := make([]uint32, len(s.numbers))
	for n := range byNumber {
		byNumber[n] = uint32(n)
	}
	slices.SortFunc(byNumber, func(a, b uint32) int { return cmp.Compare(s.numbers[a], s.numbers[b]) })
	return x.source.EachName(ctx, func(number int64, name string) {
		at, known := slices.BinarySearchFunc(byNumber, number, func(n uint32, number int64) int {
			return cmp.Compare(s.numbers[n], number)
		})
		if known {
			take(int(byNumber[at]), name)
		}
	})
}

// nameKeys are the keys of names while they are ordered. They lie in a few large pieces of memory: in pieces of their
// own they take several times that, and one piece that grows is copied over and over.
type nameKeys struct {
	pieces [][]byte
	rows   []nameKey
}

// nameKey says where a member's key is, and how it begins, which decides nearly every comparison.
type nameKey struct {
	prefix uint64
	piece  uint32
	start  uint32
	end    uint32
	n      uint32
}

// keyPiece is how large a piece is, but for the key that ends it.
const keyPiece = 1 << 18

// newNameKeys has empty keys: those of members who are gone.
func newNameKeys(members int) *nameKeys {
	keys := &nameKeys{pieces: [][]byte{nil}, rows: make([]nameKey, members)}
	for n := range keys.rows {
		keys.rows[n].n = uint32(n)
	}
	return keys
}

func (k *nameKeys) add(n int, c *collator, name string) {
	last := len(k.pieces) - 1
	if len(k.pieces[last]) >= keyPiece {
		k.pieces = append(k.pieces, make([]byte, 0, keyPiece+keyPiece/16))
		last++
	}
	start := len(k.pieces[last])
	k.pieces[last] = c.appendKey(k.pieces[last], name)
	row := &k.rows[n]
	row.piece, row.start, row.end = uint32(last), uint32(start), uint32(len(k.pieces[last])) //nolint:gosec // small
	var prefix [8]byte
	copy(prefix[:], k.key(row))
	row.prefix = binary.BigEndian.Uint64(prefix[:])
}

func (k *nameKeys) key(row *nameKey) []byte { return k.pieces[row.piece][row.start:row.end] }

func (k *nameKeys) order(numbers []int64) nameOrder {
	slices.SortFunc(k.rows, func(a, b nameKey) int {
		if a.prefix != b.prefix {
			return cmp.Compare(a.prefix, b.prefix)
		}
		return cmp.Or(bytes.Compare(k.key(&a), k.key(&b)), cmp.Compare(numbers[a.n], numbers[b.n]))
	})
	order := make(nameOrder, len(k.rows))
	for i := range k.rows {
		order[i] = k.rows[i].n
	}
	return order
}
