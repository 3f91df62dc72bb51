package locale

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestT(t *testing.T) {
	t.Parallel()
	catalog := mustLoad(t, testFiles(t))
	tests := map[string]struct {
		lang, key string
		args      []any
		want      string
	}{
		"plain":                         {"en", "greeting", nil, "Hello"},
		"in the printer's language":     {"lv", "greeting", nil, "Sveiki"},
		"placeholder":                   {"lv", "mail.subject", []any{"body", "Rīga"}, "Apstipriniet: Rīga"},
		"other args are not used":       {"en", "mail.subject", []any{"x", 1, "body", "Rīga"}, "Confirm for Rīga"},
		"first of two values":           {"en", "mail.subject", []any{"body", "A", "body", "B"}, "Confirm for A"},
		"years are not grouped":         {"en", "mail.subject", []any{"body", 2026}, "Confirm for 2026"},
		"any other value":               {"en", "mail.subject", []any{"body", 1.5}, "Confirm for 1.5"},
		"value that looks like a name":  {"en", "mail.subject", []any{"body", "{body}"}, "Confirm for {body}"},
		"value absent":                  {"en", "mail.subject", nil, "Confirm for {body}"},
		"name without its value":        {"en", "mail.subject", []any{"body"}, "Confirm for {body}"},
		"name that is not a string":     {"en", "mail.subject", []any{1, 2}, "Confirm for {body}"},
		"missing key":                   {"en", "no.such.key", []any{"body", "x"}, "no.such.key"},
		"area the language has not":     {"lv", "console.queue", nil, "console.queue"},
		"plural message without number": {"en", "count", []any{"n", 3}, "3 members"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := catalog.Printer(test.lang).T(test.key, test.args...); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestN(t *testing.T) {
	t.Parallel()
	catalog := mustLoad(t, testFiles(t))
	tests := []struct {
		lang, key string
		n         int
		want      string
	}{
		{"en", "count", 0, "0 members"},
		{"en", "count", 1, "One member"},
		{"en", "count", 12000, "12,000 members"},
		{"lv", "count", 0, "0 dalībnieku"},
		{"lv", "count", 1, "1 dalībnieks"},
		{"lv", "count", 2, "2 dalībnieki"},
		{"lv", "count", 11, "11 dalībnieku"},
		{"lv", "count", 21, "21 dalībnieks"},
		{"lv", "count", 12000, "12\u00a0000 dalībnieku"},
		{"en", "greeting", 5, "Hello"},
		{"en", "no.such.key", 5, "no.such.key"},
	}
	for _, test := range tests {
		if got := catalog.Printer(test.lang).N(test.key, test.n); got != test.want {
			t.Errorf("%s N(%q, %d) = %q, want %q", test.lang, test.key, test.n, got, test.want)
		}
	}
}

func TestNTakesFurtherPlaceholders(t *testing.T) {
	t.Parallel()
	files := testFiles(t)
	english := files["translations/en/public.yaml"]
	english.Data = append(english.Data, "found:\n  one: \"{n} in {place}\"\n  other: \"{n} in {place}, {n}\"\n"...)
	files["translations/languages.yaml"].Data = []byte("en: [public, mail, console]\n")
	got := mustLoad(t, files).Printer("en").N("found", 1200, "n", "not this", "place", "{n}")
	if want := "1,200 in {n}, 1,200"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHas(t *testing.T) {
	t.Parallel()
	printer := mustLoad(t, testFiles(t)).Printer("lv")
	for key, want := range map[string]bool{
		"greeting": true, "count": true, "count.one": false, "console.queue": false, "": false,
	} {
		if got := printer.Has(key); got != want {
			t.Errorf("Has(%q) = %v", key, got)
		}
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	catalog := mustLoad(t, allLanguages(t, 1))
	tests := []struct {
		n         int
		languages string
		want      string
	}{
		{12000, "en ga", "12,000"},
		{12000, "da de el es it nl sl", "12.000"},
		{12000, "bg cs et fi hr hu lt lv mt pl pt ro sk sv", "12\u00a0000"},
		{12000, "fr", "12\u202f000"},
		{1234, "en ga", "1,234"},
		{1234, "da de el nl", "1.234"},
		{1234, "cs fi hr lt mt ro sk sv", "1\u00a0234"},
		{1234, "fr", "1\u202f234"},
		{1234, "bg es et hu it lv pl pt sl", "1234"},
		{0, "en lv", "0"},
		{999, "en lv", "999"},
		{1234567, "en", "1,234,567"},
		{100000, "lv", "100\u00a0000"},
		{-12000, "en", "-12,000"},
		{-999, "en", "-999"},
		{-9223372036854775808, "en", "-9,223,372,036,854,775,808"},
	}
	for _, test := range tests {
		for _, lang := range strings.Fields(test.languages) {
			if got := catalog.Printer(lang).Number(test.n); got != test.want {
				t.Errorf("%s: %d is written %q, want %q", lang, test.n, got, test.want)
			}
		}
	}
}

func TestDate(t *testing.T) {
	t.Parallel()
	catalog := mustLoad(t, allLanguages(t, 1))
	day := time.Date(2026, time.November, 22, 23, 59, 0, 0, time.UTC)
	for lang, want := range map[string]string{
		"bg": "22 ноември 2026\u00a0г.", "es": "22 de noviembre de 2026", "cs": "22. listopadu 2026",
		"da": "22. november 2026", "de": "22. November 2026", "et": "22. november 2026",
		"el": "22 Νοεμβρίου 2026", "en": "22 November 2026", "fr": "22 novembre 2026",
		"ga": "22 Samhain 2026", "hr": "22. studenoga 2026.", "it": "22 novembre 2026",
		"lv": "2026. gada 22. novembris", "lt": "2026 m. lapkričio 22 d.", "hu": "2026. november 22.",
		"mt": "22 ta’ Novembru 2026", "nl": "22 november 2026", "pl": "22 listopada 2026",
		"pt": "22 de novembro de 2026", "ro": "22 noiembrie 2026", "sk": "22. novembra 2026",
		"sl": "22. november 2026", "fi": "22. marraskuuta 2026", "sv": "22 november 2026",
	} {
		if got := catalog.Printer(lang).Date(day); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	first := time.Date(2027, time.January, 1, 0, 0, 0, 0, time.UTC)
	for lang, want := range map[string]string{
		"en": "1 January 2027", "fr": "1er janvier 2027", "it": "1º gennaio 2027", "lv": "2027. gada 1. janvāris",
	} {
		if got := catalog.Printer(lang).Date(first); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	if got := catalog.Printer("en").Date(time.Time{}); got != "" {
		t.Errorf("the zero time is written %q", got)
	}
	riga := time.FixedZone("EET", 2*60*60)
	if got := catalog.Printer("en").Date(day.In(riga)); got != "23 November 2026" {
		t.Errorf("in the time's own zone: %q", got)
	}
}

func TestMonthsAreWhole(t *testing.T) {
	t.Parallel()
	for _, l := range officialLanguages() {
		seen := map[string]bool{}
		for i, month := range l.months {
			if month == "" || strings.TrimSpace(month) != month || seen[month] {
				t.Errorf("%s: month %d is %q", l.code, i+1, month)
			}
			seen[month] = true
		}
		for _, part := range []string{"{d}", "{month}", "{y}"} {
			if strings.Count(l.date, part) != 1 {
				t.Errorf("%s: date pattern %q needs %s once", l.code, l.date, part)
			}
		}
	}
}

func TestCountry(t *testing.T) {
	t.Parallel()
	catalog := mustLoad(t, allLanguages(t, 1))
	for _, test := range []struct{ lang, code, want string }{
		{"en", "LV", "Latvia"},
		{"lv", "LV", "Latvija"},
		{"en", "EL", "Greece"},
		{"en", "UK", "United Kingdom"},
		{"lv", "EL", "Grieķija"},
		{"en", "XK", "Kosovo*"},
		{"el", "XK", "Κοσσυφοπέδιο*"},
		{"mt", "CZ", "iċ-Ċekja"},
		{"et", "NL", "Madalmaad"},
		{"pl", "NL", "Niderlandy"},
		{"en", "GR", "GR"},
		{"en", "ZZ", "ZZ"},
		{"en", "", ""},
	} {
		if got := catalog.Printer(test.lang).Country(test.code); got != test.want {
			t.Errorf("%s: country %q is %q, want %q", test.lang, test.code, got, test.want)
		}
	}
}

func TestCountriesAreCompleteAndCollated(t *testing.T) {
	t.Parallel()
	catalog := mustLoad(t, allLanguages(t, 1))
	for _, lang := range catalog.Languages() {
		countries := catalog.Printer(lang).Countries()
		status := map[string]int{}
		for _, country := range countries {
			status[country.Status]++
			if country.Name == "" || country.Name == country.Code {
				t.Errorf("%s: no name for %s", lang, country.Code)
			}
		}
		want := map[string]int{"EU": 27, "EFTA": 4, "candidate": 9, "potential candidate": 1, "other": 10}
		if diff := cmp.Diff(want, status); diff != "" {
			t.Errorf("%s: countries by status (-want +got):\n%s", lang, diff)
		}
	}
	for lang, want := range map[string]string{ // must stand in this order
		"en": "AL AT CY CZ HU IE UK",
		"lv": "BG CZ DK",    // Bulgārija, Čehija, Dānija
		"sv": "FR SE AT",    // Österrike after all others
		"de": "DK EE AT PL", // Österreich as if with O
		"mt": "AT BE BG CZ", // the article does not count
		"ga": "AL EL SI SE", // an Albáin, an Ghréig, an tSlóivéin, an tSualainn
	} {
		var got []string
		for _, country := range catalog.Printer(lang).Countries() {
			if slices.Contains(strings.Fields(want), country.Code) {
				got = append(got, country.Code)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: order %v, want %s", lang, got, want)
		}
	}
}

func TestCountriesCannotBeChangedByACaller(t *testing.T) {
	t.Parallel()
	printer := mustLoad(t, testFiles(t)).Printer("en")
	printer.Countries()[0].Name = "Atlantis"
	if got := printer.Countries()[0].Name; got != "Albania" {
		t.Errorf("first country is now %q", got)
	}
}

func TestCountriesFollowTheSharedTable(t *testing.T) {
	t.Parallel()
	want := readSharedCSV(t, "../../shared/data/countries/countries.csv")
	overrides := readSharedCSV(t, "../../shared/data/countries/eu_style_overrides.csv")
	column := map[string]int{}
	for i, name := range want[0] {
		column[name] = i
	}
	for _, override := range overrides[1:] {
		row := slices.IndexFunc(want, func(row []string) bool { return row[0] == override[0] })
		if override[1] != "*" {
			want[row][column[override[1]]] = override[3]
			continue
		}
		for i := column["bg"]; i <= column["sv"]; i++ {
			want[row][i] += "*"
		}
	}
	file, err := embedded.Open("data/countries.csv")
	if err != nil {
		t.Fatal(err)
	}
	got, err := csv.NewReader(file).ReadAll()
	if err = errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("countries.csv (-want +got):\n%s", diff)
	}
}

// readSharedCSV reads test data that lies beside the repository; without it the test is skipped and says so.
func readSharedCSV(t *testing.T, name string) [][]string {
	t.Helper()
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("not compared: the reference data ../shared is not here (%s)", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(file).ReadAll()
	if err = errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestLanguageName(t *testing.T) {
	t.Parallel()
	printer := mustLoad(t, testFiles(t)).Printer("en")
	for code, want := range map[string]string{
		"lv": "latviešu", "en": "English", "bg": "български", "el": "Ελληνικά", "ga": "Gaeilge", "xx": "xx",
	} {
		if got := printer.LanguageName(code); got != want {
			t.Errorf("language %q is %q, want %q", code, got, want)
		}
	}
	shared := readSharedCSV(t, "../../shared/data/countries/languages.csv")
	for i, row := range shared[1:] {
		if got := printer.LanguageName(row[0]); got != row[i+1] {
			t.Errorf("language %q is %q, CLDR has %q", row[0], got, row[i+1])
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	catalog := mustLoad(t, allLanguages(t, 1))
	for _, test := range []struct {
		lang, names string // in order
	}{
		{"en", "Aachen Åland Zagreb"},
		{"sv", "Aachen Zagreb Åland"},
		{"lv", "Cēsis Čehija Dobele Ķekava Liepāja Ļaudona Rīga Šauļi"},
		{"de", "Offenbach Österreich Passau"},
		{"et", "Sindi Šveits Zagreb Tallinn Õru Ülenurme"},
		{"el", "Αθήνα Άργος Βόλος"},
	} {
		names := strings.Fields(test.names)
		got := slices.Sorted(slices.Values(names))
		slices.SortFunc(got, catalog.Printer(test.lang).Compare)
		if diff := cmp.Diff(names, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.lang, diff)
		}
	}
}

func TestPrinterInManyHands(t *testing.T) { // for the race detector
	t.Parallel()
	printer := mustLoad(t, testFiles(t)).Printer("lv")
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for n := range 100 {
				printer.N("count", n*i)
				if printer.Compare("Cēsis", "Čehija") >= 0 {
					t.Error("Čehija stands before Cēsis")
				}
				printer.Countries()
			}
		})
	}
	group.Wait()
}

func BenchmarkT(b *testing.B) {
	printer := mustLoad(b, testFiles(b)).Printer("lv")
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			printer.T("greeting")
		}
	})
	b.Run("placeholder", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			printer.T("mail.subject", "body", "Rīga")
		}
	})
}

func BenchmarkN(b *testing.B) {
	printer := mustLoad(b, testFiles(b)).Printer("lv")
	b.ReportAllocs()
	for b.Loop() {
		printer.N("count", 12000)
	}
}

func TestPlainTextsCostNoAllocation(t *testing.T) {
	printer := mustLoad(t, testFiles(t)).Printer("lv")
	if allocs := testing.AllocsPerRun(100, func() { printer.T("greeting") }); allocs != 0 {
		t.Errorf("T of a plain text allocates %v times", allocs)
	}
}
