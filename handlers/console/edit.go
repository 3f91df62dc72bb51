package console

import (
	"errors"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/models"
	"alliance/web"
)

// GET /moderation/pledges/{id}/edit
func (s *console) showEdit(c *gin.Context, by models.Moderator) error {
	pledge, err := s.Store.PledgeDetail(c.Request.Context(), by, c.Param("id"))
	if err != nil {
		return err
	}
	if !pledge.State.Editable() {
		return s.pledgePage(c, by, http.StatusConflict, web.ModerationPage{Fault: "not_editable"})
	}
	return s.editPage(c, by, http.StatusOK, web.EditPage{Form: editForm(pledge.Words)})
}

// POST /moderation/pledges/{id}/edit: the field step asks for the review, the default, for the form again or to save.
func (s *console) edit(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	words, err := s.chooseTerritory(c, editedWords(c))
	if err != nil {
		return err
	}
	switch c.PostForm("step") {
	case "", "review":
		return s.reviewEdit(c, by, words)
	case "edit":
		page := web.EditPage{Form: editForm(words), Pledge: web.EditedPledge{Version: seen(c).Version}}
		return s.editPage(c, by, http.StatusOK, page)
	case "save":
		if err := s.Store.EditPledge(c.Request.Context(), by, seen(c), words); err != nil {
			return s.notEdited(c, by, models.Edit{}, err)
		}
		return s.afterMove(c, by, "edited", nil)
	}
	return respond.BadRequest()
}

// reviewEdit shows what an edit changes before it is saved.
func (s *console) reviewEdit(c *gin.Context, by models.Moderator, words models.PublicWords) error {
	edit, err := s.Store.CheckEdit(c.Request.Context(), by, seen(c), words)
	if err != nil {
		return s.notEdited(c, by, edit, err)
	}
	pledge, err := s.Store.PledgeDetail(c.Request.Context(), by, c.Param("id"))
	if err != nil {
		return err
	}
	page := web.EditReviewPage{
		ConsoleLayout: s.layout(c, by, "console.edit.review_title"), Pledge: editedPledge(pledge, seen(c).Version),
		Form: editForm(edit.After),
	}
	page.Section = "queue"
	page.Changes = web.Changes(page.Layout, pledge.Language, editForm(edit.Before), page.Form)
	return s.Responder.Page(c, http.StatusOK, page)
}

// notEdited shows the form again as it was sent, with what is wrong or what happened meanwhile; where the pledge can
// be edited no more, the pledge.
func (s *console) notEdited(c *gin.Context, by models.Moderator, edit models.Edit, err error) error {
	page := web.EditPage{Form: editForm(editedWords(c)), Pledge: web.EditedPledge{Version: seen(c).Version}}
	var faults models.FieldErrors
	if errors.As(err, &faults) {
		page.Errors = faults
		for _, found := range edit.Suggestions {
			page.Suggestions = append(page.Suggestions, web.Suggestion{
				ID: found.ID, Name: found.Name, Country: found.Country, Parent: found.ParentName,
			})
		}
		return s.editPage(c, by, http.StatusUnprocessableEntity, page)
	}
	var claimed *models.ClaimedError
	if errors.As(err, &claimed) {
		page.Fault = "claimed"
		return s.editPage(c, by, http.StatusConflict, page)
	}
	var decided *models.DecidedError
	if !errors.As(err, &decided) || !decided.State.Editable() {
		return s.notDecided(c, by, err)
	}
	page.Pledge.Version = 0 // what follows is compared with the pledge as it is now
	page.Decided = &web.Decided{State: string(decided.State), By: decided.By, At: decided.At}
	return s.editPage(c, by, http.StatusConflict, page)
}

// editPage fills the form's page with the pledge and what can be chosen.
func (s *console) editPage(c *gin.Context, by models.Moderator, status int, page web.EditPage) error {
	pledge, err := s.Store.PledgeDetail(c.Request.Context(), by, c.Param("id"))
	if err != nil {
		return err
	}
	page.ConsoleLayout = s.layout(c, by, "console.edit.title")
	page.Section = "queue"
	page.Pledge = editedPledge(pledge, page.Pledge.Version)
	page.Kinds = s.kindsFor(by, pledge)
	page.Associations = models.FoundingAssociations()
	page.StatementLanguages = s.Catalog.Languages()
	return s.Responder.Page(c, status, page)
}

// kindsFor lists the kinds that an edit may give a pledge; none where its kind stays.
func (s *console) kindsFor(by models.Moderator, pledge models.PledgeDetail) []string {
	if pledge.State == models.StateApproved || pledge.Kind == models.KindIndividual {
		return nil
	}
	var kinds []string
	for _, kind := range models.Kinds() {
		accepted := slices.Contains(s.Store.EnabledKinds(), kind) && by.Scope.Allows(kind, pledge.Country)
		if kind == pledge.Kind || accepted && kind != models.KindIndividual {
			kinds = append(kinds, string(kind))
		}
	}
	return kinds
}

// editedPledge maps the pledge; version is the one that the form was filled in for, 0 for that of now.
func editedPledge(p models.PledgeDetail, version int64) web.EditedPledge {
	if version == 0 {
		version = p.Version
	}
	return web.EditedPledge{
		ID: p.ID, Body: p.Body, Country: p.Country, Language: p.Language, State: string(p.State), Version: version,
		Individual: p.Kind == models.KindIndividual, Consented: p.ConsentName,
		RepresentativeName: p.RepresentativeName,
		Further:            p.State == models.StateApproved && p.Publication.Further,
	}
}

// chooseTerritory takes the answer to "did you mean", where there is one: it stands for id and name of the territory.
func (s *console) chooseTerritory(c *gin.Context, words models.PublicWords) (models.PublicWords, error) {
	choice := c.PostForm(web.FieldTerritoryChoice)
	if choice == "" {
		return words, nil
	}
	chosen, err := s.Store.Territory(c.Request.Context(), choice)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return words, err
	}
	if err == nil {
		words.TerritoryID, words.Territory = chosen.ID, chosen.Name
	}
	return words, nil
}

// editedWords are the words as they were sent.
func editedWords(c *gin.Context) models.PublicWords {
	return models.PublicWords{
		Kind: models.Kind(c.PostForm(web.FieldKind)), Body: c.PostForm(web.FieldBody),
		TerritoryID: c.PostForm(web.FieldTerritory), Territory: c.PostForm(web.FieldTerritoryName),
		Website: c.PostForm(web.FieldWebsite), Associations: c.PostFormArray(web.FieldAssociation),
		Statement: c.PostForm(web.FieldStatement), StatementLanguage: c.PostForm(web.FieldStatementLanguage),
		ShowName: c.PostForm(web.FieldShowName) == web.Ticked,
	}
}

func editForm(w models.PublicWords) web.EditForm {
	return web.EditForm{
		Kind: string(w.Kind), Body: w.Body, Territory: w.TerritoryID, TerritoryName: w.Territory, Region: w.Region,
		Website: w.Website, Associations: w.Associations, Statement: w.Statement,
		StatementLanguage: w.StatementLanguage, ShowName: w.ShowName,
	}
}
