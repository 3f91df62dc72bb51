package console_test

import (
	"net/http"
	"strings"
	"testing"

	"alliance/models"
)

func TestExportsOfTheConsole(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.Confirm(t, pledgeFor("Union of Towns"))
	s.Confirm(t, pledgeFor("Union of Valleys", func(p *models.NewPledge) { p.Country = "LT" }))
	s.colleague(t, "viewer@alliance.example", models.RoleViewer)
	b := s.asAdmin(t)
	page := b.get("/moderation?country=LT").want(http.StatusOK)
	action, _ := page.page().Find("form.export").Attr("action")
	if action != "/moderation/export/pledges?country=LT" {
		t.Fatalf("the queue exports by %q", action)
	}
	csv := b.post(action, "format", "csv").want(http.StatusOK)
	if !strings.Contains(csv.text, "Union of Valleys") || strings.Contains(csv.text, "Union of Towns") {
		t.Errorf("not what the queue shows:\n%s", csv.text)
	}
	for header, want := range map[string]string{
		"Content-Type":        "text/csv; charset=utf-8",
		"Content-Disposition": `attachment; filename="pledges-2026-11-22.csv"`,
		"Cache-Control":       "no-store",
	} {
		if got := csv.Header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	xlsx := b.post("/moderation/export/signatories", "format", "xlsx").want(http.StatusOK)
	if !strings.HasPrefix(xlsx.text, "PK\x03\x04") {
		t.Errorf("no XLSX: %.20q", xlsx.text)
	}
	b.get("/moderation/audit").count("form.export[action='/moderation/export/audit'] button", 2).
		has("table", "Pledges exported")
	b.post("/moderation/export/audit", "format", "csv").want(http.StatusOK)
	b.post("/moderation/export/audit", "format", "pdf").want(http.StatusBadRequest)
	viewer := s.signedIn(t, "viewer@alliance.example")
	viewer.get("/moderation/hub").count("form.export[action='/moderation/export/signatories']", 1)
	viewer.post("/moderation/export/signatories", "format", "csv").want(http.StatusOK)
	viewer.post("/moderation/export/pledges", "format", "csv").want(http.StatusForbidden)
}
