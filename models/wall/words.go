package wall

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// wordID is the number of a word in the lexicon.
type wordID uint32

// mostLateWords bounds the words that are not in alphabetical order; beyond it a new index is due.
const mostLateWords = 4096

// lexicon numbers the words of all names. Those of the first index are sorted, so that words with the same
// beginning are neighbours; what came later follows as it came.
type lexicon struct {
	sorted []string
	late   []string
	ids    map[string]wordID // of the late ones
}

// extended is a lexicon to which words can be added without changing this one.
func (l lexicon) extended() lexicon {
	return lexicon{sorted: l.sorted, late: slices.Clip(l.late), ids: maps.Clone(l.ids)}
}

// add numbers the words of some names, each once.
func (l *lexicon) add(names []string) []wordID {
	var ids []wordID
	for _, name := range names {
		for word := range strings.FieldsSeq(name) {
			ids = append(ids, l.id(word))
		}
	}
	slices.Sort(ids)
	return slices.Clip(slices.Compact(ids))
}

func (l *lexicon) id(word string) wordID {
	if at, found := slices.BinarySearch(l.sorted, word); found {
		return wordID(at) //nolint:gosec // far fewer words than 2³²
	}
	if id, known := l.ids[word]; known {
		return id
	}
	if l.ids == nil {
		l.ids = map[string]wordID{}
	}
	id := wordID(len(l.sorted) + len(l.late)) //nolint:gosec // far fewer words than 2³²
	l.ids[word] = id
	l.late = append(l.late, word)
	return id
}

// sort puts the words of a first index in order and renumbers its entries.
func (l *lexicon) sort(entries []*entry) {
	renumbered := make([]wordID, len(l.late))
	sorted := slices.Sorted(slices.Values(l.late))
	for i, word := range sorted {
		renumbered[l.ids[word]] = wordID(i)
	}
	for _, e := range entries {
		for i, id := range e.words {
			e.words[i] = renumbered[id]
		}
	}
	*l = lexicon{sorted: sorted}
}

// Crowded reports whether so many words came later that a new index finds faster.
func (x *Index) Crowded() bool { return len(x.words.late) > mostLateWords }

// wordSet holds words of the lexicon, a bit for each.
type wordSet []uint64

func (l lexicon) empty() wordSet { return make(wordSet, (len(l.sorted)+len(l.late))/64+1) }

func (s wordSet) put(id int)               { s[id/64] |= 1 << (id % 64) }
func (s wordSet) has(id wordID) bool       { return s[id/64]&(1<<(id%64)) != 0 }
func (s wordSet) hasAny(ids []wordID) bool { return slices.ContainsFunc(ids, s.has) }

// beginning returns the words that begin with prefix.
func (l lexicon) beginning(prefix string) wordSet {
	set := l.empty()
	for id := range l.beginningWith(prefix) {
		set.put(id)
	}
	return set
}

// beginningWith gives the words that begin with prefix, by number.
func (l lexicon) beginningWith(prefix string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		at, _ := slices.BinarySearch(l.sorted, prefix)
		for ; at < len(l.sorted) && strings.HasPrefix(l.sorted[at], prefix); at++ {
			if !yield(at, l.sorted[at]) {
				return
			}
		}
		for i, word := range l.late {
			if strings.HasPrefix(word, prefix) && !yield(len(l.sorted)+i, word) {
				return
			}
		}
	}
}
