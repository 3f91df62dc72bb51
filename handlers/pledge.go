package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/models"
	"alliance/web"
)

// pledgeForm is GET /{lang}/pledge. Founding associations link to it with ?association= (also kind, country).
func (s *site) pledgeForm(c *gin.Context) error {
	if s.Store.CollectionState() != models.CollectionOpen {
		return s.respond.Page(c, http.StatusOK, s.closedPage(c))
	}
	chosen := s.prefilled(c.Request.URL.Query())
	page := s.pledgePage(c, chosen, nil)
	page.Path += queryOf(url.Values{
		web.FieldKind: {chosen.Kind}, web.FieldCountry: {chosen.Country}, web.FieldAssociation: chosen.Associations,
	})
	return s.respond.Page(c, http.StatusOK, page)
}

// prefilled takes from a link what the form offers, and nothing else.
func (s *site) prefilled(query url.Values) web.PledgeForm {
	var form web.PledgeForm
	if kind := models.Kind(query.Get(web.FieldKind)); slices.Contains(s.Store.EnabledKinds(), kind) {
		form.Kind = string(kind)
	}
	if country := query.Get(web.FieldCountry); s.isCountry(country) {
		form.Country = country
	}
	for _, association := range models.FoundingAssociations() {
		if slices.Contains(query[web.FieldAssociation], association) {
			form.Associations = append(form.Associations, association)
		}
	}
	return form
}

// pledge is POST /{lang}/pledge. The field step says what for: to review, the default, to edit or to submit.
func (s *site) pledge(c *gin.Context) error {
	values, err := formOf(c.Request)
	if err != nil {
		return err
	}
	typed := pledgeFormOf(values)
	if s.Store.CollectionState() != models.CollectionOpen {
		return s.notTaken(c, typed)
	}
	switch values.Get(fieldStep) {
	case "", stepReview:
		return s.reviewPledge(c, typed)
	case stepSubmit:
		return s.submitPledge(c, typed)
	case stepEdit:
		return s.editPledge(c, typed)
	}
	return respond.BadRequest()
}

// editPledge shows the form again as it was typed; a suggestion chosen on the review page has become the name.
func (s *site) editPledge(c *gin.Context, typed web.PledgeForm) error {
	checked, err := s.Store.CheckPledge(c.Request.Context(), s.newPledge(c, typed))
	var faults models.FieldErrors
	if err != nil && !errors.As(err, &faults) {
		return err
	}
	if checked.Territory != nil {
		typed.Body = checked.Body
	}
	return s.respond.Page(c, http.StatusOK, s.pledgePage(c, typed, nil))
}

func (s *site) reviewPledge(c *gin.Context, typed web.PledgeForm) error {
	checked, err := s.Store.CheckPledge(c.Request.Context(), s.newPledge(c, typed))
	if err != nil {
		return s.pledgeFaults(c, typed, checked, err)
	}
	return s.respond.Page(c, http.StatusOK, s.reviewPage(c, checked, typed.Trap))
}

// reviewPage shows a pledge as it will be stored.
func (s *site) reviewPage(c *gin.Context, checked models.CheckedPledge, trap string) web.ReviewPage {
	page := web.ReviewPage{
		Layout: s.respond.Layout(c, ""), Form: checkedForm(checked, trap), Suggestions: suggestions(checked),
		Declaration: declarationText(s.Store.CurrentDeclaration(s.respond.Lang(c))), Preview: s.preview(checked),
	}
	page.Title = page.T("review.title")
	if checked.Territory != nil {
		page.Territory = checked.Territory.Name
	}
	return page
}

// preview is the entry as the wall will show it.
func (s *site) preview(checked models.CheckedPledge) web.Entry {
	entry := web.Entry{
		Name: checked.Body, Kind: string(checked.Kind), Country: checked.Country, Since: s.Now().UTC(),
	}
	if checked.Kind == models.KindIndividual {
		entry.Name = checked.RepresentativeName
	}
	if checked.Territory != nil {
		entry.Territory = checked.Territory.Name
	}
	return entry
}

// submitPledge answers in the same way whether the pledge is new, waits or was signed long ago.
func (s *site) submitPledge(c *gin.Context, typed web.PledgeForm) error {
	pledge := s.newPledge(c, typed)
	receipt, err := s.Store.SubmitPledge(c.Request.Context(), pledge)
	if err == nil {
		return s.respond.SeeOther(c, s.sentPath(c, receipt.Token))
	}
	switch {
	case errors.Is(err, models.ErrCollectionClosed): // just now
		return s.notTaken(c, typed)
	case errors.Is(err, models.ErrSenderBlocked):
		return s.fromBlocked(c, &typed)
	}
	var faults models.FieldErrors
	if !errors.As(err, &faults) {
		return err
	}
	checked, err := s.Store.CheckPledge(c.Request.Context(), pledge) // for what the form suggests
	if err != nil {
		return s.pledgeFaults(c, typed, checked, err)
	}
	return s.pledgeFaults(c, typed, checked, faults)
}

// pledgeFaults shows the form as it was typed, with what is to be corrected.
func (s *site) pledgeFaults(c *gin.Context, typed web.PledgeForm, checked models.CheckedPledge, err error) error {
	var faults models.FieldErrors
	if !errors.As(err, &faults) {
		return err
	}
	typed.Errors = faults
	return s.respond.Page(c, http.StatusUnprocessableEntity, s.pledgePage(c, typed, suggestions(checked)))
}

// pledgePage is the form with the text that is signed beside it. What was typed under an earlier version of the
// declaration is signed again under the version shown now.
func (s *site) pledgePage(c *gin.Context, form web.PledgeForm, suggested []web.Suggestion) web.PledgePage {
	page := web.PledgePage{
		Layout: s.respond.Layout(c, ""), Form: form, Associations: models.FoundingAssociations(),
		Declaration: declarationText(s.Store.CurrentDeclaration(s.respond.Lang(c))), Suggestions: suggested,
	}
	page.Title, page.Description = page.T("pledge.title"), page.T("pledge.lead")
	page.LastDay = s.Store.Settings().Collection.LastDay()
	for _, kind := range s.Store.EnabledKinds() {
		page.Kinds = append(page.Kinds, string(kind))
	}
	return page
}

func suggestions(checked models.CheckedPledge) []web.Suggestion {
	var shown []web.Suggestion
	for _, territory := range checked.Suggestions {
		shown = append(shown, web.Suggestion{
			ID: territory.ID, Name: territory.Name, Country: territory.Country, Parent: territory.ParentName,
		})
	}
	return shown
}
