package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// auditPath is the address of the audit trail.
const auditPath = home + "/audit"

// GET /moderation/audit
func (s *console) showAudit(c *gin.Context, by models.Moderator) error {
	actions, err := s.Store.AuditActions(c.Request.Context())
	if err != nil {
		return err
	}
	team, err := s.Store.Moderators(c.Request.Context())
	if err != nil {
		return err
	}
	page := web.AuditPage{ConsoleLayout: s.layout(c, by, "console.audit.title"), Actions: actions}
	page.Section = "audit"
	page.Actors = auditActors(page.ConsoleLayout, team)
	filter := auditFilter(c.Request.URL.Query(), page)
	list, err := s.Store.AuditTrailPage(c.Request.Context(), filter)
	if err != nil {
		return err
	}
	page.Filter = web.AuditFilter{
		Action: filter.Action, Actor: filter.Actor, Pledge: filter.PledgeID,
		From: dayText(filter.From), To: dayText(filter.To), Since: momentText(filter.Since),
	}
	page.Entries = auditEntries(page.ConsoleLayout, list.Items, team)
	if list.Next != "" {
		page.NextURL = auditURL(page.Filter, list.Next)
	}
	if filter.After != "" {
		page.FirstURL = auditURL(page.Filter, "")
	}
	page.Export = web.ExportForm{
		Action: exportPath + "audit" + strings.TrimPrefix(auditURL(page.Filter, ""), auditPath), What: "audit",
	}
	if page.Filter != (web.AuditFilter{}) {
		page.ClearURL = auditPath
	}
	return s.Responder.Page(c, http.StatusOK, page)
}

// auditActors are who may have done something: the team, disabled colleagues too, and those without a name.
func auditActors(layout web.ConsoleLayout, team []models.Moderator) []web.AuditChoice {
	var choices []web.AuditChoice
	for _, member := range team {
		choices = append(choices, web.AuditChoice{Value: member.ID, Label: member.Name})
	}
	for _, actor := range []string{models.ActorSystem, models.ActorRepresentative} {
		choices = append(choices, web.AuditChoice{Value: actor, Label: layout.ActorText(actor)})
	}
	return choices
}

// auditFilter reads the filter from the address; what the page does not offer, it leaves out.
func auditFilter(query url.Values, page web.AuditPage) models.AuditFilter {
	filter := models.AuditFilter{
		Action: query.Get("action"), Actor: query.Get("actor"), PledgeID: strings.TrimSpace(query.Get("pledge")),
		From: dayOf(query.Get("from")), To: dayOf(query.Get("to")), After: query.Get("after"),
		Since: momentOf(query.Get("since")),
	}
	if !slices.Contains(page.Actions, filter.Action) {
		filter.Action = ""
	}
	offered := func(choice web.AuditChoice) bool { return choice.Value == filter.Actor }
	if !slices.ContainsFunc(page.Actors, offered) {
		filter.Actor = ""
	}
	return filter
}

// momentOf is a moment as an address has it; zero for what is none.
func momentOf(text string) time.Time {
	moment, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}
	}
	return moment.UTC()
}

func momentText(moment time.Time) string {
	if moment.IsZero() {
		return ""
	}
	return moment.Format(time.RFC3339Nano)
}

// dayOf is the beginning of a day in UTC; zero for what is no day.
func dayOf(text string) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return time.Time{}
	}
	return day
}

func dayText(day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return day.Format(time.DateOnly)
}

// auditURL is the address of a filter, behind a cursor where there is one.
func auditURL(f web.AuditFilter, after string) string {
	query := url.Values{}
	for name, value := range map[string]string{
		"action": f.Action, "actor": f.Actor, "pledge": f.Pledge, "from": f.From, "to": f.To, "since": f.Since,
		"after": after,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if len(query) == 0 {
		return auditPath
	}
	return auditPath + "?" + query.Encode()
}

func auditEntries(layout web.ConsoleLayout, items []models.AuditItem, team []models.Moderator) []web.AuditEntry {
	entries := make([]web.AuditEntry, 0, len(items))
	for _, item := range items {
		entry := web.AuditEntry{
			HistoryEntry: web.HistoryEntry(item.AuditEntry), PledgeID: item.PledgeID, Known: item.Known,
			Body: item.Body, Language: item.Language,
		}
		if strings.HasPrefix(item.Action, "moderator.") {
			entry.Detail = accountText(layout, item.Detail, team)
		}
		if item.Action == "pledge.assign" {
			entry.Detail = assigneeText(layout, item.Detail, team)
		}
		if strings.HasPrefix(item.Action, "list.") {
			entry.Detail = listDetail(layout, item.Detail)
		}
		if item.Action == "settings.change" {
			entry.Detail = settingDetail(layout, item.Detail)
		}
		entries = append(entries, entry)
	}
	return entries
}

// accountText puts the name in place of the id of an account, and the role behind it in words.
func accountText(layout web.ConsoleLayout, detail string, team []models.Moderator) string {
	id, role, withRole := strings.Cut(detail, ", ")
	for _, member := range team {
		switch {
		case member.ID != id:
		case withRole:
			return member.Name + ", " + layout.T("console.role."+role)
		default:
			return member.Name
		}
	}
	return detail
}
