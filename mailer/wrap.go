package mailer

import (
	"strings"
	"unicode/utf8"
)

// lineWidth is where text parts wrap, in characters (RFC 5322, 2.1.1 asks for fewer than 78).
const lineWidth = 72

// wrap breaks a paragraph between words and puts prefix before each line. A word longer
// than a line, such as a link, stays whole.
func wrap(prefix, paragraph string) string {
	var out strings.Builder
	width := 0
	for word := range strings.FieldsSeq(paragraph) {
		length := utf8.RuneCountInString(word)
		switch {
		case width == 0:
			out.WriteString(prefix)
			width = utf8.RuneCountInString(prefix)
		case width+1+length > lineWidth:
			out.WriteString("\n" + prefix)
			width = utf8.RuneCountInString(prefix)
		default:
			out.WriteByte(' ')
			width++
		}
		out.WriteString(word)
		width += length
	}
	return out.String()
}

// wrapLines wraps each line of a text with several.
func wrapLines(prefix, text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if lines[i] = wrap(prefix, line); lines[i] == "" {
			lines[i] = strings.TrimRight(prefix, " ")
		}
	}
	return strings.Join(lines, "\n")
}

// oneLine makes a text safe as a header value: one line, no control characters.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f || r == 0x85 }), " ")
}
