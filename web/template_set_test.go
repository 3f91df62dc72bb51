package web

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"text/template/parse"
)

func folder(texts map[string]string) fs.FS {
	content := fstest.MapFS{}
	for name, text := range texts {
		content["templates/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return content
}

// small is a site in which fragments, folders and pages define the same names.
func small() map[string]string {
	return map[string]string{
		"layout.html":         `{{define "layout"}}{{block "head" .}}plain{{end}}|{{template "content" .}}{{end}}`,
		"console/layout.html": `{{define "layout"}}console|{{template "content" .}}{{end}}`,
		"_parts.html": `{{define "entry"}}row{{end}}{{define "box"}}[{{template "inside" .}}]{{end}}
			{{define "inside"}}everywhere{{end}}{{define "list"}}({{template "item" .}}){{end}}
			{{define "item"}}.{{end}}`,
		"console/_row.html": `{{define "inside"}}in the console{{end}}`,
		"members.html":      `{{define "content"}}wall {{template "box" .}}{{template "list" .}}{{end}}`,
		"home.html": `{{define "head"}}own{{end}}{{define "content"}}home {{template "box" .}}{{end}}
			{{define "item"}}x{{end}}`,
		"own.html":           `{{define "content"}}{{template "list" .}}{{end}}{{define "item"}}mine{{end}}`,
		"empty.html":         `{{define "head"}}{{end}}{{define "content"}}-{{end}}`,
		"console/queue.html": `{{define "content"}}{{template "box" .}}{{template "list" .}}{{end}}`,
	}
}

func TestAPageIsDrawnWithWhatItsPlaceDefines(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"members.html": "plain|wall [everywhere](.)", "home.html": "own|home [everywhere]", "own.html": "plain|(mine)",
		"empty.html": "plain|-", "console/queue.html": "console|[in the console](.)",
	}
	r := &Renderer{static: &staticFiles{}}
	if err := r.prepare(folder(small()), slices.Collect(maps.Keys(want))); err != nil {
		t.Fatal(err)
	}
	for page, text := range want {
		var got strings.Builder
		if err := r.templates[page].Execute(&got, nil); err != nil || got.String() != text {
			t.Errorf("%s: %q, %v; want %q", page, got.String(), err, text)
		}
	}
}

func TestAFaultInATemplateEndsTheStart(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, old, now, says string }{
		"a page":                     {"home.html", "home", "{{if}}", "home.html"},
		"a fragment that nobody has": {"_parts.html", "row{{end}}", "row{{end}}{{define", "_parts.html"},
		"no content":                 {"home.html", "content", "contents", `"content"`},
		"a name that is not there":   {"home.html", `"box"`, `"bux"`, `"bux"`},
		"what cannot be escaped":     {"home.html", "home", `<a href="{{if .}}"{{end}}>`, "home.html"},
		"the same in a fragment":     {"_parts.html", "[", `{{if .}}<p title="{{end}}>`, "_parts.html"},
		"in rows, which are apart":   {"_parts.html", "row", `{{if .}}<p title="{{end}}>`, "_parts.html"},
		"no such file":               {"layout.html", "", "", "gone.html"},
	} {
		texts := small()
		texts[test.file] = strings.Replace(texts[test.file], test.old, test.now, 1)
		pages := []string{"members.html", "home.html"}
		if test.old == "" {
			pages = append(pages, test.says)
		}
		r := &Renderer{static: &staticFiles{}}
		err := r.prepare(folder(texts), pages)
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want an error that says %q", name, err, test.says)
		}
	}
}

// A definition that no page reaches is dead, or misspelt where it is meant.
func TestEveryDefinitionIsDrawn(t *testing.T) {
	t.Parallel()
	read, err := readTemplates(files, (&Renderer{}).funcs())
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[*parse.Tree]bool{}
	for _, page := range templateNames() {
		seen := read.scope(page)
		for _, name := range append(seen.below("layout"), seen.below("entry")...) {
			drawn[seen.defined[name].tree] = true
		}
	}
	for file, defined := range read {
		for name, d := range defined {
			if !drawn[d.tree] {
				t.Errorf("%s: no page draws %q", file, name)
			}
		}
	}
}

func TestWhatPagesShareIsThereOnce(t *testing.T) {
	t.Parallel()
	renderer, _ := rendererForTest(t)
	times := map[string]int{}
	for _, one := range renderer.entry.Templates() {
		owner, name, _ := strings.Cut(one.Name(), ":")
		times[name]++
		if name == "foot" && owner != "." {
			t.Errorf("the foot of every page belongs to %q", owner)
		}
	}
	if times["foot"] != 1 || times["layout"] != len(templateNames()) {
		t.Errorf("%d feet and %d layouts of %d pages", times["foot"], times["layout"], len(templateNames()))
	}
}
