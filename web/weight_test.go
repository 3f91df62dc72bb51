package web_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/brotli"

	"alliance/tools/storybook/stories"
	"alliance/web"
)

const kilobyte = 1024

// compressed is the size of a page as handlers send it: brotli 5.
func compressed(t *testing.T, content []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, 5)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

// transferred is the size of a static file as a browser receives it.
func (s site) transferred(t *testing.T, url string) int {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, url, nil)
	req.Header.Set("Accept-Encoding", "br")
	recorder := httptest.NewRecorder()
	s.renderer.Static().ServeHTTP(recorder, req)
	if recorder.Code != http.StatusOK {
		t.Fatalf("%s answers %d", url, recorder.Code)
	}
	return recorder.Body.Len()
}

func TestHomeAndWallAreLight(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, lang := range s.catalog.Languages() {
		for _, name := range []string{"home-0", "home-300", "home-12000", "home-demo", "wall-12000"} {
			t.Run(lang+"/"+name, func(t *testing.T) {
				t.Parallel()
				page, _ := s.book.Find(lang, name)
				total := s.weigh(t, scattered(page, name))
				t.Logf("%.1f KB", float64(total)/kilobyte)
				if total > 60*kilobyte {
					t.Errorf("%.1f KB are transferred, at most 60 may be", float64(total)/kilobyte)
				}
			})
		}
	}
}

// scattered replaces the map of a full page by one that no compression can help.
func scattered(page web.Page, name string) web.Page {
	if !strings.HasSuffix(name, "12000") {
		return page
	}
	worst := web.NewMap(stories.ScatteredPoints(12000))
	switch full := page.(type) {
	case web.HomePage:
		full.Map = worst
		return full
	case web.WallPage:
		full.Map = worst
		return full
	}
	return page
}

// weigh adds up a page and everything it loads.
func (s site) weigh(t *testing.T, page web.Page) int {
	t.Helper()
	html := s.render(t, page)
	total := compressed(t, html)
	parse(t, html).Find("link[rel=stylesheet], link[rel=icon], script").Each(func(_ int, element *goquery.Selection) {
		total += s.transferred(t, element.AttrOr("href", element.AttrOr("src", "")))
	})
	return total
}

func TestPartsOfThePageAreLight(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	land := compressed(t, []byte(web.NewMap(nil).Drawing()))
	styles := 0
	parse(t, s.render(t, web.PledgePage{Layout: web.Layout{Printer: s.catalog.Printer("en")}})).
		Find("link[rel=stylesheet]").Each(func(_ int, link *goquery.Selection) {
		styles += s.transferred(t, link.AttrOr("href", ""))
	})
	towns := compressed(t, []byte(web.NewMap(stories.Points(12000)).Drawing())) - land
	for _, part := range []struct {
		name       string
		size, most int
	}{
		{"the outlines of Europe", land, 12 * kilobyte},
		{"12,000 members on the map", towns, 10 * kilobyte},
		{"all public style sheets", styles, 8 * kilobyte},
	} {
		t.Logf("%s: %.1f KB", part.name, float64(part.size)/kilobyte)
		if part.size == 0 || part.size > part.most {
			t.Errorf("%s: %d bytes, at most %d may be", part.name, part.size, part.most)
		}
	}
}

func BenchmarkRenderWall(b *testing.B) {
	s := newSite(b)
	page, _ := s.book.Find("en", "wall-12000")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.renderer.Render(page); err != nil {
			b.Fatal(err)
		}
	}
}
