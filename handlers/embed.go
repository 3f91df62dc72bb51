package handlers

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"alliance/handlers/present"
	"alliance/handlers/respond"
	"alliance/handlers/wallfilter"
	"alliance/models"
	"alliance/web"
)

// Policies for the pages that other sites show in frames, and for the page that previews them.
const (
	framedPolicy  = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
	previewPolicy = contentPolicy + "; frame-src 'self'"
)

// newestInEmbed is how many members the panel lists.
const newestInEmbed = 5

// framed lets every site show the answer in a frame.
func framed(c *gin.Context) {
	c.Header("Content-Security-Policy", framedPolicy)
	c.Header("X-Frame-Options", "") // the older header knows no "everywhere"
	c.Header("Cross-Origin-Resource-Policy", "cross-origin")
}

func (s *site) embedLayout(c *gin.Context, title string) web.EmbedLayout {
	layout := s.respond.Layout(c, "")
	layout.Title, layout.Path = layout.T(title), "/"
	return web.EmbedLayout{Layout: layout, Scheme: schemeOf(c)}
}

// schemeOf is the colour scheme that an address asks for; empty: the reader's.
func schemeOf(c *gin.Context) string {
	if scheme := c.Query("scheme"); scheme == "light" || scheme == "dark" {
		return scheme
	}
	return ""
}

// embedFilter reads what an embed may be about: a country, a kind, a founding association.
func (s *site) embedFilter(c *gin.Context) models.WallFilter {
	asked := s.wallFilterOf(c.Request.URL.Query(), nil)
	return models.WallFilter{Country: asked.Country, Kind: asked.Kind, Association: asked.Association}
}

// embedCounter is GET /{lang}/embed/counter.
func (s *site) embedCounter(c *gin.Context) error {
	filter := s.embedFilter(c)
	filter.Limit = 1
	wall, err := s.Store.Wall(c.Request.Context(), filter)
	if err != nil {
		return err
	}
	framed(c)
	page := web.EmbedCounterPage{
		EmbedLayout: s.embedLayout(c, "embed.part.counter"), Total: wall.Total, Countries: len(wall.Countries),
	}
	if filter.Country != "" {
		page.Countries = min(wall.Total, 1) // the counts by country are those without this filter
	}
	return s.respond.Page(c, http.StatusOK, page)
}

// embedNewest is GET /{lang}/embed/newest.
func (s *site) embedNewest(c *gin.Context) error {
	filter := s.embedFilter(c)
	filter.Limit = newestInEmbed
	wall, err := s.Store.Wall(c.Request.Context(), filter)
	if err != nil {
		return err
	}
	framed(c)
	page := web.EmbedNewestPage{
		EmbedLayout: s.embedLayout(c, "embed.part.newest"), Newest: entries(wall.Entries), Total: wall.Total,
	}
	page.ListURL = s.Site.BaseURL + page.URL(wallPath(filter))
	return s.respond.Page(c, http.StatusOK, page)
}

// badge is GET /{lang}/members/{slug}/badge.svg.
func (s *site) badge(c *gin.Context) error {
	found, err := s.Store.Signatory(c.Request.Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	c.Header("Cross-Origin-Resource-Policy", "cross-origin")
	badge := s.respond.Layout(c, "").Badge(found.Name, found.Since)
	s.respond.Send(c, respond.Content{Status: http.StatusOK, Type: "image/svg+xml", Body: badge.SVG()})
	return nil
}

// embed is GET /{lang}/embed: what other sites can show, with the code for it.
func (s *site) embed(c *gin.Context) error {
	layout := s.respond.Layout(c, "")
	layout.Title, layout.Description = layout.T("embed.title"), layout.T("embed.description")
	page := web.EmbedPage{
		Layout: layout, Scheme: schemeOf(c), Association: s.embedFilter(c).Association,
		Associations: models.FoundingAssociations(),
	}
	slices.Sort(page.Associations)
	query := url.Values{wallfilter.Association: {page.Association}, "scheme": {page.Scheme}}
	page.Parts = []web.EmbedPart{
		embedFrame(layout, "counter", web.EmbedCounterHeight, query),
		embedFrame(layout, "newest", web.EmbedNewestHeight, query),
	}
	if page.Scheme == "" {
		page.Scheme = page.Schemes()[0]
	}
	if slug := c.Query("member"); slug != "" {
		found, err := s.Store.Signatory(c.Request.Context(), slug)
		if err != nil {
			return err
		}
		member := present.Entry(found.WallEntry)
		page.Member = &member
		page.Parts = append([]web.EmbedPart{embedBadge(layout, found)}, page.Parts...)
	}
	c.Header("Content-Security-Policy", previewPolicy)
	return s.respond.Page(c, http.StatusOK, page)
}

func embedFrame(layout web.Layout, name string, height int, query url.Values) web.EmbedPart {
	address := layout.URL("/embed/" + name + queryOf(query))
	return web.EmbedPart{
		Name: name, Frame: true, Preview: address, Width: web.EmbedWidth, Height: height,
		Code: web.FrameCode(layout.Site.BaseURL+address, layout.T("embed.part."+name)+" – "+layout.Site.Name, height),
	}
}

func embedBadge(layout web.Layout, of models.Signatory) web.EmbedPart {
	page := layout.URL("/members/" + of.Slug)
	badge := layout.Badge(of.Name, of.Since)
	return web.EmbedPart{
		Name: "badge", Preview: page + "/badge.svg", Alt: badge.Alt, Width: badge.Width(), Height: web.BadgeHeight,
		Code: web.BadgeCode(layout.Site.BaseURL+page, layout.Site.BaseURL+page+"/badge.svg", badge.Alt, badge.Width()),
	}
}
