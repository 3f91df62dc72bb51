package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// sentPath is the address that takes the code of the mail.
func (s *site) sentPath(c *gin.Context, receipt string) string {
	return "/" + s.respond.Lang(c) + "/pledge/sent/" + url.PathEscape(receipt)
}

// sent is GET /{lang}/pledge/sent/{receipt}, for a new pledge as for a known one.
func (s *site) sent(c *gin.Context) error { return s.sentPage(c, http.StatusOK, "") }

func (s *site) sentPage(c *gin.Context, status int, fault string) error {
	receipt, err := s.Store.Receipt(c.Request.Context(), c.Param("receipt"))
	if errors.Is(err, models.ErrNotFound) {
		return s.linkInvalid(c)
	}
	if err != nil {
		return err
	}
	page := web.SentPage{
		Layout: s.respond.Layout(c, ""), Receipt: receipt.Token, Email: receipt.Email, Fault: fault,
		Resent: c.Query("again") != "", MailDays: days(s.ConfirmationValid),
	}
	page.Title = page.T("sent.title")
	return s.respond.Page(c, status, page)
}

// confirmByCode is POST /{lang}/pledge/sent/{receipt}.
func (s *site) confirmByCode(c *gin.Context) error {
	values, err := formOf(c.Request)
	if err != nil {
		return err
	}
	code := strings.Join(strings.FieldsFunc(values.Get("code"), isCodeGap), "")
	confirmation, err := s.Store.ConfirmByCode(c.Request.Context(), c.Param("receipt"), code)
	switch {
	case errors.Is(err, models.ErrWrongCode):
		return s.sentPage(c, http.StatusUnprocessableEntity, "wrong_code")
	case errors.Is(err, models.ErrTooManyTries):
		return s.sentPage(c, http.StatusTooManyRequests, "too_many_tries")
	case errors.Is(err, models.ErrCollectionClosed):
		return s.tooLate(c)
	case errors.Is(err, models.ErrNotFound):
		return s.linkInvalid(c)
	case err != nil:
		return err
	}
	return s.respond.SeeOther(c, s.confirmedPath(c, confirmation.State))
}

// isCodeGap reports whether r only parts the digits of a code: people write 123 456 or 123-456.
func isCodeGap(r rune) bool { return strings.ContainsRune(" \t\r\n\u00a0\u202f-‐‑–.", r) }

// sendAgain is POST /{lang}/pledge/sent/{receipt}/again.
func (s *site) sendAgain(c *gin.Context) error {
	receipt := c.Param("receipt")
	err := s.Store.ResendConfirmation(c.Request.Context(), receipt, s.respond.ClientAddr(c))
	switch {
	case errors.Is(err, models.ErrCollectionClosed):
		return s.tooLate(c)
	case errors.Is(err, models.ErrSenderBlocked):
		return s.fromBlocked(c, nil)
	case errors.Is(err, models.ErrNotFound):
		return s.linkInvalid(c)
	case err != nil:
		return err
	}
	return s.respond.SeeOther(c, s.sentPath(c, receipt)+"?again=1")
}

// confirmation is GET /{lang}/confirm/{token}: one button, or the thanks where it was pressed before. It changes
// nothing, so the scanners that open every link of a mail confirm nothing.
func (s *site) confirmation(c *gin.Context) error {
	token := c.Param("token")
	confirmation, err := s.Store.Confirmation(c.Request.Context(), token)
	if errors.Is(err, models.ErrNotFound) {
		return s.linkInvalid(c)
	}
	if err != nil {
		return err
	}
	if confirmation.Confirmed {
		return s.thanks(c, confirmation)
	}
	if s.Store.CollectionState() == models.CollectionClosed {
		return s.tooLate(c)
	}
	page := web.ConfirmPage{
		Layout: s.respond.Layout(c, ""), Token: token, Body: confirmation.Body,
		RepresentativeName: confirmation.RepresentativeName, ConsentName: confirmation.ConsentName,
		Statement: confirmation.Statement,
	}
	page.Title = page.T("confirm.title")
	return s.respond.Page(c, http.StatusOK, page)
}

// confirm is POST /{lang}/confirm/{token}; the address itself then shows the thanks, as often as it is opened.
func (s *site) confirm(c *gin.Context) error {
	token := c.Param("token")
	_, err := s.Store.ConfirmPledge(c.Request.Context(), token)
	if errors.Is(err, models.ErrCollectionClosed) {
		return s.tooLate(c)
	}
	if errors.Is(err, models.ErrNotFound) {
		return s.linkInvalid(c)
	}
	if err != nil {
		return err
	}
	return s.respond.SeeOther(c, "/"+s.respond.Lang(c)+"/confirm/"+url.PathEscape(token))
}

// confirmedPath is where a code leads. It says nothing of the pledge but a state other than the usual one.
func (s *site) confirmedPath(c *gin.Context, state models.State) string {
	path := "/" + s.respond.Lang(c) + "/confirmed"
	if state == models.StateWaiting {
		return path
	}
	return path + "?" + url.Values{"state": {string(state)}}.Encode()
}

// confirmed is GET /{lang}/confirmed: the same thanks without the name.
func (s *site) confirmed(c *gin.Context) error {
	return s.thanks(c, models.Confirmation{State: models.State(c.Query("state"))})
}

func (s *site) thanks(c *gin.Context, confirmation models.Confirmation) error {
	page := web.ConfirmedPage{
		Layout: s.respond.Layout(c, ""), Body: confirmation.Body, State: string(confirmation.State),
	}
	page.Title, page.NoIndex = page.T("confirmed.title"), true
	page.Share = shareLinks(page.Layout, s.Site.BaseURL+page.URL("/"), page.T("home.title"))
	return s.respond.Page(c, http.StatusOK, page)
}

// linkInvalid helps whoever holds a wrong, cut off or expired link; which of them it is, nobody is told.
func (s *site) linkInvalid(c *gin.Context) error {
	page := web.LinkInvalidPage{Layout: s.respond.Layout(c, "")}
	page.Title, page.NoIndex = page.T("link_invalid.title"), true
	return s.respond.Page(c, http.StatusNotFound, page)
}
