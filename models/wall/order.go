package wall

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// anyLanguage is the order of names in languages that have none of their own: that of the collation's root.
const anyLanguage = "und"

// nameOrder lists the entries by name, as a language orders names (UCA with the language's tailoring).
type nameOrder struct {
	tag     language.Tag
	entries []*entry
}

func newNameOrder(code string, entries []*entry) (nameOrder, error) {
	tag, err := language.Parse(code)
	if err != nil {
		return nameOrder{}, fmt.Errorf("order names in %q: %w", code, err)
	}
	collator, buffer := collate.New(tag), &collate.Buffer{}
	type keyed struct {
		key []byte
		*entry
	}
	sorted := make([]keyed, len(entries))
	for i, e := range entries {
		sorted[i] = keyed{collator.KeyFromString(buffer, e.Name), e}
	}
	slices.SortFunc(sorted, func(a, b keyed) int {
		if order := bytes.Compare(a.key, b.key); order != 0 {
			return order
		}
		return strings.Compare(a.ID, b.ID)
	})
	order := nameOrder{tag: tag, entries: make([]*entry, len(entries))}
	for i, k := range sorted {
		order.entries[i] = k.entry
	}
	return order, nil
}

// compare makes a function of its own for each use: a collator serves one goroutine.
func (o nameOrder) compare() func(a, b *entry) int {
	collator := collate.New(o.tag)
	return func(a, b *entry) int {
		if order := collator.CompareString(a.Name, b.Name); order != 0 {
			return order
		}
		return strings.Compare(a.ID, b.ID)
	}
}

func (o nameOrder) replace(left map[string]bool, added []*entry) nameOrder {
	o.entries = replace(o.entries, left, added, o.compare())
	return o
}

func (o nameOrder) behind(last *Member) int {
	return behind(o.entries, &entry{Member: *last}, o.compare())
}
