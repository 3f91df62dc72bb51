package locale

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/collate"
	xlanguage "golang.org/x/text/language"
)

// Printer formats texts in one language. Safe for concurrent use.
type Printer struct {
	language     language
	plurals      plurals
	texts        map[string]message
	natives      map[string]string // languages' own names
	countries    []Country         // collated
	countryNames map[string]string

	collating sync.Mutex // a collator keeps buffers
	collator  *collate.Collator
}

// Lang returns the language's code, such as "lv".
func (p *Printer) Lang() string { return p.language.code }

// T returns the text of key; args are name, value pairs for {name} placeholders. A missing key returns the key.
// Whole numbers appear as plain digits (a year, a step); write a count with N or Number.
func (p *Printer) T(key string, args ...any) string {
	m, ok := p.texts[key]
	if !ok {
		return key
	}
	return m.form(other).format(args)
}

// N returns the plural form of key for n; {n} is the formatted number. A missing key returns the key.
func (p *Printer) N(key string, n int, args ...any) string {
	m, ok := p.texts[key]
	if !ok {
		return key
	}
	withNumber := append(make([]any, 0, 8), "n", p.Number(n))
	return m.form(p.plurals.category(n)).format(append(withNumber, args...))
}

// Has reports whether key exists.
func (p *Printer) Has(key string) bool {
	_, ok := p.texts[key]
	return ok
}

// Number writes n in groups of three digits as the language does: 12,000 or 12 000 (with no-break space).
func (p *Printer) Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	if len(digits) < p.language.minDigits {
		return sign + digits
	}
	out := append(make([]byte, 0, 48), sign...)
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out = append(out, p.language.group...)
		}
		out = append(out, digits[i])
	}
	return string(out)
}

// Decimal writes n tenths with one digit behind the sign that the language uses: 12.3 or 12,3.
func (p *Printer) Decimal(n int) string {
	sign := ","
	if p.language.group == sign {
		sign = "."
	}
	return p.Number(n/10) + sign + strconv.Itoa(n%10)
}

// Date writes the day of t, in t's own zone, in the long form: 22 November 2026. The zero time is an empty text.
func (p *Printer) Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	year, month, day := t.Date()
	d := strconv.Itoa(day)
	if day == 1 && p.language.first != "" {
		d = p.language.first
	}
	return strings.NewReplacer("{d}", d, "{month}", p.language.months[month-1], "{y}", strconv.Itoa(year)).
		Replace(p.language.date)
}

// Country returns the name for a code in the EU's style (EL, UK); the code itself when unknown.
func (p *Printer) Country(code string) string {
	if name, ok := p.countryNames[code]; ok {
		return name
	}
	return code
}

// Countries returns all countries, collated by name.
func (p *Printer) Countries() []Country { return slices.Clone(p.countries) }

// LanguageName returns the native name of an official language; the code itself when unknown.
func (p *Printer) LanguageName(code string) string {
	if name, ok := p.natives[code]; ok {
		return name
	}
	return code
}

// Compare orders two names as the language does: negative, zero or positive.
func (p *Printer) Compare(a, b string) int {
	p.collating.Lock()
	defer p.collating.Unlock()
	return p.collator.CompareString(a, b)
}

// addCountries prepares the collator and the sorted country names.
func (p *Printer) addCountries(table countryTable) error {
	tag, err := xlanguage.Parse(p.language.tag)
	if err != nil {
		return fmt.Errorf("collate in %q: %w", p.language.tag, err)
	}
	p.collator = collate.New(tag)
	if p.countries, err = table.in(p.language.code); err != nil {
		return err
	}
	slices.SortFunc(p.countries, func(a, b Country) int {
		return p.collator.CompareString(p.language.sortName(a.Name), p.language.sortName(b.Name))
	})
	p.countryNames = make(map[string]string, len(p.countries))
	for _, country := range p.countries {
		p.countryNames[country.Code] = country.Name
	}
	return nil
}
