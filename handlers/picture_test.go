package handlers

import (
	"bytes"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestPicturesOfAMember(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.member(s.Administrator(t), func(p *models.NewPledge) { p.ConsentName = false })
	sizes := map[string][2]int{
		"/en/share.png": {1200, 630}, "/en/members/riga/share.png": {1200, 630}, "/lv/members/riga/square.png": {1080, 1080},
	}
	for path, size := range sizes {
		answer := s.get(path, "Accept-Encoding", "br, gzip").status(http.StatusOK)
		answer.header("Content-Type", "image/png").header("Cache-Control", "public, max-age=3600")
		answer.header("Content-Encoding", "") // a PNG is compressed already
		picture, err := png.Decode(bytes.NewReader(answer.Body.Bytes()))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if got := picture.Bounds().Size(); got.X != size[0] || got.Y != size[1] {
			t.Errorf("%s is %v, want %v", path, got, size)
		}
		tag := answer.Header().Get("ETag")
		again := s.get(path, "Accept-Encoding", "br, gzip", "If-None-Match", tag).status(http.StatusNotModified)
		if tag == "" || again.Body.Len() > 0 {
			t.Errorf("%s: tag %q, %d bytes again", path, tag, again.Body.Len())
		}
	}
	english := s.get("/en/members/riga/share.png").Body.String()
	if s.get("/lv/members/riga/share.png").Body.String() == english {
		t.Error("the picture is not in the language of its address")
	}
}

func TestPicturesFollowDecisions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.Administrator(t)
	nobody := s.get("/en/share.png").status(http.StatusOK).Body.String()
	id := s.Approve(t, admin, modelstest.Pledge())
	first := s.get("/en/share.png").Body.String()
	if nobody == first {
		t.Error("the first member is not on the picture")
	}
	if err := s.TakeDown(t.Context(), admin, models.Seen{ID: id}, "by mistake", false); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		"/en/members/riga/share.png", "/en/members/riga/square.png", "/en/members/nobody/share.png", "/en/members/riga/x.png",
	} {
		s.get(path).status(http.StatusNotFound).header("Cache-Control", "no-store")
	}
}

func TestPagesNameTheirPicture(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.member(s.Administrator(t), func(*models.NewPledge) {})
	for path, picture := range map[string]string{
		"/en/":             "https://alliance.example/en/share.png",
		"/lv/members":      "https://alliance.example/lv/share.png",
		"/en/declaration":  "https://alliance.example/en/share.png",
		"/en/pledge":       "https://alliance.example/en/share.png",
		"/lv/members/riga": "https://alliance.example/lv/members/riga/share.png",
	} {
		head := s.get(path).status(http.StatusOK).document().Find("head")
		for property, want := range map[string]string{
			"og:image": picture, "og:image:width": "1200", "og:image:height": "630", "og:image:type": "image/png",
		} {
			if got := head.Find(`meta[property="`+property+`"]`).AttrOr("content", ""); got != want {
				t.Errorf("%s: %s is %q, want %q", path, property, got, want)
			}
		}
		if head.Find(`meta[property="og:image:alt"]`).AttrOr("content", "") == "" {
			t.Errorf("%s: the picture has no words", path)
		}
		if got := head.Find(`meta[name="twitter:card"]`).AttrOr("content", ""); got != "summary_large_image" {
			t.Errorf("%s: twitter:card is %q", path, got)
		}
		s.get(strings.TrimPrefix(picture, "https://alliance.example")).status(http.StatusOK)
	}
	s.get("/en/members?q=x").lacks("og:image") // not for search engines
	aside := s.get("/en/members/riga").document().Find("aside")
	for _, file := range []string{"share", "square"} {
		link := aside.Find(`a[href="/en/members/riga/` + file + `.png"]`)
		if !strings.HasPrefix(link.AttrOr("download", ""), "riga") {
			t.Errorf("%s.png is not offered to be kept", file)
		}
	}
	if shown := aside.Find("button:not([hidden])").Length(); shown > 0 {
		t.Errorf("%d buttons that need the script are shown without it", shown)
	}
}
