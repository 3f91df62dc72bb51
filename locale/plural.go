package locale

import (
	"fmt"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	xlanguage "golang.org/x/text/language"
)

// other is the plural category that every language has (Unicode TR 35, part 3, Language Plural Rules).
const other = "other"

// plurals knows the CLDR plural rules of one language. Safe for concurrent use.
type plurals struct{ localizer *i18n.Localizer }

// newPlurals prepares the rules of the language with this BCP 47 tag. The library keeps its rules to itself,
// so it is asked to translate one message whose forms are the names of the categories.
func newPlurals(tag string) (plurals, error) {
	parsed, err := xlanguage.Parse(tag)
	if err != nil {
		return plurals{}, fmt.Errorf("plural rules of %q: %w", tag, err)
	}
	bundle := i18n.NewBundle(parsed)
	err = bundle.AddMessages(parsed, &i18n.Message{
		ID: "category", Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: other,
	})
	if err != nil {
		return plurals{}, fmt.Errorf("plural rules of %q: %w", tag, err)
	}
	return plurals{localizer: i18n.NewLocalizer(bundle, tag)}, nil
}

// category returns the CLDR category of count: an int, or a decimal such as "1.5".
func (p plurals) category(count any) string {
	category, err := p.localizer.Localize(&i18n.LocalizeConfig{
		MessageID: "category", PluralCount: count, TemplateParser: template.IdentityParser{},
	})
	if err != nil {
		return other
	}
	return category
}

// wholeNumbers returns, for each category that whole numbers use, up to two of its numbers: enough to tell
// a category for one number (English "one") from one for many (Latvian "one": 1, 21, 31, …).
func (p plurals) wholeNumbers() map[string][]int {
	found := map[string][]int{other: nil}
	note := func(n int) {
		if category := p.category(n); len(found[category]) < 2 {
			found[category] = append(found[category], n)
		}
	}
	for n := range 130 { // the rules look at the last two digits
		note(n)
	}
	note(1_000_000) // "many" of the Romance languages: "un million de …"
	return found
}
