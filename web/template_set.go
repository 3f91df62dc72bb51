package web

import (
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"text/template/parse"
)

// definition is one {{define}} of a file.
type definition struct {
	tree  *parse.Tree
	calls []string // the templates that it names
	reach int      // which pages see this one: all, those of a folder, or one
}

// How far a definition reaches; an index of scope.owners.
const (
	everywhere = iota
	inFolder
	inPage
)

// sources are the definitions below templates/, by file and name, each parsed once.
type sources map[string]map[string]definition

// readTemplates parses every file. Files whose name begins with _ are fragments that every page beside or below them
// may use.
func readTemplates(source fs.FS, funcs template.FuncMap) (sources, error) {
	s := sources{}
	return s, fs.WalkDir(source, "templates", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(source, name)
		if err != nil {
			return err
		}
		file := strings.TrimPrefix(name, "templates/")
		parsed, err := template.New(file).Funcs(funcs).Parse(string(content))
		if err != nil {
			return err
		}
		s[file] = map[string]definition{}
		for _, one := range parsed.Templates() {
			if one.Name() != file { // what stands between the definitions
				s[file][one.Name()] = definition{tree: one.Tree, calls: callsOf(one.Tree), reach: reachOf(file)}
			}
		}
		return nil
	})
}

func reachOf(file string) int {
	switch {
	case path.Base(file) == "layout.html":
		return inFolder
	case !strings.HasPrefix(path.Base(file), "_"):
		return inPage
	case path.Dir(file) != ".":
		return inFolder
	}
	return everywhere
}

// scope is what a page sees: the layout.html of its folder (pages of the site, of the console, in frames elsewhere),
// the fragments, and its own definitions, which win.
type scope struct {
	defined map[string]definition
	owners  [3]string // by reach
}

func (s sources) scope(page string) scope {
	folder := path.Dir(page)
	visible := []string{path.Join(folder, "layout.html")}
	for _, beside := range slices.Compact([]string{".", folder}) {
		for _, file := range slices.Sorted(maps.Keys(s)) {
			if path.Dir(file) == beside && strings.HasPrefix(path.Base(file), "_") {
				visible = append(visible, file)
			}
		}
	}
	found := scope{map[string]definition{}, [3]string{"", folder, page}}
	for _, file := range append(visible, page) {
		for name, d := range s[file] {
			if _, known := found.defined[name]; !known || !parse.IsEmptyTree(d.tree.Root) {
				found.defined[name] = d
			}
		}
	}
	return found
}

// below lists a template and those that it calls, and so on, each once.
func (s scope) below(name string) []string {
	all := []string{name}
	for i := 0; i < len(all); i++ {
		for _, called := range s.defined[all[i]].calls {
			if !slices.Contains(all, called) {
				all = append(all, called)
			}
		}
	}
	return all
}

// global is the name of a template in the set of all pages. It begins with the page or folder that alone sees what
// the template stands for; so the same fragment is there once, and a layout once for each content.
func (s scope) global(name string) string {
	reach := everywhere
	for _, called := range s.below(name) {
		reach = max(reach, s.defined[called].reach)
	}
	return s.owners[reach] + ":" + name
}

// addTo adds a template, and all it needs, to the set of all pages.
func (s scope) addTo(set *template.Template, name string) (*template.Template, error) {
	for _, needed := range s.below(name) {
		d, found := s.defined[needed]
		if !found {
			return nil, fmt.Errorf("no template %q", needed)
		}
		global := s.global(needed)
		if set.Lookup(global) != nil {
			continue
		}
		tree := d.tree.Copy() // its calls are renamed
		eachCall(tree.Root, func(call *parse.TemplateNode) { call.Name = s.global(call.Name) })
		if _, err := set.AddParseTree(global, tree); err != nil {
			return nil, err
		}
	}
	return set.Lookup(s.global(name)), nil
}

func callsOf(tree *parse.Tree) []string {
	var names []string
	eachCall(tree.Root, func(call *parse.TemplateNode) { names = append(names, call.Name) })
	return names
}

// eachCall visits every {{template}} below a node.
func eachCall(node parse.Node, visit func(*parse.TemplateNode)) {
	branches := func(b parse.BranchNode) {
		eachCall(b.List, visit)
		if b.ElseList != nil {
			eachCall(b.ElseList, visit)
		}
	}
	switch node := node.(type) {
	case *parse.TemplateNode:
		visit(node)
	case *parse.ListNode:
		for _, inner := range node.Nodes {
			eachCall(inner, visit)
		}
	case *parse.IfNode:
		branches(node.BranchNode)
	case *parse.RangeNode:
		branches(node.BranchNode)
	case *parse.WithNode:
		branches(node.BranchNode)
	}
}
