package wall

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"alliance/models/territory"
	"alliance/models/typed"
)

// understand returns the members that a query means, nil for a query that says nothing. A name must hold a word for
// each of the query's. Of these readings the first under which a member is found counts: words that begin as typed;
// typing errors forgiven; words that say no more than "municipality of" left out; both.
func (x *Index) understand(query string) numbers {
	words := strings.Fields(typed.FoldLookalikes(query))
	if len(words) == 0 {
		return nil
	}
	names := naming(words)
	found := x.reading(words, x.words.beginning)
	if found.empty() {
		found = x.reading(words, x.words.meant)
	}
	if found.empty() && len(names) > 0 && len(names) < len(words) {
		if found = x.reading(names, x.words.beginning); found.empty() {
			found = x.reading(names, x.words.meant)
		}
	}
	return found
}

// reading returns the members whose names hold, for each typed word, one of those that it may stand for.
func (x *Index) reading(words []string, lookUp func(string) []wordID) numbers {
	found := slices.Clone(x.present)
	for _, word := range words {
		found.keep(x.words.saying(lookUp(word), len(x.present)*64))
	}
	return found
}

// naming leaves out words that say nothing but the sort of authority, and small ones.
func naming(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(word string) bool {
		return territory.IsSmallWord(word) || territory.IsAuthority(word)
	})
}

// beginning returns the words that begin with prefix.
func (l *lexicon) beginning(prefix string) []wordID {
	var ids []wordID
	for id := range l.beginningWith(prefix) {
		ids = append(ids, id)
	}
	return ids
}

// meant returns the words that begin with the typed one, or, where there are none, those that do with a few
// typing errors.
func (l *lexicon) meant(word string) []wordID {
	if ids := l.beginning(word); len(ids) > 0 {
		return ids
	}
	return l.misspelt(word)
}

// misspelt returns the words that begin with the typed one but for a few typing errors, none in the first letter.
func (l *lexicon) misspelt(word string) []wordID {
	letters := []rune(word)
	allowed := typed.ErrorsAllowed(len(letters))
	if allowed == 0 {
		return nil
	}
	var ids []wordID
	speller := typed.NewSpeller(letters, allowed)
	for id, candidate := range l.beginningWith(string(letters[:1])) {
		long := utf8.RuneCountInString(candidate) >= len(letters)-allowed
		if long && speller.DistanceToBeginning(candidate) <= allowed {
			ids = append(ids, id)
		}
	}
	return ids
}

// Suggest returns the members that a text being typed may mean, the likeliest first: those whose own name begins
// with it, then those with such words in a name; each from large to small.
func (x *Index) Suggest(query string, limit int) []*Member {
	found := x.understand(query)
	if found == nil {
		return nil
	}
	likeliest := best{limit: limit, order: likelierThan(typed.FoldLookalikes(query))}
	found.each(func(n int) { likeliest.take(x.entries[n]) })
	return likeliest.members()
}

// likelierThan orders entries by how likely a typed text means them.
func likelierThan(key string) func(a, b *entry) int {
	return func(a, b *entry) int {
		return cmp.Or(
			cmp.Compare(a.distance(key), b.distance(key)), cmp.Compare(b.Weight, a.Weight),
			strings.Compare(a.key, b.key), strings.Compare(a.ID, b.ID),
		)
	}
}

// distance says how far a typed text is from being the entry's own name.
func (e *entry) distance(key string) int {
	switch {
	case e.key == key:
		return 0
	case strings.HasPrefix(e.key, key):
		return 1
	}
	return 2
}
