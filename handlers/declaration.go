package handlers

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// declaration is GET /{lang}/declaration, with ?version= for an earlier text.
func (s *site) declaration(c *gin.Context) error {
	lang := s.respond.Lang(c)
	text := s.Store.CurrentDeclaration(lang)
	if version := c.Query("version"); version != "" {
		var err error
		if text, err = s.Store.Declaration(version, lang); err != nil {
			return err
		}
	}
	layout := s.respond.Layout(c, "")
	layout.Title, layout.Description = layout.T("declaration.title"), layout.T("declaration.description")
	if !text.Current {
		layout.Path += "?" + url.Values{"version": {text.Version}}.Encode()
	}
	return s.respond.Page(c, http.StatusOK, web.DeclarationPage{
		Layout: layout, Declaration: declarationText(text), Versions: s.Store.DeclarationVersions(),
	})
}

func declarationText(d models.Declaration) web.Declaration {
	return web.Declaration{
		Version: d.Version, Language: d.Language, Title: d.Title, Text: d.Text,
		Model: d.Model, Current: d.Current, AdoptedOn: d.AdoptedOn,
	}
}
