package console

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// POST /moderation/pledges/{id}/park
func (s *console) park(c *gin.Context, by models.Moderator) error {
	err := s.Store.Park(c.Request.Context(), by, seen(c))
	return s.afterDecision(c, by, "parked", err)
}

// POST /moderation/pledges/{id}/unpark
func (s *console) unpark(c *gin.Context, by models.Moderator) error {
	err := s.Store.Unpark(c.Request.Context(), by, seen(c))
	return s.afterMove(c, by, "unparked", err)
}

// POST /moderation/pledges/{id}/flag
func (s *console) flag(c *gin.Context, by models.Moderator) error {
	err := s.Store.Flag(c.Request.Context(), by, seen(c))
	return s.afterDecision(c, by, "flagged", err)
}

// POST /moderation/pledges/{id}/unflag
func (s *console) unflag(c *gin.Context, by models.Moderator) error {
	err := s.Store.Unflag(c.Request.Context(), by, seen(c))
	return s.afterMove(c, by, "unflagged", err)
}

// POST /moderation/pledges/{id}/take-down
func (s *console) takeDown(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	reason, hide := c.PostForm("reason_text"), c.PostForm("hide") == "1"
	err := s.Store.TakeDown(c.Request.Context(), by, seen(c), reason, hide)
	var faults models.FieldErrors
	if errors.As(err, &faults) {
		page := web.ModerationPage{Errors: faults, ReasonText: reason, Hide: hide}
		return s.pledgePage(c, by, http.StatusUnprocessableEntity, page)
	}
	return s.afterMove(c, by, "taken_down", err)
}

// POST /moderation/pledges/{id}/restore
func (s *console) restore(c *gin.Context, by models.Moderator) error {
	err := s.Store.Restore(c.Request.Context(), by, seen(c))
	return s.afterMove(c, by, "restored", err)
}

// afterMove stays with the pledge: it shows it as it is now, or why it was not moved.
func (s *console) afterMove(c *gin.Context, by models.Moderator, done string, err error) error {
	if err != nil {
		return s.notDecided(c, by, err)
	}
	s.sessions.notify(c, web.Notice{Key: done})
	return s.Responder.SeeOther(c, pledgePath(c.Param("id")))
}
