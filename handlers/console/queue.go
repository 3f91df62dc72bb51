package console

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// GET /moderation
func (s *console) showQueue(c *gin.Context, by models.Moderator) error {
	offered, err := s.queueChoices(c.Request.Context())
	if err != nil {
		return err
	}
	filter := queueFilter(c.Request.URL.Query(), offered)
	filter.Scope = by.Scope
	asked := filter
	if asked.Assigned == assignedToMe {
		asked.Assigned = by.ID
	}
	queue, err := s.Store.Queue(c.Request.Context(), asked)
	if err != nil {
		return err
	}
	page := web.QueuePage{
		ConsoleLayout: s.layout(c, by, "console.queue.title"),
		Filter: web.QueueFilter{
			State: string(filter.State), Kind: string(filter.Kind), Country: filter.Country,
			Query: filter.Query, Band: string(filter.Band), Language: filter.Language, Suspected: filter.Suspected,
			Tag: filter.Tag, Assigned: filter.Assigned, Reported: filter.Reported, Second: filter.Second,
		},
		PledgeLanguages: offered.languages,
		Tags:            offered.tags,
		Colleagues:      offered.colleagues,
		More:            queue.More,
		Items:           linked(asSeenBy(by, queueItems(queue.Items))),
		URL:             queueURL(filter),
		Total:           queue.Total,
	}
	page.Section = "queue"
	page.Export = web.ExportForm{
		Action: exportPath + "pledges" + strings.TrimPrefix(queueURL(first(filter)), home), What: "pledges",
	}
	page.Bulk = s.bulkBar(by, filter, queue.Items)
	page.States = stateLinks(page.ConsoleLayout, filter, queue)
	page.Kinds = kindLinks(page.ConsoleLayout, filter, queue.Kinds)
	page.Bands = bandLinks(page.ConsoleLayout, filter, queue.Bands)
	if queue.Next != "" {
		next := filter
		next.After = queue.Next
		page.NextURL = queueURL(next)
	}
	if filter.After != "" {
		page.FirstURL = queueURL(first(filter))
	}
	all := models.QueueFilter{State: filter.State, Suspected: filter.Suspected, Second: filter.Second, After: filter.After}
	if queueURL(filter) != queueURL(all) {
		all.After = ""
		page.ClearURL = queueURL(all)
	}
	return s.Responder.Page(c, http.StatusOK, page)
}

// first is a filter from its first page on.
func first(filter models.QueueFilter) models.QueueFilter {
	filter.After = ""
	return filter
}

// queueChoices are what the filters of the queue offer.
type queueChoices struct {
	languages        []string
	tags, colleagues []web.Choice
}

func (s *console) queueChoices(ctx context.Context) (queueChoices, error) {
	offered := queueChoices{languages: s.Catalog.Languages()}
	tags, err := s.Store.Tags(ctx)
	if err != nil {
		return offered, err
	}
	team, err := s.Store.Moderators(ctx)
	if err != nil {
		return offered, err
	}
	offered.tags = deskTags(tags)
	for _, member := range team { // disabled colleagues may still look after some
		offered.colleagues = append(offered.colleagues, web.Choice{Value: member.ID, Label: member.Name})
	}
	return offered, nil
}

// queueFilter reads the filter from the address; what it does not know, it leaves out.
func queueFilter(query url.Values, offered queueChoices) models.QueueFilter {
	filter := models.QueueFilter{
		State: models.State(query.Get("state")), Kind: models.Kind(query.Get("kind")),
		Country: query.Get("country"), Language: query.Get("language"), Query: query.Get("q"),
		Band: models.Band(query.Get("band")),
		Tag:  query.Get("tag"), Assigned: query.Get("assigned"), Second: query.Get("second") == "1",
		Suspected: query.Get("suspected") == "1", Reported: query.Get("reported") == "1", After: query.Get("after"),
	}
	if filter.Suspected || !slices.Contains(states(), filter.State) {
		filter.State = models.StateWaiting
	}
	if !slices.Contains(offered.languages, filter.Language) {
		filter.Language = ""
	}
	if !isOffered(offered.tags, filter.Tag) {
		filter.Tag = ""
	}
	anybody := filter.Assigned != assignedToMe && filter.Assigned != models.AssignedToNobody
	if anybody && !isOffered(offered.colleagues, filter.Assigned) {
		filter.Assigned = ""
	}
	if !filter.Kind.Valid() {
		filter.Kind = ""
	}
	filter.Second = filter.Second && filter.State == models.StateWaiting
	if filter.State != models.StateWaiting || !slices.Contains(models.Bands(), filter.Band) {
		filter.Band = ""
	}
	return filter
}

func isOffered(choices []web.Choice, value string) bool {
	return slices.ContainsFunc(choices, func(choice web.Choice) bool { return choice.Value == value })
}

// states are the states of a pledge in the order of a moderator's interest.
func states() []models.State {
	return []models.State{
		models.StateWaiting, models.StateNeedsInfo, models.StateParked, models.StateUnconfirmed,
		models.StateApproved, models.StateRefused, models.StateTakenDown, models.StateWithdrawn,
	}
}

// queueURL is the address of a filter.
func queueURL(f models.QueueFilter) string {
	query := url.Values{}
	set := func(name, value string) {
		if value != "" {
			query.Set(name, value)
		}
	}
	if f.State != models.StateWaiting {
		set("state", string(f.State))
	}
	if f.Suspected {
		set("suspected", "1")
	}
	if f.Second {
		set("second", "1")
	}
	set("kind", string(f.Kind))
	set("band", string(f.Band))
	set("country", f.Country)
	set("language", f.Language)
	set("tag", f.Tag)
	set("assigned", f.Assigned)
	if f.Reported {
		set("reported", "1")
	}
	set("q", f.Query)
	set("after", f.After)
	if len(query) == 0 {
		return home
	}
	return home + "?" + query.Encode()
}

// stateLinks leads to the states that have pledges, to the waiting ones in any case, and to the suspected ones.
func stateLinks(layout web.ConsoleLayout, f models.QueueFilter, queue models.Queue) []web.FacetLink {
	var links []web.FacetLink
	for _, state := range states() {
		count, selected := queue.States[state], f.State == state && !f.Suspected && !f.Second
		if state == models.StateWaiting {
			count -= queue.Suspected
		} else if count == 0 && !selected {
			continue
		}
		links = append(links, web.FacetLink{
			Value: string(state), Label: layout.T("console.state." + string(state)),
			URL: queueURL(models.QueueFilter{State: state}), Count: count, Selected: selected,
		})
	}
	if queue.Second > 0 || f.Second {
		links = append(links, web.FacetLink{
			Value: "second", Label: layout.T("console.two_person.filter"),
			URL:   queueURL(models.QueueFilter{State: models.StateWaiting, Second: true}),
			Count: queue.Second, Selected: f.Second,
		})
	}
	return append(links, web.FacetLink{
		Value: "suspected", Label: layout.T("console.state.suspected"),
		URL:   queueURL(models.QueueFilter{State: models.StateWaiting, Suspected: true}),
		Count: queue.Suspected, Selected: f.Suspected,
	})
}

// kindLinks leads to the kinds that have pledges in the chosen state.
func kindLinks(layout web.ConsoleLayout, f models.QueueFilter, counts []models.FacetCount) []web.FacetLink {
	link := func(kind models.Kind, label string, count int) web.FacetLink {
		target := f
		target.Kind, target.After = kind, ""
		return web.FacetLink{
			Value: string(kind), Label: label, URL: queueURL(target), Count: count, Selected: f.Kind == kind,
		}
	}
	all := link("", layout.T("console.queue.all_kinds"), 0)
	var links []web.FacetLink
	for _, kind := range models.Kinds() {
		count := 0
		for _, facet := range counts {
			if facet.Value == string(kind) {
				count = facet.Count
			}
		}
		all.Count += count
		if count > 0 || f.Kind == kind {
			links = append(links, link(kind, layout.T("kind."+string(kind)), count))
		}
	}
	return append([]web.FacetLink{all}, links...)
}

// bandLinks leads to the bands of waiting time, where the chosen pledges wait.
func bandLinks(layout web.ConsoleLayout, f models.QueueFilter, counts map[models.Band]int) []web.FacetLink {
	if counts == nil {
		return nil
	}
	link := func(band models.Band, label string, count int) web.FacetLink {
		target := f
		target.Band, target.After = band, ""
		return web.FacetLink{
			Value: string(band), Label: label, URL: queueURL(target), Count: count, Selected: f.Band == band,
		}
	}
	all := link("", layout.T("console.queue.all_bands"), 0)
	var links []web.FacetLink
	for _, band := range models.Bands() {
		all.Count += counts[band]
		links = append(links, link(band, layout.T("console.band."+string(band)), counts[band]))
	}
	return append([]web.FacetLink{all}, links...)
}

func queueItems(items []models.QueueItem) []web.QueueItem {
	page := make([]web.QueueItem, 0, len(items))
	for _, item := range items {
		page = append(page, queueItem(item))
	}
	return page
}

func queueItem(item models.QueueItem) web.QueueItem {
	return web.QueueItem{
		ID: item.ID, State: string(item.State), Band: string(item.Band), Kind: string(item.Kind), Country: item.Country,
		Body: item.Body, Territory: item.Territory, EmailDomain: item.EmailDomain, Language: item.Language,
		Suspected: item.Suspected, SubmittedAt: item.SubmittedAt, ConfirmedAt: item.ConfirmedAt,
		DecidedBy: item.DecidedBy, DecidedAt: item.DecidedAt, Version: item.Version,
		AssignedTo: item.AssignedTo, Tags: deskTags(item.Tags),
		Claim: claimOf(item.Claim, models.Moderator{}), FirstBy: item.FirstBy, FirstByID: item.FirstByID,
		Verdicts: web.Verdicts{
			Clear: item.Verdicts.Clear(), Territory: item.Verdicts.Territory, Known: item.Verdicts.Known,
			Domain: item.Verdicts.Domain.Fits(),
		},
	}
}
