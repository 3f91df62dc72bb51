package console

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// GET /moderation/invitation/{token}
func (s *console) showInvitation(c *gin.Context, _ models.Moderator) error {
	invitation, err := s.Store.Invitation(c.Request.Context(), c.Param("token"))
	if err != nil {
		return s.invitationError(c, err)
	}
	return s.invitationPage(c, http.StatusOK, invitation, web.InvitationPage{})
}

// POST /moderation/invitation/{token}
func (s *console) acceptInvitation(c *gin.Context, _ models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	ctx, token, password := c.Request.Context(), c.Param("token"), c.PostForm("password")
	invitation, err := s.Store.Invitation(ctx, token)
	if err != nil {
		return s.invitationError(c, err)
	}
	page := web.InvitationPage{Email: c.PostForm("email"), Name: c.PostForm("name")}
	if c.PostForm("password_repeat") != password {
		page.Errors = map[string]string{"password_repeat": "different"}
		return s.invitationPage(c, http.StatusUnprocessableEntity, invitation, page)
	}
	by, err := s.Store.AcceptInvitation(ctx, token, models.NewModerator{
		Email: page.Email, Name: page.Name, Language: s.Responder.Lang(c),
	}, password)
	var faults models.FieldErrors
	if errors.As(err, &faults) {
		page.Errors = faults
		return s.invitationPage(c, http.StatusUnprocessableEntity, invitation, page)
	}
	if err != nil {
		return s.invitationError(c, err)
	}
	if by.HasFactor() {
		return s.enter(c, by, "")
	}
	if err := s.sessions.begin(c, by); err != nil {
		return err
	}
	s.sessions.notify(c, web.Notice{Key: "welcome", Arg: by.Name})
	return s.Responder.SeeOther(c, home)
}

func (s *console) invitationPage(c *gin.Context, status int, of models.Invitation, page web.InvitationPage) error {
	page.ConsoleLayout = s.layout(c, models.Moderator{}, "console.invitation.title")
	page.Token, page.First, page.MinPassword = c.Param("token"), of.First, models.MinPassword
	if !of.First {
		page.Email, page.Name = of.Moderator.Email, of.Moderator.Name
	}
	return s.Responder.Page(c, status, page)
}

// invitationError helps whoever holds a link that was used, taken back or has expired. ErrDuplicate: somebody
// else became the first administrator meanwhile.
func (s *console) invitationError(c *gin.Context, err error) error {
	if errors.Is(err, models.ErrNotFound) || errors.Is(err, models.ErrDuplicate) {
		return s.errorPage(c, models.Moderator{}, http.StatusNotFound, "invitation")
	}
	return err
}
