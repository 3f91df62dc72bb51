package typed

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the form of a name in which case, accents, punctuation and
// spacing make no difference; search keys and duplicate checks compare it. It
// is lower case, decomposed (NFKD) and without marks; letters that do not
// decompose (ł, đ, ø, ß, …) get their usual Latin spelling. Greek and Cyrillic
// keep their own letters. Fold(Fold(s)) equals Fold(s).
func Fold(s string) string {
	if !isASCII(s) {
		s = decompose(s)
	}
	folded := make([]byte, 0, len(s))
	gap := false // a word ended: one blank before the next letter
	for _, r := range s {
		replacement := foldRune(r)
		if replacement == separator {
			gap = len(folded) > 0
			continue
		}
		if gap && replacement != dropped {
			folded = append(folded, ' ')
			gap = false
		}
		folded = appendFolded(folded, replacement)
	}
	return string(folded)
}

// What foldRune answers besides letters; none is a letter.
const (
	dropped   rune = -1
	separator rune = -2
)

// foldRune returns the lower-case base letter, dropped for what leaves no
// trace, separator for what stands between words.
func foldRune(r rune) rune {
	switch {
	case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
		return r
	case 'A' <= r && r <= 'Z':
		return r + 'a' - 'A'
	case r < utf8.RuneSelf:
		return separator
	case r == '·' || r == '‧': // inside a Catalan word: l·l
		return dropped
	case r == 'ʹ' || r == 'ʺ': // a transliterated soft or hard sign
		return dropped
	case unicode.Is(unicode.M, r), unicode.Is(unicode.Cf, r):
		return dropped
	case unicode.Is(unicode.Lm, r): // ʼ and its like are written for apostrophes
		return separator
	case unicode.IsLetter(r), unicode.IsNumber(r):
		return unicode.ToLower(r)
	}
	return separator
}

// appendFolded appends a letter, spelled out when it has no decomposition.
func appendFolded(folded []byte, r rune) []byte {
	if r == dropped {
		return folded
	}
	if r < utf8.RuneSelf {
		return append(folded, byte(r)) //nolint:gosec // below 128
	}
	if spelled := spellOut(r); spelled != "" {
		return append(folded, spelled...)
	}
	return utf8.AppendRune(folded, r)
}

// spellOut gives the usual spelling of lower-case letters that Unicode does
// not decompose, and the inner form of the final sigma.
func spellOut(r rune) string { //nolint:cyclop // a table
	switch r {
	case 'ł', 'ƚ', 'ɫ':
		return "l"
	case 'ħ':
		return "h"
	case 'đ', 'ð', 'ɖ':
		return "d"
	case 'ø', 'ɵ':
		return "o"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ß':
		return "ss"
	case 'þ':
		return "th"
	case 'ı', 'ɨ':
		return "i"
	case 'ŋ':
		return "ng"
	case 'ŧ':
		return "t"
	case 'ĸ':
		return "k"
	case 'ȷ':
		return "j"
	case 'ə', 'ǝ':
		return "e"
	case 'ς':
		return "σ"
	}
	return ""
}

// decompose returns the NFKD form; broken bytes, behind which the normaliser
// skips letters, become blanks.
func decompose(s string) string { return norm.NFKD.String(strings.ToValidUTF8(s, " ")) }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// FoldLookalikes is Fold for names from careless keyboards: in a word that
// mixes Latin, Greek and Cyrillic letters, those of the smaller part are read
// as the letters of the larger part that look the same.
func FoldLookalikes(s string) string {
	if isASCII(s) {
		return Fold(s)
	}
	letters := []rune(decompose(s))
	for start := 0; start < len(letters); {
		end := start
		for end < len(letters) && isWordRune(letters[end]) {
			end++
		}
		unifyScript(letters[start:end])
		start = end + 1
	}
	return Fold(string(letters))
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.M, r) }

// script is one of the three scripts of the EU's languages.
type script int

const (
	otherScript script = iota
	latin
	greek
	cyrillic
)

func scriptOf(r rune) script {
	switch {
	case unicode.Is(unicode.Latin, r):
		return latin
	case unicode.Is(unicode.Greek, r):
		return greek
	case unicode.Is(unicode.Cyrillic, r):
		return cyrillic
	}
	return otherScript
}

// unifyScript rewrites the letters of a mixed word in its most frequent
// script; a tie goes to Latin, then Greek. Letters without a double stay.
func unifyScript(word []rune) {
	var counts [cyrillic + 1]int
	for _, r := range word {
		counts[scriptOf(r)]++
	}
	main := latin
	for s := greek; s <= cyrillic; s++ {
		if counts[s] > counts[main] {
			main = s
		}
	}
	if counts[latin]+counts[greek]+counts[cyrillic] == counts[main] {
		return
	}
	for i, r := range word {
		if from := scriptOf(r); from != otherScript && from != main {
			word[i] = lookalike(r, from, main)
		}
	}
}

// Letters that look alike, one column per letter.
const (
	latinOfGreek    = "ABEZHIKMNOPTYXoavipkuxß"
	greekOfLatin    = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανιρκυχβ"
	latinOfCyrillic = "ABEKMHOPCTYXSIJaeopcyxsijhb"
	cyrillicOfLatin = "АВЕКМНОРСТУХЅІЈаеорсухѕіјһь"
)

// lookalike returns the letter of script to that looks like r, or r itself.
func lookalike(r rune, from, to script) rune {
	if from != latin && to != latin { // Greek and Cyrillic meet by their Latin doubles
		r = lookalike(r, from, latin)
		from = latin
	}
	switch {
	case from == greek:
		return translate(r, greekOfLatin, latinOfGreek)
	case from == cyrillic:
		return translate(r, cyrillicOfLatin, latinOfCyrillic)
	case to == greek:
		return translate(r, latinOfGreek, greekOfLatin)
	default:
		return translate(r, latinOfCyrillic, cyrillicOfLatin)
	}
}

// translate returns the rune of to at the place where r stands in from.
func translate(r rune, from, to string) rune {
	i := strings.IndexRune(from, r)
	if i < 0 {
		return r
	}
	at := utf8.RuneCountInString(from[:i])
	for _, double := range to {
		if at == 0 {
			return double
		}
		at--
	}
	return r
}
