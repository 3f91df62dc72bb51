package models

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gorm.io/gorm"
)

// The database file itself holds what was written, before the last connection closes.
func TestCheckpointsCopyTheLog(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	opts, cfg := Options{Now: time.Now}, DatabaseConfig{DSN: filepath.Join(folder, "w.db")}
	db, checkpointing := open(t, cfg, sqliteWriter, opts), open(t, cfg, sqliteCheckpointer, opts)
	if err := db.Exec("CREATE TABLE things (name TEXT UNIQUE)").Error; err != nil {
		t.Fatal(err)
	}
	w := startWriter(db, checkpointing)
	for i := range writesPerCheckpoint {
		if err := w.run(t.Context(), addThing(fmt.Sprint("thing ", i))); err != nil {
			t.Fatal(err)
		}
	}
	w.stop()
	withoutLog, err := os.ReadFile(cfg.DSN)
	if err != nil {
		t.Fatal(err)
	}
	copied := DatabaseConfig{DSN: filepath.Join(folder, "copy.db")}
	if err := os.WriteFile(copied.DSN, withoutLog, 0o600); err != nil {
		t.Fatal(err)
	}
	var things int
	if err := open(t, copied, sqliteWriter, opts).Raw("SELECT count(*) FROM things").Scan(&things).Error; err != nil {
		t.Fatal(err)
	}
	if things != writesPerCheckpoint {
		t.Errorf("%d things without the log, want %d", things, writesPerCheckpoint)
	}
}

func open(t *testing.T, cfg DatabaseConfig, role sqliteRole, opts Options) *gorm.DB {
	t.Helper()
	db, err := openSQLite(cfg, role, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := closeDB(db); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestConnectionsKeepNoMoreThanTheyNeed(t *testing.T) {
	t.Parallel()
	cfg := DatabaseConfig{DSN: filepath.Join(t.TempDir(), "w.db")}
	for _, test := range []struct {
		role sqliteRole
		most int // KiB
	}{{sqliteWriter, 16 << 10}, {sqliteCheckpointer, 64}, {sqliteReader, 2 << 10}} {
		var size int
		if err := open(t, cfg, test.role, Options{Now: time.Now}).Raw("PRAGMA cache_size").Scan(&size).Error; err != nil {
			t.Fatal(err)
		}
		if size != -test.most {
			t.Errorf("role %d: a cache of %d, want %d KiB", test.role, size, test.most)
		}
	}
}
