package wall

import (
	"context"
	"iter"
	"slices"
	"strings"

	"alliance/models/typed"
)

// wordID is the number of a word in the lexicon.
type wordID uint32

// lexicon knows the words of all names and who bears them. The words are sorted, so that those with the same beginning
// are neighbours. Bearers are members, by position, and behind them places: the names of a place are those of all its
// members.
type lexicon struct {
	words   []string
	bearers []uint32 // word by word
	ends    []uint32 // of each word's bearers
}

// lexiconBuilder numbers words as they come.
type lexiconBuilder struct {
	ids     map[string]wordID
	words   []string
	borne   []wordID // word and bearer in turn
	bearers []uint32
}

func (b *lexiconBuilder) add(name string, bearer int) {
	for word := range strings.FieldsSeq(name) {
		id, known := b.ids[word]
		if !known {
			id = wordID(len(b.words)) //nolint:gosec // far fewer words than 2³²
			b.ids[word] = id
			b.words = append(b.words, word)
		}
		b.borne, b.bearers = append(b.borne, id), append(b.bearers, uint32(bearer)) //nolint:gosec // far fewer than 2³²
	}
}

func (b *lexiconBuilder) lexicon() *lexicon {
	l := &lexicon{words: slices.Sorted(slices.Values(b.words)), bearers: make([]uint32, len(b.bearers))}
	renumbered := make([]wordID, len(b.words))
	for i, word := range l.words {
		renumbered[b.ids[word]] = wordID(i)
	}
	l.ends = make([]uint32, len(l.words)+1) // for now, where the next word's bearers begin
	for _, id := range b.borne {
		l.ends[renumbered[id]+1]++
	}
	for i := range l.words {
		l.ends[i+1] += l.ends[i]
	}
	for i, id := range b.borne {
		at := &l.ends[renumbered[id]]
		l.bearers[*at] = b.bearers[i]
		*at++
	}
	l.ends = l.ends[:len(l.words)]
	return l
}

func (x *Index) lexicon(ctx context.Context, s *segment) (*lexicon, error) {
	return s.late.words.get(func() (*lexicon, error) { return x.newLexicon(ctx, s) })
}

func (x *Index) newLexicon(ctx context.Context, s *segment) (*lexicon, error) {
	b := lexiconBuilder{ids: map[string]wordID{}}
	for n := range s.numbers {
		key := s.key(n)
		b.add(key, n)
		if same := typed.FoldLookalikes(key); same != key {
			b.add(same, n)
		}
	}
	known := make(map[string]int, len(s.places))
	var ids []string
	for i := range s.places {
		known[s.places[i].id] = len(s.numbers) + i
		ids = append(ids, s.places[i].id)
	}
	if len(ids) > 0 {
		if s == x.settled {
			ids = nil // nearly all
		}
		err := x.source.TerritoryNames(ctx, ids, func(id, name string) {
			if bearer, of := known[id]; of {
				b.add(name, bearer)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return b.lexicon(), nil
}

// beginningWith gives the words that begin with prefix.
func (l *lexicon) beginningWith(prefix string) iter.Seq2[wordID, string] {
	return func(yield func(wordID, string) bool) {
		at, _ := slices.BinarySearch(l.words, prefix)
		for ; at < len(l.words) && strings.HasPrefix(l.words[at], prefix); at++ {
			if !yield(wordID(at), l.words[at]) { //nolint:gosec // far fewer words than 2³²
				return
			}
		}
	}
}

// of returns the bearers of a word.
func (l *lexicon) of(id wordID) []uint32 {
	start := uint32(0)
	if id > 0 {
		start = l.ends[id-1]
	}
	return l.bearers[start:l.ends[id]]
}

// saying returns the members that bear one of the words, themselves or by their place.
func (s *segment) saying(l *lexicon, words []wordID) numbers {
	found := newNumbers(len(s.numbers))
	for _, id := range words {
		for _, bearer := range l.of(id) {
			if int(bearer) < len(s.numbers) {
				found.put(int(bearer))
				continue
			}
			for _, n := range s.at(int(bearer) - len(s.numbers)) {
				found.put(int(n))
			}
		}
	}
	return found
}
