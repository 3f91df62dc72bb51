package handlers

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/brotli"
	"go.uber.org/goleak"

	"alliance/locale"
	"alliance/models"
	"alliance/models/modelstest"
	"alliance/models/typed"
	"alliance/web"
	"alliance/web/picture"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// testConfig is a configuration without a fault; tests change what they are about.
func testConfig() Config {
	return Config{
		Listen: ":8080", MaxBodyBytes: 64 << 10, MaxUploadBytes: 32 << 20,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, PageCacheBytes: 16 << 20,
	}
}

// parts are made once: parsing all texts and templates takes a while.
var parts = sync.OnceValues(func() (Options, error) { //nolint:gochecknoglobals // made once per test process
	catalog, err := locale.Load()
	if err != nil {
		return Options{}, err
	}
	pages, err := web.New(catalog)
	if err != nil {
		return Options{}, err
	}
	painter, err := picture.New()
	return Options{Catalog: catalog, Pages: pages, Painter: painter}, err
})

// testSite is the whole site on a database of its own.
type testSite struct {
	*modelstest.Store
	t       *testing.T
	handler http.Handler
	log     *logBuffer
	options Options
}

type change struct {
	models func(*models.Config)
	http   func(*Options)
}

func newSite(t *testing.T, changes ...change) *testSite {
	t.Helper()
	options, err := parts()
	if err != nil {
		t.Fatal(err)
	}
	var limits []func(*models.Config)
	for _, c := range changes {
		if c.models != nil {
			limits = append(limits, c.models)
		}
	}
	s := &testSite{Store: modelstest.New(t, limits...), t: t, log: &logBuffer{}}
	options.Store, options.Now, options.Config = s.Store.Store, s.Clock.Now, testConfig()
	options.Log = slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	options.ConfirmationValid = s.Store.Config.Pledge.ConfirmationValid
	options.Site = web.Site{
		Name: "#CohesionAlliance", BaseURL: "https://alliance.example", Contact: "alliance@example.eu",
		Languages: options.Catalog.Languages(),
	}
	var requests atomic.Int64
	options.NewRequestID = func() string { return fmt.Sprintf("request-%04d", requests.Add(1)) }
	for _, c := range changes {
		if c.http != nil {
			c.http(&options)
		}
	}
	if s.handler, err = New(options); err != nil {
		t.Fatal(err)
	}
	s.options = options
	return s
}

// answer is what came back.
type answer struct {
	*httptest.ResponseRecorder
	t *testing.T
}

// do sends a request; headers are name, value pairs.
func (s *testSite) do(method, target string, body io.Reader, headers ...string) *answer {
	s.t.Helper()
	req := httptest.NewRequestWithContext(s.t.Context(), method, target, body)
	req.RemoteAddr = "203.0.113.9:4711"
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	s.handler.ServeHTTP(recorder, req)
	return &answer{recorder, s.t}
}

func (s *testSite) get(target string, headers ...string) *answer {
	s.t.Helper()
	return s.do(http.MethodGet, target, nil, headers...)
}

func (s *testSite) post(target string, form url.Values, headers ...string) *answer {
	s.t.Helper()
	headers = append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)
	return s.do(http.MethodPost, target, strings.NewReader(form.Encode()), headers...)
}

// status checks the status and returns the answer for more.
func (a *answer) status(want int) *answer {
	a.t.Helper()
	if a.Code != want {
		a.t.Fatalf("want status %d, got %d: %s", want, a.Code, a.main())
	}
	return a
}

// leadsTo checks a redirect.
func (a *answer) leadsTo(status int, location string) *answer {
	a.t.Helper()
	if got := a.status(status).Header().Get("Location"); got != location {
		a.t.Errorf("want a redirect to %s, got %s", location, got)
	}
	return a
}

// main is the page without its frame, to be read when a test fails.
func (a *answer) main() string {
	_, main, found := strings.Cut(a.Body.String(), "<main")
	if !found {
		main = a.Body.String()
	}
	return main[:min(len(main), 1500)]
}

func (a *answer) has(wanted ...string) *answer {
	a.t.Helper()
	for _, want := range wanted {
		if !strings.Contains(a.Body.String(), want) {
			a.t.Errorf("want %q in the answer: %s", want, a.main())
		}
	}
	return a
}

func (a *answer) lacks(unwanted ...string) *answer {
	a.t.Helper()
	for _, unwanted := range unwanted {
		if strings.Contains(a.Body.String(), unwanted) {
			a.t.Errorf("must not hold %q", unwanted)
		}
	}
	return a
}

func (a *answer) header(name, want string) *answer {
	a.t.Helper()
	if got := strings.Join(a.Header().Values(name), ", "); got != want {
		a.t.Errorf("want the header %s: %s, got %q", name, want, got)
	}
	return a
}

func (a *answer) document() *goquery.Document {
	a.t.Helper()
	document, err := goquery.NewDocumentFromReader(bytes.NewReader(a.Body.Bytes()))
	if err != nil {
		a.t.Fatal(err)
	}
	return document
}

// text is what the first match of a selector says.
func (a *answer) text(selector string) string {
	a.t.Helper()
	return strings.Join(strings.Fields(a.document().Find(selector).First().Text()), " ")
}

// decoded is the body without its coding.
func (a *answer) decoded() string {
	a.t.Helper()
	var reader io.Reader = a.Body
	switch a.Header().Get("Content-Encoding") {
	case "br":
		reader = brotli.NewReader(a.Body)
	case "gzip":
		unzipped, err := gzip.NewReader(a.Body)
		if err != nil {
			a.t.Fatal(err)
		}
		reader = unzipped
	}
	body, err := io.ReadAll(reader)
	if err != nil {
		a.t.Fatal(err)
	}
	return string(body)
}

// riga is the form of a valid pledge.
func riga(pairs ...string) url.Values {
	form := url.Values{
		"kind": {"city"}, "country": {"LV"}, "body": {"Rīga"}, "website": {"www.riga.lv"},
		"association": {"EUROCITIES"}, "representative_name": {"Anna Bērziņa"},
		"representative_function": {"Mayor"}, "email": {"anna.berzina@riga.lv"},
		"statement": {"Cohesion matters to us."}, "authorised": {"1"}, "declaration": {"2026-1"},
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if form.Del(pairs[i]); pairs[i+1] != "" {
			form.Set(pairs[i], pairs[i+1])
		}
	}
	return form
}

// submit sends a pledge and returns the address after it.
func (s *testSite) submit(form url.Values) string {
	s.t.Helper()
	form.Set("step", "submit")
	return s.post("/en/pledge", form).status(http.StatusSeeOther).Header().Get("Location")
}

// mail claims the one mail that waits.
func (s *testSite) mail() models.Mail {
	s.t.Helper()
	mails := s.ClaimAll(s.t)
	if len(mails) != 1 {
		s.t.Fatalf("want one mail, got %d", len(mails))
	}
	return mails[0]
}

// member puts a body on the wall.
func (s *testSite) member(by models.Moderator, change func(*models.NewPledge)) {
	s.t.Helper()
	s.Approve(s.t, by, modelstest.Pledge(change))
}

// pledgeOf is a pledge of another body.
func pledgeOf(body string) models.NewPledge {
	return modelstest.Pledge(func(p *models.NewPledge) { p.Body, p.Email = body, "signer@"+typed.Fold(body)+".example" })
}

// logBuffer is a log that several goroutines may write.
type logBuffer struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (b *logBuffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.Write(line)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.String()
}
