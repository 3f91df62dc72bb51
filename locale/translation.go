package locale

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/goccy/go-yaml"
)

// translation is a language's messages by area and key.
type translation map[string]map[string]message

// readTranslation reads the areas of one language and reports all faults at once.
func readTranslation(files fs.FS, code string, areas []string) (translation, error) {
	texts := newParser()
	result := translation{}
	var faults []error
	for _, area := range areas {
		messages, err := texts.area(files, fmt.Sprintf("translations/%s/%s.yaml", code, area))
		if err != nil {
			faults = append(faults, err)
		}
		result[area] = messages
	}
	return result, errors.Join(faults...)
}

// area reads one file. The YAML library itself refuses a key that stands twice.
func (p parser) area(files fs.FS, name string) (map[string]message, error) {
	content, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	values := map[string]any{}
	if err := yaml.Unmarshal(content, &values); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	messages := make(map[string]message, len(values))
	var faults []error
	for key, value := range values {
		if messages[key], err = p.message(value); err != nil {
			faults = append(faults, fmt.Errorf("%s: %s: %w", name, key, err))
		}
	}
	return messages, errors.Join(faults...)
}

// merged returns the messages of all areas in one map; a key in two areas is an error.
func (t translation) merged() (map[string]message, error) {
	size := 0
	for _, messages := range t {
		size += len(messages)
	}
	all := make(map[string]message, size)
	var faults []error
	for area, messages := range t {
		for key, m := range messages {
			if _, twice := all[key]; twice {
				faults = append(faults, fmt.Errorf("%s: also in another file than %s.yaml", key, area))
			}
			all[key] = m
		}
	}
	return all, errors.Join(faults...)
}
