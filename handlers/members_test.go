package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"alliance/handlers/wallfilter"
	"alliance/models"
)

// names lists the members on a page, in its order.
func names(a *answer) []string {
	var found []string
	for _, name := range a.document().Find("ul.wall h3").EachIter() {
		found = append(found, name.Text())
	}
	return found
}

// wallOf is a site with five members, each a day younger than the one before.
func wallOf(t *testing.T) *testSite {
	t.Helper()
	s := newSite(t)
	admin := s.Administrator(t)
	for i, body := range []struct {
		name, country, association string
		kind                       models.Kind
	}{
		{"Rīga", "LV", "EUROCITIES", models.KindCity},
		{"Steiermark", "AT", "AER", models.KindRegion},
		{"Åarhus Kommune", "DK", "EUROCITIES", models.KindCity},
		{"Łódź", "PL", "CEMR", models.KindCity},
		{"Alpine Towns", "AT", "CEMR", models.KindAssociation},
	} {
		s.member(admin, func(p *models.NewPledge) {
			p.Body, p.Country, p.Kind, p.Associations = body.name, body.country, body.kind, []string{body.association}
			p.Email = fmt.Sprintf("signer%d@town.example", i)
		})
		s.Clock.Advance(24 * time.Hour)
	}
	return s
}

func TestWallFilters(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	byName := []string{"Åarhus Kommune", "Alpine Towns", "Łódź", "Rīga", "Steiermark"}
	all := []string{"Alpine Towns", "Łódź", "Åarhus Kommune", "Steiermark", "Rīga"}
	for name, wall := range map[string]struct {
		query string
		want  []string
		path  string // its one address
	}{
		"all":                    {"", all, ""},
		"cities":                 {"?kind=city", []string{"Łódź", "Åarhus Kommune", "Rīga"}, "?kind=city"},
		"a country":              {"?country=AT", []string{"Alpine Towns", "Steiermark"}, "?country=AT"},
		"a country, lower case":  {"?country=at", []string{"Alpine Towns", "Steiermark"}, "?country=AT"},
		"kind and country":       {"?kind=region&country=AT", []string{"Steiermark"}, "?country=AT&kind=region"},
		"an association":         {"?association=CEMR", []string{"Alpine Towns", "Łódź"}, "?association=CEMR"},
		"without accents":        {"?q=lodz", []string{"Łódź"}, "?q=lodz"},
		"with accents":           {"?q=R%C4%AAGA", []string{"Rīga"}, "?q=R%C4%AAGA"},
		"with blanks":            {"?q=++alpine++towns+", []string{"Alpine Towns"}, "?q=alpine+towns"},
		"by name":                {"?sort=name", byName, "?sort=name"},
		"the default order":      {"?sort=newest", all, ""},
		"a version":              {"?version=2026-1", all, "?version=2026-1"},
		"a year":                 {"?year=2026", all, "?year=2026"},
		"another year":           {"?year=2025", nil, "?year=2025"},
		"nothing found":          {"?q=atlantis", nil, "?q=atlantis"},
		"empty fields of a form": {"?q=&country=&kind=&sort=", all, ""},
		"unknown kind":           {"?kind=king", all, ""},
		"unknown country":        {"?country=QQ", all, ""},
		"unknown association":    {"?association=NATO", all, ""},
		"unknown version":        {"?version=1999-9", all, ""},
		"unknown order":          {"?sort=size", all, ""},
		"no year":                {"?year=last", all, ""},
		"a far year":             {"?year=99999999999999999999", all, ""},
		"no cursor":              {"?after=%22%3E", all, ""},
		"not UTF-8":              {"?q=%ff&kind=%fe", all, ""},
		"other parameters":       {"?utm_source=mail&kind=region", []string{"Steiermark"}, "?kind=region"},
		"broken query":           {"?%zz", all, ""},
	} {
		t.Run(name, func(t *testing.T) {
			answer := s.get("/en/members" + wall.query).status(http.StatusOK)
			if diff := cmp.Diff(wall.want, names(answer)); diff != "" {
				t.Errorf("members (-want +got):\n%s", diff)
			}
			if want := fmt.Sprintf("%d member", len(wall.want)); !strings.HasPrefix(answer.text("#found"), want) {
				t.Errorf("want %s found, got %q", want, answer.text("#found"))
			}
			want := "https://alliance.example/en/members" + wall.path
			canonical := answer.document().Find("link[rel=canonical]").AttrOr("href", "")
			noindex := answer.document().Find("meta[name=robots]").Length() == 1
			if searched := strings.Contains(wall.path, "q="); searched != noindex || !searched && canonical != want {
				t.Errorf("want the canonical address %s, got %q", want, canonical)
			}
		})
	}
}

func TestWallLinksLeadWhereTheySay(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	answer := s.get("/en/members?kind=city&sort=name&q=a")
	checked := 0
	for _, item := range answer.document().Find("ul.facets li").EachIter() {
		link := item.Find("a")
		target, count := link.AttrOr("href", ""), strings.TrimSpace(item.Find(".muted").Text())
		if count == "" { // the way out of a filter
			continue
		}
		for _, kept := range []string{"sort=name", "q=a"} {
			if !strings.Contains(target, kept) {
				t.Errorf("%s forgets %s", target, kept)
			}
		}
		if found := s.get(target).status(http.StatusOK).text("#found"); !strings.HasPrefix(found, count+" ") {
			t.Errorf("%s (%s) says %s, but leads to %s", link.Text(), target, count, found)
		}
		checked++
	}
	if checked != 4 {
		t.Errorf("want each kind and each country, got %d links", checked)
	}
	if chosen := answer.document().Find(`ul.facets a[aria-current=true]`); chosen.Length() != 2 {
		t.Errorf("want the chosen kind and all countries marked, got %q", chosen.Text())
	}
	answer.has(`<a href="/en/members?sort=name">Clear search and filters`)
	s.get("/en/members?sort=name").status(http.StatusOK).lacks("Clear search and filters")
}

func TestWallPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if err := s.FillDemonstration(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, sort := range []string{"", "?sort=name"} {
		t.Run("sorted "+sort, func(t *testing.T) {
			page := s.get("/en/members" + sort).status(http.StatusOK).lacks("Back to the start")
			var all []string
			for pages := 1; ; pages++ {
				for _, link := range page.document().Find("ul.wall h3 a").EachIter() {
					all = append(all, link.AttrOr("href", ""))
				}
				next := page.document().Find("a[rel=next]").AttrOr("href", "")
				if next == "" {
					break
				}
				if pages > 20 {
					t.Fatal("the pages do not end")
				}
				page = s.get(next).status(http.StatusOK).has("Back to the start", `content="noindex"`)
			}
			if len(all) != 300 {
				t.Errorf("want 300 members on all pages, got %d", len(all))
			}
			slices.Sort(all)
			if unique := len(slices.Compact(all)); unique != len(all) {
				t.Errorf("%d members stand twice", len(all)-unique)
			}
		})
	}
}

func TestEmptyWall(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get("/en/members").status(http.StatusOK).has("Be the first").lacks("No members match")
	s.get("/en/members?kind=city").status(http.StatusOK).has("No members match", "Clear search and filters")
}

func TestWallFollowsDecisions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.Administrator(t)
	before := s.get("/en/members").Header().Get("ETag")
	s.Confirm(t, pledgeOf("Rīga"))
	s.get("/en/members").lacks("Rīga").header("ETag", before)
	s.member(admin, func(p *models.NewPledge) { p.Body, p.Email = "Jelgava", "a@jelgava.example" })
	after := s.get("/en/members", "If-None-Match", before).status(http.StatusOK).has("Jelgava").lacks("Rīga")
	if after.Header().Get("ETag") == before {
		t.Error("the tag did not change with the page")
	}
}

func TestMemberPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.Administrator(t)
	s.member(admin, func(p *models.NewPledge) {
		p.Statement, p.ConsentName, p.Language = "Kopā esam <b>stipri</b>.", true, "lv"
	})
	answer := s.get("/en/members/riga").status(http.StatusOK)
	answer.has("Anna Bērziņa", `lang="lv"`, "Kopā esam &lt;b&gt;").lacks("anna.berzina", "Mayor", "<b>", "192.0.2.7")
	share := answer.document().Find(`a[href^="mailto:?"]`).AttrOr("href", "")
	address := url.QueryEscape("https://alliance.example/en/members/riga")
	if strings.Contains(share, "+") || !strings.Contains(share, address) {
		t.Errorf("the mail to friends: %s", share)
	}
	s.get("/en/members/RIGA").status(http.StatusNotFound)
}

func FuzzWallFilter(f *testing.F) {
	f.Add("q=r%C4%ABga&kind=city&country=lv&year=2026&sort=name&after=abc")
	f.Add("territory=456172&q=%ff&association=aer&version=2026-1")
	f.Add("%zz&;&a=b")
	options, err := parts()
	if err != nil {
		f.Fatal(err)
	}
	s := &site{Options: options}
	versions := []string{"2027-1", "2026-1"}
	f.Fuzz(func(t *testing.T, query string) {
		values, _ := url.ParseQuery(query) // what can be read of it counts, as in a request
		filter := s.wallFilterOf(values, versions)
		path := wallPath(filter)
		address, err := url.Parse(path)
		if err != nil {
			t.Fatalf("%q is no address: %v", path, err)
		}
		again := s.wallFilterOf(address.Query(), versions)
		if diff := cmp.Diff(filter, again); diff != "" {
			t.Errorf("the address %q says something else (-want +got):\n%s", path, diff)
		}
		if wallPath(again) != path {
			t.Errorf("%q and %q are the same filter", path, wallPath(again))
		}
		if utf8.RuneCountInString(filter.Query) > wallfilter.MaxQuery || !utf8.ValidString(path) {
			t.Errorf("too long or not UTF-8: %q", path)
		}
	})
}
