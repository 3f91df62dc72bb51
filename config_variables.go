package main

import (
	"errors"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

const (
	variablePrefix = "ALLIANCE_"
	fileSuffix     = "_FILE" // the value is the path of a file that holds the setting: a mounted secret
)

// readVariables applies the variables ALLIANCE_* and ALLIANCE_*_FILE of the environment.
func (l *configLoader) readVariables(environ []string) {
	var names []string
	values := map[string]string{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, variablePrefix) {
			values[name] = value
			names = append(names, name)
		}
	}
	slices.Sort(names) // faults come in the same order each time
	for _, name := range names {
		l.readVariable(name, values)
	}
}

func (l *configLoader) readVariable(name string, values map[string]string) {
	if s, found := l.settingOfVariable(name); found {
		l.setVariable(s, name, values[name])
		return
	}
	plain, isFile := strings.CutSuffix(name, fileSuffix)
	s, found := l.settingOfVariable(plain)
	if !isFile || !found {
		l.fault(name, "unknown variable"+didYouMean(name, l.variables()))
		return
	}
	if _, both := values[plain]; both {
		l.fault(name, "set this or "+plain+", not both")
		return
	}
	content, err := os.ReadFile(values[name])
	if err != nil {
		l.fault(name, "the file that it names cannot be read: "+reason(err))
		return
	}
	l.setVariable(s, name, trimNewline(string(content)))
}

func (l *configLoader) setVariable(s setting, name, text string) {
	l.origins[s.key] = name
	var err error
	if s.field.Kind() == reflect.Slice {
		err = l.setList(s, name, text)
	} else {
		err = setText(s.field, text)
	}
	if err != nil {
		l.keyFault(name, s.key, err.Error())
	}
}

// setList reads "city, region", or YAML where the entries are sections.
func (l *configLoader) setList(s setting, name, text string) error {
	if s.field.Type().Elem().Kind() != reflect.Struct {
		return setTexts(s.field, text)
	}
	file, err := parser.ParseBytes([]byte(text), 0)
	if err != nil || len(file.Docs) != 1 {
		return allowed(s.field.Type())
	}
	if sequence, ok := file.Docs[0].Body.(*ast.SequenceNode); ok {
		yamlSource{name: name, loader: l}.applyList(s, sequence, name)
		return nil
	}
	return allowed(s.field.Type())
}

func setTexts(field reflect.Value, text string) error {
	list := reflect.MakeSlice(field.Type(), 0, 0)
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		element := reflect.New(field.Type().Elem()).Elem()
		if err := setText(element, part); err != nil {
			return err
		}
		list = reflect.Append(list, element)
	}
	field.Set(list)
	return nil
}

func (l *configLoader) settingOfVariable(name string) (setting, bool) {
	i := slices.IndexFunc(l.settings, func(s setting) bool { return s.variable() == name })
	if i < 0 {
		return setting{}, false
	}
	return l.settings[i], true
}

func (l *configLoader) variables() []string {
	names := make([]string, 0, len(l.settings))
	for _, s := range l.settings {
		names = append(names, s.variable())
	}
	return names
}

// trimNewline takes off the one newline that editors put at the end of a file.
func trimNewline(text string) string {
	return strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
}

// reason is why a file could not be read, without its path: a path given in the place
// of a secret, or a secret in the place of a path, stays out of the message.
func reason(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}
