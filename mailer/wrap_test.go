package mailer

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWrap(t *testing.T) {
	t.Parallel()
	link := "https://alliance.example.eu/en/confirm/" + strings.Repeat("x", 60)
	a35, a36, b36 := strings.Repeat("a", 35), strings.Repeat("a", 36), strings.Repeat("b", 36)
	wide := strings.Repeat("ā", 35) + " " + strings.Repeat("ž", 36)
	tests := map[string]struct{ prefix, text, want string }{
		"nothing":                   {"", "", ""},
		"one line":                  {"", "a  b\tc", "a b c"},
		"exactly full":              {"", a35 + " " + b36, a35 + " " + b36},
		"one too many":              {"", a36 + " " + b36, a36 + "\n" + b36},
		"counted in characters":     {"", wide, wide},
		"a link stays whole":        {"", "see " + link + " now", "see\n" + link + "\nnow"},
		"a quotation on every line": {"> ", a36 + " " + b36, "> " + a36 + "\n> " + b36},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := wrap(test.prefix, test.text); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestWrapLinesKeepsLines(t *testing.T) {
	t.Parallel()
	if got, want := wrapLines("> ", "one\n\ntwo"), "> one\n>\n> two"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Wrapping loses no word and makes no line longer than it must be.
func TestWrapProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-zāž./]{1,90} )*`).Draw(t, "text")
		wrapped := wrap("", text)
		got, want := strings.Join(strings.Fields(wrapped), " "), strings.Join(strings.Fields(text), " ")
		if got != want {
			t.Fatalf("words changed: %q became %q", want, got)
		}
		for line := range strings.SplitSeq(wrapped, "\n") {
			if utf8.RuneCountInString(line) > lineWidth && strings.Contains(line, " ") {
				t.Fatalf("a long line could have been broken: %q", line)
			}
		}
	})
}

func TestOneLine(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"plain": "plain", "a\r\nBcc: b": "a Bcc: b", "\x00a\x7fb\u0085": "a b", "Rīga  ir": "Rīga ir", "": "",
	}
	for text, want := range tests {
		if got := oneLine(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}
