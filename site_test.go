package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// site is the program while it serves, seen from outside.
type site struct {
	t        *testing.T
	url      string
	client   *http.Client
	stdout   []string // the lines up to the one that says where it listens
	stderr   *buffer
	stop     context.CancelFunc
	finished chan int
	rest     chan string // what came on stdout afterwards
}

// startSite runs the program until it serves.
func startSite(t *testing.T, variables []string, args ...string) *site {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	transport := &http.Transport{}
	s := &site{
		t: t, client: &http.Client{Jar: jar, Transport: transport}, stderr: &buffer{}, stop: stop,
		finished: make(chan int, 1), rest: make(chan string, 1),
	}
	reader, writer := io.Pipe()
	go func() {
		code := run(ctx, args, process{
			stdout: writer, stderr: s.stderr, now: time.Now, rand: rand.Reader,
			environ: append(variables, "ALLIANCE_HTTP_LISTEN=127.0.0.1:0"),
		})
		_ = writer.Close()
		s.finished <- code
	}()
	t.Cleanup(func() { stop(); transport.CloseIdleConnections() })
	s.readStart(bufio.NewReader(reader))
	return s
}

func (s *site) readStart(stdout *bufio.Reader) {
	s.t.Helper()
	for {
		line, err := stdout.ReadString('\n')
		if err != nil {
			s.t.Fatalf("it ended before it served: exit %d\n%s", <-s.finished, s.stderr)
		}
		s.stdout = append(s.stdout, line)
		if match := regexp.MustCompile(`^Serving (\S+) \(listening on (\S+)\)\n$`).FindStringSubmatch(line); match != nil {
			s.url = "http://" + match[2]
			break
		}
	}
	go func() {
		rest, _ := io.ReadAll(stdout)
		s.rest <- string(rest)
	}()
}

// end stops the program as a signal does, and returns its exit code.
func (s *site) end() int {
	s.t.Helper()
	s.client.CloseIdleConnections()
	s.stop()
	select {
	case code := <-s.finished:
		if rest := <-s.rest; rest != "" {
			s.t.Errorf("unexpected on stdout: %q", rest)
		}
		return code
	case <-time.After(time.Minute):
		s.t.Fatalf("it does not stop:\n%s", s.stderr)
		return 0
	}
}

// adminLink is the one-time link that the start printed; empty when there was none.
func (s *site) adminLink() string {
	s.t.Helper()
	if len(s.stdout) == 1 {
		return ""
	}
	match := regexp.MustCompile(`(https?://\S+)(/moderation/invitation/[\w-]{20,})\n$`).FindStringSubmatch(s.stdout[0])
	if len(s.stdout) != 2 || match == nil {
		s.t.Fatalf("want a line with the link and a line with the address, got %q", s.stdout)
	}
	return match[2]
}

// page is an answer, read.
type page struct {
	status int
	header http.Header
	path   string // after redirects
	body   string
}

func (p page) document(t *testing.T) *goquery.Document {
	t.Helper()
	document, err := goquery.NewDocumentFromReader(strings.NewReader(p.body))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func (s *site) get(path string) page {
	s.t.Helper()
	response, err := s.client.Get(s.url + path)
	return s.read(response, err)
}

func (s *site) post(path string, form url.Values) page {
	s.t.Helper()
	response, err := s.client.PostForm(s.url+path, form)
	return s.read(response, err)
}

func (s *site) read(response *http.Response, err error) page {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return page{response.StatusCode, response.Header, response.Request.URL.Path, string(body)}
}

// mailTo waits for a mail with these words in its subject.
func (s *site) mailTo(address, subject string) string {
	s.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		var mails []struct{ To, Subject, Text, HTML string }
		if err := json.Unmarshal([]byte(s.get("/mailbox.json").body), &mails); err != nil {
			s.t.Fatal(err)
		}
		for _, mail := range mails {
			if mail.To == address && strings.Contains(mail.Subject, subject) && mail.HTML != "" {
				return mail.Text
			}
		}
		time.Sleep(20 * time.Millisecond) // asks again: the delivery has no other sign outside
	}
	s.t.Fatalf("no mail with %q came", subject)
	return ""
}

// hiddenFields are what a form carries from one step to the next.
func hiddenFields(t *testing.T, p page) url.Values {
	t.Helper()
	form := url.Values{}
	p.document(t).Find("main form input[type=hidden]").Each(func(_ int, field *goquery.Selection) {
		form.Add(field.AttrOr("name", ""), field.AttrOr("value", ""))
	})
	return form
}

const (
	representative = "anna.berzina@riga.example"
	administrator  = "janis@alliance.example"
	password       = "correct horse battery"
)

// becomeAdministrator follows the link of the start.
func (s *site) becomeAdministrator() {
	s.t.Helper()
	link := s.adminLink()
	if s.get(link).status != http.StatusOK {
		s.t.Fatal("the first administrator's link does not work")
	}
	done := s.post(link, url.Values{
		"name": {"Jānis"}, "email": {administrator}, "password": {password}, "password_repeat": {password},
	})
	if done.status != http.StatusOK || strings.Contains(done.path, "invitation") {
		s.t.Fatalf("the password was not taken: %d at %s\n%s", done.status, done.path, done.body)
	}
}

// pledge fills in the form, reviews and submits.
func (s *site) pledge() page {
	s.t.Helper()
	form := hiddenFields(s.t, s.get("/en/pledge"))
	for name, value := range map[string]string{
		"kind": "city", "country": "LV", "body": "Rīga", "website": "https://riga.example",
		"representative_name": "Anna Bērziņa", "representative_function": "Mayor", "email": representative,
		"authorised": "on", "statement": "Together.",
	} {
		form.Set(name, value)
	}
	review := s.post("/en/pledge", form)
	if review.status != http.StatusOK {
		s.t.Fatalf("review: %d\n%s", review.status, review.body)
	}
	form = hiddenFields(s.t, review)
	form.Set("step", "submit")
	return s.post("/en/pledge", form)
}

// address is the site's address as the program itself gives it.
func (s *site) address() string {
	return strings.Fields(s.stdout[len(s.stdout)-1])[1]
}
