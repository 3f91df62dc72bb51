package typed

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// Codes of what may be wrong with typed text.
const (
	codeRequired          = "required"
	codeTooLong           = "too_long"
	codeInvalidCharacters = "invalid_characters"
	codeLink              = "link"
)

// Line brings a name or another single line into its normal form: NFC,
// trimmed, one blank between words, no invisible characters. It returns the code
// of what is wrong, or "": required, too_long (more than most graphemes, the
// characters as readers count them), invalid_characters, link. The text can be
// shown again also when something is wrong.
func Line(typed string, most int) (text, code string) {
	text = strings.Join(strings.Fields(normalForm(typed)), " ")
	switch {
	case text == "":
		return "", codeRequired
	case hasInvalid(text) || isOnlyPunctuation(text):
		return text, codeInvalidCharacters
	case hasLink(text):
		return text, codeLink
	case isLonger(text, most):
		return text, codeTooLong
	}
	return text, ""
}

// Text is Line for longer texts: line breaks are kept, with at most one
// empty line between paragraphs, and links are allowed.
func Text(typed string, most int) (text, code string) {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n").
		Replace(normalForm(typed)), "\n")
	kept := lines[:0]
	for _, line := range lines {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" && (len(kept) == 0 || kept[len(kept)-1] == "") {
			continue
		}
		kept = append(kept, line)
	}
	text = strings.TrimSuffix(strings.Join(kept, "\n"), "\n")
	switch {
	case text == "":
		return "", codeRequired
	case hasInvalid(text):
		return text, codeInvalidCharacters
	case isLonger(text, most):
		return text, codeTooLong
	}
	return text, ""
}

// normalForm composes letters with their marks (NFC) and drops characters that
// leave no trace and come along with copied text: soft hyphens, zero-width
// spaces, byte order marks. Broken bytes become U+FFFD, which hasInvalid refuses.
func normalForm(typed string) string {
	visible := strings.Map(func(r rune) rune {
		switch r {
		case '\u00ad', '\u200b', '\u2060', '\ufeff':
			return -1
		}
		return r
	}, typed)
	return norm.NFC.String(visible)
}

// longestMarks is how many marks may stand on one letter; Vietnamese needs two.
const longestMarks = 3

// hasInvalid reports control characters, characters that turn the direction of
// writing (CVE-2021-42574, "Trojan Source"), unassigned and private ones, broken
// bytes and letters under a heap of marks.
func hasInvalid(text string) bool {
	marks := 0
	for _, r := range text {
		marks++
		if !unicode.Is(unicode.M, r) {
			marks = 0
		}
		switch {
		case r == '\n', r == '\u200c', r == '\u200d': // joiners shape letters and emoji
		case r == unicode.ReplacementChar, marks > longestMarks, !unicode.IsGraphic(r):
			return true
		}
	}
	return false
}

// isOnlyPunctuation reports what is typed to get past a field: "-", "...".
func isOnlyPunctuation(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPunct(r) && !unicode.IsSpace(r) })
}

// isLonger reports whether the text has more graphemes than most. No grapheme of
// a language of Europe is longer than the limit on code points assumes.
func isLonger(text string, most int) bool {
	const codePointsPerGrapheme = 8
	if len(text) > most*codePointsPerGrapheme*4 {
		return true
	}
	return uniseg.GraphemeClusterCount(text) > most
}

// hasLink reports web and e-mail addresses: "https://…", "www.…",
// "example.com/…", "me@example.com". A dot alone is none: "d.o.o.", "St.Gallen".
func hasLink(text string) bool {
	for _, word := range strings.Fields(strings.ToLower(text)) {
		if strings.Contains(word, "://") || strings.HasPrefix(strings.TrimLeft(word, "([<\"'"), "www.") {
			return true
		}
		host, _, slash := strings.Cut(word, "/")
		if before, after, at := strings.Cut(word, "@"); at && before != "" && strings.Contains(after, ".") {
			return true
		}
		if slash && endsWithTopLevelDomain(host) {
			return true
		}
	}
	return false
}

// endsWithTopLevelDomain reports whether a word looks like a host name: its last
// dot divides two parts, the latter of two letters or more.
func endsWithTopLevelDomain(word string) bool {
	dot := strings.LastIndexByte(word, '.')
	if dot < 1 {
		return false
	}
	top := []rune(word[dot+1:])
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	return len(top) >= 2 && !strings.ContainsFunc(string(top), notLetter)
}

// LanguageCode reports whether a text is a language code of two letters (ISO 639-1), such as "lv".
func LanguageCode(text string) bool {
	return len(text) == 2 && 'a' <= text[0] && text[0] <= 'z' && 'a' <= text[1] && text[1] <= 'z'
}
