package console

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// GET /moderation/record
func (s *console) showRecord(c *gin.Context, by models.Moderator) error {
	versions := s.Store.DeclarationVersions()
	form := web.RecordForm{Joining: web.Joining{Origin: string(models.OriginPaper)}, Declaration: versions[0]}
	return s.recordPage(c, by, web.RecordPage{Form: form})
}

func (s *console) recordPage(c *gin.Context, by models.Moderator, page web.RecordPage) error {
	page.ConsoleLayout = s.layout(c, by, "console.record.title")
	page.Section = "record"
	page.Kinds, page.Associations = kindsOfBodies(), models.FoundingAssociations()
	page.Declarations = s.Store.DeclarationVersions()
	page.Today = s.Now().UTC().Format(time.DateOnly)
	status := http.StatusOK
	if len(page.Errors) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.Responder.Page(c, status, page)
}

// POST /moderation/record: leads to the check, where it is seen who is on the wall already
func (s *console) record(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	form := web.RecordForm{
		Joining: web.Joining{
			Origin: c.PostForm("origin"), Through: c.PostForm("through"), Reference: c.PostForm("reference"),
		},
		Bodies: c.PostForm("bodies"), Kind: c.PostForm("kind"), Country: c.PostForm("country"),
		Website: c.PostForm("website"), Associations: c.PostFormArray("association"),
		Declaration: c.PostForm("declaration"), SignedOn: c.PostForm("signed_on"),
	}
	one, err := s.Store.RecordPledges(c.Request.Context(), by, models.RecordedPledges{
		Origin: models.SignatoryOrigin(form.Origin), Through: form.Through, Reference: form.Reference,
		Bodies: strings.Split(form.Bodies, "\n"), Kind: models.Kind(form.Kind), Country: form.Country,
		Website: form.Website, Associations: form.Associations, Declaration: form.Declaration, SignedOn: form.SignedOn,
	})
	var faults models.FieldErrors
	switch {
	case errors.As(err, &faults):
		return s.recordPage(c, by, web.RecordPage{Form: form, Errors: faults})
	case err != nil:
		return err
	}
	return s.Responder.SeeOther(c, importURL(one.ID))
}
