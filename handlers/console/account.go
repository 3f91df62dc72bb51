package console

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// accountPath is where moderators look after their own account; everything below it belongs to it.
const accountPath = home + "/account"

// accountRoutes are open to every role.
func (s *console) accountRoutes() []route {
	return []route{
		{get, "/account", viewer, s.showAccount},
		{get, "/account/authenticator", viewer, s.showAuthenticator},
		{post, "/account/authenticator", viewer, s.startAuthenticator},
		{post, "/account/authenticator/confirm", viewer, s.confirmAuthenticator},
		{post, "/account/authenticator/remove", viewer, s.removeAuthenticator},
		{get, "/account/recovery-codes", viewer, s.showRecoveryCodes},
		{post, "/account/recovery-codes", viewer, s.renewRecoveryCodes},
		{post, "/account/passkeys/options", viewer, s.passkeyCreationOptions},
		{post, "/account/passkeys", viewer, s.addPasskey},
		{post, "/account/passkeys/:id/remove", viewer, s.removePasskey},
		{post, "/account/password", viewer, s.changePassword},
		{post, "/account/sessions/end-others", viewer, s.endOtherSessions},
		{post, "/account/sessions/:id/end", viewer, s.endSession},
	}
}

// GET /moderation/account
func (s *console) showAccount(c *gin.Context, by models.Moderator) error {
	return s.accountPage(c, by, http.StatusOK, nil)
}

// accountPage shows the account; faults are codes by the id of the field they belong to.
func (s *console) accountPage(c *gin.Context, by models.Moderator, status int, faults map[string]string) error {
	ctx := c.Request.Context()
	left, err := s.Store.RecoveryCodesLeft(ctx, by)
	if err != nil {
		return err
	}
	open, err := s.Store.OpenSessions(ctx, by, s.sessions.token(c))
	if err != nil {
		return err
	}
	keys, err := s.Store.Passkeys(ctx, by)
	if err != nil {
		return err
	}
	page := web.AccountPage{
		ConsoleLayout: s.layout(c, by, "console.account.title"), Email: by.Email,
		App: by.HasApp, Factor: by.HasFactor(), CodesLeft: left, Owed: s.owesFactor(by), Errors: faults,
		PasskeysOffered: s.party != nil, MinPassword: models.MinPassword,
	}
	for _, key := range keys {
		page.Passkeys = append(page.Passkeys, web.Passkey{
			ID: key.ID, Name: key.Name, CreatedAt: key.CreatedAt, LastUsedAt: key.LastUsedAt,
		})
	}
	page.Section = "account"
	for _, session := range open {
		page.Sessions = append(page.Sessions, web.OpenSession{
			ID: session.ID, BeganAt: session.BeganAt, SeenAt: session.SeenAt, Current: session.Current,
			Browser: browserOf(session.UserAgent),
		})
	}
	return s.Responder.Page(c, status, page)
}

// accountFault shows the account with what is wrong with a password or code; other errors pass.
func (s *console) accountFault(c *gin.Context, by models.Moderator, err error, fields accountFields) error {
	var limited *models.LimitedError
	switch {
	case errors.As(err, &limited):
		_ = waitOf(c, limited)
		return s.accountPage(c, by, http.StatusTooManyRequests, map[string]string{fields.password: "limited"})
	case errors.Is(err, models.ErrWrongCredentials):
		return s.accountPage(c, by, http.StatusUnprocessableEntity, map[string]string{fields.password: "wrong_password"})
	case errors.Is(err, models.ErrWrongCode):
		return s.accountPage(c, by, http.StatusUnprocessableEntity, map[string]string{fields.code: "wrong_code"})
	}
	return err
}

// accountFields are the ids of the fields of one of the page's forms.
type accountFields struct{ password, code string }

// proof reads what a change of the account's protection asks for.
func (s *console) proof(c *gin.Context) models.Proof {
	return models.Proof{
		Password: c.PostForm("password"), Code: c.PostForm("code"), From: s.Responder.ClientAddr(c),
	}
}

// factorChanged goes on with this session, as the others have ended, and shows new recovery codes or the account.
func (s *console) factorChanged(c *gin.Context, change models.FactorChange, notice string) error {
	if err := s.sessions.goOn(c, change.Moderator); err != nil {
		return err
	}
	s.sessions.notify(c, web.Notice{Key: notice})
	if len(change.RecoveryCodes) > 0 {
		return s.handOverCodes(c, change.RecoveryCodes)
	}
	return s.Responder.SeeOther(c, accountPath)
}

// POST /moderation/account/password
func (s *console) changePassword(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	chosen := c.PostForm("new_password")
	if c.PostForm("password_repeat") != chosen {
		return s.accountPage(c, by, http.StatusUnprocessableEntity, map[string]string{"password_repeat": "different"})
	}
	changed, err := s.Store.ChangePassword(c.Request.Context(), by, s.proof(c), chosen)
	var faults models.FieldErrors
	if errors.As(err, &faults) {
		return s.accountPage(c, by, http.StatusUnprocessableEntity, map[string]string{"new_password": faults["password"]})
	}
	if err != nil {
		return s.accountFault(c, by, err, accountFields{password: "current_password"})
	}
	return s.factorChanged(c, models.FactorChange{Moderator: changed}, "password_changed")
}

// POST /moderation/account/sessions/{id}/end
func (s *console) endSession(c *gin.Context, by models.Moderator) error {
	if err := s.Store.EndSession(c.Request.Context(), by, c.Param("id")); err != nil {
		return err
	}
	s.sessions.notify(c, web.Notice{Key: "session_ended"})
	return s.Responder.SeeOther(c, accountPath)
}

// POST /moderation/account/sessions/end-others
func (s *console) endOtherSessions(c *gin.Context, by models.Moderator) error {
	if _, err := s.Store.EndOtherSessions(c.Request.Context(), by, s.sessions.token(c)); err != nil {
		return err
	}
	s.sessions.notify(c, web.Notice{Key: "sessions_ended"})
	return s.Responder.SeeOther(c, accountPath)
}
