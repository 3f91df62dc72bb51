package handlers

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func TestOnlyEmbedsMayBeFramed(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	for _, path := range []string{"/en/embed/counter", "/lv/embed/newest"} {
		answer := s.get(path).status(http.StatusOK).
			header("X-Frame-Options", "").header("Cache-Control", "public, max-age=300")
		policy := answer.Header().Get("Content-Security-Policy")
		if !strings.Contains(policy, "frame-ancestors *") || strings.Contains(policy, "script-src") {
			t.Errorf("%s: %s", path, policy)
		}
		if answer.document().Find("script").Length() != 0 || answer.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s has a script or a cookie", path)
		}
		answer.document().Find("a").Each(func(_ int, a *goquery.Selection) {
			if !strings.HasPrefix(a.AttrOr("href", ""), "https://") || a.AttrOr("target", "") != "_blank" {
				t.Errorf("%s: the link to %q would open in the frame", path, a.AttrOr("href", ""))
			}
		})
	}
	for _, path := range []string{"/en/", "/en/members", "/en/embed", "/en/pledge", "/en/members/riga"} {
		answer := s.get(path).status(http.StatusOK).header("X-Frame-Options", "DENY")
		if policy := answer.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s may be framed: %s", path, policy)
		}
	}
}

func TestEmbedsShowTheirPartOfTheWall(t *testing.T) {
	t.Parallel()
	s := wallOf(t) // Rīga, Steiermark, Aarhus, Łódź and an association
	for query, want := range map[string]string{
		"": "5", "?kind=city": "3", "?association=EUROCITIES": "2", "?country=AT&scheme=dark": "2", "?association=NATO": "5",
	} {
		doc := s.get("/en/embed/counter" + query).status(http.StatusOK).document()
		if got := doc.Find(".count strong").Text(); got != want {
			t.Errorf("%s: %s members, want %s", query, got, want)
		}
		if dark := doc.Find("html").HasClass("dark"); dark != strings.Contains(query, "dark") {
			t.Errorf("%s: dark %t", query, dark)
		}
	}
	newest := s.get("/en/embed/newest?association=CEMR").status(http.StatusOK)
	if got := newest.document().Find("li a").Length(); got != 2 {
		t.Errorf("%d newest of CEMR, want 2", got)
	}
	newest.has("https://alliance.example/en/members?association=CEMR", "Alpine Towns").lacks("Steiermark")
}

func TestBadge(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	answer := s.get("/lv/members/riga/badge.svg").status(http.StatusOK).
		header("Content-Type", "image/svg+xml").header("Cross-Origin-Resource-Policy", "cross-origin").
		header("Cache-Control", "public, max-age=3600")
	answer.has("#CohesionAlliance dalībnieks", "2026. gada 22. novembris", "<title>Rīga – ")
	decoder := xml.NewDecoder(strings.NewReader(answer.Body.String()))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		if start, isStart := token.(xml.StartElement); isStart && start.Name.Local == "script" {
			t.Error("the badge has a script")
		}
	}
	s.get("/en/members/nobody/badge.svg").status(http.StatusNotFound)
}

func TestBuilderGivesCodeThatWorks(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	page := s.get("/en/embed?member=riga&scheme=light&association=AER").status(http.StatusOK)
	for name, path := range map[string]string{
		"badge":   "/en/members/riga/badge.svg",
		"counter": "/en/embed/counter?association=AER&scheme=light",
		"newest":  "/en/embed/newest?association=AER&scheme=light",
	} {
		code, err := goquery.NewDocumentFromReader(strings.NewReader(page.document().Find("#" + name + "-code").Text()))
		if err != nil {
			t.Fatal(err)
		}
		source := code.Find("iframe, img").AttrOr("src", "")
		if source != "https://alliance.example"+path {
			t.Errorf("%s: the code shows %s", name, source)
		}
		s.get(strings.TrimPrefix(source, "https://alliance.example")).status(http.StatusOK)
		if code.Find("iframe").AttrOr("title", "") == "" && code.Find("img").AttrOr("alt", "") == "" {
			t.Errorf("%s: the code has no words", name)
		}
	}
	s.get("/en/embed").status(http.StatusOK).lacks("badge-code")
	s.get("/en/embed?member=nobody").status(http.StatusNotFound)
}
