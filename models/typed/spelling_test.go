package typed

import (
	"testing"

	"pgregory.net/rapid"
)

// spellingErrors is the number of typing errors between two names.
func spellingErrors(a, b string) int { return NewSpeller([]rune(a), len(a)+len(b)).Distance(b) }

func TestSpellingErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		want int
	}{
		{"riga", "riga", 0},
		{"riga", "rigga", 1},
		{"riga", "iga", 1},
		{"riga", "rioa", 1},
		{"riga", "rgia", 1},
		{"riga", "", 4},
		{"", "riga", 4},
		{"ρίγα", "ρίγβ", 1},
		{"kitten", "sitting", 3},
	}
	for _, tt := range tests {
		if got := spellingErrors(tt.a, tt.b); got != tt.want {
			t.Errorf("between %q and %q are %d errors, want %d", tt.a, tt.b, got, tt.want)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		a, b := rapid.String().Draw(r, "a"), rapid.String().Draw(r, "b")
		if there, back := spellingErrors(a, b), spellingErrors(b, a); there != back {
			r.Errorf("from %q to %q are %d errors, but %d back", a, b, there, back)
		}
	})
}
