package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"alliance/models"
)

func TestJourney(t *testing.T) {
	t.Parallel()
	dsn := newDatabase(t)
	s := startSite(t, []string{
		dsn, "ALLIANCE_LOG_LEVEL=debug", "ALLIANCE_MODERATION_UNDO_WITHIN=1s", "ALLIANCE_HTTP_PAGE_STALE=0s",
	})
	for _, path := range []string{"/healthz", "/readyz", "/en/", "/lv/", "/mailbox"} {
		if got := s.get(path); got.status != http.StatusOK {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	s.becomeAdministrator()
	if again := s.get(s.adminLink()); again.status == http.StatusOK {
		t.Error("the first administrator's link works twice")
	}

	if sent := s.pledge(); sent.status != http.StatusOK || !strings.HasPrefix(sent.path, "/en/pledge/sent/") {
		t.Fatalf("submitted: %d at %s\n%s", sent.status, sent.path, sent.body)
	}
	mail := s.mailTo(representative, "confirm")
	link := regexp.MustCompile(regexp.QuoteMeta(s.address()) + `(/en/confirm/[\w-]+)`).FindStringSubmatch(mail)
	if link == nil {
		t.Fatalf("no link in the mail:\n%s", mail)
	}
	question := s.get(link[1])
	if buttons := question.document(t).Find("main form[method=post] button").Length(); buttons != 1 {
		t.Errorf("confirmation page: %d, %d buttons, want one\n%s", question.status, buttons, question.body)
	}
	once, twice := s.post(link[1], nil), s.post(link[1], nil)
	if once.status != http.StatusOK || once.document(t).Find("main form[method=post]").Length() != 0 {
		t.Errorf("confirmed: %d, want thanks and nothing to press\n%s", once.status, once.body)
	}
	if once.body != twice.body {
		t.Error("confirming twice shows another page than confirming once")
	}

	queue := s.get("/moderation").document(t)
	pledge, found := queue.Find(`a[href^="/moderation/pledges/"]`).First().Attr("href")
	if !found {
		t.Fatal("the pledge is not in the queue")
	}
	if got := s.post(strings.TrimSuffix(pledge, "/")+"/approve", nil); got.status != http.StatusOK {
		t.Fatalf("approve: %d\n%s", got.status, got.body)
	}
	s.mailTo(representative, "published")
	wall := s.get("/en/members")
	if !strings.Contains(wall.body, "Rīga") || strings.Contains(wall.body, representative) {
		t.Error("the wall must show the city and never the address")
	}

	if code := s.end(); code != exitDone {
		t.Errorf("exit %d", code)
	}
	assertLogIsDiscreet(t, s.stderr.String(), link[1], s.adminLink())
	again := startSite(t, []string{dsn})
	if again.adminLink() != "" {
		t.Error("a link for the first administrator, though there is one")
	}
	if code := again.end(); code != exitDone {
		t.Errorf("second run: exit %d", code)
	}
}

// assertLogIsDiscreet checks that the log tells of the journey, and of no person or secret.
func assertLogIsDiscreet(t *testing.T, log string, links ...string) {
	t.Helper()
	secrets := []string{representative, administrator, "Anna", "Bērziņa", "Jānis", password, "127.0.0.1"}
	for _, link := range links {
		secrets = append(secrets, link[strings.LastIndex(link, "/")+1:])
	}
	for _, secret := range secrets {
		if strings.Contains(log, secret) {
			t.Errorf("%q stands in the log", secret)
		}
	}
	for _, want := range []string{`"msg":"started"`, `"route":"/en/pledge"`, `"msg":"stopping"`, `"msg":"stopped"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s:\n%s", want, log)
		}
	}
}

func TestNewLinkAtEachStartUntilThereIsAnAdministrator(t *testing.T) {
	t.Parallel()
	dsn := newDatabase(t)
	first := startSite(t, []string{dsn})
	old := first.adminLink()
	first.end()
	second := startSite(t, []string{dsn})
	defer second.end()
	if second.adminLink() == old {
		t.Error("the second start repeats the link")
	}
	if got := second.get(old); got.status == http.StatusOK {
		t.Error("the link of the first start still works")
	}
	if got := second.get(second.adminLink()); got.status != http.StatusOK {
		t.Errorf("the new link: %d", got.status)
	}
}

func TestDemonstration(t *testing.T) {
	t.Parallel()
	dsn := newDatabase(t)
	for range 2 { // the second start finds the data and leaves it
		s := startSite(t, []string{dsn}, "serve", "--demo")
		if got := s.get("/en/members?q="); !strings.Contains(got.body, "300") {
			t.Error("the wall does not show 300 members")
		}
		if code := s.end(); code != exitDone {
			t.Errorf("exit %d", code)
		}
	}
	refused := runProgram(t, append(productionVariables(), dsn), "serve", "--demo")
	if refused.code != exitUsage || !strings.Contains(refused.stderr, "--demo is for development") {
		t.Errorf("production: exit %d, stderr %q", refused.code, refused.stderr)
	}
}

// productionVariables are the least that production asks for.
func productionVariables() []string {
	return []string{
		"ALLIANCE_SITE_MODE=production", "ALLIANCE_SITE_BASE_URL=https://alliance.example.eu",
		"ALLIANCE_SITE_CONTACT=contact@alliance.example.eu", "ALLIANCE_MAIL_SMTP_HOST=127.0.0.1",
		"ALLIANCE_MAIL_FROM=The Alliance <alliance@alliance.example.eu>",
	}
}

func TestProduction(t *testing.T) {
	t.Parallel()
	s := startSite(t, append(productionVariables(), newDatabase(t)))
	if !strings.HasPrefix(s.stdout[1], "Serving https://alliance.example.eu (listening on 127.0.0.1:") {
		t.Errorf("stdout: %q", s.stdout)
	}
	if !strings.Contains(s.stdout[0], " https://alliance.example.eu/moderation/invitation/") {
		t.Errorf("the link does not lead to the public address: %q", s.stdout[0])
	}
	for _, path := range []string{"/mailbox", "/mailbox.json"} {
		if got := s.get(path); got.status != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, got.status)
		}
	}
	home := s.get("/en/")
	if home.status != http.StatusOK || home.header.Get("Strict-Transport-Security") == "" {
		t.Errorf("home: %d, HSTS %q", home.status, home.header.Get("Strict-Transport-Security"))
	}
	if strings.Contains(home.body, "/mailbox") {
		t.Error("the home page links to the mailbox")
	}
	if code := s.end(); code != exitDone {
		t.Errorf("exit %d", code)
	}
}

func TestNoMailboxWithAnSMTPServer(t *testing.T) {
	t.Parallel()
	s := startSite(t, []string{
		newDatabase(t), "ALLIANCE_MAIL_SMTP_HOST=127.0.0.1", "ALLIANCE_MAIL_FROM=a@example.eu",
	})
	defer s.end()
	if got := s.get("/mailbox"); got.status != http.StatusNotFound {
		t.Errorf("/mailbox: %d, want 404", got.status)
	}
}

// startService wires a service whose pages are served by handler, and runs it.
func startService(
	t *testing.T, handler http.Handler, patience time.Duration,
) (s *service, stop func(), result chan error) {
	t.Helper()
	a := app{process: process{stdout: io.Discard, stderr: io.Discard, now: time.Now, rand: rand.Reader}}
	cfg := mustLoad(t, "", newDatabase(t))
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Site.BaseURL = baseURL(cfg, listener.Addr().String())
	ctx, stop := context.WithCancel(t.Context())
	started, result := make(chan *service, 1), make(chan error, 1)
	go func() {
		result <- a.withStore(ctx, cfg, func(store *models.Store) error {
			made, err := newParts()
			if err != nil {
				return err
			}
			s, err := a.newService(ctx, cfg, store, made)
			if err != nil {
				return err
			}
			s.listener, s.patience, s.server.Handler = listener, patience, s.redWhenStopping(handler)
			started <- s
			return s.run(ctx)
		})
	}()
	select {
	case s = <-started:
	case err := <-result:
		t.Fatal(err)
	}
	return s, stop, result
}

func TestStopFinishesRequestsUnderWay(t *testing.T) {
	t.Parallel()
	arrived, proceed := make(chan struct{}), make(chan struct{})
	s, stop, result := startService(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(arrived)
		<-proceed
		_, _ = io.WriteString(w, "finished")
	}), time.Minute)
	answers := make(chan string, 1)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	go func() {
		response, err := client.Get("http://" + s.listener.Addr().String())
		if err != nil {
			answers <- err.Error()
			return
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		answers <- string(body)
	}()
	<-arrived
	stop()
	close(proceed)
	if got := <-answers; got != "finished" {
		t.Errorf("the request under way got %q", got)
	}
	if err := <-result; err != nil {
		t.Errorf("stop: %v", err)
	}
	if _, err := client.Get("http://" + s.listener.Addr().String()); err == nil {
		t.Error("it still accepts connections")
	}
}

func TestStopIsBounded(t *testing.T) {
	t.Parallel()
	arrived, proceed := make(chan struct{}), make(chan struct{})
	s, stop, result := startService(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(arrived)
		<-proceed
	}), 50*time.Millisecond)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if response, err := client.Get("http://" + s.listener.Addr().String()); err == nil {
			_ = response.Body.Close()
		}
	}()
	<-arrived
	stop()
	if err := <-result; !errors.Is(err, errStillBusy) {
		t.Errorf("%v, want %v", err, errStillBusy)
	}
	close(proceed)
	<-ended
	if err := s.store.Close(); err != nil { // the program would have ended here
		t.Error(err)
	}
}

func TestReadinessIsRedWhileStopping(t *testing.T) {
	t.Parallel()
	s := &service{}
	handler := s.redWhenStopping(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	}))
	for _, test := range []struct {
		stopping bool
		path     string
		want     int
	}{
		{false, "/readyz", http.StatusNoContent},
		{true, "/readyz", http.StatusServiceUnavailable},
		{true, "/healthz", http.StatusNoContent},
		{true, "/en/pledge", http.StatusNoContent},
	} {
		s.stopping.Store(test.stopping)
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, test.path, http.NoBody))
		if recorder.Code != test.want {
			t.Errorf("stopping %t, %s: %d, want %d", test.stopping, test.path, recorder.Code, test.want)
		}
	}
}

func TestLogFormats(t *testing.T) {
	t.Parallel()
	tests := []struct{ format, want string }{
		{"json", `"msg":"hello"`},
		{"text", "msg=hello"},
		{"auto", `"msg":"hello"`}, // a buffer is no terminal
	}
	for _, test := range tests {
		var out buffer
		a := app{process: process{stderr: &out}}
		a.logger(LogConfig{Level: "warn", Format: test.format}).Warn("hello")
		a.logger(LogConfig{Level: "warn", Format: test.format}).Info("too quiet")
		if !strings.Contains(out.String(), test.want) || strings.Contains(out.String(), "quiet") {
			t.Errorf("%s: %s", test.format, &out)
		}
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if isTerminal(file) {
		t.Error("a file is taken for a terminal")
	}
}

func TestTheServersLogNamesNoClient(t *testing.T) {
	t.Parallel()
	var out buffer
	a := app{process: process{stderr: &out}}
	server := serverLog{a.logger(LogConfig{Level: "debug", Format: "json"})}
	for _, line := range []string{
		"http: TLS handshake error from 203.0.113.9:4711: EOF\n",
		"http: panic serving 203.0.113.9:4711: anna@riga.lv\ngoroutine 7 [running]:\n",
		"http: Accept error: accept tcp 127.0.0.1:8080: accept4: too many open files; retrying in 5ms\n",
	} {
		if n, err := server.Write([]byte(line)); n != len(line) || err != nil {
			t.Errorf("write: %d, %v", n, err)
		}
	}
	got := out.String()
	for _, want := range []string{`"level":"ERROR"`, "too many open files", "goroutine 7"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s: want %s", got, want)
		}
	}
	for _, private := range []string{"203.0.113.9", "anna"} {
		if strings.Contains(got, private) {
			t.Errorf("%s: must not hold %s", got, private)
		}
	}
}

func TestRequestIDsDiffer(t *testing.T) {
	t.Parallel()
	a := app{process: process{rand: rand.Reader}}
	next := a.requestIDs()
	var seen []string
	for range 100 {
		id := next()
		if !regexp.MustCompile(`^[0-9a-f]{16}$`).MatchString(id) || slices.Contains(seen, id) {
			t.Fatalf("request id %q", id)
		}
		seen = append(seen, id)
	}
	broken := app{process: process{rand: strings.NewReader("")}}
	if got := broken.requestIDs()(); got != "unknown" {
		t.Errorf("without randomness: %q", got)
	}
}

func TestSentence(t *testing.T) {
	t.Parallel()
	tests := []struct {
		err  error
		want string
	}{
		{errors.New("gone"), "gone"},
		{errors.Join(errors.New("first"), errors.New("second")), "first: second"},
		{configError{"a.yaml:1: x"}, "the configuration has a fault:\n  a.yaml:1: x"},
		{fmt.Errorf("load: %w", configError{"a", "b"}), "the configuration has 2 faults:\n  a\n  b"},
	}
	for _, test := range tests {
		if got := sentence(test.err); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestPrivacyNoticePromisesNoLessThanIsKept(t *testing.T) {
	t.Parallel()
	for length, want := range map[time.Duration]int{
		24 * time.Hour: 1, 25 * time.Hour: 2, 30 * 24 * time.Hour: 30, 0: 0,
	} {
		if got := days(length); got != want {
			t.Errorf("%s: %d days, want %d", length, got, want)
		}
	}
}
