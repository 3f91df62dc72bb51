package locale

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// checker compares one language with English and gathers what is wrong.
type checker struct {
	lang    string
	plurals plurals
	numbers map[string][]int // see plurals.wholeNumbers
	faults  []error
}

// check returns the faults of a translation: keys missing or superfluous, texts empty or with blanks at an end,
// placeholders that differ from English, plural categories missing or superfluous.
func check(lang string, rules plurals, own, reference translation) []error {
	c := &checker{lang: lang, plurals: rules, numbers: rules.wholeNumbers()}
	for _, area := range slices.Sorted(maps.Keys(own)) {
		for _, key := range slices.Sorted(maps.Keys(reference[area])) {
			if m, ok := own[area][key]; ok {
				c.checkMessage(key, m, reference[area][key])
			} else {
				c.fault(key, "missing from %s.yaml", area)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(own[area])) {
			if _, ok := reference[area][key]; !ok {
				c.fault(key, "not in English %s.yaml", area)
			}
		}
	}
	return c.faults
}

func (c *checker) fault(key, format string, args ...any) {
	c.faults = append(c.faults, fmt.Errorf("%s: %s: %s", c.lang, key, fmt.Sprintf(format, args...)))
}

func (c *checker) checkMessage(key string, m, reference message) {
	if (m.forms == nil) != (reference.forms == nil) {
		c.fault(key, "plural forms in one of %s and English only", c.lang)
		return
	}
	wanted := reference.form(other).placeholders()
	if m.forms == nil {
		c.checkText(key, m.plain, wanted)
		return
	}
	c.checkCategories(key, m)
	for _, category := range slices.Sorted(maps.Keys(m.forms)) {
		form := m.forms[category]
		if len(c.numbers[category]) == 1 && !slices.Contains(form.placeholders(), "n") {
			wanted := slices.DeleteFunc(slices.Clone(wanted), func(name string) bool { return name == "n" })
			c.checkText(key+"."+category, form, wanted) // the form of one number may say it in words
			continue
		}
		c.checkText(key+"."+category, form, wanted)
	}
}

func (c *checker) checkText(key string, t text, wanted []string) {
	source := strings.Join(t, "")
	if source == "" {
		c.fault(key, "empty")
		return
	}
	if strings.TrimSpace(source) != source {
		c.fault(key, "blank at the beginning or end")
	}
	if got := t.placeholders(); !slices.Equal(got, wanted) {
		c.fault(key, "placeholders %v, English has %v", got, wanted)
	}
}

// checkCategories wants exactly the categories of whole numbers, and suffers the language's decimal ones:
// translators' tools write them.
func (c *checker) checkCategories(key string, m message) {
	for _, category := range slices.Sorted(maps.Keys(c.numbers)) {
		if _, ok := m.forms[category]; !ok {
			c.fault(key, "plural form %q missing", category)
		}
	}
	for _, category := range slices.Sorted(maps.Keys(m.forms)) {
		if _, ok := c.numbers[category]; !ok && c.plurals.category("1.5") != category {
			c.fault(key, "plural form %q is none of the language's", category)
		}
	}
}
