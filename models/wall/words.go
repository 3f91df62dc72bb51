package wall

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// wordID is the number of a word in the lexicon.
type wordID uint32

// lexicon knows the words of all names and who bears them. The words of a new index are sorted, so that those with
// the same beginning are neighbours. What came late is kept apart, so that an extended copy is cheap.
type lexicon struct {
	sorted  []string
	bearers []uint32 // numbers of entries, word by word
	ends    []uint32 // of each word's bearers
	late    []string
	ids     map[string]wordID // of the late words
	recent  []*entry          // not among the bearers
}

func (l lexicon) extended() lexicon {
	l.late, l.ids, l.recent = slices.Clip(l.late), maps.Clone(l.ids), slices.Clip(l.recent)
	return l
}

// add numbers the words of an entry's names, each once.
func (l *lexicon) add(e *entry, names []string) {
	for _, name := range names {
		for word := range strings.FieldsSeq(name) {
			e.words = append(e.words, l.id(word))
		}
	}
	slices.Sort(e.words)
	e.words = slices.Compact(e.words)
	l.recent = append(l.recent, e)
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

// settle ends the making of a new index: it sorts the words and lists who bears each.
func (l *lexicon) settle() {
	renumbered := make([]wordID, len(l.late))
	settled := lexicon{sorted: slices.Sorted(slices.Values(l.late))}
	for i, word := range settled.sorted {
		renumbered[l.ids[word]] = wordID(i)
	}
	count := 0
	settled.ends = make([]uint32, len(settled.sorted))
	for _, e := range l.recent {
		count += len(e.words)
		for _, id := range e.words {
			settled.ends[renumbered[id]]++
		}
	}
	start := uint32(0)
	for i, borne := range settled.ends { // for now, where the bearers begin
		settled.ends[i], start = start, start+borne
	}
	settled.bearers = make([]uint32, count)
	for _, e := range l.recent {
		for _, id := range e.words {
			at := &settled.ends[renumbered[id]]
			settled.bearers[*at] = uint32(e.number) //nolint:gosec // far fewer members than 2³²
			*at++
		}
		e.words = nil
	}
	*l = settled
}

// beginningWith gives the words that begin with prefix.
func (l *lexicon) beginningWith(prefix string) iter.Seq2[wordID, string] {
	return func(yield func(wordID, string) bool) {
		at, _ := slices.BinarySearch(l.sorted, prefix)
		for ; at < len(l.sorted) && strings.HasPrefix(l.sorted[at], prefix); at++ {
			if !yield(wordID(at), l.sorted[at]) { //nolint:gosec // far fewer words than 2³²
				return
			}
		}
		for i, word := range l.late {
			//nolint:gosec // far fewer words than 2³²
			if strings.HasPrefix(word, prefix) && !yield(wordID(len(l.sorted)+i), word) {
				return
			}
		}
	}
}

// of returns the bearers of a word among the entries of the new index.
func (l *lexicon) of(id wordID) []uint32 {
	if int(id) >= len(l.ends) {
		return nil
	}
	start := uint32(0)
	if id > 0 {
		start = l.ends[id-1]
	}
	return l.bearers[start:l.ends[id]]
}

// saying returns the entries that bear one of the words.
func (l *lexicon) saying(words []wordID, entries int) numbers {
	found := newNumbers(entries)
	for _, id := range words {
		for _, number := range l.of(id) {
			found.put(int(number))
		}
	}
	for _, e := range l.recent {
		if slices.ContainsFunc(e.words, func(id wordID) bool { return slices.Contains(words, id) }) {
			found.put(e.number)
		}
	}
	return found
}
