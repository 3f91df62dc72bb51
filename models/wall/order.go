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
	keys := make([][]byte, len(entries)) // by number
	for _, e := range entries {
		keys[e.number] = collator.KeyFromString(buffer, e.Name)
	}
	sorted := slices.SortedFunc(slices.Values(entries), func(a, b *entry) int {
		if order := bytes.Compare(keys[a.number], keys[b.number]); order != 0 {
			return order
		}
		return strings.Compare(a.ID, b.ID)
	})
	return nameOrder{tag, sorted}, nil
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
