package duplicates

import (
	"slices"
	"strings"

	"alliance/models/territory"
	"alliance/models/typed"
)

const (
	// alikeNames is the similarity in percent from which two names are alike. One wrong
	// letter in six leaves 57.
	alikeNames = 55
	// samePiece is the same where only a part of a name is compared.
	samePiece = 85
)

// form is a name, or one of the names in it, without what does not tell bodies apart.
type form struct {
	words    []string // romanised, without words of the administration, articles and prepositions
	joined   string   // the words written together
	trigrams []trigram
	level    level

	bracketed bool // "Aegean Islands" in "Oia (Aegean Islands)"
}

// newForm makes the form of a folded name. The names of associations and
// organisations keep the words of the administration: they are about them.
func newForm(folded, kind string) form {
	var name string
	found := plain
	if isTerritorial(kind) {
		name, found = withoutAuthority(folded)
	} else {
		name = withoutLegalForm(folded)
	}
	made := form{level: found, words: words(name)}
	made.joined = strings.Join(made.words, "")
	made.trigrams = trigramsOf(made.words)
	return made
}

// isTerritorial also holds where the kind is unknown.
func isTerritorial(kind string) bool { return kind == "" || kind == kindCity || kind == kindRegion }

// withoutAuthority takes the words of the administration off both ends of a folded
// name and says which level they tell of.
func withoutAuthority(folded string) (string, level) {
	found := plain
	for {
		rest, phrase := territory.CutAuthority(withoutSmallEnds(folded))
		if phrase == "" || phrase == "grand" { // of "Grand-Quevilly", beside which lies Petit-Quevilly
			return folded, found
		}
		folded = rest
		if told := levelOf(phrase); found == plain || found == municipality {
			found = told
		}
	}
}

// withoutSmallEnds takes articles and prepositions off: "di teramo", "torino citta di".
func withoutSmallEnds(folded string) string {
	for {
		first, after, more := strings.Cut(folded, " ")
		if !more {
			return folded
		}
		last := strings.LastIndexByte(folded, ' ')
		switch {
		case territory.IsSmallWord(first):
			folded = after
		case territory.IsSmallWord(folded[last+1:]):
			folded = folded[:last]
		default:
			return folded
		}
	}
}

// words returns the romanised words of a folded name; small words only where there
// are no others.
func words(folded string) []string {
	all := strings.Fields(folded)
	kept := make([]string, 0, len(all))
	for _, word := range all {
		if !territory.IsSmallWord(word) {
			kept = append(kept, romanise(word))
		}
	}
	if len(kept) > 0 {
		return kept
	}
	for _, word := range all {
		kept = append(kept, romanise(word))
	}
	return kept
}

// pieces returns the forms of each name in a name that holds several, as bilingual
// places do: "Bruxelles/Brussel", "Ampelokipi - Menemeni", "Βiannoy (Βιάννος)". What
// stands in brackets is no name where it is short, as "(PC)", or tells of a level, as
// "(Judetul Timis)".
func pieces(name, kind string) []form {
	if !strings.ContainsAny(name, "/|;()[]-–—") {
		return nil
	}
	name = strings.NewReplacer(" - ", "/", " – ", "/", " — ", "/", "|", "/", ";", "/",
		"(", "/(", "[", "/(", ")", "/", "]", "/").Replace(name)
	divided := strings.Split(name, "/")
	if len(divided) < 2 {
		return nil
	}
	var found []form
	for _, piece := range divided {
		folded := typed.FoldLookalikes(piece)
		made := newForm(folded, kind)
		made.bracketed = strings.HasPrefix(piece, "(")
		qualifies := made.bracketed && made.level != plain || territory.IsAuthority(folded)
		if len(made.joined) > 2 && !qualifies {
			found = append(found, made)
		}
	}
	return found
}

// similarity is the outcome of comparing two names.
type similarity struct {
	similarity int // in percent
	alike      bool
	otherLevel bool
}

// compareNames compares the whole names and then, where they hold several, each of them.
func (p *Prepared) compareNames(other *Prepared) similarity {
	best := p.compareForms(&p.whole, other, &other.whole)
	if len(p.pieces) == 0 && len(other.pieces) == 0 {
		return best
	}
	for i := range len(p.pieces) + 1 {
		for j := range len(other.pieces) + 1 {
			a, b := p.form(i), other.form(j)
			if i+j == 0 || a.bracketed && b.bracketed || len(a.words) != len(b.words) {
				continue
			}
			if found := p.compareForms(a, other, b); found.alike && found.similarity >= samePiece {
				best = better(best, found)
			}
		}
	}
	return best
}

// form returns the whole name and, from 1 on, its pieces.
func (p *Prepared) form(i int) *form {
	if i == 0 {
		return &p.whole
	}
	return &p.pieces[i-1]
}

// better prefers names that are alike, then those of one level, then the more similar.
func better(a, b similarity) similarity {
	if b.alike != a.alike {
		return pick(a, b, b.alike)
	}
	if b.otherLevel != a.otherLevel {
		return pick(a, b, a.otherLevel)
	}
	return pick(a, b, b.similarity > a.similarity)
}

func pick(a, b similarity, second bool) similarity {
	if second {
		return b
	}
	return a
}

func (p *Prepared) compareForms(a *form, other *Prepared, b *form) similarity {
	result := similarity{
		similarity: dice(a.trigrams, b.trigrams),
		otherLevel: differ(claim{a.level, p.body.Kind}, claim{b.level, other.body.Kind}),
	}
	if p.body.Country != other.body.Country {
		return result
	}
	if a.joined == b.joined && a.joined != "" {
		result.similarity, result.alike = 100, true
		return result
	}
	result.alike = result.similarity >= alikeNames && !contradict(a.words, b.words)
	return result
}

// contradict reports names that are alike but for what tells them apart: each has a
// word that the other lacks ("frabosa soprana", "frabosa sottana"), or one has a number.
func contradict(a, b []string) bool {
	missing, number := lacks(a, b)
	alsoMissing, alsoNumber := lacks(b, a)
	return missing && alsoMissing || number || alsoNumber
}

// lacks reports whether some word, and whether some number, has no like in others.
func lacks(words, others []string) (word, number bool) {
	for _, w := range words {
		if !slices.ContainsFunc(others, func(o string) bool { return sameWord(w, o) }) {
			word = true
			number = number || isNumber(w)
		}
	}
	return word, number
}

// isNumber reports digits and Roman numerals, which tell districts of a city apart.
func isNumber(word string) bool {
	if strings.ContainsAny(word, "0123456789") {
		return true
	}
	return len(word) > 1 && len(word) < 6 && strings.Trim(word, "ivx") == ""
}
