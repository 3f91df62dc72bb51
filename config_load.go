package main

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// defaultConfig is the configuration that serves without a file: the one source of the defaults.
//
//go:embed config.yaml
var defaultConfig []byte

// configError lists everything that is wrong with the configuration, a sentence each.
type configError []string

func (e configError) Error() string {
	if len(e) == 1 {
		return "the configuration has a fault:\n  " + e[0]
	}
	return fmt.Sprintf("the configuration has %d faults:\n  %s", len(e), strings.Join(e, "\n  "))
}

// configLoader lays the sources of settings over one another and gathers their faults.
type configLoader struct {
	settings []setting
	origins  map[string]string // key → where its value was set: "alliance.yaml:12" or a variable
	faulty   map[string]bool   // keys with a fault already
	faults   configError
}

// loadConfig reads the defaults, the file at path unless it is empty, and the variables.
// All faults come back as one configError.
func loadConfig(path string, environ []string) (Config, error) {
	var cfg Config
	loader := configLoader{
		settings: settingsOf(reflect.ValueOf(&cfg).Elem()), origins: map[string]string{}, faulty: map[string]bool{},
	}
	loader.readYAML("config.yaml", defaultConfig)
	clear(loader.origins)
	if path != "" {
		content, err := os.ReadFile(path) //nolint:gosec // the operator names the file
		if err != nil {
			return cfg, configError{fmt.Sprintf("%s: cannot be read: %v", path, reason(err))}
		}
		loader.readYAML(path, content)
	}
	loader.readVariables(environ)
	loader.check(cfg.Check())
	if len(loader.faults) > 0 {
		return cfg, loader.faults
	}
	return cfg, nil
}

// check notes what Config.Check found, in the order of the settings, with the place where each value was set.
func (l *configLoader) check(faults map[string]string) {
	for _, key := range keysOf(l.settings) {
		what, found := faults[key]
		switch {
		case !found || l.faulty[key]: // a faulty value was not taken: the default's fault says nothing
			continue
		case l.origins[key] != "":
			l.keyFault(l.origins[key], key, what)
		default:
			l.fault(key, what)
		}
	}
}

func (l *configLoader) fault(where, what string) { l.faults = append(l.faults, where+": "+what) }

func (l *configLoader) keyFault(where, key, what string) {
	l.faulty[key] = true
	l.fault(where, key+": "+what)
}

// readYAML applies a file. Faults name it and the line, and quote nothing of it.
func (l *configLoader) readYAML(name string, content []byte) {
	file, err := parser.ParseBytes(content, 0)
	if err != nil {
		l.fault(name, syntaxFault(err))
		return
	}
	source := yamlSource{name: name, loader: l}
	for i, document := range file.Docs {
		if i > 0 && document.Body != nil {
			l.fault(source.at(document.Body.GetToken()), "only one document (---) is read")
			return
		}
		if document.Body != nil {
			source.applySection(document.Body, "", l.settings)
		}
	}
}

// syntaxFault is the parser's sentence without the lines around the fault: there may be a secret.
func syntaxFault(err error) string {
	var located yaml.Error
	if !errors.As(err, &located) {
		return "is not valid YAML"
	}
	return fmt.Sprintf("line %d is not valid YAML: %s", located.GetToken().Position.Line, located.GetMessage())
}

// yamlSource is one YAML text whose values are laid over the settings.
type yamlSource struct {
	name   string
	loader *configLoader
}

// at names the place of a token.
func (y yamlSource) at(t *token.Token) string { return fmt.Sprintf("%s:%d", y.name, t.Position.Line) }

// applySection applies every entry of a mapping; prefix is the section's key with its dot.
func (y yamlSource) applySection(node ast.Node, prefix string, settings []setting) {
	if isEmpty(node) {
		return
	}
	section, ok := node.(ast.MapNode)
	if !ok {
		what := allowed(reflect.TypeFor[struct{}]()).Error()
		y.loader.fault(y.at(node.GetToken()), strings.TrimPrefix(strings.TrimSuffix(prefix, ".")+": "+what, ": "))
		return
	}
	for entries := section.MapRange(); entries.Next(); {
		y.applyEntry(entries.KeyValue(), prefix, settings)
	}
}

func (y yamlSource) applyEntry(entry *ast.MappingValueNode, prefix string, settings []setting) {
	key := prefix + entry.Key.GetToken().Value
	where := y.at(entry.Key.GetToken())
	if s, found := findSetting(settings, key); found {
		y.applyValue(s, entry.Value, where)
		return
	}
	if hasSection(settings, key) {
		y.applySection(entry.Value, key+".", settings)
		return
	}
	y.loader.fault(where, "unknown key "+key+didYouMean(key, keysOf(settings)))
}

// applyValue sets one setting; a key without a value keeps what it has.
func (y yamlSource) applyValue(s setting, node ast.Node, where string) {
	if isEmpty(node) {
		return
	}
	y.loader.origins[s.key] = where
	if s.field.Kind() == reflect.Slice {
		y.applyList(s, node, where)
		return
	}
	text, ok := textOf(node)
	err := allowed(s.field.Type())
	if ok {
		err = setText(s.field, text)
	}
	if err != nil {
		y.loader.keyFault(where, s.key, err.Error())
	}
}

// applyList replaces a list; its entries are texts, or sections of their own.
func (y yamlSource) applyList(s setting, node ast.Node, where string) {
	sequence, ok := node.(*ast.SequenceNode)
	if !ok {
		y.loader.keyFault(where, s.key, allowed(s.field.Type()).Error())
		return
	}
	list := reflect.MakeSlice(s.field.Type(), len(sequence.Values), len(sequence.Values))
	for i, value := range sequence.Values {
		element := list.Index(i)
		if element.Kind() == reflect.Struct {
			prefix := fmt.Sprintf("%s[%d].", s.key, i+1)
			y.applySection(value, prefix, settingsBelow(prefix, element))
			continue
		}
		y.applyValue(setting{key: fmt.Sprintf("%s[%d]", s.key, i+1), field: element}, value, y.at(value.GetToken()))
	}
	s.field.Set(list)
}

func isEmpty(node ast.Node) bool {
	switch node.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
		return true
	default:
		return false
	}
}

// textOf returns a scalar as it was written, without quotes: a password may look like a number.
func textOf(node ast.Node) (string, bool) {
	switch scalar := node.(type) {
	case *ast.StringNode:
		return scalar.Value, true
	case *ast.LiteralNode:
		return scalar.Value.Value, true
	case ast.ScalarNode:
		return scalar.GetToken().Value, true
	default:
		return "", false
	}
}
