package models_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"alliance/models"
	"alliance/models/modelstest"
	"alliance/models/sharedtest"
	"alliance/models/territory"
)

func TestSuggestTerritories(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	tests := []struct {
		name, text, country string
		kind                models.Kind
		first               string // id
		never               string // must not be among the suggestions
	}{
		{"as written", "Rīga", "", models.KindCity, "456172", ""},
		{"without accents", "riga", "", models.KindCity, "456172", ""},
		{"Cyrillic", "Рига", "", models.KindCity, "456172", ""},
		{"Greek", "Ρίγα", "", models.KindCity, "456172", ""},
		{"a Greek look-alike", "Rigα", "", models.KindCity, "456172", ""},
		{"in another language", "Monaco di Baviera", "", models.KindCity, "2867714", ""},
		{"large before small", "Cologne", "", models.KindCity, "2886242", ""},
		{"the beginning", "barcelo", "", models.KindCity, "3128760", ""},
		{"a later word", "nell emilia", "", models.KindCity, "3169522", ""},
		{"the country limits", "Valencia", "ES", models.KindCity, "2509954", "IE"},
		{"own name before another's further name", "Turi", "IT", models.KindCity, "3165094", ""},
		{"umlaut spelt out", "Koeln", "DE", models.KindCity, "2886242", ""},
		{"a typing error", "Daugavplis", "LV", models.KindCity, "460413", ""},
		{"a typing error behind the authority's words", "Comune di Milno", "IT", models.KindCity, "3173435", ""},
		{"two typing errors", "Klagenfrut am Wortersee", "AT", models.KindCity, "2774326", ""},
		{"Italian municipality", "Comune di Milano", "", models.KindCity, "3173435", ""},
		{"half typed", "Comune di Mila", "IT", models.KindCity, "3173435", ""},
		{"German city", "Stadt Köln", "", models.KindCity, "2886242", ""},
		{"English municipality", "Municipality of Skýdra", "EL", models.KindCity, "734235", ""},
		{"English council", "Cork City Council", "IE", models.KindCity, "2965140", ""},
		{"Dutch municipality", "Gemeente 's-Gravenhage", "NL", models.KindCity, "2747373", ""},
		{"Latvian genitive", "Rīgas valstspilsētas pašvaldība", "LV", models.KindCity, "456172", ""},
		{"two languages", "Bruxelles/Brussel", "BE", models.KindCity, "2800866", ""},
		{"in brackets", "Oia (Aegean Islands)", "EL", models.KindCity, "256344", ""},
		{"a municipality without a place of its name", "Kauno rajonas", "LT", models.KindCity, "LT.57.52", ""},
		{"region by its own name", "Bayern", "", models.KindRegion, "DE.02", ""},
		{"region in English", "Bavaria", "", models.KindRegion, "DE.02", ""},
		{"French region", "Région Bretagne", "FR", models.KindRegion, "FR.53", ""},
		{"Italian region", "Regione Lombardia", "", models.KindRegion, "IT.09", ""},
		{"region and department", "Xunta de Galicia - Conselleria do Mar", "ES", models.KindRegion, "ES.58", ""},
		{"Catalan province", "Diputació de Tarragona", "ES", models.KindRegion, "ES.56.T", ""},
		{"Greek region", "Περιφέρεια Αττικής", "EL", models.KindRegion, "EL.ESYE31", ""},
		{"a region is no city", "Lombardia", "IT", models.KindCity, "", "IT.09"},
		{"a city is no region", "Sigulda", "LV", models.KindRegion, "", "455890"},
		{"nothing like it", "Xyzzyq", "", models.KindCity, "", ""},
		{"no letters", "–!?", "", models.KindCity, "", ""},
		{"empty", "", "", models.KindCity, "", ""},
		{"longer than any name", strings.Repeat("a b ", 500), "", models.KindCity, "", ""},
		{"wildcards mean nothing", "%", "", models.KindCity, "", ""},
		{"unknown country", "Riga", "ZZ", models.KindCity, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			found, err := store.SuggestTerritories(t.Context(), models.TerritoryQuery{
				Text: tt.text, Country: tt.country, Kind: tt.kind,
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(found) > 8 {
				t.Errorf("%d suggestions, want at most 8", len(found))
			}
			if tt.first != "" && (len(found) == 0 || found[0].ID != tt.first) {
				t.Errorf("%q finds %v, want %s first", tt.text, described(found), tt.first)
			}
			for _, territory := range found {
				if territory.ID == tt.never || territory.Country == tt.never {
					t.Errorf("%q finds %v, must not find %s", tt.text, described(found), tt.never)
				}
			}
			if tt.first == "" && tt.never == "" && len(found) > 0 {
				t.Errorf("%q finds %v, want nothing", tt.text, described(found))
			}
		})
	}
}

func TestSuggestTerritoriesKeepsToItsLimit(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	for limit, want := range map[int]int{-1: 8, 0: 8, 1: 1, 20: 20, 1000: 20} {
		found, err := store.SuggestTerritories(t.Context(), models.TerritoryQuery{Text: "san", Limit: limit})
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != want {
			t.Errorf("limit %d gives %d suggestions, want %d", limit, len(found), want)
		}
		seen := map[string]bool{}
		for _, territory := range found {
			if seen[territory.ID] {
				t.Errorf("%s is suggested twice", territory.ID)
			}
			seen[territory.ID] = true
		}
	}
}

func TestSuggestTerritoriesTakesAnything(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	rapid.Check(t, func(r *rapid.T) {
		q := models.TerritoryQuery{
			Text:    rapid.String().Draw(r, "text"),
			Country: rapid.SampledFrom([]string{"", "LV", "'"}).Draw(r, "country"),
			Kind:    rapid.SampledFrom(models.Kinds()).Draw(r, "kind"),
		}
		if _, err := store.SuggestTerritories(t.Context(), q); err != nil {
			r.Errorf("suggest for %q: %v", q.Text, err)
		}
	})
}

func TestSuggestionsAreReadFromOneRangeOfTheIndex(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	plans := models.QueryPlans(t, store.Store, func() {
		for _, text := range []string{"riga", "Comune di Mil", "Daugavplis"} {
			for _, country := range []string{"", "LV"} {
				q := models.TerritoryQuery{Text: text, Country: country, Kind: models.KindCity}
				if _, err := store.SuggestTerritories(t.Context(), q); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
	if len(plans) < 3 {
		t.Fatalf("only %d statements were seen", len(plans))
	}
	for statement, plan := range plans {
		if strings.Contains(plan, "SCAN") {
			t.Errorf("%s\n  reads a whole table:\n%s", statement, plan)
		}
	}
}

func TestTerritory(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	milan, err := store.Territory(t.Context(), "3173435")
	if err != nil {
		t.Fatal(err)
	}
	want := models.Territory{
		ID: "3173435", Level: territory.LevelPlace, Name: "Milano", Country: "IT", ParentID: "IT.09.MI",
		ParentName: "Città metropolitana di Milano", Population: 1_236_837, Lat: 45.4643, Lon: 9.1895,
	}
	if diff := cmp.Diff(want, milan); diff != "" {
		t.Errorf("Milano (-want +got):\n%s", diff)
	}
	region, err := store.Territory(t.Context(), "IT.09")
	if err != nil {
		t.Fatal(err)
	}
	if region.Population != 0 {
		t.Errorf("the register knows no population of regions, but Lombardia has %d", region.Population)
	}
	if region.Level != territory.LevelRegion || region.ParentID != "IT" || region.Lat < 45 || region.Lat > 46.5 {
		t.Errorf("Lombardia is %+v", region)
	}
	if _, err := store.Territory(t.Context(), "IT.99"); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("an unknown id gives %v, want ErrNotFound", err)
	}
}

func TestMatchTerritory(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	tests := []struct {
		name, body, country string
		kind                models.Kind
		match               string // id; empty: none without asking
		suggested           string // id that is among the suggestions
	}{
		{"exact", "Rīga", "LV", models.KindCity, "456172", ""},
		{"folded", "RIGA", "LV", models.KindCity, "456172", ""},
		{"further name", "Munich", "DE", models.KindCity, "2867714", ""},
		{"with the authority's words", "Comune di Milano", "IT", models.KindCity, "3173435", ""},
		{"region", "Land Baden-Württemberg", "DE", models.KindRegion, "DE.01", ""},
		{"region rather than the province of its name", "Lisboa", "PT", models.KindRegion, "PT.14", ""},
		{"region with its long name", "Comunidad Foral de Navarra", "ES", models.KindRegion, "ES.32", ""},
		{"namesakes", "Odobești", "RO", models.KindCity, "", "671973"},
		{"a typing error", "Daugavplis", "LV", models.KindCity, "", "460413"},
		{"only the beginning", "Daugav", "LV", models.KindCity, "", "460413"},
		{"another country", "Rīga", "IT", models.KindCity, "", ""},
		{"another kind", "Lombardia", "IT", models.KindCity, "", ""},
		{"unknown", "Xyzzyq", "LV", models.KindCity, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			match, suggestions, err := models.MatchTerritory(store.Store, models.TerritoryQuery{
				Kind: tt.kind, Country: tt.country, Text: tt.body,
			})
			if err != nil {
				t.Fatal(err)
			}
			if match != nil && match.ID != tt.match || match == nil && tt.match != "" {
				t.Errorf("%q matches %v, want %q", tt.body, match, tt.match)
			}
			if match != nil && len(suggestions) > 0 {
				t.Errorf("%q matches and still has suggestions %v", tt.body, described(suggestions))
			}
			if len(suggestions) > 5 {
				t.Errorf("%d suggestions, want at most 5", len(suggestions))
			}
			isSuggested := func(s models.Territory) bool { return s.ID == tt.suggested }
			if tt.suggested != "" && !slices.ContainsFunc(suggestions, isSuggested) {
				t.Errorf("%q suggests %v, want %s among them", tt.body, described(suggestions), tt.suggested)
			}
		})
	}
}

// TestNamesAsTyped measures the suggestions on names as cities typed them elsewhere.
func TestNamesAsTyped(t *testing.T) {
	t.Parallel()
	rows := sharedtest.Rows(t, "signatories/names_sample.csv")
	store := modelstest.New(t)
	var first, five, matched, mistaken int
	for _, row := range rows {
		q := models.TerritoryQuery{Text: row["input_name"], Country: row["country"], Kind: models.KindCity, Limit: 5}
		suggestions, err := store.SuggestTerritories(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		place := slices.IndexFunc(suggestions, func(s models.Territory) bool { return s.ID == row["geonameid"] })
		if place == 0 {
			first++
		}
		if place >= 0 {
			five++
		}
		match, _, err := models.MatchTerritory(store.Store, q)
		if err != nil {
			t.Fatal(err)
		}
		if match != nil && match.ID == row["geonameid"] {
			matched++
		} else if match != nil {
			mistaken++
		}
	}
	percent := func(n int) float64 { return 100 * float64(n) / float64(len(rows)) }
	t.Logf("of %d names %.1f %% are suggested first, %.1f %% among five; %.1f %% match without asking, %.1f %% wrongly",
		len(rows), percent(first), percent(five), percent(matched), percent(mistaken))
	if percent(first) < 97 || percent(five) < 99 || percent(mistaken) > 0.5 {
		t.Error("want 97 % first, 99 % among five, at most 0.5 % wrong matches")
	}
}

func BenchmarkSuggestTerritories(b *testing.B) {
	store := modelstest.New(b)
	for _, text := range []string{"s", "sa", "riga", "Comune di Mil", "Sain Etiene", "Xyzzyq"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				if _, err := store.SuggestTerritories(b.Context(), models.TerritoryQuery{Text: text}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// described lists territories for a failing test.
func described(territories []models.Territory) []string {
	lines := make([]string, 0, len(territories))
	for _, t := range territories {
		lines = append(lines, t.ID+" "+t.Name)
	}
	return lines
}
