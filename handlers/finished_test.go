package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"alliance/models"
)

// withStale lets pages be shown for a moment that a change made old.
func withStale(moment time.Duration) change {
	return change{http: func(o *Options) { o.Config.PageStale = moment }}
}

// wanderers are headers in which visitors differ.
func wanderers() []string {
	return []string{
		"Cookie", "session=secret-of-a-visitor", "Accept-Language", "lv", "X-Forwarded-For", "198.51.100.7",
		"Authorization", "Bearer secret-of-a-visitor", "X-Forwarded-Host", "evil.example", "Referer", "https://evil.example/",
		"User-Agent", "odd", "Range", "bytes=0-9", "X-Request-Id", "brought-by-a-stranger",
	}
}

func TestNothingOfAVisitorIsKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.member(s.Administrator(t), func(*models.NewPledge) {})
	fresh := newSite(t, change{http: func(o *Options) { o.Store, o.Config.PageCacheBytes = s.Store.Store, 0 }})
	for _, path := range []string{
		"/en/", "/lv/", "/en/declaration", "/en/declaration?version=2026-1", "/en/pledge", "/en/pledge?kind=city",
		"/en/members", "/en/members?kind=city", "/en/members?q=riga", "/en/members/riga", "/en/members/riga/certificate",
		"/en/members/riga/badge.svg", "/en/feed.atom", "/en/data", "/en/embed", "/en/embed/counter", "/en/embed/newest",
		"/en/poster", "/en/map", "/en/coverage", "/en/progress", "/en/manage", "/en/privacy", "/en/accessibility",
		"/sitemap.xml", "/sitemap/0.xml", "/robots.txt", "/api/v1/openapi.json",
	} {
		t.Run(path, func(t *testing.T) {
			want := fresh.get(path).status(http.StatusOK)
			for _, attempt := range []string{"first", "second", "third"} { // each may make or keep the page
				got := s.get("https://evil.example"+path, wanderers()...).status(http.StatusOK)
				if got.Body.String() != want.Body.String() || strings.Contains(got.Body.String(), "evil.example") {
					t.Errorf("the %s visitor gets other bytes", attempt)
				}
				for name := range want.Header() {
					if name != "X-Request-Id" {
						got.t = t
						got.header(name, strings.Join(want.Header().Values(name), ", "))
					}
				}
				got.header("Set-Cookie", "")
			}
			plain := s.get(path).status(http.StatusOK)
			if plain.Body.String() != want.Body.String() {
				t.Error("after odd visitors, others get other bytes")
			}
		})
	}
}

func TestEachRequestHasItsOwnID(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	seen := map[string]bool{}
	for range 3 {
		id := s.get("/en/").status(http.StatusOK).Header().Get("X-Request-Id")
		if id == "" || seen[id] || !strings.Contains(s.log.String(), id) {
			t.Errorf("request id %q is missing, repeated or not in the log", id)
		}
		seen[id] = true
	}
}

func TestAPIIsKeptByLanguage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.member(s.Administrator(t), func(*models.NewPledge) {})
	for range 2 {
		for _, lang := range []string{"en", "lv"} {
			s.get("/api/v1/members", "Accept-Language", lang).status(http.StatusOK).header("Content-Language", lang).
				has("/" + lang + "/members/riga")
		}
	}
	s.get("/api/v1/members?year=soon").status(http.StatusBadRequest)
	s.get("/api/v1/members?junk=1").status(http.StatusOK)
}

// TestReadersNeverWaitForAChange walks through the second after a change.
func TestReadersNeverWaitForAChange(t *testing.T) {
	t.Parallel()
	s := newSite(t, withStale(time.Second))
	admin := s.Administrator(t)
	s.get("/en/members").status(http.StatusOK).lacks("Rīga")
	s.Clock.Advance(10 * time.Second)
	s.member(admin, func(*models.NewPledge) {})
	s.get("/en/members").status(http.StatusOK).lacks("Rīga")                             // at once, as it was
	s.get("/en/members", "Cookie", "__Host-session=x").status(http.StatusOK).has("Rīga") // a moderator sees what they did
	s.get("/en/members").status(http.StatusOK).has("Rīga")

	s.Clock.Advance(10 * time.Second)
	s.member(admin, func(p *models.NewPledge) { p.Body, p.TerritoryID, p.Email = "Cēsis", "", "mayor@cesis.example" })
	s.get("/en/members").status(http.StatusOK).lacks("Cēsis")
	s.Clock.Advance(time.Second)
	s.get("/en/members").status(http.StatusOK).has("Cēsis")
}

func TestPagesAreMadeAnewInTheBackground(t *testing.T) {
	t.Parallel()
	s := newSite(t, withStale(time.Second))
	admin := s.Administrator(t)
	s.get("/en/members").status(http.StatusOK)
	s.Clock.Advance(10 * time.Second)
	s.member(admin, func(*models.NewPledge) {})
	site, _ := s.handler.(*Site)
	var running sync.WaitGroup
	running.Go(func() { site.Run(t.Context()) })
	t.Cleanup(running.Wait)
	deadline := time.After(10 * time.Second)
	for !strings.Contains(s.get("/en/members").decoded(), "Rīga") { // the clock stands: nobody makes it while asking
		select {
		case <-deadline:
			t.Fatal("the wall does not show the member")
		default:
		}
	}
}

func TestPagesFollowEveryChangeWhereNoneMayBeStale(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.Administrator(t)
	for _, path := range []string{"/en/members", "/en/members?kind=city", "/api/v1/members"} {
		s.get(path).status(http.StatusOK).lacks("Rīga")
		s.get(path).status(http.StatusOK).lacks("Rīga")
	}
	s.member(admin, func(*models.NewPledge) {})
	for _, path := range []string{"/en/members", "/en/members?kind=city", "/api/v1/members"} {
		s.get(path).status(http.StatusOK).has("Rīga")
	}
}

// discarded is an answer that nobody reads.
type discarded struct{ header http.Header }

func (d discarded) Header() http.Header       { return d.header }
func (discarded) Write(p []byte) (int, error) { return len(p), nil }
func (discarded) WriteHeader(int)             {}

func BenchmarkFinishedPage(b *testing.B) {
	site := manySite(b, 100_000, 8<<20)
	for _, headers := range [][2]string{{"Accept-Encoding", "br"}, {"Accept-Encoding", "gzip"}, {"If-None-Match", "*"}} {
		b.Run(headers[1], func(b *testing.B) {
			req := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/en/members", nil)
			req.Header.Set(headers[0], headers[1])
			site.ServeHTTP(httptest.NewRecorder(), req)
			b.ReportAllocs()
			for b.Loop() {
				site.ServeHTTP(discarded{http.Header{}}, req)
			}
		})
	}
}
