package fonts_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"alliance/web/fonts"
)

// halves measures every letter as half as wide as high.
func halves(text string) float64 { return float64(utf8.RuneCountInString(text)) / 2 }

func box(letters, lines int) fonts.Box {
	return fonts.Box{
		Width: float64(letters) * 5, Height: float64(lines) * 10, Largest: 10, Smallest: 10, Leading: 1,
	}
}

func TestFitBreaksWhereReadersExpectIt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		box  fonts.Box
		want []string
	}{
		"one line":                  {"Rīga", box(10, 3), []string{"Rīga"}},
		"two of about equal length": {"Stadt Frankfurt am Main", box(20, 3), []string{"Stadt Frankfurt", "am Main"}},
		"behind a hyphen":           {"Nordrhein-Westfalen", box(12, 3), []string{"Nordrhein-", "Westfalen"}},
		"behind a long stroke":      {"Trento–Bolzano", box(9, 3), []string{"Trento–", "Bolzano"}},
		"not behind the first sign": {"-abc def", box(4, 3), []string{"-abc", "def"}},
		"not at a no-break space":   {"Saint\u00a0Denis et Pantin", box(11, 3), []string{"Saint\u00a0Denis", "et Pantin"}},
		"a word too long":           {"Donaudampfschifffahrt", box(10, 3), []string{"Donaudampf", "schifffahr", "t"}},
		"a mark stays with its letter": {
			"abcde\u0301fg", box(5, 3), []string{"abcd", "e\u0301fg"},
		},
		"too much is cut":              {"one two three four five", box(9, 2), []string{"one two", "three…"}},
		"blanks are no letters":        {"  a \t b\n", box(9, 2), []string{"a b"}},
		"nothing":                      {"", box(9, 2), []string{}},
		"no room for one line":         {"Rīga", box(9, 0), []string{"Rīga"}},
		"a last line that is too long": {"abcdefghi jkl", box(9, 1), []string{"abcdefgh…"}},
	} {
		got := test.box.Fit(test.text, halves)
		if !slices.Equal(got.Lines, test.want) {
			t.Errorf("%s: %q, want %q", name, got.Lines, test.want)
		}
	}
}

func TestFitTakesTheLargestSize(t *testing.T) {
	t.Parallel()
	room := fonts.Box{Width: 100, Height: 60, Largest: 40, Smallest: 8, Leading: 1.2}
	last := room.Largest + 1
	for _, letters := range []int{1, 5, 8, 20, 60, 200} {
		text := strings.TrimSpace(strings.Repeat("abcd ", letters/5+1)[:letters])
		got := room.Fit(text, halves)
		if got.Size > last || got.Size > room.Largest || got.Size < room.Smallest {
			t.Errorf("%d letters at %.1f after %.1f", letters, got.Size, last)
		}
		last = got.Size
		if got.Height(room.Leading) > room.Height {
			t.Errorf("%d letters are %.1f high", letters, got.Height(room.Leading))
		}
		for _, line := range got.Lines {
			if width := halves(line) * got.Size; width > room.Width {
				t.Errorf("%d letters: %q is %.1f wide", letters, line, width)
			}
		}
	}
	if last != room.Smallest {
		t.Errorf("200 letters at %.1f, want the smallest", last)
	}
}

func FuzzFitKeepsWithinItsBox(f *testing.F) {
	f.Add("Verbandsgemeinde zwischen Oberniederwörrathbachtal und Ybbs", 30.0)
	f.Add("\u0301\u0301 --//–– \xff", 1.0)
	f.Fuzz(func(t *testing.T, text string, width float64) {
		if !(width >= 10 && width < 1e6) {
			return
		}
		room := fonts.Box{Width: width, Height: 50, Largest: 20, Smallest: 5, Leading: 1.2}
		got := room.Fit(text, halves)
		if len(got.Lines) > 8 {
			t.Errorf("%d lines", len(got.Lines))
		}
		marked := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.M, r) }) // go with a letter
		for _, line := range got.Lines {
			if halves(line)*got.Size > width+1e-6 && !marked {
				t.Errorf("%q is too wide for %g", line, width)
			}
		}
		if len(got.Lines) > 0 && strings.HasSuffix(got.Lines[len(got.Lines)-1], "…") {
			return // cut
		}
		if !utf8.ValidString(text) {
			return // two broken letters may look like one
		}
		if set, want := letters(strings.Join(got.Lines, "")), letters(text); set != want {
			t.Errorf("%q was set as %q", want, set)
		}
	})
}

// letters leaves out what lines may break at.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}
