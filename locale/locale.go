// Package locale speaks the languages of the site: texts, plurals, dates, country names.
//
// Texts live in translations/<language>/<area>.yaml. A language is offered when translations/languages.yaml
// lists it with its complete areas; Load then refuses to start when a text of it is missing or does not fit.
package locale

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/goccy/go-yaml"
	"golang.org/x/sync/errgroup"
	xlanguage "golang.org/x/text/language"
)

//go:embed translations/*.yaml translations/*/*.yaml data/countries.csv
var embedded embed.FS

// english is the reference language, and what visitors get whose languages are not offered.
const english = "en"

// longestAcceptLanguage bounds, in bytes, what a visitor can make us parse; browsers send less than a hundred.
const longestAcceptLanguage = 1024

// The areas of texts. The public site and its mails are needed in every language, the console in some.
const (
	AreaPublic  = "public"
	AreaMail    = "mail"
	AreaConsole = "console"
)

// Catalog holds every text of every complete language; read-only after Load.
type Catalog struct {
	languages []string            // in the EU's order
	areas     map[string][]string // by language
	printers  map[string]*Printer
	matcher   xlanguage.Matcher
	matched   []string // the matcher's languages; English first, as the first is its default
}

// Load parses the embedded translations and checks them; an incomplete "complete" language is an error,
// which lists all faults of all languages.
func Load() (*Catalog, error) { return load(embedded) }

func load(files fs.FS) (*Catalog, error) {
	areas, err := readAreas(files)
	if err != nil {
		return nil, err
	}
	file, err := files.Open("data/countries.csv")
	if err != nil {
		return nil, fmt.Errorf("open countries: %w", err)
	}
	countries, err := readCountries(file)
	err = errors.Join(err, file.Close())
	if err != nil {
		return nil, err
	}
	catalog := &Catalog{areas: areas, printers: map[string]*Printer{}}
	offered := offeredOf(areas)
	for _, l := range offered {
		catalog.languages = append(catalog.languages, l.code)
	}
	translations, err := readTranslations(files, offered, areas)
	if err != nil {
		return nil, err
	}
	if err := catalog.addPrinters(offered, translations, countries); err != nil {
		return nil, err
	}
	err = catalog.prepareMatcher(offered)
	return catalog, err
}

// Offered returns the codes of the languages that Load will offer, in the EU's order, without reading their texts.
func Offered() ([]string, error) {
	areas, err := readAreas(embedded)
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, l := range offeredOf(areas) {
		codes = append(codes, l.code)
	}
	return codes, nil
}

func offeredOf(areas map[string][]string) []language {
	return slices.DeleteFunc(officialLanguages(), func(l language) bool { return len(areas[l.code]) == 0 })
}

// addPrinters checks each language against English and makes its printer.
func (c *Catalog) addPrinters(offered []language, translations []translation, countries countryTable) error {
	reference := translations[slices.Index(c.languages, english)]
	natives := map[string]string{}
	for _, l := range officialLanguages() {
		natives[l.code] = l.native
	}
	var faults []error
	for i, l := range offered {
		rules, err := newPlurals(l.tag)
		if err != nil {
			return err
		}
		faults = append(faults, check(l.code, rules, translations[i], reference)...)
		texts, err := translations[i].merged()
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", l.code, err))
		}
		printer := &Printer{language: l, plurals: rules, texts: texts, natives: natives}
		if err := printer.addCountries(countries); err != nil {
			return err
		}
		c.printers[l.code] = printer
	}
	return errors.Join(faults...)
}

func (c *Catalog) prepareMatcher(offered []language) error {
	tags := []xlanguage.Tag{xlanguage.English}
	c.matched = []string{english}
	for _, l := range offered {
		if l.code == english {
			continue
		}
		tag, err := xlanguage.Parse(l.tag)
		if err != nil {
			return fmt.Errorf("match language %q: %w", l.tag, err)
		}
		tags = append(tags, tag)
		c.matched = append(c.matched, l.code)
	}
	c.matcher = xlanguage.NewMatcher(tags)
	return nil
}

// readAreas reads which languages are offered, with their complete areas.
func readAreas(files fs.FS) (map[string][]string, error) {
	const name = "translations/languages.yaml"
	content, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("read languages: %w", err)
	}
	areas := map[string][]string{}
	if err := yaml.UnmarshalWithOptions(content, &areas, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	var faults []error
	for code, own := range areas {
		if !slices.ContainsFunc(officialLanguages(), func(l language) bool { return l.code == code }) {
			faults = append(faults, fmt.Errorf("%s: %q is not an official language of the EU", name, code))
		}
		if !slices.Contains(own, AreaPublic) || !slices.Contains(own, AreaMail) {
			faults = append(faults, fmt.Errorf("%s: %s needs the areas public and mail", name, code))
		}
	}
	if !slices.Contains(areas[english], AreaConsole) {
		faults = append(faults, fmt.Errorf("%s: English, the reference, needs all areas", name))
	}
	return areas, errors.Join(faults...)
}

// readTranslations reads the offered languages side by side: parsing YAML is what takes time.
func readTranslations(files fs.FS, offered []language, areas map[string][]string) ([]translation, error) {
	translations := make([]translation, len(offered))
	var group errgroup.Group
	for i, l := range offered {
		group.Go(func() (err error) {
			translations[i], err = readTranslation(files, l.code, areas[l.code])
			return err
		})
	}
	return translations, group.Wait()
}

// Languages returns the codes of the languages offered to the public, in the EU's order (by native name).
func (c *Catalog) Languages() []string { return slices.Clone(c.languages) }

// LanguagesFor returns the codes of the languages in which area is complete, in the EU's order.
func (c *Catalog) LanguagesFor(area string) []string {
	return slices.DeleteFunc(c.Languages(), func(code string) bool { return !slices.Contains(c.areas[code], area) })
}

// Negotiate picks the language for an Accept-Language header (RFC 9110, 12.5.4); English when nothing fits.
func (c *Catalog) Negotiate(acceptLanguage string) string {
	if len(acceptLanguage) > longestAcceptLanguage {
		return english
	}
	tags, _, err := xlanguage.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(tags) == 0 {
		return english
	}
	_, index, _ := c.matcher.Match(tags...) // the index: the returned tag carries the visitor's region
	return c.matched[index]
}

// Printer returns the printer of a complete language, English's for any other.
func (c *Catalog) Printer(lang string) *Printer {
	if printer, ok := c.printers[lang]; ok {
		return printer
	}
	return c.printers[english]
}
