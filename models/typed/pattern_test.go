package typed

import (
	"strings"
	"testing"
	"time"
)

func TestPatterns(t *testing.T) {
	t.Parallel()
	tests := []struct {
		pattern, name string
		want          bool
	}{
		{"riga", "Rīga", true},
		{"RĪGA", "Rīga", true},
		{"riga", "Rīga City", false},
		{"riga*", "Rīga City", true},
		{"riga *", "Rigatown", false},
		{"riga *", "Rīga City", true},
		{"*city", "Rīga City", true},
		{"*ga*", "Rīga City", true},
		{"* city", "City", false},
		{"r?ga", "Rīga", true},
		{"r?ga", "Rga", false},
		{"test ???", "Test 042", true},
		{"test ???", "Test 42", false},
		{"*a*a*", "Banana", true},
		{"*x*", "Banana", false},
		{"  spam  ", "Spam", true},
		{"straße*", "Strasse 5", true},
		{"a*b?c", "a123b4c", true},
		{"a*b?c", "a123bc", false},
		{"Спам*", "спам бот", true},
		{"**riga**", "Rīga", true},
	}
	for _, test := range tests {
		pattern, ok := ParsePattern(test.pattern)
		if !ok {
			t.Errorf("%q is refused", test.pattern)
		}
		if got := pattern.Matches(Fold(test.name)); got != test.want {
			t.Errorf("%q fits %q: %v, want %v", test.pattern, test.name, got, test.want)
		}
	}
}

func TestPatternsThatFitEveryName(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " ", "*", "???", "* ?", "*-*", "…"} {
		if pattern, ok := ParsePattern(text); ok {
			t.Errorf("%q is taken, as %q", text, string(pattern))
		}
	}
}

// A pattern made to be slow takes no time to speak of.
func TestPatternsEndSoon(t *testing.T) {
	t.Parallel()
	pattern, ok := ParsePattern(strings.Repeat("*a", 100) + "*b")
	if !ok {
		t.Fatal("refused")
	}
	begin := time.Now()
	if pattern.Matches(strings.Repeat("a", 2000)) {
		t.Error("fits, want not")
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
}

func FuzzPattern(f *testing.F) {
	f.Add("*a?", "Rīga")
	f.Fuzz(func(t *testing.T, text, name string) {
		pattern, _ := ParsePattern(text)
		pattern.Matches(Fold(name))
		if literal, ok := ParsePattern(Fold(name)); ok && !literal.Matches(Fold(name)) {
			t.Errorf("the name %q does not fit itself", name)
		}
	})
}
