package handlers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// values lists what a filter offers, as "value count".
func values(a *answer, facet string) []string {
	var offered []string
	for _, item := range a.document().Find("#by-" + facet + " li").EachIter() {
		if count := strings.TrimSpace(item.Find(".muted").Text()); count != "" {
			offered = append(offered, item.Find("a").Text()+" "+count)
		}
	}
	return offered
}

func TestEachFilterCountsUnderTheOthers(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	for name, test := range map[string]struct {
		query, facet string
		want         []string
	}{
		"kinds of a country": {
			"?country=AT", "kind", []string{"Region 1", "Association 1"},
		},
		"countries of a kind, as the language orders them": {
			"?kind=city", "country", []string{"Denmark 1", "Latvia 1", "Poland 1"},
		},
		"associations": {
			"?kind=city", "association", []string{"Council of European Municipalities and Regions 1", "Eurocities 2"},
		},
		"a single version leaves no choice": {"", "version", nil},
		"unless it is chosen":               {"?version=2026-1", "version", []string{"2026-1 5"}},
		"years":                             {"?year=2026", "year", []string{"2026 5"}},
		"what is chosen stays, with nothing in it": {
			"?kind=region&association=EUROCITIES", "kind", []string{"Region 0", "City or municipality 2"},
		},
	} {
		answer := s.get("/en/members" + test.query).status(http.StatusOK)
		if diff := cmp.Diff(test.want, values(answer, test.facet)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestChosenFiltersCanBeTakenAwayOneByOne(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	answer := s.get("/en/members?q=r&kind=city&country=LV&territory=LV&association=EUROCITIES&year=2026&sort=name")
	var chips []string
	for _, chip := range answer.document().Find("a.chip").EachIter() {
		chip.Find(".hidden, [aria-hidden]").Remove()
		chips = append(chips, strings.TrimSpace(chip.Text()))
		target, err := url.Parse(chip.AttrOr("href", ""))
		if err != nil || len(target.Query()) != 6 || target.Query().Get("sort") != "name" {
			t.Errorf("%s leads to %s (%v), want all filters but one, and the order", chip.Text(), target, err)
		}
	}
	want := []string{"“r”", "City or municipality", "Latvia", "Latvia", "through EUROCITIES", "since 2026"}
	if diff := cmp.Diff(want, chips); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	s.get("/en/members?territory=atlantis").status(http.StatusOK).lacks(`class="chip"`)
}

func TestSearchInAnyScript(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	for _, query := range []string{"riga", "RĪGA", "Рига", "Ρίγα", "Riag", "Municipality of Riga"} {
		found := names(s.get("/en/members?q=" + url.QueryEscape(query)).status(http.StatusOK))
		if diff := cmp.Diff([]string{"Rīga"}, found); diff != "" {
			t.Errorf("%q (-want +got):\n%s", query, diff)
		}
	}
}

func TestSearchWithoutResultNamesWhatMayBeMeant(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	s.get("/en/members?q=riga&kind=region").status(http.StatusOK).
		has("You may have meant").has(`<a href="/en/members/riga">Rīga</a>`)
	s.get("/en/members?q=atlantis").status(http.StatusOK).lacks("You may have meant").has("No members match")
}

func TestNamesHaveTheirLanguage(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	s.get("/en/members?q=riga").has(`<h3 lang="lv"><a href="/en/members/riga">`)
	s.get("/lv/members?q=riga").has(`<h3><a href="/lv/members/riga">`) // the page's own
	s.get("/en/members?q=alpine").has("<h3><a")                        // a name of its own, in whatever language
	s.get("/en/members/riga").has(`<h1 lang="lv">`)
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	for name, test := range map[string]struct {
		text string
		want []memberJSON
	}{
		"in Greek": {"Ρίγ", []memberJSON{{"Rīga", "lv", "Pilsēta vai pašvaldība", "Latvija", "/lv/members/riga"}}},
		"an association": {"alpine", []memberJSON{
			{"Alpine Towns", "", "Apvienība", "Austrija", "/lv/members/alpine-towns"}, //nolint:misspell // Latvian
		}},
		"nobody":       {"zzz", []memberJSON{}},
		"nothing":      {"", []memberJSON{}},
		"not UTF-8":    {"\xff", []memberJSON{}},
		"very long":    {strings.Repeat("x", 5000), []memberJSON{}},
		"only a blank": {" ", []memberJSON{}},
	} {
		answer := s.get("/lv/suggest?q=" + url.QueryEscape(test.text)).status(http.StatusOK)
		var got membersJSON
		if err := json.Unmarshal(answer.Body.Bytes(), &got); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(test.want, got.Members); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
