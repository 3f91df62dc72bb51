// Package web turns typed pages into HTML and serves the static files.
package web

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strings"

	"alliance/locale"
)

//go:embed all:templates static
var files embed.FS

// Page is a typed page; its template is found by its type.
type Page interface{ template() string }

// Renderer holds the parsed templates, the static files and finished rows; safe for concurrent use.
type Renderer struct {
	templates map[string]*template.Template
	entry     *template.Template // a row of the list
	static    *staticFiles
	rows      rows
}

// New parses every template and prepares the static files; a fault in one is an error here, not at a visitor's.
func New(catalog *locale.Catalog) (*Renderer, error) {
	if catalog == nil {
		return nil, errors.New("prepare pages: no catalog of texts")
	}
	static, err := newStaticFiles(files)
	if err != nil {
		return nil, fmt.Errorf("prepare static files: %w", err)
	}
	r := &Renderer{static: static}
	if err := r.prepare(files, templateNames()); err != nil {
		return nil, fmt.Errorf("prepare pages: %w", err)
	}
	return r, nil
}

// prepare makes the templates of pages. They are one set: what pages share is escaped, and kept, once.
func (r *Renderer) prepare(source fs.FS, pages []string) error {
	read, err := readTemplates(source, r.funcs())
	if err != nil {
		return err
	}
	set := template.New("").Funcs(r.funcs()).Option("missingkey=error")
	r.templates = make(map[string]*template.Template, len(pages))
	for _, page := range pages {
		if read[page] == nil {
			return fmt.Errorf("template %s: no such file", page)
		}
		if r.templates[page], err = read.scope(page).addTo(set, "layout"); err != nil {
			return fmt.Errorf("template %s: %w", page, err)
		}
	}
	if r.entry, err = read.scope(WallPage{}.template()).addTo(set, "entry"); err != nil {
		return err
	}
	return escapeNow(set, append(slices.Collect(maps.Values(r.templates)), r.entry))
}

// escapeNow makes html/template do its contextual escaping, which it otherwise puts off until the first visitor: of
// all that is drawn in one go, because each go takes as long as there are templates in the set.
// The nil data stops the run at the first field; only a fault found by the escaper counts.
func escapeNow(set *template.Template, drawn []*template.Template) error {
	var all strings.Builder
	for _, one := range drawn {
		fmt.Fprintf(&all, "{{template %q}}", one.Name())
	}
	every, err := set.New("").Parse(all.String())
	if err != nil {
		return err
	}
	err = every.Execute(io.Discard, nil)
	var fault *template.Error
	if errors.As(err, &fault) {
		return fault
	}
	return nil
}

// funcs are the functions that templates may call beside the methods of their page.
func (r *Renderer) funcs() template.FuncMap {
	return template.FuncMap{
		"asset":  r.static.url,
		"join":   func(separator string, parts []string) string { return strings.Join(parts, separator) },
		"prefix": func(prefix, s string) string { return prefix + s },
		"row": func(layout Layout, entry Entry) (template.HTML, error) {
			return r.rows.row(r.entry, layout, entry)
		},
	}
}

// Render returns the finished HTML of page.
func (r *Renderer) Render(page Page) ([]byte, error) {
	set, ok := r.templates[page.template()]
	if !ok {
		return nil, fmt.Errorf("render %T: no template %q", page, page.template())
	}
	var out bytes.Buffer
	if err := set.Execute(&out, page); err != nil {
		return nil, fmt.Errorf("render %T: %w", page, err)
	}
	return out.Bytes(), nil
}

// CompressStatic compresses the static files, so that no visitor waits for it; the first would, until then.
func (r *Renderer) CompressStatic(ctx context.Context) { r.static.compress(ctx) }

// Static serves GET /static/{hashed name}, compressed once, cacheable for a year.
func (r *Renderer) Static() http.Handler { return r.static }

// HasStatic reports whether Static serves that path.
func (r *Renderer) HasStatic(url string) bool { return r.static.byPath[url] != nil }

// StaticURL is the hashed address of a static file, such as "favicon.svg".
func (r *Renderer) StaticURL(name string) (string, error) { return r.static.url(name) }
