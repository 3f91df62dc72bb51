package locale_test

import (
	"testing"

	"alliance/locale"
)

func TestLanguageOfName(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name, country string
		native        bool
		want          string
	}{
		"Greek letters":                   {"Δήμος Αθηναίων", "EL", false, "el"},
		"Greek letters in Cyprus":         {"Λευκωσία", "CY", false, "el"},
		"Cyrillic in Bulgaria":            {"Столична община", "BG", false, "bg"},
		"Cyrillic in Ukraine":             {"Київ", "UA", true, "uk"},
		"Cyrillic where it is a guess":    {"Рига", "LV", true, ""},
		"a Latvian name":                  {"Rīga", "LV", true, "lv"},
		"a German name":                   {"Köln", "DE", true, "de"},
		"a name in translation":           {"City of Vienna", "AT", false, ""},
		"a country of several languages":  {"Bruxelles", "BE", true, ""},
		"regions with names of their own": {"Donostia", "ES", true, ""},
		"two names in one":                {"Bozen", "IT", true, ""},
		"Greek in Latin letters":          {"Athens", "EL", true, ""},
		"an unknown country":              {"Atlantis", "QQ", true, ""},
	}
	for name, test := range tests {
		if got := locale.LanguageOfName(test.name, test.country, test.native); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
