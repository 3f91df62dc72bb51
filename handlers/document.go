package handlers

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"alliance/handlers/present"
	"alliance/handlers/respond"
	"alliance/models"
	"alliance/web"
	"alliance/web/document"
	"alliance/web/picture"
)

// certificate is GET /{lang}/members/{slug}/certificate.
func (s *site) certificate(c *gin.Context) error {
	found, err := s.Store.Signatory(c.Request.Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	page, err := s.certificatePage(c, found)
	if err != nil {
		return err
	}
	return s.respond.Page(c, http.StatusOK, page)
}

func (s *site) certificatePage(c *gin.Context, found models.Signatory) (web.CertificatePage, error) {
	layout := s.respond.Layout(c, "")
	page := web.CertificatePage{Layout: layout, Entry: present.Entry(found.WallEntry), Map: web.NewMap(nil)}
	page.Title = page.T("certificate.title") + " – " + found.Name
	page.Description = page.T("certificate.description",
		"name", found.Name, "site", s.Site.Name, "date", page.Date(found.Since))
	if found.Lat != 0 || found.Lon != 0 {
		page.Map = web.NewMap([]web.Point{{Lat: found.Lat, Lon: found.Lon, Count: 1}})
	}
	for _, version := range found.Versions {
		text, err := s.Store.Declaration(version, page.Lang())
		if errors.Is(err, models.ErrNotFound) {
			continue // of an imported list: a version whose text this site does not have
		}
		if err != nil {
			return page, err
		}
		page.Endorsed = append(page.Endorsed, declarationText(text))
	}
	var err error
	page.Code, err = web.NewQRCode(page.Address())
	return page, err
}

// paper is all that a certificate or poster depends on.
type paper struct {
	Words  any // of the document
	Banner picture.Card
}

// certificatePDF is GET /{lang}/members/{slug}/certificate.pdf: in the words of the page.
func (s *site) certificatePDF(c *gin.Context) error {
	found, err := s.Store.Signatory(c.Request.Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	page, err := s.certificatePage(c, found)
	if err != nil {
		return err
	}
	card, err := s.memberCard(c.Request.Context(), page.Layout, found)
	if err != nil {
		return err
	}
	certificate := document.Certificate{
		Site: s.Site.Name, Title: page.T("certificate.title"), Lead: page.T("certificate.lead", "site", s.Site.Name),
		Name: found.Name, Label: page.T("signatory.versions"),
		Since:  page.T("signatory.since", "date", page.Date(found.Since)),
		Verify: page.T("certificate.verify"), Address: page.Address(), Code: page.Code,
	}
	for _, endorsed := range page.Endorsed {
		certificate.Endorsed = append(certificate.Endorsed,
			document.Endorsement{Title: endorsed.Title, Details: page.Details(endorsed)})
	}
	return s.sendPDF(c, "certificate-"+found.Slug, paper{certificate, card}, certificate.PDF)
}

// poster is GET /{lang}/poster.
func (s *site) poster(c *gin.Context) error {
	page, err := s.posterPage(c)
	if err != nil {
		return err
	}
	return s.respond.Page(c, http.StatusOK, page)
}

func (s *site) posterPage(c *gin.Context) (web.PosterPage, error) {
	europe, err := s.mapOf(c.Request.Context(), models.WallFilter{})
	if err != nil {
		return web.PosterPage{}, err
	}
	page := web.PosterPage{Layout: s.respond.Layout(c, ""), Map: europe}
	page.Title, page.Description = page.T("poster.title"), page.T("poster.description")
	page.Code, err = web.NewQRCode(page.Address())
	return page, err
}

// posterPDF is GET /{lang}/poster.pdf.
func (s *site) posterPDF(c *gin.Context) error {
	page, err := s.posterPage(c)
	if err != nil {
		return err
	}
	poster := document.Poster{
		Site: s.Site.Name, Headline: page.T("home.title"), Sentences: page.Sentences(), Call: page.T("poster.call"),
		Address: page.Address(), Code: page.Code,
	}
	return s.sendPDF(c, "poster", paper{poster, picture.Card{Lights: page.Map.Lights()}}, poster.PDF)
}

// sendPDF sets words below a banner and shows it in the browser; kept, the file has the name.
func (s *site) sendPDF(c *gin.Context, name string, p paper, set func(banner []byte) ([]byte, error)) error {
	body, err := s.workshop.make(c.Request.Context(), p, func() ([]byte, error) {
		banner, err := s.Painter.PNG(picture.Banner, p.Banner)
		if err != nil {
			return nil, err
		}
		return set(banner)
	})
	if err != nil {
		return err
	}
	c.Header("Content-Disposition", `inline; filename="`+url.PathEscape(name)+`.pdf"`) // RFC 6266
	s.respond.Send(c, respond.Content{
		Status: http.StatusOK, Type: "application/pdf", Body: body, Language: s.respond.Lang(c),
	})
	return nil
}
