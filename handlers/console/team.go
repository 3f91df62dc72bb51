package console

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// GET /moderation/team
func (s *console) showTeam(c *gin.Context, by models.Moderator) error {
	page := web.TeamPage{Form: web.TeamForm{Role: string(models.RoleModerator)}}
	if token := s.takeInvitation(c); token != "" {
		page.Link = s.Responder.Layout(c, "").Site.BaseURL + home + "/invitation/" + token
	}
	return s.teamPage(c, by, http.StatusOK, page)
}

// POST /moderation/team
func (s *console) invite(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	form := web.TeamForm{Email: c.PostForm("email"), Name: c.PostForm("name"), Role: c.PostForm("role")}
	invitation, err := s.Store.AddModerator(c.Request.Context(), by, models.NewModerator{
		Email: form.Email, Name: form.Name, Role: models.Role(form.Role), Language: s.Responder.Lang(c),
	})
	var faults models.FieldErrors
	switch {
	case errors.As(err, &faults):
		form.Errors = faults
	case errors.Is(err, models.ErrDuplicate):
		form.Errors = map[string]string{"email": "taken"}
	case err != nil:
		return err
	default:
		return s.handOver(c, "invited", invitation)
	}
	return s.teamPage(c, by, http.StatusUnprocessableEntity, web.TeamPage{Form: form})
}

// POST /moderation/team/{id}/reset
func (s *console) reset(c *gin.Context, by models.Moderator) error {
	member, err := s.colleague(c, by)
	if err != nil {
		return s.notYourself(c, by, err)
	}
	invitation, err := s.Store.ResetModerator(c.Request.Context(), by, member.Email)
	if err != nil {
		return err
	}
	return s.handOver(c, "reset", invitation)
}

// POST /moderation/team/{id}/disable
func (s *console) disable(c *gin.Context, by models.Moderator) error {
	member, err := s.colleague(c, by)
	if err != nil {
		return s.notYourself(c, by, err)
	}
	if err := s.Store.DisableModerator(c.Request.Context(), by, member.Email); err != nil {
		return err
	}
	s.sessions.notify(c, web.Notice{Key: "disabled", Arg: member.Name})
	return s.Responder.SeeOther(c, home+"/team")
}

// errYourself: an administrator who could disable the own account could leave the console without one.
var errYourself = errors.New("the account is the administrator's own")

// colleague finds the account of the address; errYourself if it belongs to who asks.
func (s *console) colleague(c *gin.Context, by models.Moderator) (models.Moderator, error) {
	id := c.Param("id")
	if id == by.ID {
		return models.Moderator{}, errYourself
	}
	team, err := s.Store.Moderators(c.Request.Context())
	if err != nil {
		return models.Moderator{}, err
	}
	found := slices.IndexFunc(team, func(m models.Moderator) bool { return m.ID == id })
	if found < 0 {
		return models.Moderator{}, fmt.Errorf("moderator %s: %w", id, models.ErrNotFound)
	}
	return team[found], nil
}

func (s *console) notYourself(c *gin.Context, by models.Moderator, err error) error {
	if !errors.Is(err, errYourself) {
		return err
	}
	page := web.TeamPage{Fault: "yourself", Form: web.TeamForm{Role: string(models.RoleModerator)}}
	return s.teamPage(c, by, http.StatusUnprocessableEntity, page)
}

func (s *console) teamPage(c *gin.Context, by models.Moderator, status int, page web.TeamPage) error {
	team, err := s.Store.Moderators(c.Request.Context())
	if err != nil {
		return err
	}
	page.ConsoleLayout = s.layout(c, by, "console.team.title")
	page.Section = "team"
	page.Roles = roleNames()
	for _, m := range team {
		page.Members = append(page.Members, web.TeamMember{
			ID: m.ID, Email: m.Email, Name: m.Name, Role: string(m.Role), Disabled: m.DisabledAt != nil,
			HasPassword: m.HasPassword, Self: m.ID == by.ID, LastSignInAt: m.LastSignInAt,
			Countries: m.Scope.Countries, Kinds: kindNames(m.Scope.Kinds),
		})
	}
	return s.Responder.Page(c, status, page)
}

// handOver shows a one-time link once. It travels through the redirect in a cookie of the administrator's own
// browser: in the session it would lie readable in the database, where only hashes of tokens may be.
func (s *console) handOver(c *gin.Context, done string, invitation models.Invitation) error {
	http.SetCookie(c.Writer, s.invitationCookie(invitation.Token, 60))
	s.sessions.notify(c, web.Notice{Key: done, Arg: invitation.Moderator.Name})
	return s.Responder.SeeOther(c, home+"/team")
}

// takeInvitation returns the token handed over by the request before, and takes it out of the browser.
func (s *console) takeInvitation(c *gin.Context) string {
	cookie, err := c.Request.Cookie(s.invitationCookie("", 0).Name)
	if err != nil {
		return ""
	}
	http.SetCookie(c.Writer, s.invitationCookie("", -1))
	return cookie.Value
}

func (s *console) invitationCookie(token string, seconds int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure wherever the site is: development is reached by http
		Name: cookieName("invitation", s.Secure), Value: token, MaxAge: seconds, Path: "/",
		Secure: s.Secure, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
}
