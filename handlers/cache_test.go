package handlers

import (
	"net/http"
	"strings"
	"testing"
)

func TestWhoMayKeepWhichAnswer(t *testing.T) {
	t.Parallel()
	s := newSite(t, withMailbox())
	const asked = "public, max-age=0, must-revalidate"
	for path, want := range map[string]string{
		"/en/": asked, "/en/declaration": asked, "/en/pledge": asked, "/en/members": asked, "/en/members?kind=city": asked,
		"/en/manage": asked, "/en/privacy": asked, "/en/accessibility": asked, "/en/transparency": asked,
		"/api/v1/territories?q=ri": "public, max-age=86400", "/robots.txt": "public, max-age=3600",
		"/": "no-store", "/en": "no-store", "/en/confirmed": "no-store", "/en/nothing": "no-store", "/healthz": "no-store",
		"/readyz": "no-store", "/mailbox": "no-store", "/mailbox.json": "no-store",
		"/api/v1/territories?kind=king": "no-store",
		"/moderation/sign-in":           "no-store",
	} {
		t.Run(path, func(t *testing.T) {
			answer := s.get(path).header("Cache-Control", want)
			if tagged := answer.Header().Get("ETag") != ""; tagged != strings.HasPrefix(want, "public") {
				t.Errorf("tagged: %v", tagged)
			}
		})
	}
}

func TestCopiesThatAreStillGood(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, coding := range []string{"", "gzip", "br"} {
		for _, path := range []string{"/en/", "/en/pledge", "/en/members", "/api/v1/territories?q=riga"} {
			t.Run(path+" "+coding, func(t *testing.T) {
				first := s.get(path, "Accept-Encoding", coding).status(http.StatusOK)
				tag := first.Header().Get("ETag")
				if !strings.HasPrefix(tag, `"`) {
					t.Fatalf("want a strong tag, got %q", tag)
				}
				for _, method := range []string{http.MethodGet, http.MethodHead} {
					for _, header := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
						again := s.do(method, path, nil, "Accept-Encoding", coding, "If-None-Match", header)
						again.status(http.StatusNotModified).header("ETag", tag).
							header("Cache-Control", first.Header().Get("Cache-Control")).
							header("Vary", first.Header().Get("Vary")).header("Content-Encoding", "")
						if again.Body.Len() != 0 {
							t.Errorf("want no body, got %d bytes", again.Body.Len())
						}
					}
				}
				s.get(path, "Accept-Encoding", coding, "If-None-Match", `"other"`).status(http.StatusOK)
			})
		}
	}
	s.post("/en/pledge", riga(), "If-None-Match", "*").status(http.StatusOK).header("ETag", "")
	s.get("/en/nothing", "If-None-Match", "*").status(http.StatusNotFound)
}

func TestCompression(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	plain := s.get("/en/").status(http.StatusOK).header("Content-Encoding", "").header("Vary", "Accept-Encoding")
	want := plain.Body.String()
	tags := map[string]string{plain.Header().Get("ETag"): "plain"}
	for accepted, coding := range map[string]string{
		"br": "br", "gzip": "gzip", "gzip, deflate, br, zstd": "br", "gzip;q=1, br;q=0.1": "br", "br;q=0, gzip": "gzip",
		"GZIP": "gzip", "gzip;q=0": "", "identity": "", "zstd": "", ";;,,": "", "br ; q=nonsense": "",
	} {
		t.Run(accepted, func(t *testing.T) {
			answer := s.get("/en/", "Accept-Encoding", accepted).status(http.StatusOK)
			answer.header("Content-Encoding", coding).header("Vary", "Accept-Encoding")
			if coding != "" && answer.Body.Len() > len(want)/2 {
				t.Errorf("%d bytes of %d: that is no compression", answer.Body.Len(), len(want))
			}
			if got := answer.decoded(); got != want {
				t.Error("the page is another one")
			}
			tag := answer.Header().Get("ETag")
			if coding != "" && !strings.Contains(tag, coding) || tags[tag] == "plain" && coding != "" {
				t.Errorf("the tag %s does not tell the coding %q", tag, coding)
			}
		})
	}
	s.get("/healthz", "Accept-Encoding", "br").header("Content-Encoding", "") // too small to gain
	refused := s.get("/en/nothing", "Accept-Encoding", "br").header("Content-Encoding", "br")
	if !strings.Contains(refused.decoded(), "This page is not here") {
		t.Error("the compressed page is not ours")
	}
}

func TestWeightOfTheMainPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if err := s.FillDemonstration(t.Context()); err != nil {
		t.Fatal(err)
	}
	const most = 60_000 // bytes with style sheets and scripts
	for _, path := range []string{"/en/", "/en/members"} {
		page := s.get(path)
		total := s.get(path, "Accept-Encoding", "br").Body.Len()
		for _, part := range page.document().Find("link[rel=stylesheet], link[rel=icon], script[src], img[src]").EachIter() {
			source := part.AttrOr("href", part.AttrOr("src", ""))
			if !strings.HasPrefix(source, "/static/") {
				t.Errorf("%s loads %s", path, source)
			}
			total += s.get(source, "Accept-Encoding", "br").status(http.StatusOK).Body.Len()
		}
		if total > most {
			t.Errorf("%s weighs %d bytes, want at most %d", path, total, most)
		}
	}
}
