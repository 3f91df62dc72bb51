package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"alliance/models"
)

func TestTheAuditTrailIsNewestFirst(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	id := s.Approve(t, s.admin, pledgeFor("First Union"))
	s.Clock.Advance(time.Hour)
	b := s.asAdmin(t)
	page := b.get("/moderation/audit").want(http.StatusOK).has("h1", "Audit trail").
		has("nav [aria-current=true]", "Audit trail").has("main code", "alliance audit verify").
		count("tbody tr", 4).has("tbody tr:first-child", "Signed in").has("tbody tr:first-child", "Ada Admin").
		has("tbody tr:first-child th", "22 November 2026, 10:30 UTC").
		has("tbody tr:nth-child(2)", "Approved").has("tbody tr:nth-child(2) a[lang=en]", "First Union").
		count("tbody a[href='/moderation/pledges/"+id+"']", 2).
		has("tbody tr:nth-child(3)", "the representative").has("tbody tr:nth-child(3)", "Confirmed").
		has("tbody tr:last-child", "First account made").
		has("tbody tr:last-child td[data-label=Detail]", "Ada Admin").hasNot("a[rel=next]").hasNot("a.clear")
	if got := page.page().Find("tbody time").First().AttrOr("datetime", ""); got != "2026-11-22T10:30:00Z" {
		t.Errorf("datetime %q", got)
	}
}

func TestAuditDetailsAreWords(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.colleague(t, "mo@alliance.example", models.RoleModerator)
	id := s.Confirm(t, pledgeFor("Robot Union", func(p *models.NewPledge) { p.Trapped = true }))
	b := s.asAdmin(t)
	b.post("/moderation/pledges/" + id + "/unflag").want(http.StatusSeeOther)
	b.post("/moderation/pledges/"+id+"/refuse", "reason", "test").want(http.StatusSeeOther)
	b.get("/moderation/audit?action=moderator.add").want(http.StatusOK).
		has("tbody td", "the system").has("tbody td[data-label=Detail]", "Mo Colleague, moderator")
	b.get("/moderation/audit?action=pledge.unflag").want(http.StatusOK).
		has("tbody td[data-label=Detail]", "as programs do")
	answer := b.get("/moderation/audit?pledge="+id).want(http.StatusOK).count("tbody tr", 3)
	if text := words(answer.page().Find("main").Text()); strings.Contains(text, "console.") {
		t.Errorf("a key stands in place of its text: %s", text)
	}
}

func TestAuditFiltersStandInTheAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	mo := s.colleague(t, "mo@alliance.example", models.RoleModerator)
	first := s.Approve(t, mo, pledgeFor("First Union"))
	s.Clock.Advance(24 * time.Hour)
	s.Approve(t, s.admin, pledgeFor("Second Union"))
	b := s.asAdmin(t) // rows: account; account, password, confirm, approve; confirm, approve, sign-in
	for query, want := range map[string]int{
		"":                              8,
		"action=pledge.approve":         2,
		"actor=" + mo.ID:                2,
		"actor=system":                  1,
		"actor=representative":          2,
		"pledge=" + first:               2,
		"pledge=+" + first + "+":        2,
		"pledge=none":                   0,
		"from=2026-11-23":               3,
		"to=2026-11-22":                 5,
		"from=2026-11-23&to=2026-11-22": 0,
		"action=pledge.approve&from=2026-11-23&to=2026-11-23":                    1,
		"action=nonsense&actor=nonsense&from=today&to=2026-13-40&after=nonsense": 8,
	} {
		answer := b.get("/moderation/audit?"+query).want(http.StatusOK).count("tbody tr", want)
		if want == 0 {
			answer.has(".empty h2", "No entries match").hasNot("table")
		}
	}
	b.get("/moderation/audit?action=pledge.approve&actor="+mo.ID+"&from=2026-11-22&to=2026-11-22&pledge="+first).
		count("#action option[value='pledge.approve'][selected]", 1).
		count("#actor option[value='"+mo.ID+"'][selected]", 1).count("#pledge[value='"+first+"']", 1).
		count("#from[value='2026-11-22']", 1).count("#to[value='2026-11-22']", 1).
		count("a.clear[href='/moderation/audit']", 1)
	b.get("/moderation/audit?action=nonsense&from=today").hasNot("#action [selected]").
		count("#from[value='']", 1).hasNot("a.clear").
		count("#action option", 7).hasNot("#action option[value='pledge.refuse']").
		has("#actor option[value=system]", "the system").has("#actor option[value=representative]", "the representative")
}

func TestAuditPagesKeepTheFilter(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	for i := range 27 {
		s.Approve(t, s.admin, pledgeFor(fmt.Sprintf("Union %d", i)))
	}
	page := b.get("/moderation/audit?from=2026-11-22").want(http.StatusOK).count("tbody tr", 50).hasNot(".found a")
	next := page.page().Find("a[rel=next]").AttrOr("href", "")
	address, err := url.Parse(next)
	if err != nil || address.Query().Get("from") != "2026-11-22" || address.Query().Get("after") == "" {
		t.Fatalf("the next page is at %q, %v", next, err)
	}
	s.Approve(t, s.admin, pledgeFor("Latest Union")) // moves nothing on the second page
	b.get(next).want(http.StatusOK).count("tbody tr", 6).hasNot("a[rel=next]").
		has(".found a[href='/moderation/audit?from=2026-11-22']", "Back to the newest").
		has("tbody tr:last-child", "First account made").count("#from[value='2026-11-22']", 1)
	b.get("/moderation/audit?after="+url.QueryEscape(address.Query().Get("after")[3:])).
		want(http.StatusOK).has("tbody tr:first-child", "Latest Union")
}

func TestNobodyButAdministratorsReadsTheAuditTrail(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.Approve(t, s.admin, pledgeFor("First Union"))
	for email, role := range map[string]models.Role{
		"viewer@alliance.example": models.RoleViewer, "moderator@alliance.example": models.RoleModerator,
	} {
		s.colleague(t, email, role)
		answer := s.signedIn(t, email).get("/moderation/audit?action=pledge.approve").want(http.StatusForbidden).
			hasNot("nav a[href='/moderation/audit']").hasNot("table")
		if strings.Contains(answer.text, "First Union") {
			t.Errorf("the refusal shows a %s the trail", role)
		}
	}
	s.browser(t).get("/moderation/audit").want(http.StatusSeeOther, "/moderation/sign-in?next=%2Fmoderation%2Faudit")
}
