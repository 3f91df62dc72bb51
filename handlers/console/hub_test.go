package console_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"alliance/models"
	"alliance/models/modelstest"
)

// fill makes pledges of several states, kinds and waiting times.
func (s *site) fill(t *testing.T) {
	t.Helper()
	trapped := func(p *models.NewPledge) { p.Trapped = true }
	region := func(p *models.NewPledge) { p.Kind = models.KindRegion }
	s.Confirm(t, pledgeFor("Late Union"))
	s.Clock.Advance(5 * 24 * time.Hour)
	s.Confirm(t, pledgeFor("Nearly Late Union"))
	s.Clock.Advance(3 * 24 * time.Hour)
	s.Confirm(t, pledgeFor("First Union"))
	s.Confirm(t, pledgeFor("First Region", region))
	s.Confirm(t, pledgeFor("Robot Union", trapped))
	s.Approve(t, s.admin, pledgeFor("Approved Union", trapped))
	s.Approve(t, s.admin, pledgeFor("Approved Region", region))
	s.Submit(t, pledgeFor("Quiet Union"))
}

func TestEveryNumberOfTheHubLeadsToItsPledges(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.fill(t)
	b := s.asAdmin(t)
	hub := b.get("/moderation/hub").want(http.StatusOK).has("h1", "Overview").
		has("nav [aria-current=true]", "Overview").
		count("nav li:first-child a[href='/moderation/hub']", 1).
		has(".waits li:nth-child(1)", "On time 2").has(".waits li:nth-child(1)", "for less than 3 days").
		has(".waits li:nth-child(2)", "Nearly late 1").has(".waits li:nth-child(3)", "Late 1").
		has(".apart a[href='/moderation']", "4 Waiting").
		has(".apart a[href='/moderation?kind=association']", "3 Waiting, Association").
		has(".apart a[href='/moderation?kind=region&state=approved']", "1 Approved, Region").
		has(".apart a[href='/moderation?suspected=1']", "1 Suspected").
		count("[aria-labelledby=totals-title] tbody tr", 4).hasNot("tbody .refused").hasNot("[style]")
	links := hub.page().Find("main section:not(.news) a")
	if links.Length() != 13 { // of the bands 3, waiting 3, suspected 2, unconfirmed 2, approved 3
		t.Errorf("%d links", links.Length())
	}
	links.Each(func(_ int, link *goquery.Selection) {
		number, address := strings.Fields(link.Text())[0], link.AttrOr("href", "")
		queue := b.get(address).want(http.StatusOK).has("#found", number+" pledge")
		if got := strconv.Itoa(len(rows(queue))); got != number {
			t.Errorf("%q leads to %s pledges: %s", words(link.Text()), got, address)
		}
	})
}

func TestHubChartsWhatHappened(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.fill(t) // from 22 to 30 November
	s.asAdmin(t).get("/moderation/hub").want(http.StatusOK).count("svg.chart", 3).
		has(".charts figure:nth-child(1)", "Submitted 8 in all, at most 6 on one day").
		has(".charts figure:nth-child(2)", "Confirmed 7 in all").has(".charts figure:nth-child(3)", "Decided 2 in all").
		count(".charts figure:nth-child(1) rect", 3).count(".charts figure:nth-child(3) rect", 1).
		has("details tbody tr:first-child", "30 November 2026 6 5 2").count("details tbody tr", 30)
}

func TestAViewerLandsOnTheHubAndSeesNumbersOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.fill(t)
	s.colleague(t, "viewer@alliance.example", models.RoleViewer)
	b := s.browser(t)
	b.signIn("viewer@alliance.example", modelstest.Password).want(http.StatusSeeOther, "/moderation/hub")
	b.get("/moderation/sign-in").want(http.StatusSeeOther, "/moderation/hub")
	b.get("/moderation/hub").want(http.StatusOK).has(".waits li:nth-child(3)", "Late 1").
		has(".apart tbody tr:first-child", "Waiting").hasNot("main a").hasNot("a[href='/moderation']")
	b.get("/moderation?band=late").want(http.StatusForbidden)
	s.browser(t).signIn(s.admin.Email, modelstest.Password).want(http.StatusSeeOther, "/moderation")
}

func TestTheQueueShowsAndFiltersWaitingTimes(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.fill(t)
	b := s.asAdmin(t)
	b.get("/moderation").want(http.StatusOK).has("tbody tr:first-child .wait.late", "Late").
		has("tbody tr:nth-child(2) .wait.nearly_late", "Nearly late").has("tbody .wait.on_time", "On time").
		has(".tabs a[href='/moderation?band=late']", "Late 1").has(".tabs a[href='/moderation']", "Any waiting time 4")
	b.get("/moderation?band=on_time&kind=region").want(http.StatusOK).count("tbody tr", 1).
		count("form[role=search] input[name=band][value=on_time]", 1).
		count(".tabs a[href='/moderation?band=late&kind=region']", 1).
		count(".tabs a[href='/moderation?band=on_time']", 1).
		has(".tabs [aria-current] .wait", "On time").count("a.clear[href='/moderation']", 1)
	b.get("/moderation?band=late&state=approved").want(http.StatusOK).count("tbody tr", 2).
		hasNot("tbody .wait").hasNot(".tabs .wait").hasNot("input[name=band]").hasNot("a.clear")
	b.get("/moderation?band=nonsense").want(http.StatusOK).count("tbody tr", 4)
}
