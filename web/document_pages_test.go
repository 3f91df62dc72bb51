package web_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/web"
)

func story[page web.Page](t *testing.T, s site, lang, name string) page {
	t.Helper()
	found, _ := s.book.Find(lang, name)
	typed, ok := found.(page)
	if !ok {
		t.Fatalf("the story %s is a %T", name, found)
	}
	return typed
}

func TestCertificateSaysWhatWasEndorsed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := story[web.CertificatePage](t, s, "en", "certificate")
	for name, test := range map[string]struct{ adopted, want string }{
		"adopted":             {"2026-03-19", "Version 2026-1 · Adopted on 19 March 2026"},
		"the model text":      {"", "Version 2026-1"},
		"a day in other form": {"spring 2026", "Version 2026-1 · Adopted on spring 2026"},
	} {
		if got := page.Details(web.Declaration{Version: "2026-1", AdoptedOn: test.adopted}); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	paper := parse(t, s.render(t, page)).Find("article.paper")
	if got := strings.Join(strings.Fields(paper.Find("li").First().Text()), " "); !strings.Contains(got, "19 March 2026") {
		t.Errorf("the first declaration: %q", got)
	}
	if lang := paper.Find(".paper-name").AttrOr("lang", ""); lang != "lv" {
		t.Errorf("the name is said to be in %q", lang)
	}
	page.Endorsed = nil
	if parse(t, s.render(t, page)).Find("article.paper h2").Length() != 0 {
		t.Error("a heading above no declaration")
	}
}

func TestCertificateAndPosterLeadToThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, lang := range s.catalog.Languages() {
		certificate := story[web.CertificatePage](t, s, lang, "certificate")
		poster := story[web.PosterPage](t, s, lang, "poster")
		for page, want := range map[web.Page]struct{ address, pdf string }{
			&certificate: {
				"https://alliance.example.eu/" + lang + "/members/riga", "/" + lang + "/members/riga/certificate.pdf",
			},
			&poster: {"https://alliance.example.eu/" + lang + "/pledge", "/" + lang + "/poster.pdf"},
		} {
			document := parse(t, s.render(t, page))
			link := document.Find("a.paper-address")
			if link.Text() != want.address || link.AttrOr("href", "") != want.address {
				t.Errorf("%T: address %q leads to %q, want %q", page, link.Text(), link.AttrOr("href", ""), want.address)
			}
			if label := document.Find("svg.paper-code").AttrOr("aria-label", ""); !strings.Contains(label, want.address) {
				t.Errorf("%T: the code is labelled %q", page, label)
			}
			if document.Find(`a[href="`+want.pdf+`"]`).Length() != 1 {
				t.Errorf("%T: no link to %s", page, want.pdf)
			}
		}
	}
}

func TestMapLabelOfACertificate(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if label := story[web.CertificatePage](t, s, "en", "certificate").MapLabel(); !strings.Contains(label, "Rīga") {
		t.Errorf("with a place: %q", label)
	}
	if label := story[web.CertificatePage](t, s, "en", "certificate-long").MapLabel(); strings.Contains(label, "Donau") {
		t.Errorf("without a place: %q", label)
	}
}

func TestSharePictures(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const site, own = "https://alliance.example.eu/lv/share.png", "https://alliance.example.eu/lv/members/riga/share.png"
	signatory := signatoryStory(t, s)
	signatory.Layout, signatory.Entry = story[web.CertificatePage](t, s, "lv", "certificate").Layout, web.Entry{
		Slug: "riga", Name: "Rīga",
	}
	certificate := story[web.CertificatePage](t, s, "lv", "certificate")
	for name, test := range map[string]struct {
		got      web.SharePicture
		url, alt string
	}{
		"home":        {story[web.HomePage](t, s, "lv", "home-3").SharePicture(), site, "#CohesionAlliance"},
		"wall":        {story[web.WallPage](t, s, "lv", "wall-3").SharePicture(), site, "#CohesionAlliance"},
		"signatory":   {signatory.SharePicture(), own, "Rīga"},
		"certificate": {certificate.SharePicture(), own, "Rīga"},
	} {
		want := web.SharePicture{URL: test.url, Alt: test.got.Alt, Width: 1200, Height: 630}
		if diff := cmp.Diff(want, test.got); diff != "" || !strings.Contains(test.got.Alt, test.alt) {
			t.Errorf("%s: %s (-want +got), alt %q", name, diff, test.got.Alt)
		}
	}
}

func TestDarkModulesAreThoseOfThePath(t *testing.T) {
	t.Parallel()
	code, err := web.NewQRCode("https://alliance.example.eu/en/members/riga")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(code.Path, "M"); got != len(code.Dark()) || got == 0 {
		t.Errorf("%d runs in the path, %d dark ones", got, len(code.Dark()))
	}
	taken := map[[2]int]bool{}
	for _, run := range code.Dark() {
		for i := range run.Length {
			at := [2]int{run.X + i, run.Y}
			if taken[at] || at[0] < 4 || at[1] < 4 || at[0] >= code.Width-4 || at[1] >= code.Width-4 {
				t.Errorf("module %v is drawn twice, or in the quiet zone", at)
			}
			taken[at] = true
		}
	}
}
