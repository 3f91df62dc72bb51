package models

import (
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"alliance/models/typed"
)

// searched keeps the pledges that a moderator searches for: by the whole e-mail address where one is typed; else by
// the start of a word of the body's name or of a name of its territory, and, where the text may be one, by the e-mail
// domain too, with or without the "@" before it. Letters and digits are needed: a text without finds nothing.
func searched(query *gorm.DB, text string) *gorm.DB {
	text = strings.TrimSpace(text)
	if text == "" {
		return query
	}
	if address, ok := typed.ParseEmail(text); ok {
		return query.Where("pledges.email_key = ?", address.Canonical)
	}
	key := typed.Fold(text)
	if key == "" {
		return query.Where("1 = 0")
	}
	// Fold leaves letters, digits and blanks only, so nothing needs escaping. Keys of territories
	// include the ends of names from each word on: their start is the start of a word.
	named := `pledges.body_key LIKE ? OR pledges.body_key LIKE ? OR pledges.territory_id IN
		(SELECT territory_id FROM territory_names WHERE key >= ? AND key < ?)`
	args := []any{key + "%", "% " + key + "%", key, key + string(utf8.MaxRune)}
	if domain, ok := typed.EmailDomain(strings.TrimPrefix(text, "@")); ok {
		named, args = named+" OR pledges.email_domain = ?", append(args, domain)
	}
	return query.Where("("+named+")", args...)
}
