package web

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"alliance/locale"
)

func rendererForTest(t *testing.T) (*Renderer, *locale.Catalog) {
	t.Helper()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	renderer, err := New(catalog)
	if err != nil {
		t.Fatal(err)
	}
	return renderer, catalog
}

func TestNewWantsTexts(t *testing.T) {
	t.Parallel()
	if _, err := New(nil); err == nil {
		t.Error("no catalog is no error")
	}
}

func TestEveryTemplateBelongsToAPage(t *testing.T) {
	t.Parallel()
	named := templateNames()
	err := fs.WalkDir(files, "templates", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name := strings.TrimPrefix(file, "templates/")
		shared := strings.HasPrefix(path.Base(name), "_") || path.Base(name) == "layout.html"
		if !shared && !slices.Contains(named, name) {
			t.Errorf("%s is drawn by no page", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRenderReportsWhatItCannotDraw(t *testing.T) {
	t.Parallel()
	renderer, catalog := rendererForTest(t)
	_, err := renderer.Render(TextPage{Name: "imprint"})
	if err == nil || !strings.Contains(err.Error(), "imprint.html") {
		t.Errorf("a page without template: %v", err)
	}
	html, err := renderer.Render(HomePage{})
	if err == nil || html != nil {
		t.Errorf("a page without a printer: %v and %d bytes, want an error and nothing", err, len(html))
	}
	if _, err := renderer.Render(&LinkInvalidPage{Layout{Printer: catalog.Printer("en")}}); err != nil {
		t.Errorf("a pointer to a page: %v", err)
	}
}

func TestRenderServesManyAtOnce(t *testing.T) {
	t.Parallel()
	renderer, catalog := rendererForTest(t)
	var wait sync.WaitGroup
	pages := make([]string, 8)
	for i := range pages {
		wait.Go(func() {
			html, err := renderer.Render(HomePage{Layout: Layout{Printer: catalog.Printer("en")}, Map: NewMap(nil)})
			if err != nil {
				t.Error(err)
			}
			pages[i] = string(html)
		})
	}
	wait.Wait()
	for _, page := range pages {
		if page != pages[0] {
			t.Fatal("the same page differs from itself")
		}
	}
}

func TestLayoutAddresses(t *testing.T) {
	t.Parallel()
	_, catalog := rendererForTest(t)
	layout := func(path string) Layout {
		return Layout{
			Printer: catalog.Printer("en"), Path: path,
			Site: Site{Name: "Site", BaseURL: "https://a.example", Languages: []string{"en"}},
		}
	}
	for path, want := range map[string]string{
		"":                     "https://a.example/en/",
		"/":                    "https://a.example/en/",
		"/members?kind=city":   "https://a.example/en/members?kind=city",
		"/members/r%C4%ABga-x": "https://a.example/en/members/r%C4%ABga-x",
	} {
		if got := layout(path).Canonical(); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
	for path, want := range map[string]bool{
		"/members": true, "/members/riga": true, "/members?kind=city": true, "/membership": false,
		"/": false, "": false,
	} {
		if got := layout(path).In("/members"); got != want {
			t.Errorf("%q in /members: %v", path, got)
		}
	}
	if got := layout("").Heading(); got != "Site" {
		t.Errorf("a page without title is called %q", got)
	}
}

func TestPlacesSayNothingTwice(t *testing.T) {
	t.Parallel()
	_, catalog := rendererForTest(t)
	layout := Layout{Printer: catalog.Printer("en")}
	tests := []struct {
		name  string
		entry Entry
		want  string
	}{
		{"a town by its own name", Entry{Name: "Rīga", Territory: "RĪGA", Country: "LV"}, "Latvia"},
		{"a council of a town", Entry{Name: "Riga City Council", Territory: "Rīga", Country: "LV"}, "Rīga, Latvia"},
		{"no territory", Entry{Name: "A", Country: "EL"}, "Greece"},
		{"nothing known", Entry{Name: "A"}, ""},
	}
	for _, test := range tests {
		if got := layout.Place(test.entry); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestDeclarationMarkdown(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"a paragraph", "We **hold**", "<p>We <strong>hold</strong></p>\n"},
		{"the highest heading is the third level", "# A\n\n## B", "<h3>A</h3>\n<h4>B</h4>\n"},
		{"wherever the text begins", "## A\n\n### B", "<h3>A</h3>\n<h4>B</h4>\n"},
		{"the lowest stays a heading", "# A\n\n###### B", "<h3>A</h3>\n<h6>B</h6>\n"},
		{"no raw HTML", "<b onclick=x>A</b>", "<p><!-- raw HTML omitted -->A<!-- raw HTML omitted --></p>\n"},
		{"no dangerous link", "[A](javascript:x)", "<p><a href=\"\">A</a></p>\n"},
		{"nothing", "", ""},
	}
	for _, test := range tests {
		got, err := Declaration{Text: test.text}.HTML()
		if err != nil || string(got) != test.want {
			t.Errorf("%s: %q, %v; want %q", test.name, got, err, test.want)
		}
	}
}

func TestAdoptionDate(t *testing.T) {
	t.Parallel()
	_, catalog := rendererForTest(t)
	for given, want := range map[string]string{"2024-03-19": "19 March 2024", "": "", "spring 2024": "spring 2024"} {
		page := DeclarationPage{Layout: Layout{Printer: catalog.Printer("en")}}
		page.Declaration.AdoptedOn = given
		if got := page.AdoptedOn(); got != want {
			t.Errorf("%q is shown as %q, want %q", given, got, want)
		}
	}
}
