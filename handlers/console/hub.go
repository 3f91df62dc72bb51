package console

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// hubPath is the address of the hub.
const hubPath = home + "/hub"

// GET /moderation/hub
func (s *console) showHub(c *gin.Context, by models.Moderator) error {
	hub, err := s.Store.Hub(c.Request.Context(), by.Scope)
	if err != nil {
		return err
	}
	count := counter{linked: allowed(by.Role, models.RoleModerator)}
	page := web.HubPage{
		ConsoleLayout: s.layout(c, by, "console.hub.title"),
		Bands:         count.bands(hub.Bands, s.Store.WaitingTimes()),
		Totals:        count.totals(hub.Totals),
	}
	page.Section = "hub"
	if page.News, err = s.news(c, by); err != nil {
		return err
	}
	page.Export = web.ExportForm{Action: exportPath + "signatories", What: "signatories"}
	for _, kind := range models.Kinds() {
		page.Kinds = append(page.Kinds, string(kind))
	}
	for _, day := range hub.Days {
		page.Days = append(page.Days, web.HubDay(day))
	}
	return s.Responder.Page(c, http.StatusOK, page)
}

// counter makes numbers, linked to the pledges they count for those who may see them.
type counter struct {
	linked bool
}

func (c counter) number(count int, of models.QueueFilter) web.HubCount {
	number := web.HubCount{Count: count}
	if c.linked && count > 0 {
		number.URL = queueURL(of)
	}
	return number
}

func (c counter) bands(counts map[models.Band]int, times models.ModerationConfig) []web.HubBand {
	var bands []web.HubBand
	for _, band := range models.Bands() {
		page := web.HubBand{
			HubCount: c.number(counts[band], models.QueueFilter{State: models.StateWaiting, Band: band}),
			Band:     string(band),
		}
		switch band {
		case models.BandOnTime:
			page.Until = times.NearlyLateAfter
		case models.BandNearlyLate:
			page.From, page.Until = times.NearlyLateAfter, times.LateAfter
		case models.BandLate:
			page.From = times.LateAfter
		}
		bands = append(bands, page)
	}
	return bands
}

// totals are the rows of the table: the states that have pledges, as the queue shows them, and the waiting and the
// suspected ones in any case.
func (c counter) totals(counts []models.StateTotal) []web.HubTotal {
	var rows []web.HubTotal
	for _, state := range states() {
		of := models.QueueFilter{State: state}
		row := c.total(string(state), of, counts)
		if row.All.Count > 0 || state == models.StateWaiting {
			rows = append(rows, row)
		}
		if state == models.StateWaiting {
			of.Suspected = true
			rows = append(rows, c.total("suspected", of, counts))
		}
	}
	return rows
}

func (c counter) total(name string, of models.QueueFilter, counts []models.StateTotal) web.HubTotal {
	perKind, all := map[models.Kind]int{}, 0
	for _, total := range counts {
		if total.State != of.State {
			continue
		}
		switch {
		case of.Suspected:
			perKind[total.Kind] = total.Suspected
		case of.State == models.StateWaiting: // the queue shows the suspected ones elsewhere
			perKind[total.Kind] = total.Count - total.Suspected
		default:
			perKind[total.Kind] = total.Count
		}
		all += perKind[total.Kind]
	}
	of.Reported = of.State == models.StateTakenDown // what is hidden is not counted
	row := web.HubTotal{State: name, All: c.number(all, of)}
	for _, kind := range models.Kinds() {
		of.Kind = kind
		row.Kinds = append(row.Kinds, c.number(perKind[kind], of))
	}
	return row
}
