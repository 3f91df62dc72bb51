package web

import (
	"fmt"
	"html/template"
	"strings"
	"sync"
)

// mostRows bounds the finished rows in memory: twice as many at most, of some 400 bytes each.
const mostRows = 8192

// rows keeps finished rows of the list, which are most of what a page of it takes to render. A row is known by all
// that it says, so that nothing kept can be out of date. What was not asked for while as many others were is dropped.
type rows struct {
	mu           sync.Mutex
	fresh, aging map[rowKey]template.HTML
}

type rowKey struct {
	language string
	entry    Entry
}

// rowData is what the template "entry" is rendered with.
type rowData struct {
	Layout
	Entry Entry
}

// row is a line of the list, finished by its template.
func (r *rows) row(entryTemplate *template.Template, layout Layout, entry Entry) (template.HTML, error) {
	key := rowKey{layout.Lang(), entry}
	if row, known := r.get(key); known {
		return row, nil
	}
	var out strings.Builder
	if err := entryTemplate.Execute(&out, rowData{layout, entry}); err != nil {
		return "", fmt.Errorf("render a row: %w", err)
	}
	row := template.HTML(out.String()) //nolint:gosec // the template has escaped it
	r.put(key, row)
	return row, nil
}

func (r *rows) get(key rowKey) (template.HTML, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if row, known := r.fresh[key]; known {
		return row, true
	}
	row, known := r.aging[key]
	if known {
		r.keep(key, row)
	}
	return row, known
}

func (r *rows) put(key rowKey, row template.HTML) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keep(key, row)
}

func (r *rows) keep(key rowKey, row template.HTML) {
	if r.fresh == nil || len(r.fresh) >= mostRows {
		r.fresh, r.aging = make(map[rowKey]template.HTML), r.fresh
	}
	r.fresh[key] = row
}
