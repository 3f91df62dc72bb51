package duplicates

import "strings"

// withoutLegalForm takes the legal form off a folded name of an association or
// organisation; something always remains.
func withoutLegalForm(folded string) string {
	for at := range len(folded) {
		if folded[at] == ' ' && isLegalForm(folded[at+1:]) {
			return folded[:at]
		}
	}
	first, rest, more := strings.Cut(folded, " ")
	if more && leadsName(first) {
		return rest
	}
	return folded
}

// isLegalForm reports the abbreviations, folded, that stand after a name.
func isLegalForm(phrase string) bool {
	switch phrase {
	case "e v", "ev", "gmbh", "ggmbh", "ag", "asbl", "aisbl", "vzw", "ivzw", "bv", "b v", "nv", "n v", "sarl", "sas",
		"sa", "s a", "srl", "s r l", "spa", "s p a", "scarl", "s c a r l", "onlus", "ets", "ltd", "limited", "plc", "inc",
		"as", "a s", "aps", "ivs", "ab", "oy", "ry", "r y", "rf", "ou", "mtu", "sia", "biedriba", "nodibinajums", "uab",
		"vsi", "doo", "d o o", "zs", "z s", "ops", "o p s", "oz", "o z", "sro", "s r o", "kft", "zrt", "sp z o o", "ood",
		"eood":
		return true
	}
	return false
}

// leadsName reports the legal forms, folded, that stand before a name.
func leadsName(word string) bool {
	switch word {
	case "asbl", "biedriba", "mtu", "nodibinajums", "sia", "uab", "vsi", "vzw":
		return true
	}
	return false
}
