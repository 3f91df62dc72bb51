package wall

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"alliance/models/territory"
	"alliance/models/typed"
)

// understand returns, for each word of a query, the words of names that it may stand for. A name must hold one for
// each. Of these readings the first under which a member is found counts: names with words that begin as typed;
// typing errors forgiven; words that say no more than "municipality of" left out; both.
func (x *Index) understand(query string) []wordSet {
	words := strings.Fields(typed.FoldLookalikes(query))
	if len(words) == 0 {
		return nil
	}
	names := naming(words)
	for _, reading := range []struct {
		words  []string
		lookUp func(string) wordSet
	}{
		{words, x.words.beginning},
		{words, x.words.meant},
		{names, x.words.beginning},
		{names, x.words.meant},
	} {
		sets := make([]wordSet, 0, len(reading.words))
		for _, word := range reading.words {
			sets = append(sets, reading.lookUp(word))
		}
		if len(sets) > 0 && slices.ContainsFunc(x.newest, func(e *entry) bool { return e.says(sets) }) {
			return sets
		}
	}
	return []wordSet{x.words.empty()}
}

// naming leaves out words that say nothing but the sort of authority, and small ones.
func naming(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(word string) bool {
		return territory.IsSmallWord(word) || territory.IsAuthority(word)
	})
}

// meant returns the words that begin with the typed one, or, where there are none, those that do with a few
// typing errors.
func (l lexicon) meant(word string) wordSet {
	if set := l.beginning(word); slices.ContainsFunc(set, func(bits uint64) bool { return bits != 0 }) {
		return set
	}
	return l.misspelt(word)
}

// misspelt returns the words that begin with the typed one but for a few typing errors, none in the first letter.
func (l lexicon) misspelt(word string) wordSet {
	set, letters := l.empty(), []rune(word)
	allowed := typed.ErrorsAllowed(len(letters))
	if allowed == 0 {
		return set
	}
	speller := typed.NewSpeller(letters, allowed)
	for id, candidate := range l.beginningWith(string(letters[:1])) {
		long := utf8.RuneCountInString(candidate) >= len(letters)-allowed
		if long && speller.DistanceToBeginning(candidate) <= allowed {
			set.put(id)
		}
	}
	return set
}

// says reports whether the entry's names hold a word of each set.
func (e *entry) says(text []wordSet) bool {
	for _, set := range text {
		if !set.hasAny(e.words) {
			return false
		}
	}
	return true
}

// Suggest returns the members that a text being typed may mean, the likeliest first: those whose own name begins
// with it, then those with such words in a name; each from large to small.
func (x *Index) Suggest(query string, limit int) []*Member {
	text := x.understand(query)
	if text == nil || limit <= 0 {
		return nil
	}
	likelier := likelierThan(typed.FoldLookalikes(query))
	best := make([]*entry, 0, limit+1)
	for _, e := range x.newest {
		if !e.says(text) || len(best) == limit && likelier(e, best[limit-1]) >= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, e, likelier)
		best = slices.Insert(best, at, e)[:min(len(best)+1, limit)]
	}
	members := make([]*Member, 0, len(best))
	for _, e := range best {
		members = append(members, &e.Member)
	}
	return members
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
