package locale

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTextIsCutAtItsPlaceholders(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]text{
		"":                   {""},
		"Hello":              {"Hello"},
		"{a}":                {"", "a", ""},
		"{a}{b_2} and {a}.":  {"", "a", "", "b_2", " and ", "a", "."},
		"Sveiki, {vārds":     nil,
		"}":                  nil,
		"{}":                 nil,
		"{Name}":             nil,
		"{ name }":           nil,
		"{{name}}":           nil,
		"{name} is not {2nd": nil,
	} {
		got, err := newParser().text(source)
		if (err != nil) != (want == nil) {
			t.Errorf("%q: error %v", source, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", source, diff)
		}
	}
}

func TestPlaceholdersAreSortedAndUnique(t *testing.T) {
	t.Parallel()
	parsed, err := newParser().text("{b} {a} {b}")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a", "b"}, parsed.placeholders()); diff != "" {
		t.Error(diff)
	}
}

// FuzzFormat: whatever the text and the value, each placeholder becomes the value once, literals stay, and a value
// is never read as a text again.
func FuzzFormat(f *testing.F) {
	f.Add("Confirm for {body}", "Rīga")
	f.Add("{body}{body}", "{body}")
	f.Add("{other} {body", "}")
	f.Add("{a", "b}")
	f.Fuzz(func(t *testing.T, source, value string) {
		parsed, err := newParser().text(source)
		if err != nil {
			return
		}
		want := strings.Join(strings.Split(source, "{body}"), value)
		if got := parsed.format([]any{"body", value}); got != want {
			t.Errorf("%q with %q: got %q, want %q", source, value, got, want)
		}
		if got := parsed.format(nil); got != source {
			t.Errorf("%q without values: got %q", source, got)
		}
	})
}
