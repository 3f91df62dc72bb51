// Package handlers answers HTTP: this file is the whole route table of the public site. Together with its console
// it is the only package that knows Gin.
package handlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/handlers/api"
	"alliance/handlers/console"
	"alliance/handlers/respond"
	"alliance/handlers/wallfilter"
	"alliance/locale"
	"alliance/models"
	"alliance/web"
	"alliance/web/picture"
)

// Options are the parts that the site is made of.
type Options struct {
	Store             *models.Store
	Catalog           *locale.Catalog
	Pages             *web.Renderer
	Painter           *picture.Painter
	Config            Config
	Site              web.Site
	ConfirmationValid time.Duration            // how long the link in the mail works
	Mailbox           func() []web.MailboxMail // delivered mails, newest first; nil: there is no mailbox
	Log               *slog.Logger
	RequestLog        *slog.Logger // of the line per request; nil: Log
	Now               func() time.Time
	NewRequestID      func() string
}

// site holds what the handlers need; read-only after New.
type site struct {
	Options
	respond   *respond.Responder
	languages []string
	trusted   proxies
	csrf      *http.CrossOriginProtection
	workshop  *workshop
	finished  *respond.Finished
}

// Site is the whole site.
type Site struct {
	site   *site
	engine http.Handler
}

// New builds the whole site. It returns an error for a setting, text or template at fault.
func New(o Options) (*Site, error) {
	missing := o.Store == nil || o.Catalog == nil || o.Pages == nil || o.Painter == nil
	if missing || o.Log == nil || o.Now == nil || o.NewRequestID == nil {
		return nil, errors.New("build the site: an option is missing")
	}
	trusted, err := parseProxies(o.Config.TrustedProxies)
	if err != nil {
		return nil, fmt.Errorf("build the site: trusted proxies: %w", err)
	}
	responder, err := respond.New(respond.Options{
		Pages: o.Pages, Catalog: o.Catalog, Site: o.Site, Log: o.Log,
	})
	if err != nil {
		return nil, fmt.Errorf("build the site: %w", err)
	}
	s := &site{
		Options: o, respond: responder, languages: o.Catalog.Languages(), trusted: trusted,
		csrf: http.NewCrossOriginProtection(), workshop: newWorkshop(),
	}
	if err := s.csrf.AddTrustedOrigin(o.Site.BaseURL); err != nil { // a proxy may have changed the header Host
		return nil, fmt.Errorf("build the site: base URL: %w", err)
	}
	if s.RequestLog == nil {
		s.RequestLog = s.Log
	}
	if s.finished, err = respond.NewFinished(respond.FinishedOptions{
		Bytes: o.Config.PageCacheBytes, Stale: o.Config.PageStale, Version: o.Store.PublicVersion,
		Language: o.Catalog.Negotiate, Now: o.Now, Log: o.Log,
	}); err != nil {
		return nil, fmt.Errorf("build the site: %w", err)
	}
	engine, err := s.engine()
	if err != nil {
		return nil, fmt.Errorf("build the site: %w", err)
	}
	s.finished.Use(engine, responder)
	return &Site{s, engine}, nil
}

// ServeHTTP answers with a finished page where there is one, and else asks the route table.
func (s *Site) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if s.site.serveFinished(w, req) {
		return
	}
	http.MaxBytesHandler(s.engine, s.site.mostBytes(req)).ServeHTTP(w, req)
}

// Run keeps the finished pages up to date until ctx ends.
func (s *Site) Run(ctx context.Context) { s.site.finished.Run(ctx, s.site.Store.LookForChanges) }

// engine is Gin without what it does unasked: it logs nothing, trusts no proxy and redirects nobody.
func (s *site) engine() (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.RedirectTrailingSlash = false // it would answer before the middleware
	engine.HandleMethodNotAllowed = true
	if err := engine.SetTrustedProxies(nil); err != nil {
		return nil, err
	}
	engine.Use(s.identify, s.accessLog, s.recoverPanic, s.securityHeaders, s.limitBody, s.refuseCrossOrigin)
	s.routes(engine)
	if err := api.Register(engine, api.Options{
		Store: s.Store, Responder: s.respond, Finished: s.finished, Catalog: s.Catalog, Site: s.Site,
		IsCountry: s.isCountry,
	}); err != nil {
		return nil, err
	}
	return engine, console.Register(engine, console.Options{
		Store: s.Store, Responder: s.respond, Catalog: s.Catalog, Log: s.Log, Secure: s.https(), Now: s.Now,
		MaxUpload: s.Config.MaxUploadBytes, BaseURL: s.Site.BaseURL, SiteName: s.Site.Name,
	})
}

func (s *site) https() bool { return strings.HasPrefix(s.Site.BaseURL, "https://") }

// handler answers a request or returns what went wrong.
type handler func(c *gin.Context) error

// routes is the route table: address, who may keep the answer, handler.
func (s *site) routes(engine *gin.Engine) {
	public, private, secret := respond.Public(), respond.Private(), respond.Secret()
	listed := public.By(wallfilter.Names()...)
	r := routes{engine, s.respond, s.finished}
	r.get("/", private, s.chooseLanguage)
	for _, lang := range s.languages {
		r := routes{engine.Group("/" + lang), s.respond, s.finished}
		r.get("", private, s.addSlash)
		r.get("/", public, s.home)
		r.get("/declaration", public.By(wallfilter.Version), s.declaration)
		r.get("/pledge", public.By(web.FieldKind, web.FieldCountry, web.FieldAssociation), s.pledgeForm)
		r.post("/pledge", private, s.pledge)
		r.get("/pledge/sent/:receipt", secret, s.sent)
		r.post("/pledge/sent/:receipt", secret, s.confirmByCode)
		r.post("/pledge/sent/:receipt/again", secret, s.sendAgain)
		r.get("/confirm/:token", secret, s.confirmation)
		r.post("/confirm/:token", secret, s.confirm)
		r.get("/confirmed", private, s.confirmed)
		r.get("/correct/:token", secret, s.correction)
		r.post("/correct/:token", secret, s.correct)
		r.get("/members", listed, s.members)
		r.get("/members/:slug", public, s.signatory)
		s.openDataOf(r)
		s.embeds(r)
		s.documents(r)
		r.get("/suggest", respond.Kept(time.Minute).MadeAnew(), s.suggest)
		r.get("/map", listed, s.memberMap)
		r.get("/coverage", public, s.coverage)
		r.get("/progress", public, s.progress)
		r.get("/manage", public, s.manage)
		r.get("/privacy", public, s.privacy)
		r.get("/transparency", public, s.transparency)
		r.get("/accessibility", public, s.accessibility)
	}
	r.get("/api/v1/territories", respond.Kept(24*time.Hour).MadeAnew(), s.territories)
	r.get("/sitemap.xml", respond.Kept(time.Hour), s.sitemapIndex)
	r.get("/sitemap/:part", respond.Kept(time.Hour), s.sitemap)
	r.get("/static/*name", private, s.static)
	r.get("/favicon.ico", private, s.favicon)
	r.get("/robots.txt", respond.Kept(time.Hour), s.robots)
	r.get("/healthz", private, s.alive)
	r.get("/readyz", private, s.ready)
	if s.Mailbox != nil {
		s.mailboxRoutes(r)
	}
	engine.NoRoute(s.respond.Handler(s.notFound))
	engine.NoMethod(s.respond.Handler(func(*gin.Context) error { return respond.MethodNotAllowed() }))
}

// mailboxRoutes are there while nobody has set a mail server: what would have been sent.
func (s *site) mailboxRoutes(r routes) {
	private := respond.Private()
	r.get("/mailbox", private, s.mailbox)
	r.get("/mailbox.json", private, s.mailboxJSON)
	r.get("/mailbox/:document", private, s.mailboxHTML)
}

// openDataOf are the addresses of the list as files, as a feed, and of the page about them.
func (s *site) openDataOf(r routes) {
	listed, private := respond.Public().By(wallfilter.Names()...), respond.Private()
	r.get("/members.csv", private, s.membersCSV)
	r.get("/members.xlsx", private, s.membersXLSX)
	r.get("/feed.atom", listed, s.feed)
	r.get("/data", listed, s.openData)
}

// embeds are the addresses of what members show on their own sites.
func (s *site) embeds(r routes) {
	filters := []string{wallfilter.Country, wallfilter.Kind, wallfilter.Association, "scheme"}
	r.get("/members/:slug/badge.svg", respond.Kept(time.Hour), s.badge)
	r.get("/embed", respond.Public().By(append(filters, "member")...), s.embed)
	r.get("/embed/counter", respond.Kept(5*time.Minute).By(filters...), s.embedCounter)
	r.get("/embed/newest", respond.Kept(5*time.Minute).By(filters...), s.embedNewest)
}

// documents are the addresses of what a member takes home, and of the poster.
func (s *site) documents(r routes) {
	public, papers := respond.Public(), respond.Public().MadeAnew() // the workshop keeps what is dear about them
	picturesKept := respond.Kept(pictureKept).MadeAnew()
	r.get("/members/:slug/share.png", picturesKept, s.memberPicture(picture.Wide))
	r.get("/members/:slug/square.png", picturesKept, s.memberPicture(picture.Square))
	r.get("/members/:slug/certificate", public, s.certificate)
	r.get("/members/:slug/certificate.pdf", papers, s.certificatePDF)
	r.get("/poster", public, s.poster)
	r.get("/poster.pdf", papers, s.posterPDF)
	r.get("/share.png", picturesKept, s.sitePicture)
}

// routes adds addresses to a part of the table.
type routes struct {
	gin.IRouter
	respond  *respond.Responder
	finished *respond.Finished
}

func (r routes) get(path string, class respond.Class, handle handler) {
	r.Match([]string{http.MethodGet, http.MethodHead}, path, r.finished.Route(class), r.respond.Handler(handle))
}

func (r routes) post(path string, class respond.Class, handle handler) {
	r.POST(path, class.Set, r.respond.Handler(handle))
}
