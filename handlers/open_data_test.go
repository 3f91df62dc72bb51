package handlers

import (
	"encoding/csv"
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/sheet"
)

// filtersOfTheWall are the filters under which all forms of the list must agree.
func filtersOfTheWall() []string {
	return []string{
		"", "?kind=city", "?country=AT", "?country=AT&kind=region", "?association=EUROCITIES", "?q=riga", "?q=Рига",
		"?sort=name", "?year=2026&sort=name", "?version=2026-1", "?territory=LV", "?q=nobody", "?country=QQ",
	}
}

// wallSlugs walks all pages of the wall.
func wallSlugs(s *testSite, query string) []string {
	slugs := []string{}
	for address := "/en/members" + query; address != ""; {
		doc := s.get(address).status(http.StatusOK).document()
		for _, link := range doc.Find(".wall h3 a").EachIter() {
			slugs = append(slugs, strings.TrimPrefix(link.AttrOr("href", ""), "/en/members/"))
		}
		address = doc.Find(`a[rel="next"]`).AttrOr("href", "")
	}
	return slugs
}

func slugOf(page string) string { return page[strings.LastIndex(page, "/")+1:] }

func TestFilesAndFeedHaveTheRowsOfTheWall(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	for _, query := range filtersOfTheWall() {
		want := wallSlugs(s, query)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(
			s.get("/en/members.csv"+query).status(http.StatusOK).Body.String(), "\ufeff"))).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		if diff := cmp.Diff(want, slugsOf(rows)); diff != "" {
			t.Errorf("CSV%s (-wall +file):\n%s", query, diff)
		}
		if diff := cmp.Diff(want, slugsOf(readXLSX(t, s.get("/en/members.xlsx"+query)))); diff != "" {
			t.Errorf("XLSX%s (-wall +file):\n%s", query, diff)
		}
		if strings.Contains(query, "sort=") {
			continue // a feed is of the newest
		}
		var feed atomFeed
		if err := xml.Unmarshal(s.get("/en/feed.atom"+query).status(http.StatusOK).Body.Bytes(), &feed); err != nil {
			t.Fatal(err)
		}
		inFeed := []string{}
		for _, entry := range feed.Entries {
			inFeed = append(inFeed, slugOf(entry.Link.Href))
		}
		if diff := cmp.Diff(want, inFeed); diff != "" {
			t.Errorf("feed%s (-wall +feed):\n%s", query, diff)
		}
	}
}

func readXLSX(t *testing.T, file *answer) [][]string {
	t.Helper()
	file.status(http.StatusOK)
	reader, err := sheet.Open(strings.NewReader(file.Body.String()), int64(file.Body.Len()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Close() }()
	var rows [][]string
	for row, err := reader.Next(); err == nil; row, err = reader.Next() {
		rows = append(rows, row.Cells)
	}
	return rows
}

// slugsOf reads the last column of a file without its headings.
func slugsOf(rows [][]string) []string {
	slugs := []string{}
	for _, row := range rows[1:] {
		slugs = append(slugs, slugOf(row[len(row)-1]))
	}
	return slugs
}

func TestFilesHoldMoreThanAPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if err := s.FillDemonstration(t.Context()); err != nil {
		t.Fatal(err)
	}
	answer := s.get("/lv/members.csv?kind=city").status(http.StatusOK).
		header("Content-Type", "text/csv; charset=utf-8").header("Cache-Control", "public, max-age=300").
		header("Content-Disposition", `attachment; filename="members-2026-11-22.csv"`)
	got, want := strings.Count(answer.Body.String(), "\r\n")-1, len(wallSlugs(s, "?kind=city"))
	if got != want || got < 100 {
		t.Errorf("%d rows, and %d on the wall", got, want)
	}
	if head := s.do(http.MethodHead, "/lv/members.csv", nil).status(http.StatusOK); head.Body.Len() != 0 {
		t.Errorf("HEAD brings %d bytes", head.Body.Len())
	}
}

func TestFilesHoldNoFormula(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.member(s.Administrator(t), func(p *models.NewPledge) { p.Body, p.TerritoryID = `=cmd|"/c calc"!A1`, "" })
	s.get("/en/members.csv").has(`"'=cmd|""/c calc""!A1"`)
}

func TestFeedIsAtom(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	answer := s.get("/lv/feed.atom?kind=city").status(http.StatusOK).
		header("Content-Type", "application/atom+xml; charset=utf-8").header("Content-Language", "lv")
	var feed atomFeed
	if err := xml.Unmarshal(answer.Body.Bytes(), &feed); err != nil {
		t.Fatal(err)
	}
	if feed.ID != "https://alliance.example/lv/feed.atom?kind=city" || feed.Updated != feed.Entries[0].Updated {
		t.Errorf("id %s, updated %s, the newest entry %s", feed.ID, feed.Updated, feed.Entries[0].Updated)
	}
	entry := feed.Entries[len(feed.Entries)-1]
	if !strings.HasPrefix(entry.ID, "tag:alliance.example,2026-11-22:members/") || entry.Title != "Rīga" ||
		entry.Summary != "Pilsēta vai pašvaldība, Latvija" || entry.Published != "2026-11-22T09:30:00Z" {
		t.Errorf("%+v", entry)
	}
	if _, err := time.Parse(time.RFC3339, entry.Updated); err != nil {
		t.Error(err)
	}
	for _, path := range []string{"/en/", "/en/members", "/en/progress"} {
		link := s.get(path).document().Find(`link[type="application/atom+xml"]`).AttrOr("href", "")
		s.get(link).status(http.StatusOK)
	}
	empty := newSite(t).get("/en/feed.atom").status(http.StatusOK)
	if err := xml.Unmarshal(empty.Body.Bytes(), &feed); err != nil {
		t.Error(err)
	}
}

// sitemapAddresses reads one part, and wants every page to name all languages.
func sitemapAddresses(s *testSite, part string) []string {
	s.t.Helper()
	var found struct {
		Pages []struct {
			Address string `xml:"loc"`
			Links   []struct {
				Language string `xml:"hreflang,attr"`
			} `xml:"http://www.w3.org/1999/xhtml link"`
		} `xml:"url"`
	}
	address, err := url.Parse(part)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := xml.Unmarshal(s.get(address.Path).status(http.StatusOK).Body.Bytes(), &found); err != nil {
		s.t.Fatal(err)
	}
	var addresses []string
	for _, page := range found.Pages {
		addresses = append(addresses, page.Address)
		if len(page.Links) != 3 || page.Links[2].Language != "x-default" {
			s.t.Errorf("%s names %v", page.Address, page.Links)
		}
	}
	return addresses
}

func TestSitemapNamesEveryPageInEveryLanguage(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	var index sitemapIndex
	if err := xml.Unmarshal(s.get("/sitemap.xml").status(http.StatusOK).Body.Bytes(), &index); err != nil {
		t.Fatal(err)
	}
	var addresses []string
	for _, part := range index.Parts {
		addresses = append(addresses, sitemapAddresses(s, part.Address)...)
	}
	if want := 2 * (len(generalPages()) + 5); len(addresses) != want {
		t.Errorf("%d addresses, want %d", len(addresses), want)
	}
	for _, address := range addresses {
		path := strings.TrimPrefix(address, "https://alliance.example")
		canonical := s.get(path).status(http.StatusOK).document().Find(`link[rel="canonical"]`).AttrOr("href", "")
		if canonical != address {
			t.Errorf("%s calls itself %q", address, canonical)
		}
	}
	if !slices.Contains(addresses, "https://alliance.example/lv/members/riga") {
		t.Error("Rīga is missing")
	}
	s.get("/robots.txt").has("Sitemap: https://alliance.example/sitemap.xml")
	for _, path := range []string{"/sitemap/9.xml", "/sitemap/-1.xml", "/sitemap/01.xml", "/sitemap/x.xml", "/sitemap/0"} {
		s.get(path).status(http.StatusNotFound)
	}
}

func TestDataPageLeadsToTheFilesOfTheFilter(t *testing.T) {
	t.Parallel()
	s := wallOf(t)
	link := s.get("/en/members?kind=city&country=LV").document().Find(`.results a[href^="/en/data"]`).AttrOr("href", "")
	if link != "/en/data?country=LV&kind=city" {
		t.Fatalf("the wall links %q", link)
	}
	doc := s.get(link).status(http.StatusOK).has("1 member is selected.").document()
	files := doc.Find(".files a")
	if files.Length() != 5 {
		t.Errorf("%d files", files.Length())
	}
	for _, file := range files.EachIter() {
		address := file.AttrOr("href", "")
		if !strings.HasSuffix(address, "?country=LV&kind=city") {
			t.Errorf("%s lost the filter", address)
		}
		s.get(address).status(http.StatusOK)
	}
	explained := doc.Find(".fields code").Map(func(_ int, code *goquery.Selection) string { return code.Text() })
	if diff := cmp.Diff(memberColumns(), explained); diff != "" {
		t.Errorf("columns (-in the files +explained):\n%s", diff)
	}
	s.get("/en/members.csv").has(strings.Join(memberColumns(), `","`))
}
