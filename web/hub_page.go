package web

import "time"

// HubPage is /moderation/hub: the work at a glance.
type HubPage struct {
	ConsoleLayout
	Export ExportForm
	Bands  []HubBand
	Kinds  []string   // heads of the columns of Totals
	Totals []HubTotal // one per state
	Days   []HubDay   // oldest first
	News   News
}

// HubCount is a number that leads to the pledges it counts.
type HubCount struct {
	Count int
	URL   string // empty where there are none, or the role may not see them
}

// LabelledCount is a count as it is written, and what a link in its place says beside the number.
type LabelledCount struct {
	Number, Label, URL string
}

// Labelled says what the number counts, for those who hear a link by itself.
func (c HubCount) Labelled(number, label string) LabelledCount {
	return LabelledCount{Number: number, Label: label, URL: c.URL}
}

// HubBand counts the pledges that have waited for From to Until.
type HubBand struct {
	HubCount
	Band        string        // on_time, nearly_late, late
	From, Until time.Duration // Until is zero where there is no end
}

// HubTotal counts the pledges of one state, or of the suspected ones.
type HubTotal struct {
	State string
	All   HubCount
	Kinds []HubCount // in the order of HubPage.Kinds
}

// HubDay counts what happened on one day, in UTC.
type HubDay struct {
	Day                           time.Time
	Submitted, Confirmed, Decided int
}

// HubChart is a chart of one number per day. All charts of a page have the same scale.
type HubChart struct {
	Name        string // locale key suffix below console.hub.chart.
	Total, Most int
	BarChart
}

// Charts draws what happened per day. Three charts below each other need no colours to be told apart.
func (p HubPage) Charts() []HubChart {
	charts := []HubChart{{Name: "submitted"}, {Name: "confirmed"}, {Name: "decided"}}
	counts := make([][]int, len(charts))
	scale := 1
	for _, day := range p.Days {
		for i, count := range []int{day.Submitted, day.Confirmed, day.Decided} {
			counts[i] = append(counts[i], count)
			charts[i].Total += count
			charts[i].Most = max(charts[i].Most, count)
			scale = max(scale, count)
		}
	}
	for i := range charts {
		charts[i].BarChart = newBarChart(counts[i], scale)
	}
	return charts
}

// LatestFirst are the days in the order of the table.
func (p HubPage) LatestFirst() []HubDay {
	days := make([]HubDay, 0, len(p.Days))
	for i := len(p.Days) - 1; i >= 0; i-- {
		days = append(days, p.Days[i])
	}
	return days
}

// First and Last are the days at the ends of the charts; zero without any.
func (p HubPage) First() time.Time { return p.end(0) }

// Last is the youngest day.
func (p HubPage) Last() time.Time { return p.end(len(p.Days) - 1) }

func (p HubPage) end(i int) time.Time {
	if len(p.Days) == 0 {
		return time.Time{}
	}
	return p.Days[i].Day
}

// BandHelp says in words how long the pledges of a band have waited.
func (p HubPage) BandHelp(b HubBand) string {
	return p.T("console.band_help."+b.Band, "from", p.Length(b.From), "until", p.Length(b.Until))
}
