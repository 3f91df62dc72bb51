package handlers

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"alliance/models/modelstest"
	"alliance/web"
)

// manySite is a site with so many members, which keeps finished pages in so many bytes.
func manySite(b *testing.B, members int, keeping int64) http.Handler {
	b.Helper()
	options, err := parts()
	if err != nil {
		b.Fatal(err)
	}
	store := modelstest.New(b)
	modelstest.AlterByHand(b, store.Config.Database.DSN, modelstest.MembersSQL(members))
	if err := store.ReadWall(b.Context()); err != nil { // as serve does
		b.Fatal(err)
	}
	options.Store, options.Now, options.Config = store.Store, store.Clock.Now, testConfig()
	options.Config.PageCacheBytes = keeping
	options.Log, options.NewRequestID = slog.New(slog.DiscardHandler), func() string { return "request-0001" }
	options.Site = web.Site{
		Name: "#CohesionAlliance", BaseURL: "https://alliance.example", Languages: options.Catalog.Languages(),
	}
	site, err := New(options)
	if err != nil {
		b.Fatal(err)
	}
	return site
}

// BenchmarkAPIOfMany answers for 100,000 members; the bar is 50 ms a page.
func BenchmarkAPIOfMany(b *testing.B) {
	site := manySite(b, 100_000, 0)
	for _, query := range []string{
		"members", "members?limit=100", "members?limit=100&sort=name", "members?limit=100&kind=city&country=FR",
		"members?q=riga", "members?q=Municipality+of+Venztspils", "members?territory=IT.09&sort=name", "members/member-77",
		"counters", "coverage", "growth", "members.geojson?country=LV", "members.geojson",
	} {
		b.Run(query, func(b *testing.B) { answerMany(b, site, "/api/v1/"+query) })
	}
}

// answerMany asks one address over and over as a browser does, and tells beside the mean the slowest answer and how
// much crosses the wire.
func answerMany(b *testing.B, site http.Handler, address string) {
	b.Helper()
	slowest, bytes := time.Duration(0), 0
	for b.Loop() {
		before := time.Now()
		req := httptest.NewRequestWithContext(b.Context(), http.MethodGet, address, nil)
		req.Header.Set("Accept-Encoding", "br")
		answer := httptest.NewRecorder()
		site.ServeHTTP(answer, req)
		if answer.Code != http.StatusOK {
			b.Fatalf("%d: %s", answer.Code, answer.Body)
		}
		slowest, bytes = max(slowest, time.Since(before)), answer.Body.Len()
	}
	b.ReportMetric(float64(bytes), "bytes")
	b.ReportMetric(float64(slowest.Microseconds())/1000, "slowest-ms")
}
