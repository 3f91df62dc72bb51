package handlers

import (
	"encoding/xml"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/models"
)

// linksInPart bounds how many links a part of the sitemap has: the protocol allows 50,000 addresses and 50 MB.
const linksInPart = 50_000

type sitemapIndex struct {
	XMLName xml.Name      `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Parts   []sitemapPart `xml:"sitemap"`
}

type sitemapPart struct {
	Address string `xml:"loc"`
}

type sitemap struct {
	XMLName xml.Name      `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	XHTML   string        `xml:"xmlns:xhtml,attr"`
	Pages   []sitemapPage `xml:"url"`
}

type sitemapPage struct {
	Address   string        `xml:"loc"`
	Changed   string        `xml:"lastmod,omitempty"`
	Languages []sitemapLink `xml:"xhtml:link"`
}

type sitemapLink struct {
	Rel      string `xml:"rel,attr"`
	Language string `xml:"hreflang,attr"`
	Address  string `xml:"href,attr"`
}

// generalPages are the pages that search engines should know beside those of the members.
func generalPages() []string {
	return []string{
		"/", "/declaration", "/pledge", "/members", "/map", "/coverage", "/progress", "/data", "/embed", "/poster",
		"/manage", "/privacy", "/transparency", "/accessibility",
	}
}

// membersInPart depends on the languages: every page names its counterparts in all of them.
func (s *site) membersInPart() int {
	return max(1, linksInPart/(len(s.languages)*(len(s.languages)+1)))
}

// sitemapIndex is GET /sitemap.xml: part 0 has the general pages, the others the members.
func (s *site) sitemapIndex(c *gin.Context) error {
	counters, err := s.Store.Counters(c.Request.Context())
	if err != nil {
		return err
	}
	parts := 1 + (counters.Total+s.membersInPart()-1)/s.membersInPart()
	index := sitemapIndex{}
	for part := range parts {
		index.Parts = append(index.Parts, sitemapPart{s.Site.BaseURL + "/sitemap/" + strconv.Itoa(part) + ".xml"})
	}
	return s.xml(c, index)
}

// sitemap is GET /sitemap/{n}.xml.
func (s *site) sitemap(c *gin.Context) error {
	name, isXML := strings.CutSuffix(c.Param("part"), ".xml")
	part, err := strconv.Atoi(name)
	if err != nil || !isXML || part < 0 || strconv.Itoa(part) != name {
		return respond.NotFound()
	}
	found := sitemap{XHTML: "http://www.w3.org/1999/xhtml"}
	if part == 0 {
		for _, path := range generalPages() {
			found.Pages = append(found.Pages, s.sitemapPages(path, "")...)
		}
		return s.xml(c, found)
	}
	if found.Pages, err = s.memberPages(c, part-1); err != nil {
		return err
	}
	if len(found.Pages) == 0 {
		return respond.NotFound()
	}
	return s.xml(c, found)
}

var errEnough = errors.New("the part is full")

// memberPages are the pages of one part of the members.
func (s *site) memberPages(c *gin.Context, part int) ([]sitemapPage, error) {
	var pages []sitemapPage
	from, at := part*s.membersInPart(), 0
	err := s.Store.EachOnWall(c.Request.Context(), models.WallFilter{}, func(entry models.WallEntry) error {
		at++
		switch {
		case at <= from:
			return nil
		case at > from+s.membersInPart():
			return errEnough
		}
		pages = append(pages, s.sitemapPages("/members/"+entry.Slug, entry.UpdatedAt.UTC().Format(time.DateOnly))...)
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return pages, err
}

// sitemapPages is one page in every language, each naming all of them.
func (s *site) sitemapPages(path, changed string) []sitemapPage {
	links := make([]sitemapLink, 0, len(s.languages)+1)
	for _, lang := range s.languages {
		links = append(links, sitemapLink{"alternate", lang, s.Site.BaseURL + "/" + lang + path})
	}
	links = append(links, sitemapLink{"alternate", "x-default", s.Site.BaseURL + "/en" + path})
	pages := make([]sitemapPage, 0, len(s.languages))
	for _, lang := range s.languages {
		pages = append(pages, sitemapPage{s.Site.BaseURL + "/" + lang + path, changed, links})
	}
	return pages
}

func (s *site) xml(c *gin.Context, document any) error {
	body, err := xml.Marshal(document)
	if err != nil {
		return err
	}
	s.respond.Send(c, respond.Content{
		Status: http.StatusOK, Type: "application/xml; charset=utf-8", Body: append([]byte(xml.Header), body...),
	})
	return nil
}
