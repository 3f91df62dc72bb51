package web

import (
	"strings"
	"testing"
	"time"
)

func TestARowIsFinishedOnceForEachContent(t *testing.T) {
	t.Parallel()
	pages, catalog := rendererForTest(t)
	render := func(language string, entry Entry) string {
		t.Helper()
		page := WallPage{Map: NewMap(nil), Total: 1, Entries: []Entry{entry}}
		page.Printer = catalog.Printer(language)
		html, err := pages.Render(page)
		if err != nil {
			t.Fatal(err)
		}
		return string(html)
	}
	riga := Entry{Slug: "riga", Name: "Rīga <b>", Kind: "city", Country: "LV", Since: time.Unix(0, 0).UTC()}
	first := render("en", riga)
	if second := render("en", riga); second != first {
		t.Error("the same row differs the second time")
	}
	if !strings.Contains(first, "Rīga &lt;b&gt;") || strings.Contains(first, "Rīga <b>") {
		t.Error("the name is not escaped")
	}
	latvian := render("lv", riga)
	if !strings.Contains(latvian, "Latvija") || !strings.Contains(latvian, `/lv/members/riga"`) {
		t.Error("the row in another language is that of the first")
	}
	changed := riga
	changed.Name = "Ventspils"
	if html := render("en", changed); !strings.Contains(html, "Ventspils") || strings.Contains(html, "Rīga") {
		t.Error("a changed member shows its former row")
	}
	for i := range 2 * mostRows {
		pages.rows.put(rowKey{"en", Entry{Since: time.Unix(int64(i), 0)}}, "")
	}
	if kept := len(pages.rows.fresh) + len(pages.rows.aging); kept > 2*mostRows {
		t.Errorf("%d rows are kept", kept)
	}
}
