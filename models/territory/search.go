package territory

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"alliance/models/typed"
)

const (
	suggestionsDefault = 8
	suggestionsMost    = 20
	didYouMean         = 5
	longestQuery       = 200 // bytes; longer text names no territory
	namesPerTerritory  = 10  // how often one territory may come with different names, at the worst expected
)

// ErrUnknown says that the register has no such entry.
var ErrUnknown = errors.New("no such territory")

// Find returns one entry of the register, or ErrUnknown.
func Find(db *gorm.DB, id string) (Territory, error) {
	found, err := byID(db, []string{id})
	switch {
	case err != nil:
		return Territory{}, fmt.Errorf("read territory %s: %w", id, err)
	case len(found) == 0:
		return Territory{}, ErrUnknown
	}
	return found[0], nil
}

// Suggest returns the territories that a typed text may mean, the likeliest first.
// Case, accents and script make no difference; names that are the text come before
// names that begin with it, these before names with a word that begins with it, and
// each from large to small. Where nothing fits, words such as "municipality of" are
// left out, then small typing errors forgiven.
func Suggest(db *gorm.DB, q Query) ([]Territory, error) {
	if len(q.Text) > longestQuery {
		return nil, nil
	}
	q.Limit = min(cmp.Or(max(q.Limit, 0), suggestionsDefault), suggestionsMost)
	ids, err := nameSearch{db, q}.suggest(bodyKeys(q.Text))
	if err != nil {
		return nil, fmt.Errorf("suggest territories: %w", err)
	}
	territories, err := byID(db, ids)
	if err != nil {
		return nil, fmt.Errorf("read suggested territories: %w", err)
	}
	return territories, nil
}

// Match finds the territory whose name a body bears, q.Text: the only one of its part
// of the register and country with exactly that name, or with what remains of it
// without words of the administration. Otherwise it returns up to five suggestions.
func Match(db *gorm.DB, q Query) (*Territory, []Territory, error) {
	match, namesakes, err := Named(db, q)
	if match != nil || len(namesakes) > 0 || err != nil {
		return match, namesakes, err
	}
	q.Limit = didYouMean
	suggestions, err := Suggest(db, q)
	return nil, suggestions, err
}

// Named finds the territory as Match does; where several bear the name, it returns up to five of them. It suggests
// nothing else, which would take a hundred times as long.
func Named(db *gorm.DB, q Query) (*Territory, []Territory, error) {
	if len(q.Text) > longestQuery {
		return nil, nil, nil
	}
	key, ids, err := nameSearch{db, q}.firstNamed(bodyKeys(q.Text))
	if err != nil {
		return nil, nil, fmt.Errorf("match territory: %w", err)
	}
	namesakes, err := byID(db, ids)
	if err != nil {
		return nil, nil, fmt.Errorf("read matching territories: %w", err)
	}
	if match := onlyOne(namesakes, key); match != nil {
		return match, nil, nil
	}
	return nil, namesakes[:min(len(namesakes), didYouMean)], nil
}

// Countries returns the codes of all countries.
func Countries(db *gorm.DB) ([]string, error) {
	var codes []string
	if err := db.Raw("SELECT id FROM territories WHERE level = ?", LevelCountry).Scan(&codes).Error; err != nil {
		return nil, fmt.Errorf("read countries: %w", err)
	}
	return codes, nil
}

// Bears reports whether a typed name of a body is a name of the territory, with or
// without words of the administration.
func Bears(db *gorm.DB, id, body string) (bool, error) {
	var names int64
	err := db.Table("territory_names").
		Where("key IN ? AND territory_id = ? AND part <> ?", bodyKeys(body), id, nameEnd).Count(&names).Error
	if err != nil {
		return false, fmt.Errorf("compare with the names of territory %s: %w", id, err)
	}
	return names > 0, nil
}

// Fits reports whether a territory bears the name q.Text, as Bears does, and is of q's country and part of the
// register.
func Fits(db *gorm.DB, id string, q Query) (bool, error) {
	condition, args := nameSearch{db, q}.where("key IN ? AND territory_id = ? AND part <> ?",
		bodyKeys(q.Text), id, nameEnd)
	var names int64
	if err := db.Table("territory_names").Where(condition, args...).Count(&names).Error; err != nil {
		return false, fmt.Errorf("compare with territory %s: %w", id, err)
	}
	return names > 0, nil
}

// onlyOne returns the one namesake that is meant: that whose own name, rather
// than a further one, is the key; then the one of the level that is likelier.
func onlyOne(namesakes []Territory, key string) *Territory {
	own := slices.DeleteFunc(slices.Clone(namesakes), func(t Territory) bool { return typed.Fold(t.Name) != key })
	if len(own) == 0 {
		own = namesakes
	}
	for _, level := range []Level{LevelPlace, LevelRegion, LevelProvince} {
		i := slices.IndexFunc(own, func(t Territory) bool { return t.Level == level })
		if i < 0 {
			continue
		}
		if slices.ContainsFunc(own[i+1:], func(t Territory) bool { return t.Level == level }) {
			return nil
		}
		return &own[i]
	}
	return nil
}

// nameSearch looks names up in territory_names.
type nameSearch struct {
	db *gorm.DB
	q  Query
}

// suggest returns ids of territories that bear one of the names, then of those
// with a name that begins so, then, where there are none, of the misspelt ones.
func (s nameSearch) suggest(keys []string) ([]string, error) {
	var ids []string
	for _, lookup := range []func(string) ([]string, error){s.named, s.beginning} {
		for _, key := range keys {
			found, err := lookup(key)
			if err != nil {
				return nil, err
			}
			ids = appendNew(ids, found)
			if len(ids) >= s.q.Limit {
				return ids[:s.q.Limit], nil
			}
		}
	}
	if len(ids) > 0 || len(keys) == 0 {
		return ids, nil
	}
	// Looking for misspelt names costs most: only the whole and the barest form are tried.
	for _, key := range slices.Compact([]string{keys[0], keys[len(keys)-1]}) {
		found, err := s.misspelt(key)
		if err != nil {
			return nil, err
		}
		ids = appendNew(ids, found)
	}
	return ids[:min(len(ids), s.q.Limit)], nil
}

// appendNew appends those of the found ids that are not there yet.
func appendNew(ids, found []string) []string {
	for _, id := range found {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// where adds to a condition on keys, and to its arguments, that the territory is
// of the country and kind asked for.
func (s nameSearch) where(condition string, args ...any) (string, []any) {
	if s.q.Country != "" {
		condition, args = condition+" AND country = ?", append(args, s.q.Country)
	}
	if s.q.Among != 0 {
		condition, args = condition+" AND kinds & ? <> 0", append(args, s.q.Among)
	}
	return condition, args
}

// named returns the territories that bear exactly this name. Within a country
// those whose own name it is come first; in all of Europe the large ones do, so
// that Cologne is first of all Köln.
func (s nameSearch) named(key string) ([]string, error) {
	_, ids, err := s.firstNamed([]string{key})
	return ids, err
}

// firstNamed returns the first of the keys that is a name, with the territories that bear it.
func (s nameSearch) firstNamed(keys []string) (string, []string, error) {
	if len(keys) == 0 {
		return "", nil, nil
	}
	order := "rank_weight DESC, territory_id"
	if s.q.Country != "" {
		order = "part, " + order
	}
	condition, args := s.where("key IN ?", keys)
	var names []struct{ Key, TerritoryID string }
	err := s.db.Raw("SELECT key, territory_id FROM territory_names WHERE "+condition+" AND part <> ? ORDER BY "+order,
		append(args, nameEnd)...).Scan(&names).Error
	if err != nil {
		return "", nil, err
	}
	for _, key := range keys {
		var ids []string
		for _, name := range names {
			if name.Key == key && len(ids) < suggestionsMost {
				ids = append(ids, name.TerritoryID)
			}
		}
		if len(ids) > 0 {
			return key, ids, nil
		}
	}
	return "", nil, nil
}

// beginning returns the territories with a name that begins with key, then
// those with a later word that does; large ones first, where a further name, which
// may be a rare one, counts a tenth of the own.
func (s nameSearch) beginning(key string) ([]string, error) {
	condition, args := s.where(keyRange, key, afterPrefix(key))
	var ids []string
	err := s.db.Raw("SELECT territory_id FROM territory_names WHERE "+condition+
		" ORDER BY part = ?, CASE part WHEN ? THEN rank_weight / 10 ELSE rank_weight END DESC, territory_id LIMIT ?",
		append(args, nameEnd, furtherName, suggestionsMost*namesPerTerritory)...).Scan(&ids).Error
	return ids, err
}

// keyRange is true of keys from one, up to but without another.
const keyRange = "key >= ? AND key < ?"

// afterPrefix returns the end of the range of keys that begin with prefix.
func afterPrefix(prefix string) string { return prefix + string(utf8.MaxRune) }

// misspelt returns the territories whose name is a few typing errors away from
// key, never in the first letter; the fewest errors, then large ones first.
func (s nameSearch) misspelt(key string) ([]string, error) {
	letters := []rune(key)
	allowed := typed.ErrorsAllowed(len(letters))
	if allowed == 0 {
		return nil, nil
	}
	first := string(letters[:1])
	condition, args := s.where(keyRange, first, afterPrefix(first))
	args = append(args, nameEnd, len(letters)-allowed, len(letters)+allowed)
	rows, err := s.db.Raw("SELECT key, territory_id, rank_weight FROM territory_names WHERE "+condition+
		" AND part <> ? AND length(key) BETWEEN ? AND ?", args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	type candidate struct {
		key, id          string
		weight, distance int
	}
	var candidates []candidate
	speller := typed.NewSpeller(letters, allowed)
	for rows.Next() {
		var c candidate
		if err := rows.Scan(&c.key, &c.id, &c.weight); err != nil {
			return nil, err
		}
		if c.distance = speller.Distance(c.key); c.distance <= allowed {
			candidates = append(candidates, c)
		}
	}
	slices.SortFunc(candidates, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(b.weight, a.weight), strings.Compare(a.id, b.id))
	})
	ids := make([]string, 0, len(candidates))
	for _, c := range candidates[:min(len(candidates), s.q.Limit*namesPerTerritory)] {
		ids = append(ids, c.id)
	}
	return ids, rows.Err()
}

// byID reads territories in the order of the ids; unknown ids are left out.
func byID(db *gorm.DB, ids []string) ([]Territory, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []Territory
	err := db.Raw(`SELECT t.id, t.level, t.name, t.country, COALESCE(t.parent_id, '') AS parent_id,
			CASE WHEN p.level <> 'country' THEN p.name ELSE '' END AS parent_name, t.population, t.lat, t.lon
		FROM territories t LEFT JOIN territories p ON p.id = t.parent_id WHERE t.id IN ?`, ids).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b Territory) int {
		return cmp.Compare(slices.Index(ids, a.ID), slices.Index(ids, b.ID))
	})
	return rows, nil
}
