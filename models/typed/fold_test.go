package typed

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"alliance/models/sharedtest"
)

func TestFold(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"case", "MILANO", "milano"},
		{"Latvian", "Rīga", "riga"},
		{"Polish stroke", "Łódź", "lodz"},
		{"Maltese stroke", "Ħal Għaxaq", "hal ghaxaq"},
		{"Croatian stroke", "Đakovo", "dakovo"},
		{"Danish", "Ærøskøbing", "aeroskobing"},
		{"Swedish ring", "Malmö, Håbo", "malmo habo"},
		{"French ligature", "Œuilly", "oeuilly"},
		{"sharp s", "Weißenburg", "weissenburg"},
		{"capital sharp s", "WEIẞENBURG", "weissenburg"},
		{"Icelandic", "Þórshöfn Garðabær", "thorshofn gardabaer"},
		{"Turkish dotted and dotless", "İzmir Diyarbakır", "izmir diyarbakir"},
		{"Sami", "Loabát ŋ", "loabat ng"},
		{"Greek tonos and final sigma", "ΒΙΆΝΝΟΣ Βιάννος", "βιαννοσ βιαννοσ"},
		{"Cyrillic stays", "София", "софия"},
		{"Cyrillic breve", "Йошкар", "иошкар"},
		{"Catalan middle dot", "Avel·lí", "avelli"},
		{"Catalan ligature", "Aveŀlí", "avelli"},
		{"punctuation", "L'Aquila – Cluj-Napoca (RO)", "l aquila cluj napoca ro"},
		{"apostrophes agree", "L’Aquila", "l aquila"},
		{"runs of blanks", "  New\t\u00a0 York \n", "new york"},
		{"decomposed and composed agree", "Ri\u0304ga", "riga"},
		{"width forms", "Ｒｉｇａ", "riga"},
		{"zero width", "Ri\u200bga", "riga"},
		{"broken bytes", "Ri\xffga", "ri ga"},
		{"digits", "Paris 13e", "paris 13e"},
		{"only punctuation", "–!?", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Fold(tt.in); got != tt.want {
				t.Errorf("Fold(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestFoldLookalikes(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"plain Latin", "Rīga", "riga"},
		{"plain Greek", "Βιάννος", "βιαννοσ"},
		{"plain Cyrillic", "София", "софия"},
		{"Greek capital in a Latin word", "Αglantzia", "aglantzia"},
		{"Cyrillic tail in a Latin word", "Korsun-Shevchenkivskіу AC", "korsun shevchenkivskiy ac"},
		{"beta for sharp s", "Groβgöttfritz", "grossgottfritz"},
		{"each word by itself", "Βiannoy (Βιάννος)", "biannoy βιαννοσ"},
		{"Cyrillic capital", "Тarigrad", "tarigrad"},
		{"Latin capital in a Greek word", "Aθήνα", "αθηνα"},
		{"Latin letters in a Cyrillic word", "Coфия", "софия"},
		{"Greek letter in a Cyrillic word", "Οдеса", "одеса"},
		{"accented double", "Άglantzia", "aglantzia"},
		{"no double stays", "Riгa", "riгa"},
		{"two whole words of two scripts", "Sofia София", "sofia софия"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := FoldLookalikes(tt.in); got != tt.want {
				t.Errorf("FoldLookalikes(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestFoldLookalikesOnRealNames(t *testing.T) {
	t.Parallel()
	for _, row := range sharedtest.Rows(t, "signatories/gcom_homoglyph_cases.csv") {
		folded := FoldLookalikes(row["word"])
		for _, r := range folded {
			if scriptOf(r) != latin && r != ' ' {
				t.Errorf("FoldLookalikes(%q) = %q: %q is not Latin", row["word"], folded, r)
			}
		}
	}
}

func TestFoldProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { checkFolded(t, rapid.String().Draw(t, "name")) })
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{"Rīga", "Βiannoy (Βιάννος)", "Weiß\xff", "\xf0Ĺ", "ŀl", "ΐ", "ǅ", "K"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) { checkFolded(t, s) })
}

// checkFolded holds what is true of every folded name.
func checkFolded(t interface{ Errorf(string, ...any) }, s string) {
	for _, fold := range []func(string) string{Fold, FoldLookalikes} {
		folded := fold(s)
		if again := Fold(folded); again != folded {
			t.Errorf("folding %q twice gives %q, then %q", s, folded, again)
		}
		if !utf8.ValidString(folded) {
			t.Errorf("%q folds to broken UTF-8 %q", s, folded)
		}
		if strings.Contains(folded, "  ") || strings.TrimSpace(folded) != folded {
			t.Errorf("%q folds to loose blanks %q", s, folded)
		}
		for _, r := range folded {
			if unicode.Is(unicode.M, r) || unicode.IsPunct(r) || unicode.IsControl(r) {
				t.Errorf("%q folds to %q, which keeps %U", s, folded, r)
			}
		}
	}
}

func BenchmarkFold(b *testing.B) {
	names := []string{"Rīga", "San Giorgio di Piano", "Βιάννος", "Frankfurt am Main", "Łódź", "Gmina Żarów"}
	for _, fold := range []struct {
		name string
		f    func(string) string
	}{{"Fold", Fold}, {"FoldLookalikes", FoldLookalikes}} {
		b.Run(fold.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				fold.f(names[i%len(names)])
			}
		})
	}
}

// What Fold leaves is put into LIKE patterns as it is: letters, digits and single blanks.
func TestFoldLeavesNothingThatAPatternKnows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		typed := rapid.String().Draw(r, "typed") + rapid.StringOf(rapid.RuneFrom([]rune(`%_\\'"*?[]^ `))).Draw(r, "signs")
		folded := Fold(typed)
		blanks := strings.Contains(folded, "  ") || strings.TrimSpace(folded) != folded
		if blanks || strings.ContainsAny(folded, `%_\\'"*?[]^`) {
			r.Fatalf("Fold(%q) = %q", typed, folded)
		}
	})
}
