package handlers

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"alliance/web"
)

func (s *testSite) suggested(query string) []territoryJSON {
	s.t.Helper()
	answer := s.get("/api/v1/territories?"+query).status(http.StatusOK).header("Content-Type", "application/json")
	var body territoriesJSON
	if err := json.Unmarshal(answer.Body.Bytes(), &body); err != nil {
		s.t.Fatal(err)
	}
	if len(body.Territories) > 20 {
		s.t.Errorf("%d suggestions are too many", len(body.Territories))
	}
	return body.Territories
}

func TestTerritories(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, asked := range map[string]struct {
		query, name, country string
	}{
		"a city":              {"q=riga&kind=city", "Rīga", "LV"},
		"in its country":      {"q=riga&country=LV&kind=city", "Rīga", "LV"},
		"a beginning":         {"q=valmi&country=LV", "Valmiera", "LV"},
		"another script":      {"q=" + "%CE%91%CE%B8%CE%AE%CE%BD%CE%B1", "Athens", "EL"},
		"a region":            {"q=steiermark&kind=region&country=AT", "Styria", "AT"},
		"no blanks around it": {"q=%20riga%20&country=LV", "Rīga", "LV"},
	} {
		t.Run(name, func(t *testing.T) {
			found := s.suggested(asked.query)
			hit := slices.ContainsFunc(found, func(f territoryJSON) bool {
				return f.ID != "" && f.Country == asked.country && f.Name != ""
			})
			if !hit {
				t.Errorf("want %s (%s), got %v", asked.name, asked.country, found)
			}
		})
	}
	for _, query := range []string{"", "q=", "q=%20", "q=xqzvwk"} {
		s.get("/api/v1/territories?" + query).status(http.StatusOK).has(`{"territories":[]}`)
	}
}

func TestProblemsOfTheAPI(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, asked := range map[string]struct {
		method, path string
		status       int
		title        string
	}{
		"unknown kind":    {http.MethodGet, "/api/v1/territories?q=a&kind=king", http.StatusBadRequest, "Bad Request"},
		"unknown country": {http.MethodGet, "/api/v1/territories?q=a&country=QQ", http.StatusBadRequest, "Bad Request"},
		"not UTF-8":       {http.MethodGet, "/api/v1/territories?q=%ff", http.StatusBadRequest, "Bad Request"},
		"too long": {
			http.MethodGet, "/api/v1/territories?q=" + strings.Repeat("a", 500), http.StatusBadRequest, "Bad Request",
		},
		"unknown address": {http.MethodGet, "/api/v1/nothing", http.StatusNotFound, "Not Found"},
		"wrong method":    {http.MethodPost, "/api/v1/territories", http.StatusMethodNotAllowed, "Method Not Allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			answer := s.do(asked.method, asked.path, nil).status(asked.status).lacks("<html", "king", "QQ")
			answer.header("Content-Type", "application/problem+json").header("Content-Language", "en")
			var problem struct {
				Type, Title, Detail string
				Status              int
			}
			if err := json.Unmarshal(answer.Body.Bytes(), &problem); err != nil {
				t.Fatal(err)
			}
			if problem.Type != "about:blank" || problem.Title != asked.title || problem.Status != asked.status ||
				problem.Detail == "" {
				t.Errorf("the problem is %+v", problem)
			}
		})
	}
}

func TestMailbox(t *testing.T) {
	t.Parallel()
	mail := web.MailboxMail{
		ID: "7", To: "anna@riga.lv", Subject: "Please <confirm>", Text: "Open https://alliance.example/en/confirm/x.",
		HTML: "<!DOCTYPE html><p>Open it</p><script>alert(1)</script>",
	}
	s := newSite(t, withMailbox(mail, web.MailboxMail{ID: "8", Subject: "Plain", Text: "only text"}))
	page := s.get("/mailbox", "Accept-Language", "ja").status(http.StatusOK)
	page.has("anna@riga.lv", "Please &lt;confirm&gt;", "/mailbox/7.html", "only text").lacks("alert(1)", "/mailbox/8.html")

	var mails []map[string]string
	answer := s.get("/mailbox.json").status(http.StatusOK).header("Content-Type", "application/json")
	if err := json.Unmarshal(answer.Body.Bytes(), &mails); err != nil {
		t.Fatal(err)
	}
	if len(mails) != 2 || mails[0]["to"] != mail.To || mails[0]["subject"] != mail.Subject ||
		mails[0]["text"] != mail.Text || mails[0]["html"] != mail.HTML || mails[0]["at"] == "" {
		t.Errorf("the mails are %v", mails)
	}

	html := s.get("/mailbox/7.html").status(http.StatusOK).has("Open it")
	html.header("Content-Security-Policy", mailPolicy).header("Cache-Control", "no-store")
	if !strings.HasPrefix(mailPolicy, "sandbox;") || strings.Contains(mailPolicy, "script") {
		t.Error("a mail could run scripts")
	}
	for _, document := range []string{"8.html", "9.html", "7", ".html", "7.html/"} {
		s.get("/mailbox/" + document).status(http.StatusNotFound)
	}
}

func TestEmptyMailbox(t *testing.T) {
	t.Parallel()
	s := newSite(t, withMailbox())
	if body := s.get("/mailbox.json").status(http.StatusOK).Body.String(); body != "[]\n" {
		t.Errorf("want an empty list, got %q", body)
	}
	s.get("/mailbox").status(http.StatusOK)
}
