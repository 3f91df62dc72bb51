package handlers

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/models"
	"alliance/web"
)

// Fields of the form beside those that pages show again (web.Field…).
const (
	fieldTrap = "contact_url" // no person sees it
	fieldStep = "step"
)

// What the field step may say.
const (
	stepReview = "review"
	stepEdit   = "edit"
	stepSubmit = "submit"
)

// maxValues is how many values a form may have; ours has at most two dozen.
const maxValues = 64

// formOf reads the body of a form: URL-encoded, in UTF-8. The query is not part of it.
func formOf(req *http.Request) (url.Values, error) {
	coding, _, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if err != nil || coding != "application/x-www-form-urlencoded" {
		return nil, respond.UnsupportedMediaType()
	}
	if err := req.ParseForm(); err != nil {
		return nil, fmt.Errorf("%w: %w", respond.BadRequest(), err)
	}
	count := 0
	for name, values := range req.PostForm {
		for _, value := range append(values, name) {
			if !utf8.ValidString(value) {
				return nil, respond.BadRequest()
			}
		}
		count += len(values)
	}
	if count > maxValues {
		return nil, respond.BadRequest()
	}
	return req.PostForm, nil
}

// pledgeFormOf picks the fields of the form.
func pledgeFormOf(values url.Values) web.PledgeForm {
	return web.PledgeForm{
		Kind:                   value(values, web.FieldKind),
		Country:                value(values, web.FieldCountry),
		Body:                   value(values, web.FieldBody),
		Territory:              value(values, web.FieldTerritory),
		Website:                value(values, web.FieldWebsite),
		Associations:           values[web.FieldAssociation],
		RepresentativeName:     value(values, web.FieldRepresentative),
		RepresentativeFunction: value(values, web.FieldFunction),
		Email:                  value(values, web.FieldEmail),
		Statement:              value(values, web.FieldStatement),
		Authorised:             ticked(values, web.FieldAuthorised),
		ConsentName:            ticked(values, web.FieldConsentName),
		ConsentNews:            ticked(values, web.FieldConsentNews),
		Declaration:            value(values, web.FieldDeclaration),
		Answer:                 value(values, web.FieldAnswer),
		Trap:                   value(values, fieldTrap),
	}
}

// value is the first value of a field that is not empty: a choice may follow the hidden field it replaces.
func value(values url.Values, field string) string {
	for _, v := range values[field] {
		if v != "" {
			return v
		}
	}
	return ""
}

// ticked reports whether a box was ticked. Consent needs a clear yes, so anything else is a no.
func ticked(values url.Values, field string) bool {
	switch value(values, field) {
	case web.Ticked, "on", "true", "yes":
		return true
	}
	return false
}

// newPledge is what was typed, in the domain's words.
func (s *site) newPledge(c *gin.Context, form web.PledgeForm) models.NewPledge {
	return models.NewPledge{
		Kind: models.Kind(form.Kind), Country: form.Country, Body: form.Body, TerritoryID: form.Territory,
		Website: form.Website, Associations: form.Associations,
		RepresentativeName: form.RepresentativeName, RepresentativeFunction: form.RepresentativeFunction,
		Email: form.Email, Statement: form.Statement,
		Authorised: form.Authorised, ConsentName: form.ConsentName, ConsentNews: form.ConsentNews,
		DeclarationVersion: form.Declaration, Language: s.respond.Lang(c),
		ClientAddr: s.respond.ClientAddr(c), Trapped: form.Trap != "",
	}
}

// checkedForm is a pledge in its normal form, as the review page carries it.
func checkedForm(p models.CheckedPledge, trap string) web.PledgeForm {
	form := web.PledgeForm{
		Kind: string(p.Kind), Country: p.Country, Body: p.Body, Territory: p.TerritoryID,
		Website: p.Website, Associations: p.Associations,
		RepresentativeName: p.RepresentativeName, RepresentativeFunction: p.RepresentativeFunction,
		Email: p.Email, Statement: p.Statement,
		Authorised: p.Authorised, ConsentName: p.ConsentName, ConsentNews: p.ConsentNews,
		Declaration: p.DeclarationVersion, Trap: trap,
	}
	return form
}
