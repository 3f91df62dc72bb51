package locale

import "unicode"

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
	languages := map[string]string{
		"AT": "de", "BG": "bg", "CZ": "cs", "DE": "de", "DK": "da", "EE": "et", "FR": "fr", "HR": "hr", "HU": "hu",
		"IS": "is", "LI": "de", "LT": "lt", "LV": "lv", "NL": "nl", "PL": "pl", "PT": "pt", "RO": "ro", "SE": "sv",
		"SI": "sl", "SK": "sk", "TR": "tr",
	}
	return languages[country]
}
