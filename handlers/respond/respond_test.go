package respond_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/locale"
	"alliance/models"
	"alliance/web"
)

// parts are made once: parsing all texts and templates takes a while.
var parts = sync.OnceValues(func() (respond.Options, error) { //nolint:gochecknoglobals // made once per test process
	catalog, err := locale.Load()
	if err != nil {
		return respond.Options{}, err
	}
	pages, err := web.New(catalog)
	return respond.Options{Pages: pages, Catalog: catalog}, err
})

// bench is a responder with one route, and what it logs.
type bench struct {
	t         *testing.T
	responder *respond.Responder
	log       bytes.Buffer
	lang      string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	options, err := parts()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, lang: "en"}
	options.Log = slog.New(slog.NewTextHandler(&b.log, nil))
	options.Site = web.Site{Name: "Site", BaseURL: "https://site.example", Languages: options.Catalog.Languages()}
	if b.responder, err = respond.New(options); err != nil {
		t.Fatal(err)
	}
	return b
}

// serve answers one request by handle.
func (b *bench) serve(
	req *http.Request, class respond.Class, handle func(*gin.Context) error,
) *httptest.ResponseRecorder {
	b.t.Helper()
	engine := gin.New()
	engine.Use(func(c *gin.Context) {
		respond.Of(c).ID, respond.Of(c).Lang = "request-0001", b.lang
	})
	engine.Any("/*path", class.Set, b.responder.Handler(handle))
	recorder := httptest.NewRecorder()
	engine.ServeHTTP(recorder, req)
	return recorder
}

func get(path string) *http.Request {
	return httptest.NewRequestWithContext(context.Background(), http.MethodGet, path, nil)
}

func TestErrorsBecomeAnswers(t *testing.T) {
	minutes := &models.LimitedError{RetryAfter: 90 * time.Second}
	seconds := &models.LimitedError{RetryAfter: 1001 * time.Millisecond}
	both := errors.Join(respond.BadRequest(), &http.MaxBytesError{})
	wrapped := func(err error) error { return fmt.Errorf("confirm pledge: %w", err) }
	for name, fault := range map[string]struct {
		err    error
		status int
		title  string
		wait   string
		logged bool
	}{
		"not found":         {wrapped(models.ErrNotFound), 404, "This page is not here", "", false},
		"limited":           {wrapped(minutes), 429, "Please wait a little", "90", false},
		"limited, rounded":  {seconds, 429, "Please wait a little", "2", false},
		"limited, no time":  {&models.LimitedError{}, 429, "Please wait a little", "1", false},
		"database away":     {wrapped(models.ErrUnavailable), 503, "We will be back shortly", "30", true},
		"database too slow": {wrapped(context.DeadlineExceeded), 503, "We will be back shortly", "30", true},
		"body too large":    {wrapped(&http.MaxBytesError{Limit: 1}), 413, "That is too much at once", "", false},
		"large and broken":  {both, 413, "That is too much at once", "", false},
		"bad request":       {wrapped(respond.BadRequest()), 400, "We could not read this request", "", false},
		"another coding":    {respond.UnsupportedMediaType(), 415, "We could not read this request", "", false},
		"forbidden":         {respond.Forbidden(), 403, "This is not open to you", "", false},
		"wrong method":      {respond.MethodNotAllowed(), 405, "This address works differently", "", false},
		"unforeseen":        {errors.New("secret cause"), 500, "Something went wrong on our side", "", true},
		"fields unhandled":  {models.FieldErrors{"email": "invalid"}, 500, "Something went wrong on our side", "", true},
		"canceled inside":   {context.Canceled, 500, "Something went wrong on our side", "", true}, // not by the visitor
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			answer := b.serve(get("/en/page"), respond.Public(), func(*gin.Context) error { return fault.err })
			body := answer.Body.String()
			if answer.Code != fault.status || !strings.Contains(body, "<h1>"+fault.title+"</h1>") {
				t.Errorf("want %d %q, got %d: %.300s", fault.status, fault.title, answer.Code, body)
			}
			if strings.Contains(body, "secret cause") || strings.Contains(body, "confirm pledge") {
				t.Error("the page tells the cause")
			}
			if got := answer.Header().Get("Retry-After"); got != fault.wait {
				t.Errorf("want Retry-After %q, got %q", fault.wait, got)
			}
			if answer.Header().Get("Cache-Control") != "no-store" || answer.Header().Get("ETag") != "" {
				t.Error("an error may be kept")
			}
			incident := strings.Contains(body, "request-0001")
			logged := strings.Contains(b.log.String(), "request-0001") && strings.Contains(b.log.String(), fault.err.Error())
			if incident != fault.logged || logged != fault.logged {
				t.Errorf("incident on the page: %v, in the log: %v, want %v: %s", incident, logged, fault.logged, &b.log)
			}
		})
	}
}

func TestProblemsBelowTheAPI(t *testing.T) {
	b := newBench(t)
	answer := b.serve(get("/api/v1/things"), respond.Public(), func(*gin.Context) error { return errors.New("cause") })
	var problem map[string]any
	if err := json.Unmarshal(answer.Body.Bytes(), &problem); err != nil {
		t.Fatal(err)
	}
	if answer.Header().Get("Content-Type") != "application/problem+json" || answer.Code != 500 ||
		problem["status"] != 500.0 || problem["incident"] != "request-0001" || problem["detail"] == "" {
		t.Errorf("the problem is %d %v", answer.Code, problem)
	}
	if strings.Contains(answer.Body.String(), "cause") {
		t.Error("the problem tells the cause")
	}
}

func TestAPageThatCannotBeRenderedBecomesA500(t *testing.T) {
	b := newBench(t)
	for _, lang := range []string{"en", "xx"} {
		b.lang = lang
		answer := b.serve(get("/en/page"), respond.Public(), func(c *gin.Context) error {
			return b.responder.Page(c, http.StatusOK, web.TextPage{Layout: b.responder.Layout(c, ""), Name: "none"})
		})
		if answer.Code != 500 || !strings.Contains(answer.Body.String(), "request-0001") {
			t.Errorf("want the page for a 500, got %d", answer.Code)
		}
		if got := answer.Header().Get("Content-Language"); got != "en" {
			t.Errorf("want the language en, got %s", got)
		}
	}
}

func TestTheReserveExistsInEveryLanguage(t *testing.T) {
	b := newBench(t)
	options, _ := parts()
	for _, lang := range options.Catalog.Languages() {
		b.lang = lang
		answer := b.serve(get("/"+lang+"/page"), respond.Public(), func(*gin.Context) error { return errors.New("cause") })
		body := answer.Body.String()
		want := options.Catalog.Printer(lang).T("error.page.internal.title")
		if !strings.Contains(body, `<html lang="`+lang+`">`) || !strings.Contains(body, want) {
			t.Errorf("%s: want %q", lang, want)
		}
		if strings.Contains(body, "INCIDENT-ID") {
			t.Errorf("%s: no incident filled in", lang)
		}
	}
}

func TestAnErrorAfterTheAnswerChangesNothing(t *testing.T) {
	b := newBench(t)
	answer := b.serve(get("/en/page"), respond.Public(), func(c *gin.Context) error {
		b.responder.Send(c, respond.Content{Status: http.StatusOK, Type: "text/plain", Body: []byte("done")})
		return errors.New("too late")
	})
	if answer.Code != http.StatusOK || answer.Body.String() != "done" {
		t.Errorf("got %d %q", answer.Code, answer.Body)
	}
	if !strings.Contains(b.log.String(), "too late") {
		t.Error("the log does not tell")
	}
}

func TestRedirectsStayHere(t *testing.T) {
	b := newBench(t)
	for path, fine := range map[string]bool{
		"/": true, "/en/": true, "/en/confirmed?state=approved": true,
		"": false, "//evil.example": false, `/\evil.example`: false, "https://evil.example/": false, "en/": false,
	} {
		answer := b.serve(get("/en/page"), respond.Private(), func(c *gin.Context) error {
			return b.responder.SeeOther(c, path)
		})
		if fine && (answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != path || answer.Body.Len() > 0) {
			t.Errorf("%q: got %d %q", path, answer.Code, answer.Header().Get("Location"))
		}
		if !fine && (answer.Code != http.StatusInternalServerError || answer.Header().Get("Location") != "") {
			t.Errorf("%q leads to %q", path, answer.Header().Get("Location"))
		}
	}
}

func TestLayoutKnowsItsPath(t *testing.T) {
	b := newBench(t)
	for path, want := range map[string]string{
		"/en/": "/", "/en": "/", "/en/members": "/members", "/en/members?kind=city": "/members", "/": "/", "/mailbox": "/",
		"/english/members": "/", "/en/members/a%20b%2Fc": "/members/a%20b%2Fc",
	} {
		b.serve(get(path), respond.Secret(), func(c *gin.Context) error {
			layout := b.responder.Layout(c, "Title")
			if layout.Path != want || layout.Title != "Title" || layout.Lang() != "en" || !layout.NoIndex {
				t.Errorf("%s: the layout has the path %q", path, layout.Path)
			}
			return nil
		})
	}
}

func TestAClassHoldsForGoodAnswersToReadersOnly(t *testing.T) {
	b := newBench(t)
	page := func(status int) func(*gin.Context) error {
		return func(c *gin.Context) error { return b.responder.JSON(c, status, "value") }
	}
	post := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/en/page", nil)
	for name, asked := range map[string]struct {
		req    *http.Request
		class  respond.Class
		status int
		want   string
	}{
		"public":        {get("/p"), respond.Public(), 200, "public, max-age=0, must-revalidate"},
		"kept":          {get("/p"), respond.Kept(time.Minute), 200, "public, max-age=60"},
		"private":       {get("/p"), respond.Private(), 200, "no-store"},
		"secret":        {get("/p"), respond.Secret(), 200, "no-store"},
		"no good":       {get("/p"), respond.Public(), 422, "no-store"},
		"after a POST":  {post, respond.Public(), 200, "no-store"},
		"no class set":  {get("/p"), respond.Class{}, 200, "no-store"},
		"kept, no good": {get("/p"), respond.Kept(time.Hour), 404, "no-store"},
	} {
		answer := b.serve(asked.req, asked.class, page(asked.status))
		if got := answer.Header().Get("Cache-Control"); got != asked.want || answer.Code != asked.status {
			t.Errorf("%s: want %d %q, got %d %q", name, asked.status, asked.want, answer.Code, got)
		}
		if tagged := answer.Header().Get("ETag") != ""; tagged != strings.HasPrefix(asked.want, "public") {
			t.Errorf("%s: tagged: %v", name, tagged)
		}
	}
}

func TestJSONThatCannotBeWritten(t *testing.T) {
	b := newBench(t)
	answer := b.serve(get("/api/v1/page"), respond.Public(), func(c *gin.Context) error {
		return b.responder.JSON(c, http.StatusOK, func() {})
	})
	if answer.Code != http.StatusInternalServerError {
		t.Errorf("want 500, got %d", answer.Code)
	}
}

func TestRequestRecord(t *testing.T) {
	b := newBench(t)
	b.serve(get("/en/page"), respond.Private(), func(c *gin.Context) error {
		if b.responder.ClientAddr(c).IsValid() {
			t.Error("an address out of nothing")
		}
		respond.Of(c).ClientAddr = netip.MustParseAddr("192.0.2.1")
		if got := b.responder.ClientAddr(c).String(); got != "192.0.2.1" {
			t.Errorf("the address is %s", got)
		}
		respond.Of(c).Lang = "xx"
		if got := b.responder.Lang(c); got != "en" {
			t.Errorf("want English for an unknown language, got %s", got)
		}
		return nil
	})
}

func TestManyAtOnceDoNotMixTheirAnswers(t *testing.T) {
	b := newBench(t)
	engine := gin.New()
	engine.GET("/:word", b.responder.Handler(func(c *gin.Context) error {
		body := bytes.Repeat([]byte(c.Param("word")+" "), 1000)
		b.responder.Send(c, respond.Content{Status: http.StatusOK, Type: "text/plain", Body: body})
		return nil
	}))
	server := httptest.NewServer(engine)
	defer server.Close()
	var group sync.WaitGroup
	for i := range 40 {
		group.Go(func() {
			word := fmt.Sprintf("word%d", i)
			answer, err := server.Client().Get(server.URL + "/" + word) // asks for gzip by itself
			if err != nil {
				t.Error(err)
				return
			}
			defer answer.Body.Close()
			var body bytes.Buffer
			if _, err := body.ReadFrom(answer.Body); err != nil || body.String() != strings.Repeat(word+" ", 1000) {
				t.Errorf("%s got another's answer: %.40s, %v", word, body.String(), err)
			}
		})
	}
	group.Wait()
}
