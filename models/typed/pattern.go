package typed

import (
	"strings"
	"unicode"
)

// Pattern is a name with wildcards in the form in which folded names are compared.
type Pattern []rune

// ParsePattern reads a name in which "*" stands for any characters and "?" for one. Case and accents do not count. It
// returns false where no letter and no digit is left: such a pattern would fit every name.
func ParsePattern(text string) (Pattern, bool) {
	var folded strings.Builder
	rest, meaningful := strings.TrimSpace(text), false
	for rest != "" {
		end := strings.IndexAny(rest, "*?")
		if end < 0 {
			end = len(rest)
		}
		piece := foldPiece(rest[:end])
		meaningful = meaningful || strings.TrimSpace(piece) != ""
		folded.WriteString(piece)
		if end < len(rest) {
			folded.WriteByte(rest[end])
			end++
		}
		rest = rest[end:]
	}
	return Pattern(folded.String()), meaningful
}

// foldPiece folds what stands between two wildcards; a blank at its edges parts words and stays.
func foldPiece(piece string) string {
	folded := Fold(piece)
	if piece == "" || folded == "" && strings.TrimSpace(piece) != "" {
		return folded
	}
	if folded == "" {
		return " "
	}
	if strings.TrimLeftFunc(piece, unicode.IsSpace) != piece {
		folded = " " + folded
	}
	if strings.TrimRightFunc(piece, unicode.IsSpace) != piece {
		folded += " "
	}
	return folded
}

// Matches reports whether a folded name fits the whole pattern. It takes at most as many steps as the product of both
// lengths: no pattern can be made to take forever.
func (p Pattern) Matches(folded string) bool {
	name := []rune(folded)
	at, star, resume := 0, -1, 0 // in the pattern; its last "*"; where in the name that one ends
	for i := 0; i < len(name); {
		switch {
		case at < len(p) && p[at] == '*':
			star, resume = at, i
			at++
		case at < len(p) && (p[at] == '?' || p[at] == name[i]):
			at++
			i++
		case star >= 0:
			resume++
			at, i = star+1, resume
		default:
			return false
		}
	}
	for at < len(p) && p[at] == '*' {
		at++
	}
	return at == len(p)
}
