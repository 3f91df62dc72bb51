package console

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// POST /moderation/pledges/{id}/claim. The page itself sends it while it is open, and gets the part that tells who
// works on the pledge; a person gets the page again.
func (s *console) claim(c *gin.Context, by models.Moderator) error {
	claim, err := s.Store.Claim(c.Request.Context(), by, c.Param("id"))
	if err != nil {
		return err
	}
	if c.PostForm("part") == "" {
		return s.Responder.SeeOther(c, pledgePath(c.Param("id")))
	}
	return s.Responder.Page(c, http.StatusOK, web.ClaimPart{
		ConsoleLayout: web.ConsoleLayout{Layout: s.Responder.Layout(c, "")}, Claim: claimOf(claim, by),
		PledgeID: c.Param("id"),
	})
}

// POST /moderation/pledges/{id}/release
func (s *console) release(c *gin.Context, by models.Moderator) error {
	if err := s.Store.Release(c.Request.Context(), by, c.Param("id")); err != nil {
		return err
	}
	if c.PostForm("part") != "" {
		c.Status(http.StatusNoContent) // the page has gone
		c.Writer.WriteHeaderNow()
		return nil
	}
	return s.Responder.SeeOther(c, pledgePath(c.Param("id")))
}

// POST /moderation/pledges/{id}/take-over
func (s *console) takeOver(c *gin.Context, by models.Moderator) error {
	err := s.Store.TakeOver(c.Request.Context(), by, c.Param("id"), c.PostForm("holder"))
	return s.afterMove(c, by, "taken_over", err)
}

// claimOf says who works on a pledge, as seen by a moderator.
func claimOf(claim models.Claim, by models.Moderator) web.Claim {
	return web.Claim{
		Name: claim.Name, HolderID: claim.ModeratorID, Since: claim.Since,
		Mine: claim.HeldBy(by), Colleague: claim.HeldFrom(by),
	}
}

// asSeenBy notes in items what is the moderator's own, and returns them.
func asSeenBy(by models.Moderator, items []web.QueueItem) []web.QueueItem {
	for i := range items {
		items[i].Claim.Mine = items[i].Claim.HolderID == by.ID
		items[i].Claim.Colleague = items[i].Claim.HolderID != "" && !items[i].Claim.Mine
		items[i].FirstMine = items[i].FirstByID == by.ID
	}
	return items
}

// POST /moderation/pledges/{id}/take-back
func (s *console) takeBackFirstApproval(c *gin.Context, by models.Moderator) error {
	err := s.Store.TakeBackFirstApproval(c.Request.Context(), by, seen(c))
	if errors.Is(err, models.ErrNotDecider) {
		return s.pledgePage(c, by, http.StatusConflict, web.ModerationPage{Fault: "undo_not_yours"})
	}
	return s.afterMove(c, by, "taken_back", err)
}
