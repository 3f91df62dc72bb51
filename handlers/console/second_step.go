package console

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

const secondStepPath = home + "/sign-in/second-step"

// GET /moderation/sign-in/second-step
func (s *console) showSecondStep(c *gin.Context, _ models.Moderator) error {
	return s.secondStepPage(c, http.StatusOK, web.SecondStepPage{})
}

// POST /moderation/sign-in/second-step
func (s *console) takeSecondStep(c *gin.Context, _ models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	ctx, manager := c.Request.Context(), s.sessions.manager
	entrance, err := s.Store.TakeSecondStep(ctx, models.SecondStep{
		ModeratorID: manager.GetString(ctx, keyPending), Mark: manager.GetString(ctx, keyMark),
		Code: c.PostForm("code"), From: s.Responder.ClientAddr(c),
	})
	var limited *models.LimitedError
	switch {
	case errors.As(err, &limited):
		page := web.SecondStepPage{Fault: "limited", Wait: waitOf(c, limited)}
		return s.secondStepPage(c, http.StatusTooManyRequests, page)
	case errors.Is(err, models.ErrWrongCode):
		return s.secondStepPage(c, http.StatusUnprocessableEntity, web.SecondStepPage{Fault: "wrong_code"})
	case errors.Is(err, models.ErrNotFound):
		return s.Responder.SeeOther(c, home+"/sign-in")
	case err != nil:
		return err
	}
	next := manager.GetString(ctx, keyNext)
	if err := s.sessions.begin(c, entrance.Moderator); err != nil {
		return err
	}
	if entrance.RecoveryCode {
		s.sessions.notify(c, web.Notice{
			Key: "recovery_used", Arg: strconv.Itoa(entrance.CodesLeft), URL: accountPath,
		})
	}
	return s.Responder.SeeOther(c, orStart(next, entrance.Moderator))
}

// secondStepPage leads to the first step where that is not done, has expired, or the account changed since.
func (s *console) secondStepPage(c *gin.Context, status int, page web.SecondStepPage) error {
	ctx, manager := c.Request.Context(), s.sessions.manager
	pending, err := s.Store.Moderator(ctx, manager.GetString(ctx, keyPending))
	if errors.Is(err, models.ErrNotFound) || err == nil && pending.SignInMark != manager.GetString(ctx, keyMark) {
		return s.Responder.SeeOther(c, home+"/sign-in")
	}
	if err != nil {
		return err
	}
	page.ConsoleLayout = s.layout(c, models.Moderator{}, "console.second_step.title")
	page.App, page.Passkey = pending.HasApp, pending.HasPasskey && s.party != nil
	return s.Responder.Page(c, status, page)
}
