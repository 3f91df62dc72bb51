package handlers

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"alliance/handlers/respond"
	"alliance/models"
)

// listening serves a site on connections of its own, as the program does.
func (s *testSite) listening() string {
	server := httptest.NewUnstartedServer(nil)
	server.Listener = Joined(server.Listener)
	server.Config = testConfig().Server(s.handler)
	server.Start()
	s.t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// TestAKeptPageLeavesLikeAnyOther holds the header lines that are laid out beforehand against those of net/http.
func TestAKeptPageLeavesLikeAnyOther(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.member(s.Administrator(t), func(*models.NewPledge) {})
	conn, err := net.Dial("tcp", s.listening())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	answers := bufio.NewReader(conn)
	s.get("/en/members").status(http.StatusOK) // keeps it
	tag := s.get("/en/members", "Accept-Encoding", "br").Header().Get("ETag")
	for _, asked := range []struct{ method, path, name, value string }{
		{http.MethodGet, "/en/members", "Accept-Encoding", "br"},
		{http.MethodGet, "/en/members", "Accept-Encoding", "gzip"},
		{http.MethodGet, "/en/members", "Accept-Encoding", "identity"},
		{http.MethodHead, "/en/members", "Accept-Encoding", "br"},
		{http.MethodGet, "/en/members", "If-None-Match", tag + "\r\nAccept-Encoding: br"},
		{http.MethodGet, "/healthz", "Accept-Encoding", "br"}, // nothing of the page before may be left
		{http.MethodGet, "/api/v1/members", "Accept-Encoding", "gzip"},
		{http.MethodGet, "/en/nowhere", "Accept-Encoding", "br"},
		{http.MethodGet, "/en/members/riga/badge.svg", "Accept-Encoding", "br"},
	} {
		headers := []string{asked.name, asked.value}
		if value, second, found := strings.Cut(asked.value, "\r\nAccept-Encoding: "); found {
			headers = []string{asked.name, value, "Accept-Encoding", second}
		}
		want := s.do(asked.method, asked.path, nil, headers...)
		fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: alliance.example\r\n%s: %s\r\n\r\n",
			asked.method, asked.path, asked.name, asked.value)
		got, err := http.ReadResponse(answers, &http.Request{Method: asked.method})
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(got.Body)
		if err != nil || string(body) != want.Body.String() || got.StatusCode != want.Code {
			t.Errorf("%v: got status %d and %d bytes (%v), want %d and %d",
				asked, got.StatusCode, len(body), err, want.Code, want.Body.Len())
		}
		sameHeader(t, fmt.Sprint(asked), got.Header, want.Header())
	}
}

func sameHeader(t *testing.T, asked string, got, want http.Header) {
	t.Helper()
	if len(got.Values("X-Request-Id")) != 1 || len(got.Values("Date")) != 1 {
		t.Errorf("%s: not one request id and one date: %v", asked, got)
	}
	for _, differs := range []string{"X-Request-Id", "Date", "Content-Length"} { // the length was read with the body
		got.Del(differs)
		want.Del(differs)
	}
	for name := range got {
		if _, found := want[name]; !found {
			t.Errorf("%s: header %s: %q on a connection only", asked, name, got.Values(name))
		}
	}
	for name := range want {
		if strings.Join(got.Values(name), "|") != strings.Join(want.Values(name), "|") {
			t.Errorf("%s: header %s: got %q, want %q", asked, name, got.Values(name), want.Values(name))
		}
	}
}

// making counts how often each address is made, and how often at the same time.
type making struct {
	site http.Handler

	mu     sync.Mutex
	times  map[string]int
	under  map[string]int
	doubly atomic.Bool
}

func (m *making) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	address := req.URL.RequestURI()
	m.mu.Lock()
	m.times[address]++
	m.under[address]++
	if m.under[address] > 1 {
		m.doubly.Store(true)
	}
	m.mu.Unlock()
	m.site.ServeHTTP(w, req)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.under[address]--
}

// TestManyReadersOneMaking lets many ask while members come, some of them with cookies, with little room for pages.
func TestManyReadersOneMaking(t *testing.T) {
	t.Parallel()
	s := newSite(t, withStale(time.Second), change{http: func(o *Options) { o.Config.PageCacheBytes = 1 << 20 }})
	admin := s.Administrator(t)
	site, _ := s.handler.(*Site)
	made := &making{site: site.engine, times: map[string]int{}, under: map[string]int{}}
	site.site.finished.Use(made, site.site.respond)
	var readers, running sync.WaitGroup
	running.Go(func() { site.Run(t.Context()) })
	t.Cleanup(running.Wait)

	const changes, visitors = 5, 8
	done, visits := make(chan struct{}), atomic.Int64{}
	for visitor := range visitors {
		readers.Go(func() { visits.Add(s.visitUntil(done, visitor)) })
	}
	for n := range changes {
		s.member(admin, func(p *models.NewPledge) {
			p.Body, p.TerritoryID, p.Email = fmt.Sprintf("Town %d", n), "", fmt.Sprintf("mayor@town%d.example", n)
		})
		s.Clock.Advance(10 * time.Second)
	}
	close(done)
	readers.Wait()
	if made.doubly.Load() {
		t.Error("a page was made twice at the same time")
	}
	s.get("/en/members").status(http.StatusOK) // may be a moment old
	s.Clock.Advance(time.Second)
	s.get("/en/members").status(http.StatusOK).has(fmt.Sprintf("Town %d", changes-1))
	// For each change: one, and one for each advance of the clock, whoever brings a cookie.
	if times := made.times["/en/members"]; times > 4*changes || visits.Load() < visitors {
		t.Errorf("the wall was made %d times for %d changes and %d visits", times, changes, visits.Load())
	}
}

// visitUntil asks for pages of different size, and wants each answer whole.
func (s *testSite) visitUntil(done <-chan struct{}, visitor int) (visits int64) {
	paths := []string{"/en/members", "/en/", "/api/v1/members", "/lv/members"}
	tag := ""
	for n := 0; ; n++ {
		select {
		case <-done:
			return int64(n)
		default:
		}
		path := paths[(visitor+n)%len(paths)]
		if n%3 == 0 {
			path = paths[0]
		}
		headers := []string{"Accept-Encoding", []string{"br", "gzip", "identity"}[visitor%3]}
		if visitor%6 == 0 {
			headers = append(headers, "Cookie", "session=x")
		}
		if tag != "" && path == paths[0] {
			headers = append(headers, "If-None-Match", tag)
		}
		answer := s.get(path, headers...)
		if answer.Code == http.StatusNotModified {
			continue
		}
		body := strings.TrimSpace(answer.decoded())
		if answer.Code != http.StatusOK || !strings.HasSuffix(body, "</html>") && !strings.HasSuffix(body, "}") {
			s.t.Errorf("%s: status %d, or not whole", path, answer.Code)
		}
		if path == paths[0] {
			tag = answer.Header().Get("ETag")
		}
	}
}

// TestTheTagFollowsTheBytes compresses a page again and wants another tag for other bytes, and none else.
func TestTheTagFollowsTheBytes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for range 3 { // kept
		s.get("/en/").status(http.StatusOK)
	}
	site, _ := s.handler.(*Site)
	var running sync.WaitGroup
	running.Go(func() { site.Run(t.Context()) })
	t.Cleanup(running.Wait)
	seen := map[string]string{}
	deadline := time.After(10 * time.Second)
	for len(seen) < 2 { // quickly and thoroughly compressed
		answer := s.get("/en/", "Accept-Encoding", "br").status(http.StatusOK)
		tag, body := answer.Header().Get("ETag"), answer.Body.String()
		if before, found := seen[tag]; found && before != body {
			t.Fatal("other bytes under the same tag")
		}
		seen[tag] = body
		s.get("/en/", "Accept-Encoding", "br", "If-None-Match", "*").status(http.StatusNotModified)
		select {
		case <-deadline:
			t.Fatal("the page is not compressed again")
		default:
		}
	}
}

var _ respond.Conn = (*joined)(nil)
