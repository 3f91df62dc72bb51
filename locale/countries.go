package locale

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Country is a country's code in the EU's style, its name in the printer's language, and its relation to the EU:
// EU, EFTA, candidate, potential candidate, other.
type Country struct{ Code, Name, Status string }

// countryTable holds every country's names in the 24 languages.
type countryTable struct {
	columns map[string]int // by language
	rows    [][]string     // code, iso2, iso3, status, names…
}

func readCountries(file io.Reader) (countryTable, error) {
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return countryTable{}, fmt.Errorf("read countries: %w", err)
	}
	if len(records) < 2 || !slices.Equal(records[0][:4], []string{"code", "iso2", "iso3", "status"}) {
		return countryTable{}, fmt.Errorf("read countries: unexpected columns")
	}
	table := countryTable{columns: map[string]int{}, rows: records[1:]}
	for i, lang := range records[0][4:] {
		table.columns[lang] = i + 4
	}
	return table, nil
}

// in returns all countries with their names in lang, in the table's order.
func (t countryTable) in(lang string) ([]Country, error) {
	column, ok := t.columns[lang]
	if !ok {
		return nil, fmt.Errorf("no country names in %q", lang)
	}
	countries := make([]Country, 0, len(t.rows))
	for _, row := range t.rows {
		countries = append(countries, Country{Code: row[0], Name: row[column], Status: row[3]})
	}
	return countries, nil
}

// sortName returns name without the article with which Irish and Maltese write countries (an Fhrainc, il-Belġju):
// a list where nearly all names begin alike helps nobody.
func (l language) sortName(name string) string {
	switch l.code {
	case "ga":
		if rest, ok := strings.CutPrefix(name, "an "); ok {
			return strings.TrimPrefix(rest, "t") // an tSeicia: the t belongs to the article
		}
	case "mt":
		article, rest, ok := strings.Cut(name, "-")
		if ok && len(article) <= len("iċ") && article == strings.ToLower(article) {
			return rest
		}
	}
	return name
}
