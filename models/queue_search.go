package models

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"alliance/models/typed"
)

// fewFound is up to how many pledges a search sorts what it found. Where it finds more, the queue is walked in its
// order instead: of a hundred thousand pledges one in twenty fits then, and a page is soon full.
const fewFound = 5000

// queueSource finds pledges by something that the queue is not ordered by. It says so twice: as a query for ids, which
// an index answers, and as a condition on a pledge.
type queueSource struct {
	ids           string // may name a pledge more than once
	idArgs        []any
	condition     string
	conditionArgs []any
	few           bool
}

// findSources looks what the filter searches by, and how much of it there is.
func (f *queueQuery) findSources(db *gorm.DB) error {
	if source, searched := searchSource(f.Query); searched {
		f.sources = append(f.sources, source)
	}
	if f.Tag != "" {
		f.sources = append(f.sources, queueSource{
			ids: "SELECT pledge_id AS id FROM pledge_tags WHERE tag_id = ?", idArgs: []any{f.Tag},
			condition:     "EXISTS (SELECT 1 FROM pledge_tags WHERE pledge_id = pledges.id AND tag_id = ?)",
			conditionArgs: []any{f.Tag},
		})
	}
	for i := range f.sources {
		source := &f.sources[i]
		var found int64
		err := db.Raw("SELECT count(*) FROM ("+source.ids+" LIMIT ?)", append(source.idArgs, fewFound+1)...).
			Scan(&found).Error
		if err != nil {
			return fmt.Errorf("search the queue: %w", err)
		}
		source.few = found <= fewFound
	}
	return nil
}

// from begins a query with the pledges that the sources find: of the first that finds few, each is looked up
// (CROSS JOIN keeps SQLite to this order); the others are conditions.
func (f queueQuery) from(db *gorm.DB) *gorm.DB {
	query, lookedUp := db.Model(&pledgeRow{}), false
	for _, source := range f.sources {
		if source.few && !lookedUp {
			found := db.Raw("SELECT DISTINCT id FROM ("+source.ids+")", source.idArgs...)
			query = query.Table("(?) AS found CROSS JOIN pledges ON pledges.id = found.id", found)
			lookedUp = true
			continue
		}
		query = query.Where("("+source.condition+")", source.conditionArgs...)
	}
	return query
}

// searchSource finds the pledges that a moderator searches for: by the whole e-mail address or the network that they
// were sent from where one is typed; else by the start of a word of the body's name or of a name of its territory,
// and, where the text may be one, by the e-mail domain too, with or without the "@" before it. Letters and digits are
// needed: a text without finds nothing.
func searchSource(text string) (source queueSource, searched bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return queueSource{}, false
	}
	if address, ok := typed.ParseEmail(text); ok {
		return sourceOf("email_key = ?", address.Canonical), true
	}
	if first, last, ok := clientRange(text); ok {
		return sourceOf("client_key BETWEEN ? AND ? AND client_key <> ''", first, last), true
	}
	if key := typed.Fold(text); key != "" {
		return namedSource(text, key), true
	}
	return sourceOf("id = ''"), true
}

// sourceOf finds pledges by a condition that an index answers.
func sourceOf(condition string, args ...any) queueSource {
	return queueSource{
		ids: "SELECT id FROM pledges WHERE " + condition, idArgs: args,
		condition: "pledges." + condition, conditionArgs: args,
	}
}

// namedSource finds pledges by body, territory and e-mail domain. Keys of both names include their ends from each
// word on: their start is the start of a word. Fold leaves letters, digits and blanks only, so nothing needs escaping.
func namedSource(text, key string) queueSource {
	end := key + string(utf8.MaxRune)
	source := queueSource{
		ids: `SELECT pledge_id AS id FROM pledge_words WHERE key >= ? AND key < ?
			UNION ALL SELECT pledges.id FROM territory_names
			CROSS JOIN pledges ON pledges.territory_id = territory_names.territory_id WHERE key >= ? AND key < ?`,
		idArgs: []any{key, end, key, end},
		condition: `pledges.body_key LIKE ? OR pledges.body_key LIKE ? OR pledges.territory_id IN
			(SELECT territory_id FROM territory_names WHERE key >= ? AND key < ?)`,
		conditionArgs: []any{key + "%", "% " + key + "%", key, end},
	}
	if domain, ok := typed.EmailDomain(strings.TrimPrefix(text, "@")); ok {
		source.ids += " UNION ALL SELECT id FROM pledges WHERE email_domain = ?"
		source.idArgs = append(source.idArgs, domain)
		source.condition += " OR pledges.email_domain = ?"
		source.conditionArgs = append(source.conditionArgs, domain)
	}
	return source
}
