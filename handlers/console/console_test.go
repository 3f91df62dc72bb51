package console_test

import (
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/gin-gonic/gin"
	"go.uber.org/goleak"

	"alliance/handlers/console"
	"alliance/handlers/respond"
	"alliance/locale"
	"alliance/models"
	"alliance/models/modelstest"
	"alliance/web"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode)
	goleak.VerifyTestMain(m)
}

// site is the console on a database of its own, with the real pages.
type site struct {
	*modelstest.Store
	server *httptest.Server
	admin  models.Moderator
	log    *lockedBuffer
	routes gin.RoutesInfo
}

// parts are made once: parsing all templates and texts takes a while.
var parts = sync.OnceValues(func() (respond.Options, error) { //nolint:gochecknoglobals // made once per test process
	catalog, err := locale.Load()
	if err != nil {
		return respond.Options{}, err
	}
	pages, err := web.New(catalog)
	return respond.Options{Pages: pages, Catalog: catalog}, err
})

// newSite starts the console; secure is as for a site reached by https.
func newSite(t *testing.T, secure bool, change ...func(*models.Config)) *site {
	t.Helper()
	return newSiteAt(t, "https://alliance.example", secure, change...)
}

// newSiteAt is newSite under another public address.
func newSiteAt(t *testing.T, baseURL string, secure bool, change ...func(*models.Config)) *site {
	t.Helper()
	options, err := parts()
	if err != nil {
		t.Fatal(err)
	}
	s := &site{Store: modelstest.New(t, change...), log: &lockedBuffer{}}
	s.admin = s.Administrator(t)
	options.Log = slog.New(slog.NewTextHandler(s.log, nil))
	options.Site = web.Site{
		Name: "#CohesionAlliance", BaseURL: baseURL, Contact: "contact@alliance.example",
		Languages: []string{"en"},
	}
	responder, err := respond.New(options)
	if err != nil {
		t.Fatal(err)
	}
	engine := gin.New()
	engine.Use(func(c *gin.Context) { // as the server's middleware does
		respond.Of(c).ClientAddr = netip.MustParseAddr("192.0.2.1")
		respond.Of(c).Lang = options.Catalog.Negotiate(c.GetHeader("Accept-Language"))
	})
	err = console.Register(engine, console.Options{
		Store: s.Store.Store, Responder: responder, Catalog: options.Catalog, Log: options.Log,
		Secure: secure, Now: s.Clock.Now, MaxUpload: 32 << 20, BaseURL: baseURL, SiteName: options.Site.Name,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.routes = engine.Routes()
	if secure {
		s.server = httptest.NewTLSServer(engine)
	} else {
		s.server = httptest.NewServer(engine)
	}
	t.Cleanup(s.server.Close)
	return s
}

// colleague creates an account with a password; its invitation is delivered.
func (s *site) colleague(t *testing.T, email string, role models.Role) models.Moderator {
	t.Helper()
	invitation, err := s.AddModerator(t.Context(), models.Moderator{}, models.NewModerator{
		Email: email, Name: "Mo Colleague", Role: role,
	})
	if err != nil {
		t.Fatal(err)
	}
	moderator, err := s.AcceptInvitation(t.Context(), invitation.Token, models.NewModerator{}, modelstest.Password)
	if err != nil {
		t.Fatal(err)
	}
	s.ClaimAll(t)
	return moderator
}

// browser keeps cookies and follows no redirects.
type browser struct {
	t      *testing.T
	site   *site
	client *http.Client
	agent  *string // what it calls itself; nil: as Go's client does
}

func (s *site) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{
		Transport: s.server.Client().Transport, Jar: jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &browser{t: t, site: s, client: client}
}

// signedIn is a browser in which a moderator has signed in.
func (s *site) signedIn(t *testing.T, email string) *browser {
	t.Helper()
	b := s.browser(t)
	b.signIn(email, modelstest.Password).want(http.StatusSeeOther)
	return b
}

// asAdmin is a browser in which the administrator has signed in.
func (s *site) asAdmin(t *testing.T) *browser {
	t.Helper()
	return s.signedIn(t, s.admin.Email)
}

func (b *browser) signIn(email, password string) *answer {
	b.t.Helper()
	return b.post("/moderation/sign-in", "email", email, "password", password)
}

func (b *browser) get(path string) *answer {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil)
}

// post sends a form; fields are name, value pairs.
func (b *browser) post(path string, fields ...string) *answer {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.do(http.MethodPost, path, strings.NewReader(form.Encode()))
}

func (b *browser) do(method, path string, body io.Reader) *answer {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), method, b.site.server.URL+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return b.send(request)
}

func (b *browser) send(request *http.Request) *answer {
	b.t.Helper()
	if b.agent != nil {
		request.Header.Set("User-Agent", *b.agent)
	}
	response, err := b.client.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	what := request.Method + " " + request.URL.RequestURI()
	return &answer{t: b.t, Response: response, text: string(text), what: what, log: b.site.log}
}

// cookie is the value that the browser holds; empty without one.
func (b *browser) cookie(name string) string {
	b.t.Helper()
	address, err := url.Parse(b.site.server.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, cookie := range b.client.Jar.Cookies(address) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

// answer is what came back.
type answer struct {
	*http.Response
	t    *testing.T
	text string
	what string
	log  *lockedBuffer // of the site
}

// want checks the status and, for a redirect, where it leads.
func (a *answer) want(status int, location ...string) *answer {
	a.t.Helper()
	if a.StatusCode != status {
		shown := words(a.page().Find("main").Text())
		a.t.Fatalf("%s: status %d, want %d: %s\n%s", a.what, a.StatusCode, status, shown, a.log)
	}
	if len(location) > 0 && a.Header.Get("Location") != location[0] {
		a.t.Fatalf("%s: leads to %q, want %q", a.what, a.Header.Get("Location"), location[0])
	}
	return a
}

func (a *answer) page() *goquery.Document {
	a.t.Helper()
	document, err := goquery.NewDocumentFromReader(strings.NewReader(a.text))
	if err != nil {
		a.t.Fatal(err)
	}
	return document
}

// has checks that the elements of selector hold text, in any of them.
func (a *answer) has(selector, text string) *answer {
	a.t.Helper()
	found := a.page().Find(selector)
	if found.Length() == 0 {
		a.t.Fatalf("%s: nothing matches %q: %s", a.what, selector, words(a.page().Find("main").Text()))
	}
	if got := words(found.Text()); !strings.Contains(got, text) {
		a.t.Errorf("%s: %q holds %q, want %q in it", a.what, selector, got, text)
	}
	return a
}

// hasNot checks that nothing matches selector.
func (a *answer) hasNot(selector string) *answer {
	a.t.Helper()
	if found := a.page().Find(selector); found.Length() > 0 {
		a.t.Errorf("%s: %q is there and must not: %q", a.what, selector, words(found.Text()))
	}
	return a
}

// count checks how many elements match selector.
func (a *answer) count(selector string, want int) *answer {
	a.t.Helper()
	if got := a.page().Find(selector).Length(); got != want {
		a.t.Errorf("%s: %d elements match %q, want %d", a.what, got, selector, want)
	}
	return a
}

// setCookie is the cookie of that name in the answer; nil without one.
func (a *answer) setCookie(name string) *http.Cookie {
	for _, cookie := range a.Cookies() {
		if cookie.Name == name {
			return cookie
		}
	}
	return nil
}

func words(s string) string { return strings.Join(strings.Fields(s), " ") }

// randomAddress makes the mail addresses of one test differ.
func randomAddress(domain string) string { return strings.ToLower(rand.Text()[:10]) + "@" + domain }

// pledgeFor is a pledge of a body without a territory.
func pledgeFor(body string, change ...func(*models.NewPledge)) models.NewPledge {
	return modelstest.Pledge(append([]func(*models.NewPledge){func(p *models.NewPledge) {
		p.Kind, p.Body, p.Email, p.Website, p.Associations = models.KindAssociation, body,
			randomAddress("union.example"), "https://www.union.example", nil
		p.Language = "en"
	}}, change...)...)
}

type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
