// Package web turns typed pages into HTML and serves the static files.
package web

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"path"
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
	r := &Renderer{templates: map[string]*template.Template{}, static: static}
	for _, name := range templateNames() {
		parsed, err := r.parse(name)
		if err != nil {
			return nil, fmt.Errorf("parse template %s: %w", name, err)
		}
		r.templates[name] = parsed
	}
	if err := escapeNow(r.rowTemplate().Lookup("entry")); err != nil {
		return nil, fmt.Errorf("parse the template of rows: %w", err)
	}
	return r, nil
}

// parse reads one page over the layout.html of its folder: pages of the site, of the console, in frames elsewhere.
// Files whose name begins with _ are fragments that every page beside or below them may use.
func (r *Renderer) parse(name string) (*template.Template, error) {
	patterns := []string{"templates/" + path.Dir(name) + "/layout.html", "templates/_*.html"}
	if path.Dir(name) != "." {
		patterns = append(patterns, "templates/"+path.Dir(name)+"/_*.html")
	}
	set := template.New("layout").Funcs(r.funcs()).Option("missingkey=error")
	for _, pattern := range append(patterns, "templates/"+name) {
		found, err := files.ReadDir(path.Clean(path.Dir(pattern)))
		if err != nil {
			return nil, err
		}
		for _, file := range found {
			if matched, _ := path.Match(path.Base(pattern), file.Name()); !matched {
				continue
			}
			if set, err = set.ParseFS(files, path.Join(path.Dir(pattern), file.Name())); err != nil {
				return nil, err
			}
		}
	}
	if set.Lookup("content") == nil {
		return nil, errors.New(`no such file, or it defines no "content"`)
	}
	return set, escapeNow(set)
}

// escapeNow makes html/template do its contextual escaping, which it otherwise puts off until the first visitor.
// The nil data stops the run at the first field; only a fault found by the escaper counts.
func escapeNow(set *template.Template) error {
	err := set.Execute(io.Discard, nil)
	var fault *template.Error
	if errors.As(err, &fault) {
		return fault
	}
	return nil
}

// rowTemplate holds the template "entry".
func (r *Renderer) rowTemplate() *template.Template { return r.templates[WallPage{}.template()] }

// funcs are the functions that templates may call beside the methods of their page.
func (r *Renderer) funcs() template.FuncMap {
	return template.FuncMap{
		"asset":  r.static.url,
		"join":   func(separator string, parts []string) string { return strings.Join(parts, separator) },
		"prefix": func(prefix, s string) string { return prefix + s },
		"row": func(layout Layout, entry Entry) (template.HTML, error) {
			return r.rows.row(r.rowTemplate(), layout, entry)
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

// Static serves GET /static/{hashed name}, compressed beforehand, cacheable for a year.
func (r *Renderer) Static() http.Handler { return r.static }

// HasStatic reports whether Static serves that path.
func (r *Renderer) HasStatic(url string) bool { return r.static.byPath[url] != nil }

// StaticURL is the hashed address of a static file, such as "favicon.svg".
func (r *Renderer) StaticURL(name string) (string, error) { return r.static.url(name) }
