package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/models"
	"alliance/web"
)

// correction is GET /{lang}/correct/{token}: the pledge form as it was signed, under a moderator's question. It
// changes nothing, so the scanners that open every link of a mail answer nothing.
func (s *site) correction(c *gin.Context) error {
	correction, err := s.Store.Correction(c.Request.Context(), c.Param("token"))
	if errors.Is(err, models.ErrNotFound) {
		return s.correctionClosed(c, http.StatusNotFound, "invalid")
	}
	if err != nil {
		return err
	}
	if correction.State != models.StateNeedsInfo {
		return s.correctionClosed(c, http.StatusOK, outcome(correction))
	}
	form := checkedForm(models.CheckedPledge{NewPledge: correction.Pledge}, "")
	return s.correctionPage(c, http.StatusOK, correction, form, nil)
}

// correct is POST /{lang}/correct/{token}. The field step says what for, as for a new pledge. Who comes too late is
// led to the address itself, which tells how it stands.
func (s *site) correct(c *gin.Context) error {
	values, err := formOf(c.Request)
	if err != nil {
		return err
	}
	typed := pledgeFormOf(values)
	sent := models.Corrected{Pledge: s.newPledge(c, typed), Answer: typed.Answer}
	switch values.Get(fieldStep) {
	case "", stepReview:
		err = s.reviewCorrection(c, typed, sent)
	case stepSubmit:
		err = s.submitCorrection(c, typed, sent)
	case stepEdit:
		err = s.editCorrection(c, typed, sent)
	default:
		err = respond.BadRequest()
	}
	var decided *models.DecidedError
	switch {
	case errors.Is(err, models.ErrNotFound):
		return s.correctionClosed(c, http.StatusNotFound, "invalid")
	case errors.As(err, &decided):
		return s.respond.SeeOther(c, s.correctionPath(c))
	}
	return err
}

func (s *site) correctionPath(c *gin.Context) string {
	return "/" + s.respond.Lang(c) + "/correct/" + url.PathEscape(c.Param("token"))
}

func (s *site) reviewCorrection(c *gin.Context, typed web.PledgeForm, sent models.Corrected) error {
	ctx, token := c.Request.Context(), c.Param("token")
	checked, err := s.Store.CheckCorrection(ctx, token, sent)
	if err != nil {
		return s.correctionFaults(c, typed, checked, err)
	}
	correction, err := s.Store.Correction(ctx, token)
	if err != nil {
		return err
	}
	page := s.reviewPage(c, checked, typed.Trap)
	page.Title, page.Form.Answer = page.T("correct.review.title"), typed.Answer
	page.Correction = s.correctionOf(c, correction)
	if page.Declaration, err = s.signedDeclaration(c, correction); err != nil {
		return err
	}
	return s.respond.Page(c, http.StatusOK, page)
}

func (s *site) submitCorrection(c *gin.Context, typed web.PledgeForm, sent models.Corrected) error {
	ctx, token := c.Request.Context(), c.Param("token")
	err := s.Store.Correct(ctx, token, sent)
	if err == nil {
		return s.respond.SeeOther(c, s.correctionPath(c))
	}
	var faults models.FieldErrors
	if !errors.As(err, &faults) {
		return err
	}
	checked, err := s.Store.CheckCorrection(ctx, token, sent) // for what the form suggests
	if err != nil {
		return s.correctionFaults(c, typed, checked, err)
	}
	return s.correctionFaults(c, typed, checked, faults)
}

// editCorrection shows the form again as it was typed; a suggestion chosen on the review page has become the name.
func (s *site) editCorrection(c *gin.Context, typed web.PledgeForm, sent models.Corrected) error {
	checked, err := s.Store.CheckCorrection(c.Request.Context(), c.Param("token"), sent)
	var faults models.FieldErrors
	if err != nil && !errors.As(err, &faults) {
		return err
	}
	if checked.Territory != nil {
		typed.Body = checked.Body
	}
	return s.correctionAgain(c, http.StatusOK, typed, nil)
}

// correctionFaults shows the form as it was typed, with what is to be put right.
func (s *site) correctionFaults(c *gin.Context, typed web.PledgeForm, checked models.CheckedPledge, err error) error {
	var faults models.FieldErrors
	if !errors.As(err, &faults) {
		return err
	}
	typed.Errors = faults
	return s.correctionAgain(c, http.StatusUnprocessableEntity, typed, suggestions(checked))
}

func (s *site) correctionAgain(c *gin.Context, status int, typed web.PledgeForm, suggested []web.Suggestion) error {
	correction, err := s.Store.Correction(c.Request.Context(), c.Param("token"))
	if err != nil {
		return err
	}
	return s.correctionPage(c, status, correction, typed, suggested)
}

// correctionPage is the pledge form with the question; what cannot be corrected is as it was signed.
func (s *site) correctionPage(
	c *gin.Context, status int, correction models.Correction, form web.PledgeForm, suggested []web.Suggestion,
) error {
	signed := correction.Pledge
	form.Kind, form.Country, form.Email = string(signed.Kind), signed.Country, signed.Email
	form.Declaration = signed.DeclarationVersion
	page := s.pledgePage(c, form, suggested)
	page.Title, page.Description = page.T("correct.title"), page.T("correct.lead")
	page.LastDay = time.Time{} // of new pledges; an answer may come later
	page.Kinds, page.Correction = []string{form.Kind}, s.correctionOf(c, correction)
	var err error
	if page.Declaration, err = s.signedDeclaration(c, correction); err != nil {
		return err
	}
	return s.respond.Page(c, status, page)
}

func (s *site) correctionOf(c *gin.Context, correction models.Correction) *web.Correction {
	return &web.Correction{
		Token: c.Param("token"), Question: correction.Question.Text, Fields: correction.Question.Fields,
	}
}

// signedDeclaration is the version that was signed, which may not be the newest.
func (s *site) signedDeclaration(c *gin.Context, correction models.Correction) (web.Declaration, error) {
	declaration, err := s.Store.Declaration(correction.Pledge.DeclarationVersion, s.respond.Lang(c))
	return declarationText(declaration), err
}

// correctionClosed says why there is nothing to answer, and no more than the mails have said already.
func (s *site) correctionClosed(c *gin.Context, status int, outcome string) error {
	page := web.CorrectionClosedPage{Layout: s.respond.Layout(c, ""), Outcome: outcome}
	page.Title = page.T("correct.closed.title." + outcome)
	return s.respond.Page(c, status, page)
}

// outcome is what became of a pledge about which something was asked.
func outcome(correction models.Correction) string {
	switch {
	case correction.State == models.StateApproved:
		return "approved"
	case correction.State != models.StateWaiting && correction.State != models.StateParked:
		return "closed"
	case correction.Answered:
		return "sent"
	}
	return "recalled"
}
