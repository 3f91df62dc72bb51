package web_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"alliance/web"
)

func TestKeysAreExplainedWhereTheyWork(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	withKeys := []string{
		"queue", "queue with a bulk decision", "empty queue", "pledge", "faults", "refused", "parked", "taking down",
	}
	for name, page := range s.consolePages() {
		doc := parse(t, s.render(t, page))
		want := 0
		if slices.Contains(withKeys, name) {
			want = 1
		}
		for _, selector := range []string{
			`script[src^="/static/console."][defer]`, "details.keys:not([open]) > summary", "[hidden] > input[data-keys]",
		} {
			if n := doc.Find(selector).Length(); n != want {
				t.Errorf("%s: %d of %q, want %d", name, n, selector, want)
			}
		}
		if n := doc.Find("[accesskey]").Length(); n > 0 {
			t.Errorf("%s: %d access keys, which browsers and screen readers need for themselves", name, n)
		}
	}
}

// The list names what the script knows, and what the script looks for is on the pages.
func TestKeysOfTheListAndOfTheScriptAreTheSame(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	pages := s.consolePages()
	queue, pledge := parse(t, s.render(t, pages["queue"])), parse(t, s.render(t, pages["pledge"]))
	listed := queue.Find(".keys kbd").Map(func(_ int, key *goquery.Selection) string { return key.Text() })
	want := []string{"j", "k", "Enter", "/", "a", "r", "i", "z", "t", "m", "n", "u", "?"}
	if diff := cmp.Diff(want, listed); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	script, err := os.ReadFile("static/console.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range listed {
		known := strings.Contains(string(script), "    "+key+": ()") || strings.Contains(string(script), "'"+key+"': ()")
		if known == (key == "Enter") {
			t.Errorf("the script knows %q: %v; Enter is the browser's own", key, known)
		}
	}
	for selector, doc := range map[string]*goquery.Document{
		".queue tbody th a": queue, "#q": queue, ".keys summary": queue, `header nav a[href="/moderation"]`: pledge,
		`form[action$="/approve"] button`: pledge, ".decision .refuse": pledge, "#reason": pledge,
		".decision .ask": pledge, "#question": pledge,
		".decision .later": pledge, ".pledge": pledge, ".pledge #tag": pledge, "#note": pledge,
	} {
		if !strings.Contains(string(script), selector) || doc.Find(selector).Length() != 1 {
			t.Errorf("%q: %d on the page, want one, that the script looks for", selector, doc.Find(selector).Length())
		}
	}
	if strings.Contains(string(script), "submit") {
		t.Error("the script decides by itself")
	}
}

func TestTheScriptOfTheConsoleIsLight(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	doc := parse(t, s.render(t, s.consolePages()["queue"]))
	if size := s.transferred(t, doc.Find("script").AttrOr("src", "")); size > 2*kilobyte {
		t.Errorf("%d bytes are transferred, at most %d may be", size, 2*kilobyte)
	}
}

func TestTheQueueIsSearchedByOneFieldAndByLanguage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := web.QueuePage{ConsoleLayout: s.console("Pledges"), PledgeLanguages: []string{"en", "lv"}}
	page.Filter = web.QueueFilter{State: "waiting", Language: "lv", Query: "riga.lv"}
	doc := parse(t, s.render(t, page))
	search := doc.Find("form[role=search]")
	if n := search.Find("input[type=search]").Length(); n != 1 {
		t.Errorf("%d search fields, want one", n)
	}
	help := doc.Find("#" + search.Find("#q[value='riga.lv']").AttrOr("aria-describedby", "none")).Text()
	if help != "Body, territory, e-mail address or its domain, network address or range" {
		t.Errorf("the search field is explained by %q", help)
	}
	options := search.Find("#language option").Map(func(_ int, option *goquery.Selection) string {
		return option.AttrOr("value", "")
	})
	if diff := cmp.Diff([]string{"", "en", "lv"}, options); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
	if chosen := search.Find("#language option[selected]"); chosen.AttrOr("value", "") != "lv" || chosen.Length() != 1 {
		t.Errorf("chosen: %q", chosen.Text())
	}
}
