package duplicates

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// romanise returns a folded word in a rough Latin spelling in which the usual
// transliterations of one name agree: "δελφοι", "delphoi" and "delfoi" give "delfoi".
// It is for comparing only and never shown.
func romanise(word string) string {
	if isNumber(word) {
		return word
	}
	letters := make([]byte, 0, len(word)+4)
	for _, r := range word {
		switch latin := latinOf(r); {
		case r < utf8.RuneSelf:
			letters = append(letters, byte(r)) //nolint:gosec // below 128
		case latin != "":
			letters = append(letters, latin...)
		case !isSilent(r):
			letters = utf8.AppendRune(letters, r)
		}
	}
	rough := letters[:0]
	for i := 0; i < len(letters); i++ {
		letter, silent := roughly(letters, i)
		if silent {
			i++
		}
		if len(rough) == 0 || rough[len(rough)-1] != letter || '0' <= letter && letter <= '9' || letter >= utf8.RuneSelf {
			rough = append(rough, letter)
		}
	}
	return string(rough)
}

// roughly returns the letter that stands for letters[i], and whether the next one
// belongs to it.
func roughly(letters []byte, i int) (letter byte, withNext bool) {
	switch string(letters[i:min(i+2, len(letters))]) {
	case "ph":
		return 'f', true
	case "ch", "kh":
		return 'h', true
	case "ts", "tz": // Vinnytsia, Вінниця; Subotica, Суботица
		return 'k', true
	case "ou", "oy": // ου
		return 'u', true
	case "th", "sh", "zh", "ae", "oe", "ue": // also umlauts spelt out
		return letters[i], true
	}
	switch letters[i] {
	case 'c', 'q':
		return 'k', false
	case 'w':
		return 'v', false
	case 'y', 'j':
		return 'i', false
	}
	return letters[i], false
}

// isSilent reports the Cyrillic signs that transliterations leave out.
func isSilent(r rune) bool { return r == 'ь' || r == 'ъ' }

// latinOf spells folded Greek and Cyrillic letters as place names usually are.
func latinOf(r rune) string {
	const (
		from = "αβγδεζηθικλμνξοπρσςτυφχω" + "абвгґдеєзиійїјклмнопрстуфхцыэћђѓќ"
		to   = "avgdezitiklmnxoprsstyfho" + "abvggdeeziiiiiklmnoprstufhcyecdgk"
	)
	if i := strings.IndexRune(from, r); i >= 0 {
		return to[i/2 : i/2+1] // every letter of from takes two bytes
	}
	switch r {
	case 'ψ':
		return "ps"
	case 'ж':
		return "zh"
	case 'ч':
		return "ch"
	case 'ш':
		return "sh"
	case 'щ':
		return "sht"
	case 'ю':
		return "iu"
	case 'я':
		return "ia"
	case 'љ':
		return "lj"
	case 'њ':
		return "nj"
	case 'џ':
		return "dz"
	}
	return ""
}

// trigram is three letters of a word, blanks before and after it included.
type trigram uint64

// trigramsOf returns the trigrams of each word, sorted; so the order of the words
// makes no difference.
func trigramsOf(words []string) []trigram {
	length := 0
	for _, word := range words {
		length += len(word) + 1
	}
	const room = 21 // bits of a rune
	trigrams := make([]trigram, 0, length)
	for _, word := range words {
		window := trigram(' ')<<room | ' '
		add := func(r rune) {
			window = (window<<room | trigram(r)) & (1<<(3*room) - 1) //nolint:gosec // runes are not negative
			trigrams = append(trigrams, window)
		}
		for _, r := range word {
			add(r)
		}
		add(' ')
	}
	slices.Sort(trigrams)
	return trigrams
}

// dice is the Dice coefficient of two sorted lists of trigrams, in percent.
func dice(a, b []trigram) int {
	total, shared := len(a)+len(b), 0
	if total == 0 {
		return 0
	}
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			shared++
			a, b = a[1:], b[1:]
		}
	}
	return 200 * shared / total
}

// sameWord allows for a genitive (Rīgas, Malmös), for a typing error in words of five
// letters and more and for two from ten on; numbers must be the same.
func sameWord(a, b string) bool {
	if a == b || len(a) > 2 && b == a+"s" || len(b) > 2 && a == b+"s" {
		return true
	}
	if isNumber(a) || isNumber(b) {
		return false
	}
	switch shorter := min(len(a), len(b)); {
	case shorter < 5:
		return false
	case shorter < 10:
		return errorsBetween(a, b) <= 1
	default:
		return errorsBetween(a, b) <= 2
	}
}

// errorsBetween counts the letters to insert, delete or replace, and neighbours to
// swap; more than two may be given as three. Words are compared by bytes.
func errorsBetween(a, b string) int {
	if len(a)-len(b) > 2 || len(b)-len(a) > 2 {
		return 3
	}
	const longest = 64
	if len(a) >= longest || len(b) >= longest {
		return 3
	}
	var rows [3][longest]int
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row := &rows[(i+1)%3], &rows[(i+2)%3], &rows[i%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return rows[len(a)%3][len(b)]
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}
