package modelstest

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"alliance/models"
)

// shortestTelling is the length in bytes from which a text is sure to come from where it was written.
const shortestTelling = 5

// Private returns all that the database holds in private columns, by column, but for what the wall shows as well.
// Digests and other bytes that are no text are left out, and so is what is too short to tell.
func (s *Store) Private(t testing.TB) map[string][]string {
	t.Helper()
	db, err := gorm.Open(sqlite.Open("file:"+s.Config.Database.DSN+"?mode=ro"), &gorm.Config{})
	if err != nil {
		t.Fatalf("open the database to look for what is private: %v", err)
	}
	pool, err := db.DB()
	if err != nil {
		t.Fatalf("open the database to look for what is private: %v", err)
	}
	defer pool.Close()
	var public []string
	for _, column := range models.PublishedColumns() {
		public = append(public, texts(t, pool, column)...)
	}
	private := map[string][]string{}
	for _, column := range models.PrivateColumns() {
		found := slices.DeleteFunc(texts(t, pool, column), func(text string) bool { return slices.Contains(public, text) })
		if len(found) > 0 {
			private[column] = found
		}
	}
	return private
}

// texts are the values of a column that tell something.
func texts(t testing.TB, pool *sql.DB, column string) []string {
	t.Helper()
	table, name, _ := strings.Cut(column, ".")
	query := fmt.Sprintf(`SELECT DISTINCT CAST(%[1]q AS TEXT) FROM %[2]q WHERE %[1]q IS NOT NULL`, name, table)
	rows, err := pool.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("read %s: %v", column, err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatalf("read %s: %v", column, err)
		}
		if len(text) >= shortestTelling && utf8.ValidString(text) {
			found = append(found, text)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("read %s: %v", column, err)
	}
	return found
}
