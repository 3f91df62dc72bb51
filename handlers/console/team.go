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
	if token := s.takeOneTime(c, invitationCookie); token != "" {
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

// POST /moderation/team/{id}/reset-factor
func (s *console) resetFactor(c *gin.Context, by models.Moderator) error {
	member, err := s.colleague(c, by)
	if err != nil {
		return s.notYourself(c, by, err)
	}
	if err := s.Store.ResetFactors(c.Request.Context(), by, member.Email); err != nil {
		return err
	}
	s.sessions.notify(c, web.Notice{Key: "factor_reset", Arg: member.Name})
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
			HasPassword: m.HasPassword, HasFactor: m.HasFactor(), Self: m.ID == by.ID, LastSignInAt: m.LastSignInAt,
			Countries: m.Scope.Countries, Kinds: kindNames(m.Scope.Kinds),
		})
	}
	return s.Responder.Page(c, status, page)
}

// handOver shows a one-time link once.
func (s *console) handOver(c *gin.Context, done string, invitation models.Invitation) error {
	http.SetCookie(c.Writer, s.oneTimeCookie(invitationCookie, invitation.Token, 60))
	s.sessions.notify(c, web.Notice{Key: done, Arg: invitation.Moderator.Name})
	return s.Responder.SeeOther(c, home+"/team")
}

// Cookies that hand over what is shown once.
const (
	invitationCookie = "invitation"
	recoveryCookie   = "recovery"
)

// takeOneTime returns what the request before handed over, and takes it out of the browser.
func (s *console) takeOneTime(c *gin.Context, name string) string {
	cookie, err := c.Request.Cookie(cookieName(name, s.Secure))
	if err != nil {
		return ""
	}
	http.SetCookie(c.Writer, s.oneTimeCookie(name, "", -1))
	return cookie.Value
}

// oneTimeCookie carries a secret through a redirect, in the browser of who asked for it: in the session it would lie
// readable in the database, where only hashes of secrets may be.
func (s *console) oneTimeCookie(name, secret string, seconds int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure wherever the site is: development is reached by http
		Name: cookieName(name, s.Secure), Value: secret, MaxAge: seconds, Path: "/",
		Secure: s.Secure, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
}
