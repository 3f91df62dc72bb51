package console

import (
	"context"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// GET /moderation/pledges/{id}
func (s *console) showPledge(c *gin.Context, by models.Moderator) error {
	return s.pledgePage(c, by, http.StatusOK, web.ModerationPage{})
}

// pledgePage fills page with the pledge of the address and the queue around it.
func (s *console) pledgePage(c *gin.Context, by models.Moderator, status int, page web.ModerationPage) error {
	pledge, err := s.Store.PledgeDetail(c.Request.Context(), by, c.Param("id"))
	if err != nil {
		return err
	}
	waiting, err := s.waiting(c.Request.Context(), by)
	if err != nil {
		return err
	}
	page.ConsoleLayout = s.layout(c, by, "console.pledge.erased")
	if pledge.Body != "" {
		page.Title = pledge.Body
	}
	page.Section = "queue"
	page.Pledge = moderationPledge(pledge)
	page.Pledge.Publication = s.publication(page.Layout, pledge)
	page.Claim = claimOf(pledge.Claim, by)
	page.Pledge.FirstMine = pledge.FirstByID == by.ID
	if page.Undo == nil {
		page.Undo = s.undoOffer(c, by, pledge.ID)
	}
	if err := s.fillDesk(c, by, &page, pledge); err != nil {
		return err
	}
	if pledge.Edited {
		page.Changes = web.Changes(page.Layout, pledge.Language, editForm(pledge.Typed), editForm(pledge.Words))
	}
	page.Reasons = s.Store.Reasons()
	page.Waiting = asSeenBy(by, queueItems(waiting))
	page.NextID = following(by, waiting, pledge.QueueItem)
	page.AskFields = askFields(pledge)
	page.Letter = s.letter(page, pledge)
	return s.Responder.Page(c, status, page)
}

// waiting returns the head of the moderator's queue.
func (s *console) waiting(ctx context.Context, by models.Moderator) ([]models.QueueItem, error) {
	queue, err := s.Store.Queue(ctx, models.QueueFilter{State: models.StateWaiting, Scope: by.Scope})
	return queue.Items, err
}

// following returns the id of the pledge after this one in the queue that is for this moderator: no colleague works
// on it, and none has to approve it second. After the last comes the first, so that a pledge left for later comes
// round again. Empty where no other waits.
func following(by models.Moderator, waiting []models.QueueItem, current models.QueueItem) string {
	others := slices.DeleteFunc(slices.Clone(waiting), func(q models.QueueItem) bool {
		return q.ID == current.ID || q.Claim.HeldFrom(by) || q.FirstBy != "" && q.FirstByID == by.ID
	})
	if len(others) == 0 {
		return ""
	}
	later := slices.IndexFunc(others, func(q models.QueueItem) bool { return comesAfter(q, current) })
	return others[max(later, 0)].ID
}

func comesAfter(q, current models.QueueItem) bool {
	if q.ConfirmedAt == nil || current.ConfirmedAt == nil {
		return false
	}
	order := q.ConfirmedAt.Compare(*current.ConfirmedAt)
	return order > 0 || order == 0 && q.ID > current.ID
}

func moderationPledge(p models.PledgeDetail) web.ModerationPledge {
	return web.ModerationPledge{
		QueueItem:       queueItem(p.QueueItem),
		TerritoryRegion: p.TerritoryRegion, Website: p.Website,
		Associations:       p.Associations,
		RepresentativeName: p.RepresentativeName, RepresentativeFunction: p.RepresentativeFunction, Email: p.Email,
		Statement: p.Statement, DeclarationVersion: p.DeclarationVersion,
		ConsentName: p.ConsentName, ConsentNews: p.ConsentNews,
		Editable:         p.State.Editable(),
		SuspectedReasons: p.SuspectedReasons,
		Reason:           p.Reason, ReasonText: p.ReasonText, SignatorySlug: p.SignatorySlug,
		HiddenFromReports: p.HiddenFromReports,
		EmailDomainHost:   p.Domain.Email, WebsiteHost: p.Domain.Website,
		DomainsSame: p.Domain.Same, FreeMail: p.Domain.FreeMail,
		Disposable: p.Domain.Disposable, Neighbours: neighbours(p.Domain.Neighbours),
		Trust:      web.TerritoryTrust{Verdict: string(p.Trust.Verdict), Percent: p.Trust.Percent, Name: p.Trust.Name},
		Duplicates: duplicates(p),
		SameBody:   queueItems(p.SameBody),
		Questions:  questions(p),
		History:    history(p.History),
		Mails:      mailStatuses(p.Mails),
	}
}

// duplicates leaves out the signatory that the pledge itself became.
func duplicates(p models.PledgeDetail) []web.Duplicate {
	page := make([]web.Duplicate, 0, len(p.Duplicates))
	for _, d := range p.Duplicates {
		if d.Slug == p.SignatorySlug {
			continue
		}
		entry := web.Entry{Slug: d.Slug, Name: d.Name, Kind: string(d.Kind), Country: d.Country, Since: d.Since}
		entry.Territory = d.Facts.Territory
		page = append(page, web.Duplicate{
			Entry: entry, Hidden: d.Hidden, Similarity: d.Similarity, Reasons: d.Reasons,
			Website: d.Facts.Website, Domain: d.Facts.Domain, Associations: d.Associations,
		})
	}
	return page
}

func neighbours(found []models.Neighbour) []web.Neighbour {
	page := make([]web.Neighbour, 0, len(found))
	for _, n := range found {
		page = append(page, web.Neighbour(n))
	}
	return page
}

func history(entries []models.AuditEntry) []web.HistoryEntry {
	page := make([]web.HistoryEntry, 0, len(entries))
	for _, e := range entries {
		page = append(page, web.HistoryEntry{At: e.At, Actor: e.Actor, Action: e.Action, Detail: e.Detail})
	}
	return page
}

func mailStatuses(mails []models.MailStatus) []web.MailStatus {
	page := make([]web.MailStatus, 0, len(mails))
	for _, m := range mails {
		page = append(page, web.MailStatus{
			Kind: string(m.Kind), CreatedAt: m.CreatedAt, SentAt: m.SentAt, ParkedAt: m.ParkedAt,
			Attempts: m.Attempts, LastError: m.LastError,
		})
	}
	return page
}
