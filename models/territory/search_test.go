package territory

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// searchRegister has what makes a search hard: namesakes, names in two languages, a region and a
// place of one name, a misspelling that fits two.
const searchRegister = `DE	country	0		0	83000000	51	9	Germany	Deutschland
BE	country	0		0	11000000	50.8	4.4	Belgium	Belgique|België
DE.01	region	0	DE	0	1800000	53.5	10	Hamburg	
DE.02	region	0	DE	0	11000000	48.5	9	Baden-Württemberg	
100	place	1	DE.01	1800000	1800000	53.55	9.99	Hamburg	Hamborg
101	place	1	DE.02	23802	23802	47.8	9.64	Weingarten	
102	place	1	DE.02	9556	9556	49	8.5	Weingarten	
103	place	1	DE.02	1532	1532	49.2	8.3	Weingarten	
104	place	1	DE.02	600000	600000	48.78	9.18	Stuttgart	Štutgartas
105	place	1	DE.02	47000	47000	48.8	9.1	Bad Cannstatt	
106	place	1	DE.02	5000	5000	48.8	9.2	Stutgard	
BE.01	region	0	BE	0	1019022	50.85	4.35	Bruxelles-Capitale	
200	place	1	BE.01	1019022	1019022	50.85	4.35	Bruxelles/Brussel	Brüssel|Βρυξέλλες
201	place	1	BE.01	30000	30000	50.8	4.4	Hamont	
`

func searchDatabase(t *testing.T) *gorm.DB {
	t.Helper()
	db := emptyDatabase(t)
	load(t, db, searchRegister)
	return db
}

func idsOf(territories []Territory) []string {
	ids := make([]string, 0, len(territories))
	for _, found := range territories {
		ids = append(ids, found.ID)
	}
	return ids
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	db := searchDatabase(t)
	for _, test := range []struct {
		name  string
		query Query
		want  []string
	}{
		{"namesakes from large to small", Query{Text: "Weingarten"}, []string{"101", "102", "103"}},
		{"no more than asked for", Query{Text: "Weingarten", Limit: 2}, []string{"101", "102"}},
		{"a limit below zero is none", Query{Text: "Weingarten", Limit: -1}, []string{"101", "102", "103"}},
		{"the beginning of a name", Query{Text: "ham", Among: LocalAuthorities}, []string{"100", "201"}},
		{"in one country", Query{Text: "ham", Country: "BE"}, []string{"201"}},
		{"among regions", Query{Text: "hamburg", Among: Regions}, []string{"DE.01"}},
		{"among local authorities", Query{Text: "hamburg", Among: LocalAuthorities}, []string{"100"}},
		{"a later word", Query{Text: "cannst"}, []string{"105"}},
		{"one of two names", Query{Text: "brussel", Among: LocalAuthorities}, []string{"200"}},
		{"another script", Query{Text: "βρυξ", Among: LocalAuthorities}, []string{"200"}},
		{"words of the administration", Query{Text: "Stadt Stuttgart"}, []string{"104"}},
		{"a typing error", Query{Text: "Weingaten"}, []string{"101", "102", "103"}},
		{"two errors: the nearer name first", Query{Text: "Stutgarx"}, []string{"106", "104"}},
		{"never in the first letter", Query{Text: "Xeingarten"}, []string{}},
		{"no errors in three letters", Query{Text: "bux"}, []string{}},
		{"nothing", Query{Text: ""}, []string{}},
		{"signs", Query{Text: "%_*'\"\\"}, []string{}},
		{"longer than any name", Query{Text: strings.Repeat("Weingarten ", 20)}, []string{}},
	} {
		found, err := Suggest(db, test.query)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(test.want, idsOf(found)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	db := searchDatabase(t)
	for _, test := range []struct {
		name        string
		query       Query
		want        string
		suggestions []string
	}{
		{"the only one of its name", Query{Text: "STUTTGART"}, "104", []string{}},
		{"one of its names", Query{Text: "Brüssel", Among: LocalAuthorities}, "200", []string{}},
		{"a name in two languages", Query{Text: "Bruxelles - Brussel", Among: LocalAuthorities}, "200", []string{}},
		{"with words of the administration", Query{Text: "Stadt Stuttgart"}, "104", []string{}},
		{"a place rather than the region of its name", Query{Text: "Hamburg"}, "100", []string{}},
		{"the region where regions are meant", Query{Text: "Hamburg", Among: Regions}, "DE.01", []string{}},
		{"namesakes", Query{Text: "Weingarten"}, "", []string{"101", "102", "103"}},
		{"a typing error is no match", Query{Text: "Weingaten"}, "", []string{"101", "102", "103"}},
		{"the beginning is no match", Query{Text: "Stuttg"}, "", []string{"104"}},
		{"in another country", Query{Text: "Stuttgart", Country: "BE"}, "", []string{}},
		{"nothing", Query{Text: " "}, "", []string{}},
		{"longer than any name", Query{Text: strings.Repeat("x", 201)}, "", []string{}},
	} {
		match, suggestions, err := Match(db, test.query)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		got := ""
		if match != nil {
			got = match.ID
		}
		if got != test.want {
			t.Errorf("%s: match %q, want %q", test.name, got, test.want)
		}
		if diff := cmp.Diff(test.suggestions, idsOf(suggestions)); diff != "" {
			t.Errorf("%s, suggestions (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestBears(t *testing.T) {
	t.Parallel()
	db := searchDatabase(t)
	for _, test := range []struct {
		id, body string
		want     bool
	}{
		{"200", "Bruxelles", true},
		{"200", "Ville de Bruxelles", true},
		{"200", "BRUESSEL", false}, // spelt out in German, which Belgium's register does not do
		{"104", "Stuttgart", true},
		{"104", "Stutgart", false},
		{"105", "Cannstatt", false}, // the end of its name only
		{"104", "Weingarten", false},
		{"104", "", false},
		{"missing", "Stuttgart", false},
	} {
		if got, err := Bears(db, test.id, test.body); err != nil || got != test.want {
			t.Errorf("%s bears %q: %v (%v), want %v", test.id, test.body, got, err, test.want)
		}
	}
}

func TestFindAndCountries(t *testing.T) {
	t.Parallel()
	db := searchDatabase(t)
	found, err := Find(db, "200")
	if err != nil || found.Name != "Bruxelles/Brussel" || found.ParentName != "Bruxelles-Capitale" {
		t.Errorf("found %+v, %v", found, err)
	}
	if _, err := Find(db, "999"); !errors.Is(err, ErrUnknown) {
		t.Errorf("an unknown id: %v, want ErrUnknown", err)
	}
	codes, err := Countries(db)
	if err != nil || len(codes) != 2 {
		t.Errorf("countries %v (%v), want BE and DE", codes, err)
	}
}

// A database that fails must not look like a register without an entry.
func TestAFailingDatabaseIsNoEmptyAnswer(t *testing.T) {
	t.Parallel()
	db := searchDatabase(t).Session(&gorm.Session{Logger: logger.Discard})
	mustExec(t, db, "DROP TABLE territory_names")
	mustExec(t, db, "DROP TABLE territories")
	if _, err := Suggest(db, Query{Text: "Hamburg"}); err == nil {
		t.Error("suggest: no error")
	}
	if _, _, err := Match(db, Query{Text: "Hamburg"}); err == nil {
		t.Error("match: no error")
	}
	if _, err := Find(db, "100"); err == nil || errors.Is(err, ErrUnknown) {
		t.Errorf("find: %v, want another error than ErrUnknown", err)
	}
	if _, err := Bears(db, "100", "Hamburg"); err == nil {
		t.Error("bears: no error")
	}
	if _, err := Countries(db); err == nil {
		t.Error("countries: no error")
	}
}
