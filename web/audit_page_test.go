package web_test

import (
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"alliance/web"
)

// auditPage is the audit trail with an entry of every sort.
func (s site) auditPage() web.AuditPage {
	at := consoleNow()
	entry := func(actor, action, detail string) web.AuditEntry {
		return web.AuditEntry{HistoryEntry: web.HistoryEntry{At: at, Actor: actor, Action: action, Detail: detail}}
	}
	page := web.AuditPage{
		ConsoleLayout: s.console("Audit trail"), Actions: []string{"pledge.refuse", "moderator.add", "later.action"},
		Actors:  []web.AuditChoice{{Value: "01", Label: "Ada Admin"}, {Value: "system", Label: "the system"}},
		Filter:  web.AuditFilter{Action: "moderator.add", Actor: "01", Pledge: "\"><b>", From: "2026-11-22"},
		NextURL: "/moderation/audit?after=x", FirstURL: "/moderation/audit", ClearURL: "/moderation/audit",
		Entries: []web.AuditEntry{
			entry("Ada Admin", "pledge.refuse", "test"), entry("moderator", "pledge.refuse", ""),
			entry("Ada Admin", "pledge.unflag", "trap,moderator"), entry("system", "later.action", "<b>7</b>"),
		},
	}
	page.Entries[0].PledgeID, page.Entries[0].Known, page.Entries[0].Body = "01", true, "Rīga"
	page.Entries[0].Language = "lv"
	page.Entries[1].PledgeID, page.Entries[1].Known = "02", true
	page.Entries[2].PledgeID = "03"
	return page
}

func TestTheAuditTrailInWords(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	doc := parse(t, s.render(t, s.auditPage()))
	var got [][]string
	doc.Find("tbody tr").Each(func(_ int, row *goquery.Selection) {
		got = append(got, row.Find("td").Map(func(_ int, cell *goquery.Selection) string { return cell.Text() }))
	})
	want := [][]string{
		{"Ada Admin", "Refused", "Rīga", s.console("").T("console.reason.test")},
		{"a moderator", "Refused", "Name erased", "–"},
		{"Ada Admin", "Mark “suspected” cleared", "03", "A field that people do not see was filled in, as programs do. " +
			"A moderator marked it."},
		{"the system", "later.action", "–", "<b>7</b>"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	links := doc.Find("tbody a").Map(func(_ int, a *goquery.Selection) string {
		return a.AttrOr("href", "") + " " + a.AttrOr("lang", "-")
	})
	if diff := cmp.Diff([]string{"/moderation/pledges/01 lv", "/moderation/pledges/02 -"}, links); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
}

func TestTheAuditTrailIsATableThatBecomesCards(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	doc := parse(t, s.render(t, s.auditPage()))
	heads := doc.Find("table.queue thead th").Length()
	doc.Find("tbody tr").Each(func(i int, row *goquery.Selection) {
		labelled := row.Find("td[data-label][role=cell]").Length()
		if row.Find("th[scope=row] time[datetime]").Length() != 1 || labelled != heads-1 {
			t.Errorf("row %d: %d labelled cells below %d heads", i, labelled, heads)
		}
	})
	if got := doc.Find("#pledge").AttrOr("value", ""); got != "\"><b>" || doc.Find("main form b").Length() > 0 {
		t.Errorf("the id of the pledge came back as %q", got)
	}
	if doc.Find("#found").Length() != 1 || doc.Find("table[aria-describedby=found]").Length() != 1 {
		t.Error("nothing says the order of the table")
	}
}
