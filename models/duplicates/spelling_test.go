package duplicates

import (
	"testing"

	"alliance/models/typed"
)

func TestTransliterationsAgree(t *testing.T) {
	t.Parallel()
	for _, spellings := range [][]string{
		{"Δελφοί", "Delphoi", "Delfoi"},
		{"Χανιά", "Chania", "Khania", "Hania"},
		{"Λουτράκι", "Loutraki", "Lutraki"},
		{"София", "Sofia", "Sofiya"},
		{"Суботица", "Subotica"},
		{"Köln", "Koeln"},
		{"Київ", "Kyiv"},
	} {
		want := romanise(typed.Fold(spellings[0]))
		for _, other := range spellings[1:] {
			if got := romanise(typed.Fold(other)); got != want {
				t.Errorf("%s: %q, %s: %q", other, got, spellings[0], want)
			}
		}
	}
	for _, different := range [][2]string{{"11", "1"}, {"vera", "bera"}, {"teramo", "termo"}} {
		if romanise(different[0]) == romanise(different[1]) {
			t.Errorf("%s and %s became one", different[0], different[1])
		}
	}
}

func TestEveryLetterHasItsLatinOne(t *testing.T) {
	t.Parallel()
	for _, r := range "αβγδεζηθικλμνξοπρσςτυφχψωабвгґдеєжзиіјклмнопрстуфхцчшщыэюяћђљњџ" {
		latin := latinOf(r)
		if latin == "" || !isASCII(latin) {
			t.Errorf("%c: %q", r, latin)
		}
	}
	if latinOf('ω') != "o" || latinOf('а') != "a" || latinOf('я') != "ia" || latinOf('ж') != "zh" || latinOf('ა') != "" {
		t.Error("letters are out of step")
	}
}

func TestErrorsBetween(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"riga", "riga", 0},
		{"riga", "rija", 1},
		{"riga", "rgia", 1},
		{"riga", "rigas", 1},
		{"riga", "ria", 1},
		{"abcdef", "abdcfe", 2},
		{"riga", "rigaaaa", 3},
		{"", "ab", 2},
	} {
		if got := errorsBetween(c.a, c.b); got != c.want {
			t.Errorf("%s, %s: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestDice(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b []string
		want int
	}{
		{nil, nil, 0},
		{[]string{"riga"}, nil, 0},
		{[]string{"riga"}, []string{"riga"}, 100},
		{[]string{"vila", "real"}, []string{"real", "vila"}, 100},
		{[]string{"riga"}, []string{"rica"}, 40}, // 2 of 5 trigrams
	} {
		if got := dice(trigramsOf(c.a), trigramsOf(c.b)); got != c.want {
			t.Errorf("%v, %v: %d %%, want %d", c.a, c.b, got, c.want)
		}
	}
}
