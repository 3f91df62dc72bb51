package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

//nolint:gochecknoglobals // a flag of go test
var update = flag.Bool("update", false, "write the table of settings into docs/operations.md")

// documented is a setting as config.yaml presents it.
type documented struct{ key, value, comment string }

// documentedSettings reads config.yaml line by line, as an operator does: a comment
// belongs to the key right below it.
func documentedSettings(t *testing.T) []documented {
	t.Helper()
	var found []documented
	var path, comment []string
	for i, line := range strings.Split(string(defaultConfig), "\n") {
		text := strings.TrimSpace(line)
		depth := (len(line) - len(strings.TrimLeft(line, " "))) / 2
		note, isComment := strings.CutPrefix(text, "#")
		match := regexp.MustCompile(`^([a-z_]+):(?: (.*))?$`).FindStringSubmatch(text)
		switch {
		case isComment && strings.TrimSpace(note) == "":
			comment = nil // ends a comment on the section
		case isComment:
			comment = append(comment, strings.TrimSpace(note))
		case text == "":
			comment = nil
		case match == nil:
			t.Fatalf("config.yaml:%d: neither a comment nor a key", i+1)
		default:
			path = append(path[:depth:depth], match[1])
			found = append(found, documented{strings.Join(path, "."), match[2], strings.Join(comment, " ")})
			comment = nil
		}
	}
	return found
}

func TestEverySettingIsInConfigYAMLWithAComment(t *testing.T) {
	t.Parallel()
	var cfg Config
	settings := settingsOf(reflect.ValueOf(&cfg).Elem())
	seen := map[string]bool{}
	for _, d := range documentedSettings(t) {
		_, isSetting := findSetting(settings, d.key)
		if !isSetting {
			continue // a section; an unknown key is a fault of loading
		}
		seen[d.key] = true
		if len(d.comment) < 15 {
			t.Errorf("%s has no comment that explains it: %q", d.key, d.comment)
		}
		if d.value == "" {
			t.Errorf("%s has no default", d.key)
		}
	}
	for _, s := range settings {
		if !seen[s.key] {
			t.Errorf("%s is missing", s.key)
		}
	}
	for _, secret := range []string{"mail.smtp.password"} {
		for _, d := range documentedSettings(t) {
			if d.key == secret && d.value != `""` {
				t.Errorf("%s has a value in the repository", secret)
			}
		}
	}
}

const (
	tableBegin = "<!-- settings: go test -run Operations . -update -->\n"
	tableEnd   = "<!-- end of settings -->\n"
)

func TestOperationsListsEverySetting(t *testing.T) {
	t.Parallel()
	const path = "docs/operations.md"
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := bytes.Cut(content, []byte(tableBegin))
	_, after, ended := bytes.Cut(rest, []byte(tableEnd))
	if !found || !ended {
		t.Fatalf("%s has lost the marks of the table", path)
	}
	want := string(before) + tableBegin + settingsTable(t) + tableEnd + string(after)
	if want == string(content) {
		return
	}
	if !*update {
		t.Fatalf("%s is not up to date: go test -run Operations . -update", path)
	}
	if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

func settingsTable(t *testing.T) string {
	t.Helper()
	var cfg Config
	settings := settingsOf(reflect.ValueOf(&cfg).Elem())
	var table strings.Builder
	table.WriteString("| key | default | meaning |\n|---|---|---|\n")
	for _, d := range documentedSettings(t) {
		if _, isSetting := findSetting(settings, d.key); isSetting {
			fmt.Fprintf(&table, "| `%s` | `%s` | %s |\n", d.key, d.value, strings.ReplaceAll(d.comment, "|", "\\|"))
		}
	}
	return table.String()
}
