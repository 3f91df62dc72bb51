package models

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"
)

// newWriter opens a writer on a database with one table, things(name UNIQUE).
func newWriter(t *testing.T) *writer {
	t.Helper()
	opts, cfg := Options{Now: time.Now}, DatabaseConfig{DSN: filepath.Join(t.TempDir(), "w.db")}
	db, err := openSQLite(cfg, sqliteWriter, opts)
	if err != nil {
		t.Fatal(err)
	}
	checkpointing, err := openSQLite(cfg, sqliteCheckpointer, opts)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Exec("CREATE TABLE things (name TEXT UNIQUE)").Error; err != nil {
		t.Fatal(err)
	}
	w := startWriter(db, checkpointing)
	t.Cleanup(func() {
		w.stop()
		if err := errors.Join(closeDB(checkpointing), closeDB(db)); err != nil {
			t.Error(err)
		}
	})
	return w
}

func addThing(name string) func(*gorm.DB) error {
	return func(db *gorm.DB) error { return db.Exec("INSERT INTO things VALUES (?)", name).Error }
}

func (w *writer) things(t *testing.T) []string {
	t.Helper()
	var names []string
	err := w.run(t.Context(), func(db *gorm.DB) error {
		return db.Raw("SELECT name FROM things ORDER BY name").Scan(&names).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestSQLiteIsDurable(t *testing.T) {
	t.Parallel()
	w := newWriter(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		var got string
		err := w.run(t.Context(), func(db *gorm.DB) error { return db.Raw("PRAGMA " + pragma).Scan(&got).Error })
		if err != nil || got != want {
			t.Errorf("PRAGMA %s = %q, want %q (%v)", pragma, got, want, err)
		}
	}
}

func TestWriterUndoesOneFailureAndKeepsTheOthers(t *testing.T) {
	t.Parallel()
	w := newWriter(t)
	boom := errors.New("boom")
	jobs := []writeJob{
		{do: addThing("first")},
		{do: func(db *gorm.DB) error { return errors.Join(addThing("undone")(db), boom) }},
		{do: func(*gorm.DB) error { panic("a bad write") }},
		{do: addThing("first")}, // breaks the unique key
		{do: addThing("last")},
	}
	for i := range jobs {
		jobs[i].ctx, jobs[i].done = t.Context(), make(chan error, 1)
	}
	w.commit(jobs)

	wants := []string{"", "boom", "panic in a write: a bad write", "duplicated key", ""}
	for i, job := range jobs {
		err := <-job.done
		if (err == nil) != (wants[i] == "") || err != nil && !strings.Contains(err.Error(), wants[i]) {
			t.Errorf("job %d: got %v, want %q", i, err, wants[i])
		}
	}
	if got := strings.Join(w.things(t), " "); got != "first last" {
		t.Errorf("things = %q, want those of the successful jobs only", got)
	}
}

func TestWriterAnswersAfterTheCommit(t *testing.T) {
	t.Parallel()
	w := newWriter(t)
	var group sync.WaitGroup
	for i := range 64 {
		group.Go(func() {
			name := strings.Repeat("x", i+1)
			if err := w.run(t.Context(), addThing(name)); err != nil {
				t.Errorf("add %d: %v", i, err)
			}
		})
	}
	group.Wait()
	if got := len(w.things(t)); got != 64 {
		t.Errorf("%d things, want 64", got)
	}
}

func TestWriterSkipsWhoGaveUpWaiting(t *testing.T) {
	t.Parallel()
	w := newWriter(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.run(ctx, addThing("late")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if got := w.things(t); len(got) != 0 {
		t.Errorf("things = %q, want none", got)
	}
}

func TestWriterFinishesWhatHasBegun(t *testing.T) {
	t.Parallel()
	w := newWriter(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := w.run(ctx, func(db *gorm.DB) error {
		cancel()
		return addThing("begun")(db)
	})
	if err != nil {
		t.Errorf("got %v, want the write to be finished", err)
	}
}

func TestWriterReportsALostTransaction(t *testing.T) {
	t.Parallel()
	w := newWriter(t)
	err := w.run(t.Context(), func(db *gorm.DB) error { return db.Exec("ROLLBACK").Error })
	if err == nil {
		t.Fatal("want an error when the transaction is gone")
	}
	if err := w.run(t.Context(), addThing("next")); err != nil {
		t.Errorf("the next write: %v, want the writer to go on", err)
	}
}
