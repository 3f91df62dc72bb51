package models

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
)

// cursor points behind the last row of a page: its sort key and its id.
func cursor(key, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(id + "\n" + key))
}

// parseCursor returns false for anything but a cursor: the first page is shown then.
func parseCursor(text string) (key, id string, ok bool) {
	decoded, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(decoded) > 1000 {
		return "", "", false
	}
	id, key, ok = strings.Cut(string(decoded), "\n")
	return key, id, ok
}

// timeKey writes a time as a sort key in a cursor, keyTime reads it.
func timeKey(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func keyTime(key string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, key)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// whereWord keeps the rows in whose folded column some word begins with the folded text.
// Fold leaves letters, digits and blanks only, so nothing needs escaping.
func whereWord(query *gorm.DB, column, folded string) *gorm.DB {
	return query.Where(column+" LIKE ? OR "+column+" LIKE ?", folded+"%", "% "+folded+"%")
}

// countPer counts the rows of a query per value of a column, by value.
func countPer(query *gorm.DB, column string) ([]FacetCount, error) {
	var counts []FacetCount
	err := query.Select(column + " AS value, count(*) AS count").Group(column).Order(column).Scan(&counts).Error
	if err != nil {
		return nil, fmt.Errorf("count per %s: %w", column, err)
	}
	return counts, nil
}
