package locale

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pluralFacts are the CLDR 48 cardinal rules in examples: category, then whole numbers that belong to it.
func pluralFacts() map[string]string {
	const (
		oneOther  = "one 1; other 0 2 5 11 21 100 101 1000000"
		czech     = "one 1; few 2 3 4; other 0 5 11 12 21 22 100 101 1000000"
		romance   = "one 1; many 1000000 2000000; other 0 2 21 100 1001 1000001"
		oneByLast = "one 1 21 101 1001; few 2 3 4 22 34 102; other 0 5 9 11 12 14 20 111 112 1000000"
	)
	return map[string]string{
		"bg": oneOther, "da": oneOther, "de": oneOther, "el": oneOther, "en": oneOther, "et": oneOther,
		"fi": oneOther, "hu": oneOther, "nl": oneOther, "sv": oneOther,
		"cs": czech, "sk": czech,
		"es": romance, "it": romance, "pt": romance, // pt-PT: 0 is "other", unlike in Brazil
		"fr": "one 0 1; many 1000000 2000000; other 2 21 100 1001 1000001",
		"hr": oneByLast,
		"ga": "one 1; two 2; few 3 4 5 6; many 7 8 9 10; other 0 11 12 17 21 22 100 101",
		"lt": "one 1 21 31 101; few 2 9 22 29 102; other 0 10 11 12 19 20 30 111 1000000",
		"lv": "zero 0 10 11 12 19 20 30 100 111 1000000; one 1 21 31 101; other 2 9 22 29 102",
		"mt": "one 1; two 2; few 0 3 9 10 103 110; many 11 12 19 111 119; other 20 21 22 100 101 102 1000000",
		"pl": "one 1; few 2 3 4 22 34 102; many 0 5 9 11 12 14 20 21 31 100 101 112 1000000",
		"ro": "one 1; few 0 2 12 19 101 102 119; other 20 21 100 120 1000000",
		"sl": "one 1 101 201; two 2 102 202; few 3 4 103 104; other 0 5 11 12 21 22 100 111 1000000",
	}
}

func rules(t testing.TB, l language) plurals {
	t.Helper()
	p, err := newPlurals(l.tag)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPluralCategories(t *testing.T) {
	t.Parallel()
	facts := pluralFacts()
	for _, l := range officialLanguages() {
		known, ok := facts[l.code]
		if !ok {
			t.Errorf("%s: no plural facts", l.code)
		}
		for category, numbers := range examples(known) {
			for _, n := range numbers {
				if got := rules(t, l).category(n); got != category {
					t.Errorf("%s: %d is %q, want %q", l.code, n, got, category)
				}
			}
		}
		want := slices.Sorted(maps.Keys(examples(known)))
		if !slices.Contains(want, other) {
			want = append(want, other) // Polish keeps it for decimals
		}
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(rules(t, l).wholeNumbers()))); diff != "" {
			t.Errorf("%s: categories of whole numbers (-want +got):\n%s", l.code, diff)
		}
	}
}

func examples(facts string) map[string][]int {
	found := map[string][]int{}
	for part := range strings.SplitSeq(facts, ";") {
		fields := strings.Fields(part)
		for _, digits := range fields[1:] {
			n := 0
			for _, digit := range digits {
				n = n*10 + int(digit-'0')
			}
			found[fields[0]] = append(found[fields[0]], n)
		}
	}
	return found
}

// TestPluralCategoriesOfTheGlossary compares with the forms that translators were given.
func TestPluralCategoriesOfTheGlossary(t *testing.T) {
	t.Parallel()
	want := map[string][]string{}
	for _, row := range readSharedCSV(t, "../../shared/data/glossary/plural_signatories.csv")[1:] {
		want[row[0]] = append(want[row[0]], row[1])
	}
	for _, l := range officialLanguages() {
		p := rules(t, l)
		got := slices.Collect(maps.Keys(p.wholeNumbers()))
		if decimal := p.category("1.5"); !slices.Contains(got, decimal) {
			got = append(got, decimal)
		}
		slices.Sort(got)
		slices.Sort(want[l.code])
		if diff := cmp.Diff(want[l.code], got); diff != "" {
			t.Errorf("%s: categories (-glossary +got):\n%s", l.code, diff)
		}
	}
}

func TestUnknownPluralRules(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{"", "not a tag", "tlh"} {
		if _, err := newPlurals(tag); err == nil {
			t.Errorf("plural rules of %q", tag)
		}
	}
}
