package web_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/web"
)

func TestLikelyDuplicatesSideBySide(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page, ok := s.consolePages()["pledge"].(web.ModerationPage)
	if !ok {
		t.Fatal("no such page")
	}
	duplicate := page.Pledge.Duplicates[0]
	duplicate.Territory, duplicate.Domain, duplicate.Website = "Rīga", "other.example", ""
	page.Pledge.Duplicates = []web.Duplicate{duplicate, duplicate, duplicate, duplicate}
	doc := parse(t, s.render(t, page))
	all, shown := doc.Find("details.compare").Length(), doc.Find("details.compare[open]").Length()
	if all != 4 || shown != 3 {
		t.Errorf("%d comparisons, %d open; want 4 and 3", all, shown)
	}
	verdicts := map[string]string{}
	for _, line := range page.Compare(duplicate) {
		verdicts[line.Label] = line.Verdict
	}
	want := map[string]string{
		"Name": "same", "Kind": "same", "Territory": "same", "Domain": "different", "Web site": "unknown",
		"Belongs to": "unknown", "Since": "",
	}
	if diff := cmp.Diff(want, verdicts); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
	text := doc.Find("details.compare").First().Text()
	for _, word := range []string{"the same", "different", "cannot be compared"} {
		if !strings.Contains(text, word) {
			t.Errorf("%q is not told in words", word)
		}
	}
}

func TestFactsAboutTheBody(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page, ok := s.consolePages()["pledge"].(web.ModerationPage)
	if !ok {
		t.Fatal("no such page")
	}
	page.Pledge.Trust = web.TerritoryTrust{Verdict: "otherwise", Percent: 72, Name: "Rīga"}
	page.Pledge.Disposable = true
	page.Pledge.Neighbours = []web.Neighbour{
		{Slug: "riga", Name: "Rīga", Domains: []string{"riga.lv"}, Same: true},
		{Slug: "other", Name: "Other", Domains: []string{"a.lv", "b.lv"}},
		{Slug: "third", Name: "Third"},
	}
	text := parse(t, s.render(t, page)).Find(".groups").Text()
	for _, want := range []string{
		"72 %: chosen from the register as Rīga, but typed in another way", "No: riga.lv gives addresses for minutes",
		"Uses riga.lv too.", "Uses another domain: a.lv, b.lv", "No domain of its own is known.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not there", want)
		}
	}
}
