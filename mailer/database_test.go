package mailer_test

import (
	"database/sql"
	"testing"

	_ "github.com/mattn/go-sqlite3"
)

// execute changes the database behind the store's back.
func execute(t *testing.T, d *delivery, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite3", d.store.Config.Database.DSN+"?_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
