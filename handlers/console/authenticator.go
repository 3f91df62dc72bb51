package console

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

const (
	authenticatorPath = accountPath + "/authenticator"
	recoveryPath      = accountPath + "/recovery-codes"
)

// POST /moderation/account/authenticator
func (s *console) startAuthenticator(c *gin.Context, by models.Moderator) error {
	err := s.Store.StartAuthenticator(c.Request.Context(), by)
	if errors.Is(err, models.ErrDuplicate) { // confirmed meanwhile, in another window
		return s.Responder.SeeOther(c, accountPath)
	}
	if err != nil {
		return err
	}
	return s.Responder.SeeOther(c, authenticatorPath)
}

// GET /moderation/account/authenticator
func (s *console) showAuthenticator(c *gin.Context, by models.Moderator) error {
	return s.authenticatorPage(c, by, http.StatusOK, nil)
}

// POST /moderation/account/authenticator/confirm
func (s *console) confirmAuthenticator(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	change, err := s.Store.ConfirmAuthenticator(c.Request.Context(), by, c.PostForm("code"))
	switch {
	case errors.Is(err, models.ErrWrongCode):
		return s.authenticatorPage(c, by, http.StatusUnprocessableEntity, map[string]string{"code": "wrong_code"})
	case errors.Is(err, models.ErrNotFound):
		return s.Responder.SeeOther(c, accountPath)
	case err != nil:
		return err
	}
	return s.factorChanged(c, change, "app_added")
}

// POST /moderation/account/authenticator/remove
func (s *console) removeAuthenticator(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	change, err := s.Store.RemoveAuthenticator(c.Request.Context(), by, s.proof(c))
	if err != nil {
		return s.accountFault(c, by, err, accountFields{password: "app-password", code: "app-code"})
	}
	return s.factorChanged(c, change, "app_removed")
}

// authenticatorPage leads back to the account where nothing waits to be confirmed.
func (s *console) authenticatorPage(
	c *gin.Context, by models.Moderator, status int, faults map[string]string,
) error {
	layout := s.layout(c, by, "console.authenticator.title")
	pending, err := s.Store.PendingAuthenticator(c.Request.Context(), by, layout.Site.Name)
	if errors.Is(err, models.ErrNotFound) {
		return s.Responder.SeeOther(c, accountPath)
	}
	if err != nil {
		return err
	}
	code, err := web.NewQRCode(pending.URL)
	if err != nil {
		return err
	}
	layout.Section = "account"
	return s.Responder.Page(c, status, web.AuthenticatorPage{
		ConsoleLayout: layout, Code: code, Secret: pending.Secret, Errors: faults,
	})
}

// POST /moderation/account/recovery-codes
func (s *console) renewRecoveryCodes(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	codes, err := s.Store.RenewRecoveryCodes(c.Request.Context(), by, s.proof(c))
	if err != nil {
		return s.accountFault(c, by, err, accountFields{password: "codes-password"})
	}
	s.sessions.notify(c, web.Notice{Key: "codes_renewed"})
	return s.handOverCodes(c, codes)
}

// handOverCodes shows recovery codes once.
func (s *console) handOverCodes(c *gin.Context, codes []string) error {
	http.SetCookie(c.Writer, s.oneTimeCookie(recoveryCookie, strings.Join(codes, "."), 60))
	return s.Responder.SeeOther(c, recoveryPath)
}

// GET /moderation/account/recovery-codes
func (s *console) showRecoveryCodes(c *gin.Context, by models.Moderator) error {
	codes := s.takeOneTime(c, recoveryCookie)
	if codes == "" {
		return s.Responder.SeeOther(c, accountPath)
	}
	layout := s.layout(c, by, "console.recovery.title")
	layout.Section = "account"
	return s.Responder.Page(c, http.StatusOK, web.RecoveryCodesPage{
		ConsoleLayout: layout, Codes: strings.Split(codes, "."),
	})
}
