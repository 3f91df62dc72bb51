package territory

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models/typed"
)

func TestBodyKeys(t *testing.T) {
	t.Parallel()
	tests := []struct {
		body string
		want []string // the most faithful first
	}{
		{"", nil},
		{"–", nil},
		{"Rīga", []string{"riga"}},
		{"Comune di Milano", []string{"comune di milano", "di milano", "milano"}},
		{"Rīgas dome", []string{"rigas dome", "rigas", "riga"}},
		{"Malmö kommun", []string{"malmo kommun", "malmo"}},
		{"Région Grand Est", []string{"region grand est", "grand est", "est"}},
		{"Commune de La Spezia", []string{"commune de la spezia", "de la spezia", "la spezia", "spezia"}},
		{"Bruxelles/Brussel", []string{"bruxelles brussel", "bruxelles", "brussel"}},
		{"Stadt", []string{"stadt"}},
		{"Municipality of", []string{"municipality of", "of"}},
		{"Oia (Aegean Islands)", []string{"oia aegean islands", "oia", "aegean islands"}},
	}
	for _, tt := range tests {
		t.Run(tt.body, func(t *testing.T) {
			t.Parallel()
			keys := bodyKeys(tt.body)
			for i, want := range tt.want {
				at := slices.Index(keys, want)
				if at < 0 || i > 0 && at < slices.Index(keys, tt.want[0]) {
					t.Errorf("bodyKeys(%q) = %q, want %q in this order", tt.body, keys, tt.want)
				}
			}
			if len(tt.want) > 0 && keys[0] != tt.want[0] {
				t.Errorf("bodyKeys(%q) begins with %q, want %q", tt.body, keys[0], tt.want[0])
			}
			if tt.want == nil && len(keys) > 0 {
				t.Errorf("bodyKeys(%q) = %q, want none", tt.body, keys)
			}
		})
	}
}

func TestRegisterKeys(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		entry       registerEntry
		whole, ends []string
	}{
		{
			"a place keeps its words",
			registerEntry{Territory: Territory{Level: LevelPlace, Name: "Città di Castello"}},
			[]string{"citta di castello"},
			[]string{"castello"},
		},
		{
			"an article at the beginning",
			registerEntry{Territory: Territory{Level: LevelPlace, Name: "El Arahal"}},
			[]string{"el arahal", "arahal"},
			[]string{"arahal"},
		},
		{
			"a region loses them",
			registerEntry{Territory: Territory{Level: LevelRegion, Name: "Bács-Kiskun megye"}},
			[]string{"bacs kiskun megye", "bacs kiskun"},
			[]string{"kiskun megye"},
		},
		{
			"umlauts are spelt out where that is usual",
			registerEntry{Territory: Territory{Level: LevelPlace, Country: "DE", Name: "Köln"}},
			[]string{"koln", "koeln"},
			nil,
		},
		{
			"and only there",
			registerEntry{Territory: Territory{Level: LevelPlace, Country: "HU", Name: "Gönyű"}},
			[]string{"gonyu"},
			nil,
		},
		{
			"two languages",
			registerEntry{Territory: Territory{Level: LevelPlace, Name: "Bleiburg/Pliberk"}},
			[]string{"bleiburg pliberk", "bleiburg", "pliberk"},
			[]string{"pliberk"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			whole, ends := tt.entry.keys(tt.entry.Name)
			if diff := cmp.Diff(tt.whole, whole); diff != "" {
				t.Errorf("whole names (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.ends, ends); diff != "" {
				t.Errorf("ends of names (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAuthorityWordsAreFolded(t *testing.T) {
	t.Parallel()
	for _, phrase := range []string{
		"comune", "stadt", "municipality", "ajuntament", "concello", "gmina", "obec", "obcina", "община",
		"δημοσ", "novada pasvaldiba", "savivaldybe", "vald", "kunta", "kommun", "gemeente", "kozseg", "comuna",
		"opcina", "kunsill lokali", "comhairle contae", "camara municipal", "freguesia", "commune",
	} {
		if !IsAuthority(phrase) {
			t.Errorf("%q is not known as a word of the administration", phrase)
		}
		if typed.Fold(phrase) != phrase {
			t.Errorf("%q is not folded", phrase)
		}
		if words := strings.Count(phrase, " ") + 1; words > longestAffix {
			t.Errorf("%q has %d words, more than are looked at", phrase, words)
		}
	}
	if IsAuthority("milano") || IsAuthority("") {
		t.Error("a place's name is taken for a word of the administration")
	}
}

func FuzzBodyKeys(f *testing.F) {
	for _, seed := range []string{"Comune di Milano", "/", "(a)", "de la of the", "Stadt Stadt Stadt"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		keys := bodyKeys(body)
		for i, key := range keys {
			if key == "" || slices.Contains(keys[:i], key) {
				t.Errorf("bodyKeys(%q) = %q", body, keys)
			}
		}
		if folded := typed.FoldLookalikes(body); folded != "" && keys[0] != folded {
			t.Errorf("bodyKeys(%q) begins with %q, want %q", body, keys[0], folded)
		}
	})
}

func TestCutAuthority(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ folded, rest, phrase string }{
		{"comune di teramo", "di teramo", "comune"},
		{"cork county council", "cork", "county council"}, // the longest first
		{"urzad gminy a b c d e f g h i j k l vald", "a b c d e f g h i j k l vald", "urzad gminy"},
		{"a b c d e f g h i j k l m vald", "a b c d e f g h i j k l m", "vald"},
		{"comune", "comune", ""}, // something remains
		{"teramo", "teramo", ""},
		{"", "", ""},
	} {
		if rest, phrase := CutAuthority(c.folded); rest != c.rest || phrase != c.phrase {
			t.Errorf("%q: %q and %q, want %q and %q", c.folded, rest, phrase, c.rest, c.phrase)
		}
	}
}
