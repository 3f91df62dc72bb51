package models

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"alliance/models/territory"
)

// What the tests of package models_test look at from inside.

// PersonalColumns is personalColumns.
func PersonalColumns() map[string]retentionClass { return personalColumns() }

// SchemaColumns lists every column of the database as "table.column".
func SchemaColumns(t *testing.T, s *Store) []string {
	t.Helper()
	var columns []string
	err := s.read.Raw(`SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'goose_%'`).Scan(&columns).Error
	if err != nil {
		t.Fatal(err)
	}
	return columns
}

// LimitKeys lists what the limits count by.
func LimitKeys(t *testing.T, s *Store) []string {
	t.Helper()
	var keys []string
	if err := s.read.Table("limits").Pluck("key", &keys).Error; err != nil {
		t.Fatal(err)
	}
	return keys
}

// QueryPlans returns SQLite's plan of every statement that run sends to the readers.
func QueryPlans(t *testing.T, s *Store, run func()) map[string]string {
	t.Helper()
	var statements []string
	err := s.read.Callback().Query().After("gorm:query").Register("plans", func(db *gorm.DB) {
		statements = append(statements, db.Dialector.Explain(db.Statement.SQL.String(), db.Statement.Vars...))
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.read.Callback().Row().After("gorm:row").Register("plans", func(db *gorm.DB) {
		statements = append(statements, db.Dialector.Explain(db.Statement.SQL.String(), db.Statement.Vars...))
	})
	if err != nil {
		t.Fatal(err)
	}
	run()
	seen := statements
	plans := map[string]string{}
	for _, statement := range seen {
		var rows []struct{ Detail string }
		if err := s.read.Raw("EXPLAIN QUERY PLAN " + statement).Scan(&rows).Error; err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
		var plan []string
		for _, row := range rows {
			plan = append(plan, row.Detail)
		}
		plans[statement] = strings.Join(plan, "\n")
	}
	return plans
}

// ClaimPlan returns SQLite's plan of the statements that claim mails.
func ClaimPlan(t *testing.T, s *Store) string {
	t.Helper()
	values := strings.NewReplacer("?1", "1", "?2", "1", "?3", "1", "?4", "1", "?", "'[1]'")
	var plan []string
	for _, statement := range []string{claimDueMails, addressedMails} {
		var rows []struct{ Detail string }
		if err := s.read.Raw("EXPLAIN QUERY PLAN " + values.Replace(statement)).Scan(&rows).Error; err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			plan = append(plan, row.Detail)
		}
	}
	return strings.Join(plan, "\n")
}

// TakeLimit takes one event of a limit at a time.
func TakeLimit(t *testing.T, s *Store, now time.Time, key string, count int, window time.Duration) error {
	t.Helper()
	return s.write(t.Context(), "take", func(tx *transaction) error {
		tx.now = now
		return tx.take(limit{key: key, count: count, window: window})
	})
}

// Moves and arrows of the state machine.
func Moves() [][3]string {
	var all [][3]string
	for _, m := range moves() {
		from, to := m.arrow()
		for _, state := range from {
			all = append(all, [3]string{string(state), string(to), string(m)})
		}
	}
	return all
}

// MatchTerritory matches a body to the register on the store's database.
func MatchTerritory(s *Store, q TerritoryQuery) (*Territory, []Territory, error) {
	return territory.Match(s.read, territory.Query{Text: q.Text, Country: q.Country, Among: q.Kind.territories()})
}

// Tamper changes the database behind the store's back.
func Tamper(t testing.TB, s *Store, statements string) {
	t.Helper()
	err := s.write(t.Context(), "tamper", func(tx *transaction) error {
		return errors.Join(tx.db.Exec(statements).Error, tx.publicChanged())
	})
	if err != nil {
		t.Fatal(err)
	}
}

// WaitForWall waits for what the wall makes in the background.
func WaitForWall(s *Store) { s.wall.background.Wait() }

// KeptTotals are the totals that the database keeps, CountedTotals the same by counting.
func KeptTotals(t *testing.T, s *Store) map[string]int {
	t.Helper()
	return totals(t, s, `SELECT state || ' ' || kind || ' ' || country || ' ' || suspected || ' ' || hidden AS name, count
		FROM pledge_totals WHERE count <> 0`)
}

// CountedTotals are totals of all pledges.
func CountedTotals(t *testing.T, s *Store) map[string]int {
	t.Helper()
	return totals(t, s, `SELECT state || ' ' || kind || ' ' || country || ' ' || (suspected_reasons <> '') || ' ' ||
		hidden_from_reports AS name, count(*) AS count FROM pledges GROUP BY 1`)
}

func totals(t *testing.T, s *Store, query string) map[string]int {
	t.Helper()
	var rows []struct {
		Name  string
		Count int
	}
	if err := s.read.Raw(query).Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	sums := map[string]int{}
	for _, row := range rows {
		sums[row.Name] = row.Count
	}
	return sums
}

// MigrationText is the text of a migration.
func MigrationText(t *testing.T, name string) string {
	t.Helper()
	text, err := migrations.ReadFile("migrations/sqlite/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// CancelAfterWrites calls cancel once the store has written so many times from now on.
func CancelAfterWrites(t *testing.T, s *Store, writes int, cancel func()) {
	t.Helper()
	now := s.opts.Now
	var count atomic.Int32
	s.opts.Now = func() time.Time {
		if count.Add(1) > int32(writes) {
			cancel()
		}
		return now()
	}
	t.Cleanup(func() { s.opts.Now = now })
}

// MigrateDownTo takes a closed database back to an older schema.
func MigrateDownTo(t *testing.T, cfg Config, opts Options, version int64) {
	t.Helper()
	db, err := openSQLite(cfg.Database, sqliteWriter, opts)
	if err != nil {
		t.Fatal(err)
	}
	provider, err := migrationsOf(db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	if err := closeDB(db); err != nil {
		t.Fatal(err)
	}
}

// Consents lists the purposes for which a pledge has evidence of consent.
func Consents(t *testing.T, s *Store, pledgeID string) []string {
	t.Helper()
	var purposes []string
	err := s.read.Model(&consentRow{}).Where("pledge_id = ?", pledgeID).Order("purpose").Pluck("purpose", &purposes).Error
	if err != nil {
		t.Fatal(err)
	}
	return purposes
}

// Count counts the rows of a table, which may be followed by WHERE.
func Count(t *testing.T, s *Store, from string) int {
	t.Helper()
	var count int
	if err := s.read.Raw("SELECT count(*) FROM " + from).Scan(&count).Error; err != nil {
		t.Fatal(err)
	}
	return count
}

// MilestoneAfter is the milestone after another one.
func MilestoneAfter(members int) int { return milestoneAfter(members) }
