package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/models"
	"alliance/web"
)

// newestOnHome is how many of the newest members the home page shows.
const newestOnHome = 6

// chooseLanguage is GET /: to the home page in the visitor's language.
func (s *site) chooseLanguage(c *gin.Context) error {
	c.Writer.Header().Add("Vary", "Accept-Language")
	return s.respond.Redirect(c, http.StatusFound, "/"+s.respond.Lang(c)+"/")
}

// addSlash is GET /{lang}.
func (s *site) addSlash(c *gin.Context) error {
	return s.respond.Redirect(c, http.StatusPermanentRedirect, withQuery("/"+s.respond.Lang(c)+"/", c.Request.URL))
}

// notFound is every address that the route table lacks. One that only has a slash too many leads to the page meant.
func (s *site) notFound(c *gin.Context) error {
	meant, slash := strings.CutSuffix(c.Request.URL.EscapedPath(), "/")
	reading := c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead
	if slash && reading && strings.HasPrefix(meant, "/"+s.respond.Lang(c)+"/") && !strings.HasSuffix(meant, "/") {
		return s.respond.Redirect(c, http.StatusPermanentRedirect, withQuery(meant, c.Request.URL))
	}
	return respond.NotFound()
}

func withQuery(path string, from *url.URL) string {
	if from.RawQuery == "" {
		return path
	}
	return path + "?" + from.RawQuery
}

// home is GET /{lang}/.
func (s *site) home(c *gin.Context) error {
	ctx := c.Request.Context()
	counters, err := s.Store.Counters(ctx)
	if err != nil {
		return err
	}
	newest, err := s.Store.Newest(ctx, newestOnHome)
	if err != nil {
		return err
	}
	europe, err := s.mapOf(ctx, models.WallFilter{})
	if err != nil {
		return err
	}
	page := web.HomePage{
		Layout: s.respond.Layout(c, ""), Counters: countersOf(counters), Newest: entries(newest), Map: europe,
		Milestones: milestones(counters.Total, models.NextMilestone(counters.Total)),
		Collection: string(s.Store.CollectionState()),
	}
	page.Description = page.T("home.description")
	page.Share = shareLinks(page.Layout, page.Canonical(), page.T("home.title"))
	return s.respond.Page(c, http.StatusOK, page)
}

// countersOf lists the three kinds that the Alliance is made of, and others once one has signed.
func countersOf(counters models.Counters) web.Counters {
	shown := web.Counters{Total: counters.Total, Countries: counters.Countries}
	core := []models.Kind{models.KindRegion, models.KindCity, models.KindAssociation}
	for _, kind := range models.Kinds() {
		if count := counters.ByKind[kind]; count > 0 || slices.Contains(core, kind) {
			shown.Kinds = append(shown.Kinds, web.KindCount{Kind: string(kind), Count: count})
		}
	}
	return shown
}

// shareLinks open the share dialogues of other sites; nothing of theirs is loaded here.
func shareLinks(layout web.Layout, address, text string) []web.ShareLink {
	line := text + " – " + layout.Site.Name
	query := func(values url.Values) string {
		return strings.ReplaceAll(values.Encode(), "+", "%20") // mail programs show a plus as it stands
	}
	both := line + "\n" + address
	return []web.ShareLink{
		{Network: "email", URL: "mailto:?" + query(url.Values{"subject": {line}, "body": {both}})},
		{Network: "LinkedIn", URL: "https://www.linkedin.com/sharing/share-offsite/?" + query(url.Values{"url": {address}})},
		{Network: "Facebook", URL: "https://www.facebook.com/sharer/sharer.php?" + query(url.Values{"u": {address}})},
		{Network: "X", URL: "https://x.com/intent/post?" + query(url.Values{"text": {line}, "url": {address}})},
		{Network: "Bluesky", URL: "https://bsky.app/intent/compose?" + query(url.Values{"text": {both}})},
	}
}
