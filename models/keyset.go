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

// timeCursor is the cursor of a list in the order of time, parseTimeCursor reads it.
func timeCursor(key time.Time, id string) string {
	return cursor(key.UTC().Format(time.RFC3339Nano), id)
}

func parseTimeCursor(text string) (key time.Time, id string, ok bool) {
	written, id, ok := parseCursor(text)
	if !ok {
		return time.Time{}, "", false
	}
	key, err := time.Parse(time.RFC3339Nano, written)
	return key.UTC(), id, err == nil
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
