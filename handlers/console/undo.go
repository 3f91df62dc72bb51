package console

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// POST /moderation/pledges/{id}/undo
func (s *console) undo(c *gin.Context, by models.Moderator) error {
	err := s.Store.Undo(c.Request.Context(), by, seen(c))
	switch {
	case errors.Is(err, models.ErrTooLate):
		return s.pledgePage(c, by, http.StatusConflict, web.ModerationPage{Fault: "undo_too_late"})
	case errors.Is(err, models.ErrNotDecider):
		return s.pledgePage(c, by, http.StatusConflict, web.ModerationPage{Fault: "undo_not_yours"})
	}
	return s.afterMove(c, by, "undone", err)
}

// undoOffer is the button that takes a decision back; nil where that is not possible any more. That it cannot be
// read is for the log: the page has more to tell.
func (s *console) undoOffer(c *gin.Context, by models.Moderator, pledgeID string) *web.Undo {
	if pledgeID == "" {
		return nil
	}
	ctx := c.Request.Context()
	undo, err := s.Store.Undoable(ctx, by, pledgeID)
	if err != nil {
		s.Log.WarnContext(ctx, "cannot see whether a decision can be undone", "pledge", pledgeID, "error", err)
	}
	if undo == nil {
		return nil
	}
	return &web.Undo{ID: undo.ID, Version: undo.Version, Left: undo.Until.Sub(s.Now())}
}
