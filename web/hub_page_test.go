package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"alliance/web"
)

// hubPage is a hub with something in every part.
func (s site) hubPage() web.HubPage {
	const day = 24 * time.Hour
	counts := func(counts ...int) []web.HubCount {
		var numbers []web.HubCount
		for _, count := range counts {
			numbers = append(numbers, web.HubCount{Count: count})
		}
		return numbers
	}
	page := web.HubPage{
		ConsoleLayout: s.console("Overview"), Kinds: []string{"region", "city"},
		Bands: []web.HubBand{
			{HubCount: web.HubCount{Count: 12, URL: "/moderation?band=on_time"}, Band: "on_time", Until: 3 * day},
			{HubCount: web.HubCount{Count: 3, URL: "/x"}, Band: "nearly_late", From: 3 * day, Until: 180 * time.Hour},
			{Band: "late", From: 180 * time.Hour},
		},
		Totals: []web.HubTotal{
			{State: "waiting", All: web.HubCount{Count: 1234, URL: "/moderation"}, Kinds: counts(0, 1234)},
			{State: "suspected", Kinds: counts(0, 0)},
		},
	}
	page.Totals[0].Kinds[1].URL = "/moderation?kind=city"
	for i := range 30 {
		page.Days = append(page.Days, web.HubDay{Day: consoleNow().Truncate(day).AddDate(0, 0, i-29)})
	}
	page.Days[0].Submitted, page.Days[29].Submitted, page.Days[29].Confirmed = 1000, 500, 1
	return page
}

func TestHubPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	doc := parse(t, s.render(t, s.hubPage()))
	for selector, want := range map[string]string{
		".waits li:nth-child(1)":                              "On time 12 On time for less than 3 days",
		".waits li:nth-child(2) .sub":                         "for 3 days or more, but less than 180 hours",
		".waits li:nth-child(3)":                              "Late 0 for 180 hours or more",
		`.waits a[href="/moderation?band=on_time"]`:           "12 On time",
		`.apart td a[href="/moderation?kind=city"]`:           "1,234 Waiting, City",
		".charts figure:nth-child(1) figcaption":              "Submitted 1,500 in all, at most 1,000 on one day",
		".charts figure:nth-child(3) figcaption":              "Decided 0 in all",
		".charts .ends":                                       "24 October 2026 22 November 2026",
		"details tbody tr:first-child":                        "22 November 2026 500 1 0",
		"details tbody tr:last-child":                         "24 October 2026 1,000 0 0",
		`nav [aria-current=true][href="/moderation/hub"], h1`: "Overview",
	} {
		got := strings.Join(strings.Fields(doc.Find(selector).Text()), " ")
		if !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q in it", selector, got, want)
		}
	}
	if n := doc.Find("details tbody tr").Length(); n != 30 {
		t.Errorf("the table has %d days", n)
	}
	if found := doc.Find(".waits li:nth-child(3) a, tbody tr:nth-child(2) td a"); found.Length() > 0 {
		t.Errorf("links where there is nothing to see: %q", found.Text())
	}
	doc.Find("svg.chart").Each(func(_ int, chart *goquery.Selection) {
		label := chart.AttrOr("aria-label", "")
		if chart.AttrOr("role", "") != "img" || !strings.Contains(label, "from 24 October 2026 to 22 November 2026") {
			t.Errorf("a chart says nothing to those who do not see it: %q", label)
		}
	})
}

func TestHubCharts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	charts := s.hubPage().Charts()
	want := []web.HubChart{
		{Name: "submitted", Total: 1500, Most: 1000, BarChart: web.BarChart{Width: 300, Bars: []web.ChartBar{
			{X: 1, Y: 0, Width: 8, Height: 100}, {X: 291, Y: 50, Width: 8, Height: 50},
		}}},
		// On the scale of the first, and still to be seen.
		{Name: "confirmed", Total: 1, Most: 1, BarChart: web.BarChart{
			Width: 300, Bars: []web.ChartBar{{X: 291, Y: 99, Width: 8, Height: 1}},
		}},
		{Name: "decided", BarChart: web.BarChart{Width: 300}},
	}
	if diff := cmp.Diff(want, charts); diff != "" {
		t.Errorf("charts (-want +got):\n%s", diff)
	}
}

func TestLength(t *testing.T) {
	t.Parallel()
	layout := newSite(t).console("")
	for d, want := range map[time.Duration]string{
		72 * time.Hour:   "3 days",
		24 * time.Hour:   "1 day",
		36 * time.Hour:   "36 hours",
		90 * time.Minute: "90 minutes",
	} {
		if got := layout.Length(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}
