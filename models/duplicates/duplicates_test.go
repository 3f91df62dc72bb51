package duplicates_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"alliance/models/duplicates"
)

func city(name string) duplicates.Body {
	return duplicates.Body{Name: name, Kind: "city", Country: "XX"}
}

func region(name string) duplicates.Body {
	return duplicates.Body{Name: name, Kind: "region", Country: "XX"}
}

func unknown(name string) duplicates.Body { return duplicates.Body{Name: name, Country: "XX"} }

func organisation(name string) duplicates.Body {
	return duplicates.Body{Name: name, Kind: "organisation", Country: "XX"}
}

func TestNamesOfOneBody(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]duplicates.Body{
		{city("Comune di Teramo"), city("TERAMO")},
		{city("Gemeente Utrecht"), city("utrecht")},
		{city("Stadt Köln"), city("Koeln")},
		{city("Aarhus Kommune"), city("Århus")},
		{city("Municipality of Athens"), city("Athens, City of")},
		{city("Rīgas pilsēta"), city("Rīga")},
		{city("Bruxelles/Brussel"), city("Ville de Bruxelles")},
		{city("Bressanone / Brixen"), city("Brixen")},
		{city("Bozen - Bolzano"), city("Bolzano/Bozen")},
		{city("Cortemaggiore (PC)"), city("Cortemaggiore")},
		{city("Ajuntament de l'Hospitalet"), city("L’Hospitalet")},
		{city("Vila Nova de Gaia"), city("Gaia, Vila Nova de")},
		{city("Castell'Umberto"), city("Castellumberto")},
		{city("Rosenheim"), city("Rosenhiem")},
		{city("Frankfurt (Oder)"), city("Frankfurt Oder")},
		{city("Δελφοί"), city("Delfi")},
		{city("Αλμυρός"), city("Almiros")},
		{city("София"), city("Sofia")},
		{city("Вінниця"), city("Vinnytsia")},
		{city("Korsun-Shevchenkivskіу AC"), city("Korsun-Shevchenkivskiy")},
		{city("Cork County Council"), city("Cork")}, // both declared a local authority
		{region("Provincia di Teramo"), region("Teramo")},
		{region("Regione Piemonte"), region("Region of Piemonte")},
		{region("Ogres novads"), city("Ogres novads")}, // only the kind was chosen differently
		{organisation("Green Energy e.V."), organisation("Green Energy")},
		{organisation("Biedrība “Zaļā josta”"), organisation("Zaļā josta")},
		{unknown("Santo Amador (Freguesia)"), unknown("Freguesia de Santo Amador")},
	} {
		verdict := duplicates.Compare(pair[0], pair[1])
		if !verdict.Likely || len(verdict.Reasons) == 0 || verdict.Reasons[0] != duplicates.Name {
			t.Errorf("%q and %q: %+v, want likely by name", pair[0].Name, pair[1].Name, verdict)
		}
	}
}

func TestNamesOfDifferentBodies(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]duplicates.Body{
		{unknown("Province of Teramo"), unknown("Teramo")},
		{region("Provincia di Teramo"), city("Teramo")},
		{region("Provincie Utrecht"), city("Gemeente Utrecht")}, //nolint:misspell // Dutch
		{city("Cork City Council"), city("Cork County Council")},
		{city("Landkreis Rosenheim"), city("Stadt Rosenheim")},
		{city("Gmina wiejska Słupsk"), city("Miasto Słupsk")},
		{city("Rēzeknes novads"), city("Rēzeknes valstspilsēta")},
		{city("Viljandi vald"), city("Viljandi linn")},
		{city("Ville de Lyon"), city("Métropole de Lyon")},
		{unknown("Freguesia de Lagoa"), unknown("Lagoa")},
		{city("Frankfurt am Main"), city("Frankfurt (Oder)")},
		{city("Frabosa Soprana"), city("Frabosa Sottana")},
		{city("Le Grand-Quevilly"), city("Le Petit-Quevilly")},
		{city("Praha 1"), city("Praha 10")},
		{city("Praha"), city("Praha 5")},
		{city("Budapest XI"), city("Budapest XII")},
		{city("Oia (Aegean Islands)"), city("Skyros (Aegean Islands)")},
		{city("Remetea Mare (Jud. Timiş)"), region("Judeţul Timiş")},
		{city("Pruszcz Gdański/Miasto"), city("Starogard/Miasto")},
		{city("Vera"), city("Bera")},
		{city("Kisbér"), city("Ete")},
		{city("Rīga"), organisation("Rīgas meži")},
		{organisation("Council of Regions"), organisation("Council of Towns")},
		{duplicates.Body{Name: "Anna Ozola", Kind: "individual", Country: "XX"}, organisation("Anna Ozola")},
		{city("Levice"), {Name: "Levice", Kind: "city", Country: "SK"}},
		{city(""), city("")},
	} {
		if verdict := duplicates.Compare(pair[0], pair[1]); verdict.Likely {
			t.Errorf("%q and %q: %+v, want not likely", pair[0].Name, pair[1].Name, verdict)
		}
	}
}

func TestReasons(t *testing.T) {
	t.Parallel()
	with := func(name, kind, territory string, domains ...string) duplicates.Body {
		return duplicates.Body{Name: name, Kind: kind, Country: "XX", TerritoryID: territory, Domains: domains}
	}
	for _, c := range []struct {
		name   string
		a, b   duplicates.Body
		want   []duplicates.Reason
		likely bool
	}{
		{
			"everything", with("Teramo", "city", "1", "teramo.example"), with("Teramo", "city", "1", "mail.teramo.example"),
			[]duplicates.Reason{duplicates.Name, duplicates.Territory, duplicates.Domain},
			true,
		},
		{"nothing known", with("Teramo", "city", ""), with("Chieti", "city", ""), nil, false},
		{
			"only the territory", with("Vitoria", "city", "1"), with("Gasteiz", "city", "1"),
			[]duplicates.Reason{duplicates.Territory},
			true,
		},
		{
			"a province matched to its capital", with("Province of Teramo", "region", "1"), with("Teramo", "city", "1"),
			[]duplicates.Reason{duplicates.Name, duplicates.Territory, duplicates.Level},
			false,
		},
		{
			"another level at the same domain", with("Province of Teramo", "region", "", "teramo.it"),
			with("Teramo", "city", "", "teramo.it"),
			[]duplicates.Reason{duplicates.Name, duplicates.Domain, duplicates.Level},
			true,
		},
		{
			"the same name of two kinds", with("Luxembourg", "region", ""), with("Luxembourg", "city", ""),
			[]duplicates.Reason{duplicates.Name, duplicates.Level},
			true,
		},
		{
			"Greek letters in a Latin word", with("Αglantzia", "city", ""), with("Aglantzia", "city", ""),
			[]duplicates.Reason{duplicates.Name, duplicates.Lookalike},
			true,
		},
		{
			"accents are no look-alikes", with("Šiauliai", "city", ""), with("Siauliai", "city", ""),
			[]duplicates.Reason{duplicates.Name},
			true,
		},
		{"free mail", with("Teramo", "city", "", "gmail.com"), with("Chieti", "city", "", "gmail.com"), nil, false},
		{"social media", with("Teramo", "city", "", "facebook.com"), with("Chieti", "city", "", "facebook.com"), nil, false},
		{"a public suffix", with("Ogre", "city", "", "gov.lv"), with("Cēsis", "city", "", "cesis.gov.lv"), nil, false},
		{
			"an employee is not the city", with("Anna Ozola", "individual", "", "riga.lv"),
			with("Rīga", "city", "", "riga.lv"), nil, false,
		},
		{"no domain", with("Teramo", "city", "", ""), with("Chieti", "city", "", ""), nil, false},
	} {
		got := duplicates.Compare(c.a, c.b)
		if diff := cmp.Diff(c.want, got.Reasons); diff != "" || got.Likely != c.likely {
			t.Errorf("%s: likely %t, want %t; reasons (-want +got):\n%s", c.name, got.Likely, c.likely, diff)
		}
	}
}

func TestSimilarityIsOfTheNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b        string
		least, most int
	}{
		{"Comune di Teramo", "Teramo", 100, 100},
		{"Teramo", "Teramo", 100, 100},
		{"Rosenheim", "Rosenhiem", 60, 80},
		{"Vera", "Bera", 20, 54},
		{"Kisbér", "Ete", 0, 10},
		{"", "", 0, 0},
	} {
		got := duplicates.Compare(unknown(c.a), unknown(c.b)).Similarity
		if got < c.least || got > c.most {
			t.Errorf("%q and %q: %d %%, want %d to %d", c.a, c.b, got, c.least, c.most)
		}
	}
}

// drawBody makes bodies from parts that meet often enough.
func drawBody(t *rapid.T, label string) duplicates.Body {
	name := rapid.OneOf(
		rapid.String(),
		rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]string{
			"Comune di", "Province of", "Teramo", "Τeramo", "gmina", "Słupsk", "miasto", "/", "(PC)", " - ", "5", "XI",
			"Grand", "Köln", "Koeln", "Δελφοί", "Delfi", "of", "de", "e.V.", "Oder", "am Main",
		}), 0, 6), func(words []string) string { return strings.Join(words, " ") }),
	)
	return duplicates.Body{
		Name:        name.Draw(t, label+" name"),
		Kind:        rapid.SampledFrom([]string{"", "city", "region", "organisation", "individual"}).Draw(t, label+" kind"),
		Country:     rapid.SampledFrom([]string{"", "IT", "PL"}).Draw(t, label+" country"),
		TerritoryID: rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, label+" territory"),
		Domains: rapid.SliceOfN(rapid.SampledFrom([]string{"", "teramo.example", "mail.teramo.example", "gmail.com"}), 0, 2).
			Draw(t, label+" domains"),
	}
}

func TestTheOrderOfTwoBodiesMakesNoDifference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawBody(t, "first"), drawBody(t, "second")
		if diff := cmp.Diff(duplicates.Compare(a, b), duplicates.Compare(b, a)); diff != "" {
			t.Errorf("the other way round (-one +other):\n%s", diff)
		}
	})
}

func TestABodyIsLikelyItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := drawBody(t, "the")
		body.Name = "Teramo " + body.Name
		checkVerdict(t, duplicates.Compare(body, body))
		if verdict := duplicates.Compare(body, body); !verdict.Likely || verdict.Similarity != 100 {
			t.Errorf("%+v with itself: %+v", body, verdict)
		}
	})
}

// What clerks do to names in forms must not hide a body.
func TestUsualVariantsAreFound(t *testing.T) {
	t.Parallel()
	names := []string{"Savignano sul Rubicone", "Rosenheim", "Daugavpils", "Plélan-le-Petit", "Zielona Góra", "Ioannina"}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "name")
		variant := rapid.SampledFrom([]func(string) string{
			strings.ToUpper,
			func(s string) string { return "Comune di " + s },
			func(s string) string { return s + " (Municipality)" },
			func(s string) string { return s + ", City of" },
			func(s string) string { return strings.ReplaceAll(s, " ", "-") },
			func(s string) string { return strings.ReplaceAll(s, "a", "а") }, // Cyrillic
			func(s string) string { return s[:4] + s[5:] },
		}).Draw(t, "variant")(name)
		if verdict := duplicates.Compare(city(name), city(variant)); !verdict.Likely {
			t.Errorf("%q and %q: %+v", name, variant, verdict)
		}
	})
}

type failer interface {
	Helper()
	Errorf(format string, values ...any)
}

// checkVerdict holds for every verdict.
func checkVerdict(t failer, v duplicates.Verdict) {
	t.Helper()
	if v.Similarity < 0 || v.Similarity > 100 {
		t.Errorf("similarity %d", v.Similarity)
	}
	if v.Likely && len(v.Reasons) == 0 {
		t.Errorf("likely without a reason")
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("Province of Teramo", "Teramo", "region", "city")
	f.Add("Βiannoy (Βιάννος)", "Bruxelles/Brussel", "", "")
	f.Add("comune", "di", "city", "city")
	f.Add("(((/ - ", "e v", "association", "")
	f.Add(strings.Repeat("gmina ", 40), "\xff\xfe", "", "")
	f.Fuzz(func(t *testing.T, first, second, kind, otherKind string) {
		a := duplicates.Body{Name: first, Kind: kind, Country: "LV"}
		b := duplicates.Body{Name: second, Kind: otherKind, Country: "LV"}
		verdict := duplicates.Compare(a, b)
		checkVerdict(t, verdict)
		if diff := cmp.Diff(verdict, duplicates.Compare(b, a)); diff != "" {
			t.Errorf("the other way round (-one +other):\n%s", diff)
		}
	})
}

// members are 10,000 names of a country, built from syllables so that many are alike.
func members() []duplicates.Body {
	begin := []string{
		"San", "Monte", "Castel", "Villa", "Comune di Rocca", "Santa", "Borgo", "Città di Pieve", "Torre", "Vallé",
	}
	middle := []string{"gio", "ra", "ven", "tel", "mar", "bo", "lu", "sa", "fre", "do"}
	bodies := make([]duplicates.Body, 10_000)
	for i := range bodies {
		name := fmt.Sprintf("%s %s%s%sno", begin[i%10], middle[i/10%10], middle[i/100%10], middle[i/1000])
		bodies[i] = duplicates.Body{
			Name: name, Kind: "city", Country: "IT", TerritoryID: fmt.Sprint(i),
			Domains: []string{fmt.Sprintf("comune%d.example", i)},
		}
	}
	return bodies
}

// BenchmarkPledgeWithMembers compares one pledge with the 10,000 members of a country:
// under 20 ms when they are prepared.
func BenchmarkPledgeWithMembers(b *testing.B) {
	bodies := members()
	prepared := make([]duplicates.Prepared, len(bodies))
	for i, body := range bodies {
		prepared[i] = duplicates.Prepare(body)
	}
	pledge := duplicates.Body{
		Name: "Comune di San Giorgio", Kind: "city", Country: "IT", TerritoryID: "x",
		Domains: []string{"comune.sangiorgio.example", "pec.example"},
	}
	b.Run("prepared", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			one := duplicates.Prepare(pledge)
			for i := range prepared {
				one.Compare(&prepared[i])
			}
		}
	})
	b.Run("preparing", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			one := duplicates.Prepare(pledge)
			for _, body := range bodies {
				other := duplicates.Prepare(body)
				one.Compare(&other)
			}
		}
	})
}
