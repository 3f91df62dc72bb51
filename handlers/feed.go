package handlers

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/handlers/wallfilter"
	"alliance/models"
	"alliance/web"
)

// membersInFeed is how many of the newest members the feed holds.
const membersInFeed = 50

// atomFeed is a feed (RFC 4287).
type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Language string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle"`
	Updated  string      `xml:"updated"`
	Author   atomAuthor  `xml:"author"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
	URI  string `xml:"uri"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string         `xml:"id"`
	Title     string         `xml:"title"`
	Published string         `xml:"published"`
	Updated   string         `xml:"updated"`
	Link      atomLink       `xml:"link"`
	Summary   string         `xml:"summary"`
	Kinds     []atomCategory `xml:"category"`
}

type atomCategory struct {
	Term  string `xml:"term,attr"`
	Label string `xml:"label,attr"`
}

// feed is GET /{lang}/feed.atom: the newest members of a filter.
func (s *site) feed(c *gin.Context) error {
	layout := s.respond.Layout(c, "")
	filter := s.wallFilterOf(c.Request.URL.Query(), s.Store.DeclarationVersions())
	filter.Sort, filter.After, filter.Limit = models.SortNewest, "", membersInFeed
	wall, err := s.Store.Wall(c.Request.Context(), filter)
	if err != nil {
		return err
	}
	body, err := xml.Marshal(s.atom(layout, filter, wall.Entries))
	if err != nil {
		return err
	}
	s.respond.Send(c, respond.Content{
		Status: http.StatusOK, Type: "application/atom+xml; charset=utf-8", Body: append([]byte(xml.Header), body...),
		Language: layout.Lang(),
	})
	return nil
}

func (s *site) atom(layout web.Layout, filter models.WallFilter, members []models.WallEntry) atomFeed {
	self := s.Site.BaseURL + layout.URL(feedPath(filter))
	feed := atomFeed{
		Language: layout.Lang(), ID: self, Title: layout.T("feed.title", "site", s.Site.Name),
		Subtitle: layout.T("members.description"), Updated: atomTime(time.Unix(0, 0)),
		Author: atomAuthor{s.Site.Name, s.Site.BaseURL},
		Links: []atomLink{
			{"self", "application/atom+xml", self},
			{"alternate", "text/html", s.Site.BaseURL + layout.URL(wallPath(filter))},
		},
	}
	for _, member := range members {
		entry := s.atomEntry(layout, member)
		feed.Updated = max(feed.Updated, entry.Updated)
		feed.Entries = append(feed.Entries, entry)
	}
	return feed
}

func (s *site) atomEntry(layout web.Layout, member models.WallEntry) atomEntry {
	kind := layout.T("kind." + string(member.Kind))
	return atomEntry{
		ID: s.tagURI(member), Title: member.Name, Published: atomTime(member.Since),
		Updated: atomTime(latest(member.Since, member.UpdatedAt)),
		Link:    atomLink{"alternate", "text/html", s.Site.BaseURL + layout.URL("/members/"+member.Slug)},
		Summary: kind + ", " + layout.Country(member.Country),
		Kinds:   []atomCategory{{string(member.Kind), kind}},
	}
}

// tagURI names a member for ever, also when its page moves (RFC 4151).
func (s *site) tagURI(member models.WallEntry) string {
	host := "localhost"
	if base, err := url.Parse(s.Site.BaseURL); err == nil && base.Hostname() != "" {
		host = base.Hostname()
	}
	return "tag:" + host + "," + member.Since.UTC().Format(time.DateOnly) + ":members/" + member.ID
}

func feedPath(filter models.WallFilter) string {
	return "/feed.atom" + wallfilter.Address(firstPage(filter))
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// atomTime is a moment as RFC 3339 has it, in UTC.
func atomTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }
