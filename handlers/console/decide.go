package console

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// POST /moderation/pledges/{id}/approve
func (s *console) approve(c *gin.Context, by models.Moderator) error {
	err := s.Store.ApproveAs(c.Request.Context(), by, seen(c), as(c))
	var faults models.FieldErrors
	if errors.As(err, &faults) {
		page := web.ModerationPage{Fault: "as_" + faults["as"], As: c.PostForm(web.FieldAs)}
		return s.pledgePage(c, by, http.StatusUnprocessableEntity, page)
	}
	return s.afterDecision(c, by, "approved", err)
}

// POST /moderation/pledges/{id}/refuse
func (s *console) refuse(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	reason, text := c.PostForm("reason"), c.PostForm("reason_text")
	if isPreview(c) {
		return s.previewRefusal(c, by, reason, text)
	}
	err := s.Store.Refuse(c.Request.Context(), by, seen(c), reason, text)
	var faults models.FieldErrors
	if errors.As(err, &faults) {
		page := web.ModerationPage{Errors: faults, Reason: reason, ReasonText: text}
		return s.pledgePage(c, by, http.StatusUnprocessableEntity, page)
	}
	return s.afterDecision(c, by, "refused", err)
}

// seen is the pledge of the address, as the page showed it whose form was sent.
func seen(c *gin.Context) models.Seen {
	version, _ := strconv.ParseInt(c.PostForm("version"), 10, 64) // without one, the pledge as it is now
	return models.Seen{ID: c.Param("id"), Version: version}
}

// afterDecision goes on to the next pledge, or shows the pledge again and why it was not decided now.
func (s *console) afterDecision(c *gin.Context, by models.Moderator, done string, err error) error {
	if err != nil {
		return s.notDecided(c, by, err)
	}
	return s.nextPledge(c, by, done)
}

// notDecided shows the pledge again and why nothing was changed.
func (s *console) notDecided(c *gin.Context, by models.Moderator, err error) error {
	var decided *models.DecidedError
	var claimed *models.ClaimedError
	var fault string
	switch {
	case errors.As(err, &decided):
		faster := &web.Decided{State: string(decided.State), By: decided.By, At: decided.At}
		return s.pledgePage(c, by, http.StatusConflict, web.ModerationPage{Decided: faster})
	case errors.As(err, &claimed):
		return s.pledgePage(c, by, http.StatusConflict, web.ModerationPage{Fault: "claimed"})
	case errors.Is(err, models.ErrSecondModerator):
		return s.pledgePage(c, by, http.StatusConflict, web.ModerationPage{Fault: "second_moderator"})
	case errors.Is(err, models.ErrUnconfirmed):
		fault = "unconfirmed"
	case errors.Is(err, models.ErrErased):
		fault = "erased"
	case errors.Is(err, models.ErrDuplicate):
		fault = "signed_again"
	default:
		return err
	}
	return s.pledgePage(c, by, http.StatusUnprocessableEntity, web.ModerationPage{Fault: fault})
}

// nextPledge answers a decision with the next pledge that waits, or with the queue. The decision is made: that the
// next pledge cannot be read is for the log, and the queue will tell by itself.
func (s *console) nextPledge(c *gin.Context, by models.Moderator, done string) error {
	ctx, id := c.Request.Context(), c.Param("id")
	pledge, err := s.Store.PledgeDetail(ctx, by, id)
	if err != nil {
		s.Log.WarnContext(ctx, "cannot read the pledge just decided", "pledge", id, "error", err)
		return s.Responder.SeeOther(c, home)
	}
	notice := web.Notice{Key: done, Arg: pledge.Body, URL: pledgePath(id), Undo: id}
	switch {
	case done == "approved" && pledge.State == models.StateWaiting:
		notice.Key = "approved_first"
	case done == "approved" && pledge.Publication.Further:
		notice.Key, notice.Arg = "approved_further", pledge.Publication.Member.Name
	}
	s.sessions.notify(c, notice)
	if back, isQueue := queueOf(c.PostForm("back")); isQueue {
		return s.Responder.SeeOther(c, back+fragment(c.PostForm("next")))
	}
	waiting, err := s.waiting(ctx, by)
	if err != nil {
		s.Log.WarnContext(ctx, "cannot read the queue after a decision", "pledge", id, "error", err)
	}
	if next := following(by, waiting, pledge.QueueItem); next != "" {
		return s.Responder.SeeOther(c, pledgePath(next))
	}
	return s.Responder.SeeOther(c, home)
}
