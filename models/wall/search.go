package wall

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"alliance/models/territory"
	"alliance/models/typed"
)

// texts are the members that a query means, by segment.
type texts []numbers

func (t texts) empty() bool {
	return !slices.ContainsFunc(t, func(found numbers) bool { return !found.empty() })
}

// understand returns the members that a query means, nil for a query that says nothing. A name must hold a word for
// each of the query's. Of these readings the first under which a member is found counts: words that begin as typed;
// typing errors forgiven; words that say no more than "municipality of" left out; both.
func (x *Index) understand(ctx context.Context, query string) (texts, error) {
	words := strings.Fields(typed.FoldLookalikes(query))
	if len(words) == 0 {
		return nil, nil
	}
	v := vocabulary{segments: x.segments()}
	for _, s := range v.segments {
		l, err := x.lexicon(ctx, s)
		if err != nil {
			return nil, err
		}
		v.lexicons = append(v.lexicons, l)
	}
	names := naming(words)
	found := v.reading(words, v.beginning)
	if found.empty() {
		found = v.reading(words, v.meant)
	}
	if found.empty() && len(names) > 0 && len(names) < len(words) {
		if found = v.reading(names, v.beginning); found.empty() {
			found = v.reading(names, v.meant)
		}
	}
	return found, nil
}

// naming leaves out words that say nothing but the sort of authority, and small ones.
func naming(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(word string) bool {
		return territory.IsSmallWord(word) || territory.IsAuthority(word)
	})
}

// vocabulary are the words of all segments.
type vocabulary struct {
	segments []*segment
	lexicons []*lexicon
}

// reading returns the members whose names hold, for each typed word, one of those that it may stand for.
func (v vocabulary) reading(words []string, lookUp func(string) [][]wordID) texts {
	found := make(texts, len(v.segments))
	for i, s := range v.segments {
		found[i] = slices.Clone(s.present)
	}
	for _, word := range words {
		ids := lookUp(word)
		for i, s := range v.segments {
			found[i].keep(s.saying(v.lexicons[i], ids[i]))
		}
	}
	return found
}

// beginning returns the words of each segment that begin with prefix.
func (v vocabulary) beginning(prefix string) [][]wordID {
	ids := make([][]wordID, len(v.lexicons))
	for i, l := range v.lexicons {
		for id := range l.beginningWith(prefix) {
			ids[i] = append(ids[i], id)
		}
	}
	return ids
}

// meant returns the words that begin with the typed one, or, where there are none, those that do with a few
// typing errors.
func (v vocabulary) meant(word string) [][]wordID {
	ids := v.beginning(word)
	if slices.ContainsFunc(ids, func(some []wordID) bool { return len(some) > 0 }) {
		return ids
	}
	for i, l := range v.lexicons {
		ids[i] = l.misspelt(word)
	}
	return ids
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

// candidate is a member that may be meant.
type candidate struct {
	number   int64
	key      string
	distance float64
	weight   int
}

func closer(a, b candidate) int {
	return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(b.weight, a.weight),
		strings.Compare(a.key, b.key), cmp.Compare(a.number, b.number))
}

// Suggest returns the members that a text being typed may mean, the likeliest first: those whose own name begins
// with it, then those with such words in a name; each from large to small.
func (x *Index) Suggest(ctx context.Context, query string, limit int) ([]int64, error) {
	found, err := x.understand(ctx, query)
	if err != nil || found == nil {
		return nil, err
	}
	likeliest := best{limit: limit}
	typedKey := typed.FoldLookalikes(query)
	for i, s := range x.segments() {
		found[i].each(func(n int) {
			c := candidate{number: s.numbers[n], key: s.key(n)}
			if at := s.place[n]; at >= 0 {
				c.weight = int(s.places[at].weight)
			}
			c.distance = unlikeness(c.key, typedKey)
			likeliest.take(c)
		})
	}
	return likeliest.numbers(), nil
}

// unlikeness says how far a typed text is from being a name.
func unlikeness(name, text string) float64 {
	switch {
	case name == text:
		return 0
	case strings.HasPrefix(name, text):
		return 1
	}
	return 2
}

// Near returns the members closest to a point, the closest first; of those at one place, by name. Members whose
// place is unknown are near nobody.
func (x *Index) Near(lat, lon float64, limit int) []int64 {
	closest := best{limit: limit}
	if limit <= 0 {
		return nil
	}
	for _, s := range x.segments() {
		for i := range s.places {
			distance := s.places[i].distance(lat, lon)
			if closest.full() && distance > closest.list[limit-1].distance {
				continue
			}
			for _, n := range s.at(i) {
				if s.present.has(int(n)) {
					closest.take(candidate{number: s.numbers[n], key: s.key(int(n)), distance: distance})
				}
			}
		}
	}
	return closest.numbers()
}

// best keeps the first few candidates.
type best struct {
	limit int
	list  []candidate
}

func (b *best) full() bool { return len(b.list) == b.limit }

func (b *best) take(c candidate) {
	if b.full() && (b.limit == 0 || closer(c, b.list[b.limit-1]) >= 0) {
		return
	}
	at, _ := slices.BinarySearchFunc(b.list, c, closer)
	b.list = slices.Insert(b.list, at, c)
	b.list = b.list[:min(len(b.list), b.limit)]
}

func (b *best) numbers() []int64 {
	members := make([]int64, 0, len(b.list))
	for _, c := range b.list {
		members = append(members, c.number)
	}
	return members
}
