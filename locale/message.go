package locale

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// text is a sentence cut at its placeholders: literals at even places, placeholder names at odd ones.
type text []string

// placeholderName is what may stand between braces.
const placeholderName = `[a-z][a-z0-9_]*`

// parser turns the sentences of translation files into texts.
type parser struct{ placeholder *regexp.Regexp }

func newParser() parser {
	return parser{placeholder: regexp.MustCompile(`\{(` + placeholderName + `)\}`)}
}

// text cuts s at its placeholders. A brace that belongs to none is an error: it is a slip of the hand.
func (p parser) text(s string) (text, error) {
	if !strings.ContainsAny(s, "{}") {
		return text{s}, nil
	}
	var t text
	end := 0
	for _, at := range p.placeholder.FindAllStringSubmatchIndex(s, -1) {
		t = append(t, s[end:at[0]], s[at[2]:at[3]])
		end = at[1]
	}
	t = append(t, s[end:])
	for i := 0; i < len(t); i += 2 {
		if strings.ContainsAny(t[i], "{}") {
			return nil, fmt.Errorf("brace outside a {placeholder}: %q", s)
		}
	}
	return t, nil
}

// format fills the placeholders from name, value pairs. Values are not read again, so a visitor's text that looks
// like a placeholder stays as it is. A placeholder without a value stays visible.
func (t text) format(args []any) string {
	if len(t) == 1 {
		return t[0]
	}
	buffer := make([]byte, 0, 128)
	for i, part := range t {
		if i%2 == 0 {
			buffer = append(buffer, part...)
			continue
		}
		buffer = appendValue(buffer, part, args)
	}
	return string(buffer)
}

func appendValue(buffer []byte, name string, args []any) []byte {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] != name {
			continue
		}
		switch value := args[i+1].(type) {
		case string:
			return append(buffer, value...)
		case int:
			return strconv.AppendInt(buffer, int64(value), 10)
		default:
			return fmt.Append(buffer, value)
		}
	}
	buffer = append(buffer, '{')
	buffer = append(buffer, name...)
	return append(buffer, '}')
}

// placeholders returns the names in t, sorted, each once.
func (t text) placeholders() []string {
	var names []string
	for i := 1; i < len(t); i += 2 {
		names = append(names, t[i])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// message is one text, or one text for each plural category of its language.
type message struct {
	plain text
	forms map[string]text // by CLDR category; nil for a plain message
}

// message reads a value of a translation file: a sentence, or a mapping of plural categories to sentences.
func (p parser) message(value any) (message, error) {
	switch value := value.(type) {
	case string:
		plain, err := p.text(value)
		return message{plain: plain}, err
	case map[string]any:
		forms := make(map[string]text, len(value))
		for category, form := range value {
			sentence, ok := form.(string)
			if !ok {
				return message{}, fmt.Errorf("plural form %s is not a text but %T", category, form)
			}
			parsed, err := p.text(sentence)
			if err != nil {
				return message{}, fmt.Errorf("plural form %s: %w", category, err)
			}
			forms[category] = parsed
		}
		return message{forms: forms}, nil
	default:
		return message{}, fmt.Errorf("neither a text nor plural forms but %T (quote it?)", value)
	}
}

// form returns the text for a plural category; a message without forms has one text for all.
func (m message) form(category string) text {
	if m.forms == nil {
		return m.plain
	}
	if form, ok := m.forms[category]; ok {
		return form
	}
	return m.forms[other]
}
