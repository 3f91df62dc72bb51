package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"alliance/models"
)

func TestTheQueueIsOldestFirst(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	for _, name := range []string{"Oldest Union", "Middle Union", "Newest Union"} {
		s.Confirm(t, pledgeFor(name))
		s.Clock.Advance(25 * time.Hour)
	}
	answer := s.asAdmin(t).get("/moderation").want(http.StatusOK).
		has("#found", "3 pledges, oldest first").has("thead", "Waiting for").
		has("tbody tr:first-child td", "3 days").has("tbody tr:first-child time", "22 November 2026").
		has("tbody td", "union.example").has("tbody td", "not in the register").has("tbody td", "Latvia").
		has("tbody .sub", "Association").has(".tabs [aria-current]", "Waiting 3")
	want := []string{"Oldest Union", "Middle Union", "Newest Union"}
	if got := rows(answer); !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
	if got, _ := answer.page().Find("tbody time").Attr("datetime"); got != "2026-11-22T09:30:00Z" {
		t.Errorf("datetime %q", got)
	}
}

// rows are the bodies that the queue lists.
func rows(a *answer) []string {
	return a.page().Find("tbody th a").Map(func(_ int, link *goquery.Selection) string { return link.Text() })
}

func TestQueueFilters(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.Confirm(t, pledgeFor("Ķekavas apvienība"))
	s.Confirm(t, pledgeFor("Fundació Ciutats", func(p *models.NewPledge) {
		p.Country, p.Language, p.Email = "ES", "lv", "clerk@ciutats.example"
	}))
	s.Confirm(t, pledgeFor("Regionalny Urząd", func(p *models.NewPledge) {
		p.Kind, p.Country = models.KindRegion, "PL"
	}))
	s.Confirm(t, pledgeFor("Robot Union", func(p *models.NewPledge) { p.Trapped = true }))
	s.Approve(t, s.admin, pledgeFor("Approved Union", func(p *models.NewPledge) { p.Trapped = true }))
	s.Submit(t, pledgeFor("Quiet Union"))
	b := s.asAdmin(t)
	for query, want := range map[string][]string{
		"":                             {"Ķekavas apvienība", "Fundació Ciutats", "Regionalny Urząd"},
		"?kind=association":            {"Ķekavas apvienība", "Fundació Ciutats"},
		"?kind=association&country=ES": {"Fundació Ciutats"},
		"?q=kekavas":                   {"Ķekavas apvienība"},
		"?q=URZAD":                     {"Regionalny Urząd"},
		"?q=nothing":                   {},
		"?state=approved":              {"Approved Union"},
		"?state=unconfirmed":           {"Quiet Union"},
		"?state=refused":               {},
		"?suspected=1":                 {"Robot Union"},
		"?language=lv":                 {"Fundació Ciutats"},
		"?language=en&q=kekavas":       {"Ķekavas apvienība"},
		"?language=lv&q=kekavas":       {},
		"?language=nonsense&q=kekavas": {"Ķekavas apvienība"},
		"?q=clerk%40ciutats.example":   {"Fundació Ciutats"},
		"?q=%40ciutats.example":        {"Fundació Ciutats"},
		"?q=Ciutats.Example":           {"Fundació Ciutats"},
		"?q=%25":                       {},
		"?q=%27+OR+1%3D1+--":           {},
		"?state=nonsense&kind=nonsense&after=nonsense": {
			"Ķekavas apvienība", "Fundació Ciutats", "Regionalny Urząd",
		},
	} {
		got := rows(b.get("/moderation" + query).want(http.StatusOK))
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%q lists %v, want %v", query, got, want)
		}
	}
}

func TestQueueFiltersAreLinksThatKeepEachOther(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.Confirm(t, pledgeFor("Union of Towns"))
	s.Confirm(t, pledgeFor("Region of Lakes", func(p *models.NewPledge) { p.Kind = models.KindRegion }))
	s.Approve(t, s.admin, pledgeFor("Approved Union"))
	b := s.asAdmin(t)
	b.get("/moderation?country=LV&q=union").want(http.StatusOK).
		count(".tabs a[href='/moderation?state=approved']", 1).
		has(".tabs a[href='/moderation?state=approved']", "Approved 1").
		has(".tabs a[href='/moderation?country=LV&kind=region&q=union']", "Region 1").
		has(".tabs a[href='/moderation?country=LV&q=union']", "All kinds 2").
		has(".tabs a[href='/moderation?suspected=1']", "Suspected 0").
		count("form[role=search] input[name=state][value=waiting]", 1).
		count("#q[value=union]", 1).count("#country option[value=LV][selected]", 1).
		count("a.clear[href='/moderation']", 1).
		hasNot(".tabs a[href*='state=refused']")
	b.get("/moderation?language=lv&q=zzz").want(http.StatusOK).
		count("#language option[value=lv][selected]", 1).count("#language option[selected]", 1).
		has(".tabs a[href='/moderation?kind=region&language=lv&q=zzz']", "Region 1").
		count("a.clear[href='/moderation']", 1)
	b.get("/moderation?language=nonsense").want(http.StatusOK).hasNot("a.clear").hasNot("#language option[selected]")
	b.get("/moderation?q=zzz").want(http.StatusOK).has(".empty", "No pledges match").hasNot("table").
		has("#found", "0 pledges")
	b.get("/moderation?state=approved").want(http.StatusOK).has("tbody td", "by Ada Admin").
		has(".tabs [aria-current=true]", "Approved")
}

func TestQueuePages(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	for i := range 51 {
		s.Confirm(t, pledgeFor(fmt.Sprintf("Union %02d", i)))
		s.Clock.Advance(time.Minute)
	}
	b := s.asAdmin(t)
	first := b.get("/moderation?kind=association").want(http.StatusOK).count("tbody tr", 50).
		has("#found", "51 pledges").hasNot("#found a")
	next, found := first.page().Find("a[rel=next]").Attr("href")
	if !found {
		t.Fatal("no link to the next page")
	}
	if query, err := url.ParseQuery(next[len("/moderation?"):]); err != nil || query.Get("kind") != "association" {
		t.Errorf("the next page is %q: it forgets the filter", next)
	}
	second := b.get(next).want(http.StatusOK).hasNot("a[rel=next]").
		count("#found a[href='/moderation?kind=association']", 1)
	if got := rows(second); !slices.Equal(got, []string{"Union 50"}) {
		t.Errorf("the second page lists %v", got)
	}
}
