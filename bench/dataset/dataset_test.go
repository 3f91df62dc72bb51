package dataset

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// now is when the tests take place.
func now() time.Time { return time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC) }

// migrated makes a database with the product's own tables and a register of twelve places.
func migrated(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "alliance.db")
	db := open(t, path)
	files, err := filepath.Glob("../../models/migrations/sqlite/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		up, _, _ := strings.Cut(string(text), "-- +goose Down")
		if _, err := db.ExecContext(t.Context(), up); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	exec(t, db, `INSERT INTO declarations (version, language, title, text, model, checksum, loaded_at)
		VALUES ('2026-1', 'en', 'Declaration', 'We stand together.', TRUE, '', ?)`, now())
	for i := range 12 {
		level, kinds := "place", 2
		if i >= 9 {
			level, kinds = "region", 1
		}
		exec(t, db, `INSERT INTO territories (id, level, local_authority, name, country, rank_weight, lat, lon, source)
			VALUES (?, ?, ?, ?, 'LV', ?, 57, 24, 'register')`, fmt.Sprint(i), level, kinds == 2, fmt.Sprintf("Vieta %d", i), i)
		exec(t, db, `INSERT INTO territory_names (key, territory_id, part, country, kinds, rank_weight)
			VALUES (?, ?, 0, 'LV', ?, ?)`, fmt.Sprintf("vieta %d", i), fmt.Sprint(i), kinds, i)
	}
	return path
}

func open(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func exec(t *testing.T, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func filled(t *testing.T, opts Options) *sql.DB {
	t.Helper()
	path := migrated(t)
	if err := Fill(t.Context(), path, opts); err != nil {
		t.Fatal(err)
	}
	return open(t, path)
}

// rows gives every row of a query as text.
func rows(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	found, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = found.Close() }()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for found.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := found.Scan(values...); err != nil {
			t.Fatal(err)
		}
		line := make([]string, len(values))
		for i, value := range values {
			line[i] = fmt.Sprintf("%v", *value.(*any))
		}
		all = append(all, strings.Join(line, "|"))
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestFillHoldsWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	size := Size{Members: 60, Pledged: 40, Waiting: 7, Unconfirmed: 9, Mails: 5}
	db := filled(t, Options{Size: size, Seed: 1, Now: now()})
	for query, want := range map[string]string{
		`SELECT count(*) FROM signatories`:                                                       "60",
		`SELECT count(*) FROM signatories WHERE origin = 'import'`:                               "20",
		`SELECT count(*) FROM signatory_declarations WHERE version = '2026-1'`:                   "60",
		`SELECT count(*) FROM pledges WHERE state = 'approved' AND signatory_id IS NOT NULL`:     "40",
		`SELECT count(*) FROM pledges WHERE state = 'waiting' AND confirmed_at IS NOT NULL`:      "7",
		`SELECT count(*) FROM pledges WHERE state = 'unconfirmed' AND confirmed_at IS NULL`:      "9",
		`SELECT count(*) FROM consents`:                                                          "56",
		`SELECT count(*) FROM outbox WHERE sent_at IS NULL`:                                      "5",
		`SELECT count(*) FROM wall_changes`:                                                      "60",
		`SELECT count(DISTINCT kind) > 3 FROM signatories`:                                       "1",
		`SELECT count(*) FROM signatories WHERE territory_id IS NOT NULL AND name LIKE 'Vieta%'`: "12",
	} {
		if got := rows(t, db, query); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %v, want %s", query, got, want)
		}
	}
	for _, query := range []string{
		`PRAGMA foreign_key_check`, `SELECT name FROM signatories GROUP BY name HAVING count(*) > 1`,
	} {
		if got := rows(t, db, query); len(got) > 0 {
			t.Errorf("%s: %v", query, got)
		}
	}
}

func TestTokensConfirmTheUnconfirmed(t *testing.T) {
	t.Parallel()
	db := filled(t, Options{Size: Size{Members: 3, Unconfirmed: 5}, Seed: 4, Now: now()})
	for i := range 5 {
		hash := sha256.Sum256([]byte(Token(4, i)))
		var state string
		err := db.QueryRowContext(t.Context(), `SELECT p.state FROM tokens t JOIN pledges p ON p.id = t.pledge_id
			WHERE t.hash = ? AND t.expires_at > ?`, hash[:], now()).Scan(&state)
		if err != nil || state != "unconfirmed" {
			t.Errorf("token %d: %q, %v", i, state, err)
		}
	}
	if Token(4, 0) == Token(4, 1) || Token(4, 0) == Token(5, 0) {
		t.Error("tokens repeat")
	}
}

func TestTheSameSeedGivesTheSameRows(t *testing.T) {
	t.Parallel()
	size := Size{Members: 40, Pledged: 40, Waiting: 3, Unconfirmed: 3, Mails: 3}
	first := filled(t, Options{Size: size, Seed: 1, Now: now()})
	again := filled(t, Options{Size: size, Seed: 1, Now: now()})
	other := filled(t, Options{Size: size, Seed: 2, Now: now()})
	differs := 0
	for _, table := range []string{
		"signatories", "signatory_associations", "signatory_declarations", "pledges", "pledge_associations", "consents",
		"tokens", "outbox",
	} {
		query := "SELECT * FROM " + table
		if got, want := rows(t, again, query), rows(t, first, query); !slices.Equal(got, want) {
			t.Errorf("%s differs although the seed is the same", table)
		}
		if !slices.Equal(rows(t, other, query), rows(t, first, query)) {
			differs++
		}
	}
	if differs == 0 {
		t.Error("another seed gives the same rows")
	}
}

func TestFillNeedsTheRegister(t *testing.T) {
	t.Parallel()
	path := migrated(t)
	exec(t, open(t, path), `DELETE FROM territory_names`)
	if err := Fill(t.Context(), path, Options{Size: Size{Members: 1}, Now: now()}); err == nil {
		t.Error("no error without a register")
	}
}
