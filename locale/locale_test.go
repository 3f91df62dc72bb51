package locale

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// testFiles are small English and Latvian translations beside the real country names.
func testFiles(t testing.TB) fstest.MapFS {
	t.Helper()
	countries, err := embedded.ReadFile("data/countries.csv")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"data/countries.csv": {Data: countries}}
	for name, content := range map[string]string{
		"languages.yaml":  "en: [public, mail, console]\nlv: [public, mail]\n",
		"en/public.yaml":  "greeting: Hello\ncount:\n  one: One member\n  other: \"{n} members\"\n",
		"en/mail.yaml":    "mail.subject: \"Confirm for {body}\"\n",
		"en/console.yaml": "console.queue: Queue\n",
		"lv/public.yaml": "greeting: Sveiki\ncount:\n  zero: \"{n} dalībnieku\"\n  one: \"{n} dalībnieks\"\n" +
			"  other: \"{n} dalībnieki\"\n",
		"lv/mail.yaml": "mail.subject: \"Apstipriniet: {body}\"\n",
	} {
		files["translations/"+name] = &fstest.MapFile{Data: []byte(content)}
	}
	return files
}

func mustLoad(t testing.TB, files fstest.MapFS) *Catalog {
	t.Helper()
	catalog, err := load(files)
	if err != nil {
		t.Fatal(err)
	}
	return catalog
}

// allLanguages offers the 24 languages, each with n plain texts in each area and one plural.
func allLanguages(t testing.TB, n int) fstest.MapFS {
	t.Helper()
	files := testFiles(t)
	var offered strings.Builder
	for _, l := range officialLanguages() {
		fmt.Fprintf(&offered, "%s: [public, mail, console]\n", l.code)
		for _, area := range []string{AreaPublic, AreaMail, AreaConsole} {
			var content strings.Builder
			for i := range n {
				fmt.Fprintf(&content, "%s.number%d: \"A sentence of middling length, with a {name} in it\"\n", area, i)
			}
			files["translations/"+l.code+"/"+area+".yaml"] = &fstest.MapFile{Data: []byte(content.String())}
		}
		public := files["translations/"+l.code+"/public.yaml"]
		public.Data = append(public.Data, "count:\n"...)
		for category := range rules(t, l).wholeNumbers() {
			public.Data = fmt.Appendf(public.Data, "  %s: \"%s {n}\"\n", category, category)
		}
	}
	files["translations/languages.yaml"] = &fstest.MapFile{Data: []byte(offered.String())}
	return files
}

func TestLoadOfTheProductsTexts(t *testing.T) {
	t.Parallel()
	catalog, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(catalog.Languages(), "en") || !slices.Contains(catalog.LanguagesFor(AreaConsole), "en") {
		t.Errorf("languages %v, console %v: English is missing", catalog.Languages(), catalog.LanguagesFor(AreaConsole))
	}
}

func TestLoadRefusesFaultyTranslations(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		file, content string
		want          []string // in the error
	}{
		"missing key": {"lv/mail.yaml", "{}", []string{"lv: mail.subject: missing from mail.yaml"}},
		"key that English has not": {
			"lv/mail.yaml", "mail.subject: \"{body}\"\nmail.more: x\n",
			[]string{"lv: mail.more: not in English mail.yaml"},
		},
		"key twice in a file": {
			"en/mail.yaml", "mail.subject: a\nmail.subject: b\n",
			[]string{"mail.subject", "en/mail.yaml"},
		},
		"key in two files": {
			"en/console.yaml", "console.queue: Queue\ngreeting: Again\n",
			[]string{"en: greeting: also in another file"},
		},
		"empty text":        {"en/console.yaml", "console.queue: \"\"\n", []string{"en: console.queue: empty"}},
		"text of null":      {"en/console.yaml", "console.queue:\n", []string{"console.queue", "neither a text"}},
		"blank at the end":  {"en/console.yaml", "console.queue: \"Queue \"\n", []string{"en: console.queue: blank"}},
		"number not quoted": {"en/console.yaml", "console.queue: 12\n", []string{"console.queue", "neither a text"}},
		"stray brace":       {"en/console.yaml", "console.queue: \"{Body}\"\n", []string{"console.queue", "brace"}},
		"not a mapping":     {"en/console.yaml", "- a\n", []string{"en/console.yaml"}},
		"another placeholder": {
			"lv/mail.yaml", "mail.subject: \"{name}\"\n",
			[]string{"lv: mail.subject: placeholders [name], English has [body]"},
		},
		"plural category missing": {
			"lv/public.yaml", "greeting: a\ncount:\n  one: \"{n}\"\n  other: \"{n}\"\n",
			[]string{`lv: count: plural form "zero" missing`},
		},
		"plural category of another language": {
			"en/public.yaml",
			"greeting: a\ncount:\n  one: \"{n}\"\n  few: \"{n}\"\n  other: \"{n}\"\n",
			[]string{`en: count: plural form "few" is none`},
		},
		"plural category that does not exist": {
			"en/public.yaml",
			"greeting: a\ncount:\n  one: \"{n}\"\n  some: \"{n}\"\n  other: \"{n}\"\n",
			[]string{`en: count: plural form "some" is none`},
		},
		"plural form that is not a text": {
			"en/public.yaml", "greeting: a\ncount:\n  one: 1\n  other: \"{n}\"\n",
			[]string{"count: plural form one is not a text"},
		},
		"plural form with a stray brace": {
			"en/public.yaml", "greeting: a\ncount:\n  one: \"{\"\n  other: \"{n}\"\n",
			[]string{"count: plural form one: brace"},
		},
		"plain where English has plurals": {
			"lv/public.yaml", "greeting: a\ncount: b\n",
			[]string{"lv: count: plural forms in one of lv and English only"},
		},
		"form of 1, 21, 31 without its number": {
			"lv/public.yaml",
			"greeting: a\ncount:\n  zero: \"{n}\"\n  one: viens\n  other: \"{n}\"\n",
			[]string{"lv: count.one: placeholders [], English has [n]"},
		},
		"all faults at once": {
			"lv/public.yaml", "greeting: \" a\"\n",
			[]string{"lv: count: missing", "lv: greeting: blank"},
		},
		"area without its file": {
			"languages.yaml", "en: [public, mail, console]\nlv: [public, mail, console]\n",
			[]string{"lv/console.yaml"},
		},
		"language without mails": {
			"languages.yaml", "en: [public, mail, console]\nlv: [public]\n",
			[]string{"lv needs the areas public and mail"},
		},
		"language that is not official": {
			"languages.yaml", "en: [public, mail, console]\nru: [public, mail]\n",
			[]string{`"ru" is not an official language`},
		},
		"English not listed": {"languages.yaml", "lv: [public, mail]\n", []string{"English"}},
		"list unreadable":    {"languages.yaml", "- en\n", []string{"languages.yaml"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := testFiles(t)
			files["translations/"+test.file] = &fstest.MapFile{Data: []byte(test.content)}
			_, err := load(files)
			if err == nil {
				t.Fatal("loaded without an error")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
		})
	}
}

func TestLoadRefusesMissingFiles(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"translations/languages.yaml", "translations/en/mail.yaml", "data/countries.csv"} {
		files := testFiles(t)
		delete(files, name)
		if _, err := load(files); err == nil {
			t.Errorf("loaded without %s", name)
		}
	}
	for name, table := range map[string]string{
		"other columns":     "a,b,c,d\nx,y,z,w\n",
		"a language absent": "code,iso2,iso3,status,en\nLV,LV,LVA,EU,Latvia\n",
		"ragged rows":       "code,iso2\nLV\n",
	} {
		files := testFiles(t)
		files["data/countries.csv"] = &fstest.MapFile{Data: []byte(table)}
		if _, err := load(files); err == nil {
			t.Errorf("loaded country names with %s", name)
		}
	}
}

func TestDecimalPluralFormsAreAllowed(t *testing.T) {
	t.Parallel()
	files := testFiles(t)
	files["translations/languages.yaml"].Data = []byte("en: [public, mail, console]\ncs: [public, mail]\n")
	files["translations/cs/mail.yaml"] = &fstest.MapFile{Data: []byte("mail.subject: \"Potvrďte: {body}\"\n")}
	files["translations/cs/public.yaml"] = &fstest.MapFile{Data: []byte("greeting: Dobrý den\ncount:\n" +
		"  one: jeden člen\n  few: \"{n} členové\"\n  many: \"{n} člena\"\n  other: \"{n} členů\"\n")}
	if got := mustLoad(t, files).Printer("cs").N("count", 12000); got != "12\u00a0000 členů" {
		t.Errorf("got %q", got)
	}
}

func TestLanguagesComeInTheOrderOfTheEU(t *testing.T) {
	t.Parallel()
	catalog := mustLoad(t, allLanguages(t, 1))
	want := strings.Fields("bg es cs da de et el en fr ga hr it lv lt hu mt nl pl pt ro sk sl fi sv")
	if diff := cmp.Diff(want, catalog.Languages()); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
	catalog.Languages()[0] = "xx"
	if catalog.Languages()[0] != "bg" {
		t.Error("a caller can change the catalog's languages")
	}
}

func TestConsoleIsOfferedWhereComplete(t *testing.T) {
	t.Parallel()
	catalog := mustLoad(t, testFiles(t))
	if diff := cmp.Diff([]string{"en", "lv"}, catalog.LanguagesFor(AreaMail)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"en"}, catalog.LanguagesFor(AreaConsole)); diff != "" {
		t.Error(diff)
	}
}

func TestPrinterOfALanguageThatIsNotOffered(t *testing.T) {
	t.Parallel()
	catalog := mustLoad(t, testFiles(t))
	for lang, want := range map[string]string{"lv": "lv", "en": "en", "fi": "en", "": "en", "../en": "en"} {
		if got := catalog.Printer(lang).Lang(); got != want {
			t.Errorf("printer of %q speaks %q, want %q", lang, got, want)
		}
	}
}

func TestNegotiate(t *testing.T) {
	t.Parallel()
	two, all := mustLoad(t, testFiles(t)), mustLoad(t, allLanguages(t, 1))
	tests := []struct {
		catalog      *Catalog
		header, want string
	}{
		{two, "", "en"},
		{two, "lv", "lv"},
		{two, "LV-lv,lv;q=0.9,en;q=0.8", "lv"},
		{two, "en-GB,en;q=0.9,lv;q=0.8", "en"},
		{two, "en;q=0.1, lv;q=0.9", "lv"},
		{two, "fi,sv;q=0.8", "en"},
		{two, "fi,lv;q=0.2", "lv"},
		{two, "*", "en"},
		{two, "§§§", "en"},
		{two, strings.Repeat("a-", 10_000), "en"},
		{two, "lv" + strings.Repeat(",fi", 10_000), "en"},
		{all, "pt-BR,pt;q=0.9", "pt"},
		{all, "pt-PT", "pt"},
		{all, "de-AT", "de"},
		{all, "el-CY,en;q=0.5", "el"},
		{all, "mt,en;q=0.5", "mt"},
		{all, "ga-IE", "ga"},
		{all, "nl-BE,fr-BE;q=0.8", "nl"},
		{all, "ja", "en"},
	}
	for _, test := range tests {
		if got := test.catalog.Negotiate(test.header); got != test.want {
			t.Errorf("Negotiate(%.40q) = %q, want %q", test.header, got, test.want)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad24Languages(b *testing.B) {
	files := allLanguages(b, 300)
	b.ReportAllocs()
	for b.Loop() {
		mustLoad(b, files)
	}
}
