package handlers

import (
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/models"
	"alliance/web"
)

// manage is GET /{lang}/manage.
func (s *site) manage(c *gin.Context) error {
	layout := s.respond.Layout(c, "")
	layout.Title, layout.Description = layout.T("manage.title"), layout.T("manage.description")
	return s.respond.Page(c, http.StatusOK, web.TextPage{Layout: layout, Name: "manage"})
}

// privacy is GET /{lang}/privacy.
func (s *site) privacy(c *gin.Context) error {
	layout := s.respond.Layout(c, "")
	layout.Title, layout.Description = layout.T("privacy.title"), layout.T("privacy.description")
	if slices.Contains(s.Store.EnabledKinds(), models.KindIndividual) { // else as configured: earlier ones stay
		layout.Site.CollectsIndividuals = true
	}
	return s.respond.Page(c, http.StatusOK, web.TextPage{Layout: layout, Name: "privacy"})
}

// accessibility is GET /{lang}/accessibility.
func (s *site) accessibility(c *gin.Context) error {
	layout := s.respond.Layout(c, "")
	layout.Title, layout.Description = layout.T("accessibility.title"), layout.T("accessibility.description")
	return s.respond.Page(c, http.StatusOK, web.TextPage{Layout: layout, Name: "accessibility"})
}

// static is GET /static/{hashed name}.
func (s *site) static(c *gin.Context) error {
	if !s.Pages.HasStatic(c.Request.URL.Path) {
		return respond.NotFound()
	}
	s.Pages.Static().ServeHTTP(c.Writer, c.Request)
	return nil
}

// favicon is GET /favicon.ico, for programs that do not read the page's own link to the icon.
func (s *site) favicon(c *gin.Context) error {
	icon, err := s.Pages.StaticURL("favicon.svg")
	if err != nil {
		return err
	}
	return s.respond.Redirect(c, http.StatusFound, icon)
}

// robots is GET /robots.txt (RFC 9309).
func (s *site) robots(c *gin.Context) error {
	const rules = "User-agent: *\nDisallow: /moderation\nDisallow: /mailbox\nDisallow: /api/\n\nSitemap: "
	s.plain(c, http.StatusOK, rules+s.Site.BaseURL+"/sitemap.xml\n")
	return nil
}

// days is a duration in whole days, at least one.
func days(d time.Duration) int { return max(1, int(d/(24*time.Hour))) }
