package locale

import (
	"strings"
	"unicode"
)

// LanguageOfName returns the language that a body's own name is certainly in, for the attribute lang (WCAG 2.2,
// 3.1.2): what its script says, or, for a name that the register calls native, the one official language of its
// country. It is empty where there is a doubt, such as in Belgium or for a name in translation.
func LanguageOfName(name, country string, native bool) string {
	switch {
	case contains(name, unicode.Greek):
		return "el"
	case contains(name, unicode.Cyrillic):
		return cyrillicLanguage(country)
	case native:
		return onlyLanguage(country)
	}
	return ""
}

func contains(name string, script *unicode.RangeTable) bool {
	for _, r := range name {
		if unicode.Is(script, r) {
			return true
		}
	}
	return false
}

func cyrillicLanguage(country string) string {
	languages := map[string]string{"BG": "bg", "UA": "uk", "RS": "sr", "MK": "mk"}
	return languages[country]
}

// onlyLanguage is the language in which a country's places have their names, where there is but one with official
// standing in all of it or nearly so.
func onlyLanguage(country string) string {
	switch country {
	case "AT", "LI":
		return "de"
	case "CZ":
		return "cs"
	case "DK":
		return "da"
	case "EE":
		return "et"
	case "SE":
		return "sv"
	case "SI":
		return "sl"
	case "BG", "DE", "FR", "HR", "HU", "IS", "LT", "LV", "NL", "PL", "PT", "RO", "SK", "TR":
		return strings.ToLower(country)
	}
	return ""
}
