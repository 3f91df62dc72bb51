package handlers

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"alliance/web"
)

// cancelled is the context of a visitor who has gone.
func cancelled(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

func (s *testSite) serve(req *http.Request) *answer {
	recorder := httptest.NewRecorder()
	s.handler.ServeHTTP(recorder, req)
	return &answer{recorder, s.t}
}

// publicTargets are requests to every public route, and to none.
func publicTargets() []struct{ method, path string } {
	return []struct{ method, path string }{
		{"GET", "/"},
		{"GET", "/en"},
		{"GET", "/en/"},
		{"GET", "/en/declaration"},
		{"GET", "/en/pledge"},
		{"POST", "/en/pledge"},
		{"GET", "/en/pledge/sent/token"},
		{"POST", "/en/pledge/sent/token"},
		{"POST", "/en/pledge/sent/token/again"},
		{"GET", "/en/confirm/token"},
		{"POST", "/en/confirm/token"},
		{"GET", "/en/confirmed"},
		{"GET", "/en/members"},
		{"GET", "/en/members/nobody"},
		{"GET", "/en/manage"},
		{"GET", "/en/privacy"},
		{"GET", "/en/accessibility"},
		{"GET", "/api/v1/territories"},
		{"GET", "/api/v1/members"},
		{"GET", "/api/v1/members/nobody"},
		{"GET", "/api/v1/members.geojson"},
		{"OPTIONS", "/api/v1/members.geojson"},
		{"GET", "/api/v1/counters"},
		{"GET", "/api/v1/coverage"},
		{"GET", "/api/v1/growth"},
		{"GET", "/api/v1/openapi.json"},
		{"GET", "/api/v1/nothing"},
		{"GET", "/static/nothing.css"},
		{"GET", "/favicon.ico"},
		{"GET", "/robots.txt"},
		{"GET", "/healthz"},
		{"GET", "/readyz"},
		{"GET", "/mailbox"},
		{"GET", "/mailbox.json"},
		{"GET", "/nothing"},
		{"DELETE", "/en/"},
	}
}

func TestSecurityHeadersOnEveryRoute(t *testing.T) {
	t.Parallel()
	s := newSite(t, withMailbox())
	for _, target := range publicTargets() {
		t.Run(target.method+target.path, func(t *testing.T) {
			answer := s.do(target.method, target.path, nil)
			answer.t = t
			answer.header("Content-Security-Policy", contentPolicy).
				header("X-Content-Type-Options", "nosniff").
				header("X-Frame-Options", "DENY").
				header("Permissions-Policy", noDevices).
				header("Cross-Origin-Opener-Policy", "same-origin").
				header("Strict-Transport-Security", "max-age=31536000").
				header("Set-Cookie", "").header("Server", "").header("X-Powered-By", "")
			want := "strict-origin-when-cross-origin"
			if strings.Contains(target.path, "/token") {
				want = "same-origin"
				answer.header("X-Robots-Tag", "noindex").header("Cache-Control", "no-store")
			}
			answer.header("Referrer-Policy", want)
			if strings.Contains(answer.Header().Get("Content-Security-Policy"), "unsafe") {
				t.Error("the policy allows inline code")
			}
		})
	}
}

func TestHSTSOnlyBehindTLS(t *testing.T) {
	t.Parallel()
	s := newSite(t, change{http: func(o *Options) { o.Site.BaseURL = "http://localhost:8080" }})
	s.get("/en/").status(http.StatusOK).header("Strict-Transport-Security", "")
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, headers := range map[string][]string{
		"by Sec-Fetch-Site": {"Sec-Fetch-Site", "cross-site"},
		"a sister site":     {"Sec-Fetch-Site", "same-site"},
		"by Origin":         {"Origin", "https://evil.example"},
	} {
		t.Run(name, func(t *testing.T) {
			form := riga("step", "submit")
			s.post("/en/pledge", form, headers...).status(http.StatusForbidden).has("This is not open to you")
			s.post("/en/confirm/token", nil, headers...).status(http.StatusForbidden)
			s.post("/moderation/sign-in", nil, headers...).status(http.StatusForbidden)
		})
	}
	if mails := s.ClaimAll(t); len(mails) != 0 {
		t.Errorf("a refused form caused %d mails", len(mails))
	}
	s.post("/en/pledge", riga(), "Sec-Fetch-Site", "same-origin").status(http.StatusOK)
	s.post("/en/pledge", riga(), "Origin", "https://alliance.example").status(http.StatusOK)
	s.post("/en/pledge", riga(), "Origin", "http://example.com").status(http.StatusOK) // the Host of these tests
	s.post("/en/pledge", riga(), "Origin", "null").status(http.StatusForbidden)
	s.get("/en/", "Sec-Fetch-Site", "cross-site").status(http.StatusOK) // links from elsewhere are welcome
}

func TestBodiesHaveALimit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	large := riga("statement", strings.Repeat("a", 100_000)).Encode()
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	s.do(http.MethodPost, "/en/pledge", strings.NewReader(large), form...).
		status(http.StatusRequestEntityTooLarge).has("That is too much at once")
	undeclared := io.MultiReader(strings.NewReader(large)) // of unknown length, as with chunks
	s.do(http.MethodPost, "/en/pledge", undeclared, form...).status(http.StatusRequestEntityTooLarge)
	s.do(http.MethodPost, "/en/confirm/token", strings.NewReader(large)).status(http.StatusRequestEntityTooLarge)
	s.do(http.MethodGet, "/api/v1/territories", strings.NewReader(large)).
		status(http.StatusRequestEntityTooLarge).header("Content-Type", "application/problem+json")
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	s := newSite(t, change{http: func(o *Options) { o.Config.TrustedProxies = []string{"203.0.113.0/24"} }})
	for name, request := range map[string]struct{ from, brought, want string }{
		"none":                         {"198.51.100.1:1", "", "request-"},
		"a stranger's does not count":  {"198.51.100.1:1", "stranger-0001", "request-"},
		"a proxy's does":               {"203.0.113.9:1", "proxy-id-0001", "proxy-id-0001"},
		"a proxy's, but no such thing": {"203.0.113.9:1", "<script>alert</script>", "request-"},
		"a proxy's, but too long":      {"203.0.113.9:1", strings.Repeat("a", 65), "request-"},
	} {
		t.Run(name, func(t *testing.T) {
			req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/en/", nil)
			req.RemoteAddr = request.from
			req.Header.Set("X-Request-Id", request.brought)
			if got := s.serve(req).Header().Get("X-Request-Id"); !strings.HasPrefix(got, request.want) {
				t.Errorf("want an id like %q, got %q", request.want, got)
			}
		})
	}
}

func TestAccessLogNamesRoutesNotPaths(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get("/en/confirm/" + strings.Repeat("s", 22) + "?email=anna@riga.lv")
	s.get("/en/no-such-secret-page")
	s.get("/healthz")
	lines := strings.Split(strings.TrimSpace(s.log.String()), "\n")
	if len(lines) != 3 {
		t.Fatalf("want three lines, got %d: %s", len(lines), s.log)
	}
	for i, want := range []struct{ route, level string }{
		{"/en/confirm/:token", "INFO"}, {"", "INFO"}, {"/healthz", "DEBUG"},
	} {
		var line struct {
			Level, Msg, Method, Route, Request string
			Status, Bytes                      int
			Duration                           *int64
		}
		if err := json.Unmarshal([]byte(lines[i]), &line); err != nil {
			t.Fatal(err)
		}
		complete := line.Msg == "request" && line.Method == http.MethodGet && line.Request != "" && line.Status != 0 &&
			line.Bytes > 0 && line.Duration != nil
		if line.Route != want.route || line.Level != want.level || !complete {
			t.Errorf("want the route %q at %s, got %s", want.route, want.level, lines[i])
		}
	}
	for _, secret := range []string{"sssss", "anna", "203.0.113", "secret"} {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log holds %q: %s", secret, s.log)
		}
	}
}

func TestPanicBecomesThePageForA500(t *testing.T) {
	t.Parallel()
	panicking := change{http: func(o *Options) { o.Mailbox = func() []web.MailboxMail { panic("the cause") } }}
	s := newSite(t, panicking)
	answer := s.get("/mailbox").status(http.StatusInternalServerError)
	answer.has("Something went wrong on our side", "request-0001").lacks("the cause", "goroutine", "INCIDENT-ID")
	answer.header("Cache-Control", "no-store").header("Content-Security-Policy", contentPolicy)
	for _, want := range []string{"the cause", "request-0001", "mailbox.go"} {
		if !strings.Contains(s.log.String(), want) {
			t.Errorf("the log lacks %q", want)
		}
	}
	s.get("/en/").status(http.StatusOK) // and life goes on
}

func TestAbortedAnswersStayAborted(t *testing.T) {
	t.Parallel()
	s := newSite(t, change{http: func(o *Options) {
		o.Mailbox = func() []web.MailboxMail { panic(http.ErrAbortHandler) }
	}})
	defer func() {
		if recover() != http.ErrAbortHandler { //nolint:errorlint // the very value
			t.Error("want the panic handed on to net/http")
		}
	}()
	s.get("/mailbox")
}

func TestVisitorsWhoLeaveAreNoIncident(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	location := s.submit(riga())
	confirm := "/en/confirm/" + s.mail().Token
	form := func(form url.Values) io.Reader { return strings.NewReader(form.Encode()) }
	for _, asked := range []struct {
		method, path string
		body         io.Reader
	}{
		{"GET", "/en/", nil},
		{"GET", "/en/members", nil},
		{"GET", "/en/members/riga", nil},
		{"GET", location, nil},
		{"GET", confirm, nil},
		{"POST", confirm, nil},
		{"POST", location + "/again", nil},
		{"POST", location, form(url.Values{"code": {"123456"}})},
		{"GET", "/api/v1/territories?q=rig", nil},
		{"POST", "/en/pledge", form(riga("step", "submit"))},
		{"POST", "/en/pledge", form(riga())},
	} {
		req := httptest.NewRequestWithContext(cancelled(t), asked.method, asked.path, asked.body)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer := s.serve(req)
		if answer.Code != 499 || answer.Body.Len() != 0 {
			t.Errorf("%s %s: want 499 without a body, got %d", asked.method, asked.path, answer.Code)
		}
	}
	s.logHolds(t, []string{`"status":499`}, []string{"ERROR", "context canceled"})
	if mails := s.ClaimAll(t); len(mails) != 0 {
		t.Errorf("a visitor who left caused %d mails", len(mails))
	}
}

func TestNoQueryChangesAPost(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	query := riga("step", "submit").Encode()
	s.post("/en/pledge?"+query, url.Values{"step": {"review"}}).status(http.StatusUnprocessableEntity).
		lacks("anna.berzina")
}

func TestOverARealConnection(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	server := httptest.NewServer(s.handler)
	t.Cleanup(server.Close)
	answer, err := server.Client().Get(server.URL + "/en/")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || !answer.Uncompressed {
		t.Errorf("want a compressed page, got %d, %v", answer.StatusCode, err)
	}
	server.Client().CloseIdleConnections()
}
