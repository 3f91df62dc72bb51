package handlers

import (
	"net/http"
	"strings"
	"testing"

	"alliance/models"
)

func TestCoveragePage(t *testing.T) {
	t.Parallel()
	s := wallOf(t) // Rīga, Steiermark, Aarhus, Łódź and an association
	page := s.get("/en/coverage").status(http.StatusOK)
	page.has("How this is counted").has("4 regions and cities are members.").lacks("in none of these figures")
	rows := page.document().Find("table[aria-labelledby=states] tbody tr")
	if rows.Length() != 27 {
		t.Errorf("%d member states", rows.Length())
	}
	for i, country := range map[int]string{0: "Austria", 5: "Czechia", 26: "Sweden"} {
		if got := rows.Eq(i).Find("th").Text(); got != country {
			t.Errorf("row %d is %s, want %s: by name, as the language orders them", i, got, country)
		}
	}
	if got := rows.Eq(0).Find("td").Eq(0).Text(); got != "1 of 9" {
		t.Errorf("regions of Austria: %s", got)
	}
	if width := rows.Eq(0).Find("rect").AttrOr("width", ""); width == "0" || width == "" {
		t.Errorf("Steiermark has a bar of width %q", width)
	}
	if width := rows.Eq(26).Find("rect").AttrOr("width", ""); width != "0" {
		t.Errorf("Sweden, without a member, has a bar of width %q", width)
	}
	s.get("/lv/coverage").status(http.StatusOK).has("Kā tas ir aprēķināts")
}

func TestCoverageNamesWhoIsInNoFigure(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.member(s.Administrator(t), func(p *models.NewPledge) { p.Body, p.TerritoryID = "Unknown-under-Wold", "" })
	s.get("/en/coverage").has("1 region or city is a member.").has("1 of them is not in the register")
}

func TestProgressPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get("/en/progress").status(http.StatusOK).has("No one has joined yet.").lacks("<progress", `<svg class="chart"`)
	s.get("/en/").lacks("<progress") // no measuring of a small start
	if err := s.FillDemonstration(t.Context()); err != nil {
		t.Fatal(err)
	}
	page := s.get("/en/progress").status(http.StatusOK).
		has("300 of 500 members.", "200 more until the next milestone.")
	if got := page.document().Find("table[aria-labelledby=reached] tr").Length(); got != 5 {
		t.Errorf("%d milestones reached, want 10, 25, 50, 100 and 250", got)
	}
	bars := page.document().Find("svg.chart rect").Length()
	months := page.document().Find("table[aria-labelledby=growth] tbody tr")
	if bars != months.Length() || bars < 6 {
		t.Errorf("%d bars beside %d months in the table", bars, months.Length())
	}
	if got := months.First().Find("td").Last().Text(); got != "300" {
		t.Errorf("the last month ends with %s members", got)
	}
	if got := page.document().Find(".chart + .ends").Text(); !strings.HasSuffix(got, ": 300 members") {
		t.Errorf("the chart says of its ends: %q", got)
	}
	s.get("/en/").has(`<progress aria-labelledby="milestone" max="500" value="300">`)
}
