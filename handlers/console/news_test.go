package console_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestTheOverviewTellsWhatIsNew(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	mo := s.colleague(t, "mo@alliance.example", models.RoleModerator)
	s.colleague(t, "viewer@alliance.example", models.RoleViewer)
	s.Clock.Advance(time.Hour)
	s.Approve(t, s.admin, pledgeFor("First Union"))
	taken := s.Approve(t, mo, pledgeFor("Second Union"))
	if err := s.TakeDown(t.Context(), mo, models.Seen{ID: taken}, "A mistake.", true); err != nil {
		t.Fatal(err)
	}
	s.Submit(t, pledgeFor("Quiet Union"))
	b := s.asAdmin(t)
	hub := b.get("/moderation/hub").want(http.StatusOK).has(".news", "Since 22 November 2026, 09:30 UTC").
		has(".news", "Submitted 3").has(".news li:nth-child(2)", "Confirmed 2").
		has(".news li:nth-child(3)", "Approved 2").has(".news li:nth-child(3)", "Mo Colleague: 1").
		has(".news li:nth-child(4)", "Taken down 1").count("form[action='/moderation/hub/seen']", 1)
	links := hub.page().Find(".news a")
	if links.Length() != 6 { // confirmed; approved, by each of two; taken down, by one
		t.Errorf("%d links", links.Length())
	}
	links.Each(func(_ int, link *goquery.Selection) {
		number := strings.Fields(link.Text())[0]
		list := b.get(link.AttrOr("href", "")).want(http.StatusOK).has("#found", "Only what happened after").
			count("input[type=hidden][name=since]", 1)
		if got := strconv.Itoa(list.page().Find("tbody tr").Length()); got != number {
			t.Errorf("%q leads to %s entries", words(link.Text()), got)
		}
	})
	theirs := s.signedIn(t, mo.Email).get("/moderation/hub").want(http.StatusOK).has(".news", "Ada Admin: 1")
	theirs.hasNot(".news a")
	numbers := s.signedIn(t, "viewer@alliance.example").get("/moderation/hub").want(http.StatusOK).
		has(".news", "Approved 2").hasNot(".news a")
	if strings.Contains(numbers.page().Find(".news").Text(), "Ada") {
		t.Error("a viewer sees who decided")
	}

	b.post("/moderation/hub/seen").want(http.StatusSeeOther, "/moderation/hub")
	b.get("/moderation/hub").want(http.StatusOK).has("[role=status]", "counted as new").
		has(".news", "Nothing happened").hasNot(".news li")
	again := s.browser(t)
	again.signIn(s.admin.Email, modelstest.Password).want(http.StatusSeeOther)
	again.get("/moderation/audit?since=" + url.QueryEscape("nonsense")).want(http.StatusOK).
		hasNot("input[name=since]")
}

// The overview leaves out what is hidden from reports, and its numbers lead to exactly those that it counts.
func TestTheOverviewLeavesOutWhatIsHidden(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	for name, hide := range map[string]bool{"Kept Union": false, "Hidden Union": true} {
		id := s.Approve(t, s.admin, pledgeFor(name))
		if err := s.TakeDown(t.Context(), s.admin, models.Seen{ID: id}, "A mistake.", hide); err != nil {
			t.Fatal(err)
		}
	}
	b := s.asAdmin(t)
	b.get("/moderation/hub").want(http.StatusOK).
		has(".apart a[href='/moderation?reported=1&state=taken_down']", "1 Taken down")
	found := b.get("/moderation?reported=1&state=taken_down").want(http.StatusOK).
		has("#found", "1 pledge, oldest first Without those left out of reports").
		count("a.clear[href='/moderation?state=taken_down']", 1)
	if got := rows(found); len(got) != 1 || got[0] != "Kept Union" {
		t.Errorf("in reports: %v", got)
	}
	b.get("/moderation?state=taken_down").want(http.StatusOK).count("tbody tr", 2)
}
