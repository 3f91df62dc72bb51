package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"alliance/models"
	"alliance/web"
)

// withMailbox gives the site a mailbox with one mail.
func withMailbox(mails ...web.MailboxMail) change {
	return change{http: func(o *Options) { o.Mailbox = func() []web.MailboxMail { return mails } }}
}

func TestEveryPageSaysWhatItShould(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.Administrator(t)
	s.member(admin, func(p *models.NewPledge) { p.Statement, p.ConsentName = "Cohesion matters to us.", false })
	for name, page := range map[string]struct {
		path  string
		title string // of the h1
		want  []string
		not   []string
	}{
		"home": {
			"/en/", "Cohesion is our fundamental value",
			[]string{`href="/en/pledge"`, "Newest members", `href="/en/members/riga"`, "alliance@example.eu", "<svg"},
			[]string{"anna.berzina", "Bērziņa", "<script>"},
		},
		"declaration": {
			"/en/declaration", "The declaration", []string{"2026-1", `href="/en/pledge"`}, []string{"An earlier version"},
		},
		"declaration, the version named": {
			"/en/declaration?version=2026-1", "The declaration", []string{"2026-1"}, nil,
		},
		"form": {
			"/en/pledge", "Sign the pledge",
			[]string{
				`name="kind"`, `name="country"`, `name="body"`, `name="territory"`, `name="website"`, `name="association"`,
				`name="representative_name"`, `name="representative_function"`, `name="email"`, `name="statement"`,
				`name="authorised"`, `name="consent_name"`, `name="consent_news"`, `name="declaration" value="2026-1"`,
				`name="contact_url"`, `name="step" value="review"`,
			},
			[]string{`" checked`, "error-summary", `name="step" value="submit"`},
		},
		"members": {
			"/en/members", "Members",
			[]string{"1 member", "Rīga", `action="/en/members"`},
			[]string{"anna.berzina", "Bērziņa", "members.found"},
		},
		"member": {
			"/en/members/riga", "Rīga",
			[]string{"Cohesion matters to us.", "22 November 2026", "https://www.riga.lv", "Eurocities"},
			[]string{"anna.berzina", "Bērziņa"},
		},
		"manage":        {"/en/manage", "Change or withdraw a pledge", []string{"alliance@example.eu"}, nil},
		"privacy":       {"/en/privacy", "Privacy notice", []string{"2018/1725"}, []string{"GDPR"}},
		"accessibility": {"/en/accessibility", "Accessibility statement", []string{"WCAG"}, nil},
		"confirmed":     {"/en/confirmed", "Thank you", []string{"Your pledge is confirmed."}, []string{"Rīga"}},
	} {
		t.Run(name, func(t *testing.T) {
			answer := s.get(page.path).status(http.StatusOK).has(page.want...).lacks(page.not...)
			answer.header("Content-Type", "text/html; charset=utf-8").header("Content-Language", "en")
			if got := answer.text("h1"); got != page.title {
				t.Errorf("want the heading %q, got %q", page.title, got)
			}
			if titles := answer.document().Find("h1").Length(); titles != 1 {
				t.Errorf("want one h1, got %d", titles)
			}
		})
	}
}

func TestEveryLanguageHasItsPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, lang := range s.options.Site.Languages {
		for _, path := range []string{
			"/", "/declaration", "/pledge", "/members", "/manage", "/privacy", "/accessibility", "/transparency",
		} {
			answer := s.get("/"+lang+path).status(http.StatusOK).header("Content-Language", lang)
			if got, _ := answer.document().Find("html").Attr("lang"); got != lang {
				t.Errorf("%s%s: the page says it is in %q", lang, path, got)
			}
		}
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, redirect := range map[string]struct {
		path, accept string
		status       int
		want         string
	}{
		"no preference":               {"/", "", http.StatusFound, "/en/"},
		"English":                     {"/", "en-GB,en;q=0.8", http.StatusFound, "/en/"},
		"a language not offered":      {"/", "ja", http.StatusFound, "/en/"},
		"nonsense":                    {"/", ";;q=x,,\x00", http.StatusFound, "/en/"},
		"language without slash":      {"/en", "", http.StatusPermanentRedirect, "/en/"},
		"its query is kept":           {"/en?via=CEMR", "", http.StatusPermanentRedirect, "/en/?via=CEMR"},
		"a slash too many":            {"/en/members/", "", http.StatusPermanentRedirect, "/en/members"},
		"a slash too many, and query": {"/en/members/?kind=city", "", http.StatusPermanentRedirect, "/en/members?kind=city"},
	} {
		t.Run(name, func(t *testing.T) {
			s.get(redirect.path, "Accept-Language", redirect.accept).leadsTo(redirect.status, redirect.want).
				header("Cache-Control", "no-store")
		})
	}
	s.get("/").header("Vary", "Accept-Language")
}

func TestRedirectsNeverLeaveTheSite(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{"//evil.example/", "/en//evil.example/", "//evil.example/en/", `/\evil.example/`} {
		answer := s.get("https://alliance.example" + path)
		location := answer.Header().Get("Location")
		if strings.HasPrefix(location, "//") || strings.HasPrefix(location, `/\`) || strings.Contains(location, "://") {
			t.Errorf("%s leads to %s", path, location)
		}
	}
}

func TestUnknownAddressesGetOurPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{
		"/nothing", "/en/nothing", "/xx/", "/en/members/nobody", "/en/members/%ff", "/en/members/..%2f..%2fetc",
		"/en/declaration?version=1999-1", "/mailbox", "/mailbox.json", "/mailbox/1.html", "/en/confirm", "/static/x.css",
		"/metrics", "/debug/pprof/", "/.env", "/en/pledge/sent",
	} {
		t.Run(path, func(t *testing.T) {
			answer := s.get(path).status(http.StatusNotFound).has("This page is not here", `href="/en/members"`)
			answer.header("Cache-Control", "no-store").lacks("Incident number")
		})
	}
	s.get("/nothing", "Accept-Encoding", "gzip").header("Vary", "Accept-Encoding, Accept-Language")
	s.get("/en/nothing").header("Vary", "Accept-Encoding")
}

func TestWrongMethods(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, request := range map[string]struct{ method, path, allow string }{
		"POST to a page":         {http.MethodPost, "/en/members", "GET, HEAD"},
		"DELETE of the form":     {http.MethodDelete, "/en/pledge", "GET, HEAD, POST"},
		"GET of a command":       {http.MethodGet, "/en/pledge/sent/token/again", "POST"},
		"OPTIONS":                {http.MethodOptions, "/en/", "GET, HEAD"},
		"PUT of a static file":   {http.MethodPut, "/static/site.css", "GET, HEAD"},
		"a method nobody knows":  {"BREW", "/en/", "GET, HEAD"},
		"PATCH of a health page": {http.MethodPatch, "/healthz", "GET, HEAD"},
	} {
		t.Run(name, func(t *testing.T) {
			s.do(request.method, request.path, nil).status(http.StatusMethodNotAllowed).
				header("Allow", request.allow).has("This address works differently")
		})
	}
	if log := s.log.String(); strings.Contains(log, "BREW") {
		t.Error("the log repeats a method that a stranger made up")
	}
}

func TestHeadAnswersAsGetDoes(t *testing.T) {
	t.Parallel()
	s := newSite(t, withMailbox())
	for _, path := range []string{
		"/", "/en", "/en/", "/en/declaration", "/en/pledge", "/en/members", "/en/privacy", "/en/nothing",
		"/api/v1/territories?q=rig", "/robots.txt", "/healthz", "/readyz", "/mailbox", "/mailbox.json", "/favicon.ico",
	} {
		t.Run(path, func(t *testing.T) {
			get, head := s.get(path), s.do(http.MethodHead, path, nil)
			if head.Code != get.Code || head.Body.Len() != 0 {
				t.Errorf("want status %d and no body, got %d and %d bytes", get.Code, head.Code, head.Body.Len())
			}
			for _, name := range []string{"Content-Type", "Content-Length", "ETag", "Cache-Control", "Location"} {
				head.header(name, get.Header().Get(name))
			}
		})
	}
}

func TestPlainRoutes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get("/healthz").status(http.StatusOK).has("ok").header("Cache-Control", "no-store")
	s.get("/readyz").status(http.StatusOK).has("ready").header("Cache-Control", "no-store")
	s.get("/robots.txt").status(http.StatusOK).has("Disallow: /moderation\n").lacks("Disallow: /\n")
	icon := s.get("/favicon.ico").status(http.StatusFound).Header().Get("Location")
	s.get(icon).status(http.StatusOK).header("Content-Type", "image/svg+xml")
	css, _ := s.get("/en/").document().Find(`link[rel=stylesheet]`).First().Attr("href")
	s.get(css).status(http.StatusOK).header("Cache-Control", "public, max-age=31536000, immutable").
		header("X-Content-Type-Options", "nosniff")
}

func TestReadinessFollowsTheDatabase(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	probe := func(path string) *answer {
		return s.serve(httptest.NewRequestWithContext(cancelled(t), http.MethodGet, path, nil))
	}
	probe("/readyz").status(http.StatusServiceUnavailable).has("the database does not answer").lacks("context")
	probe("/healthz").status(http.StatusOK)
	if !strings.Contains(s.log.String(), "not ready") {
		t.Error("the log does not say why")
	}
}

func TestTheQueueNeedsASignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	answer := s.get("/moderation")
	if answer.Code != http.StatusSeeOther || !strings.HasPrefix(answer.Header().Get("Location"), "/moderation/sign-in") {
		t.Errorf("want the way to the sign-in, got %d %s", answer.Code, answer.Header().Get("Location"))
	}
	s.get("/moderation/sign-in").status(http.StatusOK).header("Cache-Control", "no-store")
}
