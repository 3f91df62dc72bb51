package web_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/web"
)

// marked writes a difference in one line: [-removed-] and {+added+}.
func marked(parts []web.DiffPart) string {
	var line strings.Builder
	for _, part := range parts {
		switch {
		case part.Deleted:
			line.WriteString("[-" + part.Text + "-]")
		case part.Inserted:
			line.WriteString("{+" + part.Text + "+}")
		default:
			line.WriteString(part.Text)
		}
	}
	return line.String()
}

func TestDifference(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, after, want string }{
		"nothing at all":      {"", "", ""},
		"the same":            {"Rīgas dome", "Rīgas dome", "Rīgas dome"},
		"all new":             {"", "Rīgas dome", "{+Rīgas dome+}"},
		"all gone":            {"Rīgas dome", "", "[-Rīgas dome-]"},
		"one word corrected":  {"Rigas dome", "Rīgas dome", "[-Rigas-]{+Rīgas+} dome"},
		"a word at the end":   {"a b", "a b c", "a b{+ c+}"},
		"a word in between":   {"no one behind", "no one is behind", "no one {+is +}behind"},
		"a word taken out":    {"the the city", "the city", "the [-the -]city"},
		"a space taken out":   {"Rīgas  dome", "Rīgas dome", "Rīgas[-  -]{+ +}dome"},
		"a line break":        {"one two", "one\ntwo", "one[- -]{+\n+}two"},
		"two words in a row":  {"is kohezija vertiba", "is kohēzija vērtība", "is [-kohezija vertiba-]{+kohēzija vērtība+}"},
		"two words apart":     {"vesma ir laba", "vēsma ir labā", "[-vesma-]{+vēsma+} ir [-laba-]{+labā+}"},
		"markup is only text": {"<b>", "<i>", "[-<b>-]{+<i>+}"},
	} {
		if got := marked(web.Difference(test.before, test.after)); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func FuzzDifference(f *testing.F) {
	f.Add("a b c", "a c d")
	f.Add("", "x  y")
	f.Fuzz(func(t *testing.T, before, after string) {
		var was, is strings.Builder
		for _, part := range web.Difference(before, after) {
			if !part.Inserted {
				was.WriteString(part.Text)
			}
			if !part.Deleted {
				is.WriteString(part.Text)
			}
			if part.Deleted && part.Inserted || part.Text == "" {
				t.Errorf("a part that says nothing: %+v", part)
			}
		}
		if diff := cmp.Diff([]string{before, after}, []string{was.String(), is.String()}); diff != "" {
			t.Errorf("the parts do not give the texts again (-want +got):\n%s", diff)
		}
	})
}
