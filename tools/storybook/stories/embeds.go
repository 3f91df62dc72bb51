package stories

import (
	"time"

	"alliance/web"
)

// embeds are what other sites can show, and the page with the code for it.
func (b builder) embeds() []Story {
	framed := func(title string) web.EmbedLayout { return web.EmbedLayout{Layout: b.layout("/", title, "")} }
	member := Entries(1)[0]
	badge := b.layout("/", "", "").Badge(member.Name, time.Date(2026, time.March, 4, 0, 0, 0, 0, time.UTC))
	parts := []web.EmbedPart{
		{Name: "badge", Preview: "/en/members/riga/badge.svg", Alt: badge.Alt, Width: badge.Width(), Height: web.BadgeHeight},
		{Name: "counter", Preview: "/en/embed/counter", Frame: true, Width: web.EmbedWidth, Height: web.EmbedCounterHeight},
		{Name: "newest", Preview: "/en/embed/newest", Frame: true, Width: web.EmbedWidth, Height: web.EmbedNewestHeight},
	}
	builderPage := web.EmbedPage{
		Layout: b.layout("/embed", "embed.title", "embed.description"), Scheme: "auto",
		Associations: []string{"AER", "CEMR"}, Parts: parts[1:],
	}
	withBadge := builderPage
	withBadge.Member, withBadge.Parts = &member, parts
	return []Story{
		{"other-sites", builderPage},
		{"other-sites-badge", withBadge},
		{"embed-counter", web.EmbedCounterPage{EmbedLayout: framed("embed.part.counter"), Total: 312, Countries: 27}},
		{"embed-newest", web.EmbedNewestPage{
			EmbedLayout: framed("embed.part.newest"), Newest: Entries(5), Total: 312, ListURL: "https://x.example/en/members",
		}},
		{"embed-newest-0", web.EmbedNewestPage{
			EmbedLayout: framed("embed.part.newest"), ListURL: "https://x.example/en/members",
		}},
	}
}
