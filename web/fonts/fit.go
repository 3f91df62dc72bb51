package fonts

import (
	"slices"
	"strings"
	"unicode"
)

// Box is the room for a text, in any unit.
type Box struct {
	Width, Height     float64
	Largest, Smallest float64 // size of the type
	Leading           float64 // from line to line, as a multiple of the size
}

// Text is a text in lines.
type Text struct {
	Lines []string
	Size  float64
}

// Height is that of all lines together.
func (t Text) Height(leading float64) float64 { return float64(len(t.Lines)) * t.Size * leading }

// Fit sets text as large as the box allows, in lines of about the same length. What is too long even at the smallest
// size is broken inside words, and in the end cut, with an ellipsis. The measure gives the width at size 1.
func (box Box) Fit(text string, measure func(string) float64) Text {
	const step = .95
	pieces, space := split(text, measure), measure(" ")
	for size := box.Largest; ; size = max(size*step, box.Smallest) {
		lines := fill(pieces, space, box.Width/size)
		if widest(lines, space) <= box.Width/size && float64(len(lines))*size*box.Leading <= box.Height {
			return Text{joined(balance(pieces, space, box.Width/size)), size}
		}
		if size <= box.Smallest {
			return box.cram(pieces, space, measure)
		}
	}
}

// cram sets at the smallest size what does not fit.
func (box Box) cram(pieces []piece, space float64, measure func(string) float64) Text {
	width := box.Width / box.Smallest
	lines := joined(fill(chop(pieces, width, measure), space, width))
	if most := max(1, int(box.Height/(box.Smallest*box.Leading))); len(lines) > most {
		lines = lines[:most]
		lines[most-1] = cut(lines[most-1], width, measure)
	}
	return Text{lines, box.Smallest}
}

// piece is what stays on one line.
type piece struct {
	text  string
	width float64
	glued bool // to the one before it, without a space
}

// split finds where lines may break: at spaces but no no-break ones, and behind hyphens and strokes.
func split(text string, measure func(string) float64) []piece {
	var pieces []piece
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' })
	for _, word := range words {
		glued := false
		for word != "" {
			end := breakAfter(word)
			pieces = append(pieces, piece{word[:end], measure(word[:end]), glued})
			word, glued = word[end:], true
		}
	}
	return pieces
}

// breakAfter is the end of a word's first part.
func breakAfter(word string) int {
	stroke := false
	for i, r := range word {
		if stroke && !strings.ContainsRune("-‐–/", r) {
			return i
		}
		stroke = i > 0 && strings.ContainsRune("-‐–/", r)
	}
	return len(word)
}

// fill sets as much on each line as it takes.
func fill(pieces []piece, space, width float64) [][]piece {
	var lines [][]piece
	used := 0.0
	for _, p := range pieces {
		gap := space
		if p.glued {
			gap = 0
		}
		if len(lines) == 0 || used+gap+p.width > width {
			lines, used = append(lines, []piece{p}), p.width
			continue
		}
		lines[len(lines)-1] = append(lines[len(lines)-1], p)
		used += gap + p.width
	}
	return lines
}

// balance makes lines narrower as long as they do not become more.
func balance(pieces []piece, space, width float64) [][]piece {
	const step = .97
	lines := fill(pieces, space, width)
	for len(lines) > 1 {
		width *= step
		narrower := fill(pieces, space, width)
		if len(narrower) > len(lines) || widest(narrower, space) > width {
			return lines
		}
		lines = narrower
	}
	return lines
}

func widest(lines [][]piece, space float64) float64 {
	most := 0.0
	for _, line := range lines {
		width := 0.0
		for i, p := range line {
			if i > 0 && !p.glued {
				width += space
			}
			width += p.width
		}
		most = max(most, width)
	}
	return most
}

// joined writes the lines out.
func joined(lines [][]piece) []string {
	texts := make([]string, 0, len(lines))
	for _, line := range lines {
		var text strings.Builder
		for i, p := range line {
			if i > 0 && !p.glued {
				text.WriteByte(' ')
			}
			text.WriteString(p.text)
		}
		texts = append(texts, text.String())
	}
	return texts
}

// chop breaks pieces that no line can take; a mark stays with its letter.
func chop(pieces []piece, width float64, measure func(string) float64) []piece {
	var chopped []piece
	for _, p := range pieces {
		for p.width > width {
			end := longest(p.text, width, measure)
			if end == len(p.text) {
				break
			}
			chopped = append(chopped, piece{p.text[:end], measure(p.text[:end]), p.glued})
			p = piece{p.text[end:], measure(p.text[end:]), true}
		}
		chopped = append(chopped, p)
	}
	return chopped
}

// longest is the length in bytes of the beginning that fits; of one letter at least.
func longest(text string, width float64, measure func(string) float64) int {
	ends := letterEnds(text)
	n, _ := slices.BinarySearchFunc(ends, width, func(end int, width float64) int {
		if measure(text[:end]) <= width {
			return -1
		}
		return 1
	})
	return ends[max(n-1, 0)]
}

func letterEnds(text string) []int {
	var ends []int
	for i, r := range text {
		if i > 0 && !unicode.Is(unicode.M, r) {
			ends = append(ends, i)
		}
	}
	return append(ends, len(text))
}

// cut shortens a line so that an ellipsis fits behind it.
func cut(line string, width float64, measure func(string) float64) string {
	const ellipsis = "…"
	fits := func(text string) float64 { return measure(text + ellipsis) }
	if fits(line) > width {
		line = line[:longest(line, width, fits)]
	}
	return strings.TrimRight(line, " ,-–") + ellipsis
}
