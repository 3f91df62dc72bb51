package handlers

import "testing"

// BenchmarkPagesOfMany answers for 100,000 members as a browser asks, nothing cached; the bar is 50 ms a page and 20 ms
// for what appears while somebody types.
func BenchmarkPagesOfMany(b *testing.B) {
	site := manySite(b, 100_000, 0)
	for _, path := range []string{
		"members", "members?sort=name", "members?country=FR", "members?kind=city", "members?association=CEMR",
		"members?version=2026-1", "members?year=2020", "members?country=FR&kind=city", "members?country=FR&association=CEMR",
		"members?country=FR&kind=city&association=CEMR&version=2026-1&year=2020&sort=name",
		"members?territory=IT.09", "members?q=riga", "members?q=%D0%A0%D0%B8%D0%B3%D0%B0", "members?q=a",
		"members?q=Municipality+of+Venztspils", "members?q=riga&country=LV&kind=city", "members?q=xqzwv",
		"suggest?q=a", "suggest?q=ri", "suggest?q=riga", "suggest?q=Venztspils", "suggest?q=%CE%A1%CE%AF%CE%B3%CE%B1",
		"", "map", "map?country=FR&kind=city", "coverage", "progress", "members/member-77", "data", "feed.atom",
		"embed/counter", "embed/newest", "members/member-77/badge.svg",
	} {
		b.Run(path, func(b *testing.B) { answerMany(b, site, "/lv/"+path) })
	}
}
