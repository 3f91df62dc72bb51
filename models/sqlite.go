package models

import (
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strconv"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// sqliteRole says what a connection pool is for.
type sqliteRole int

const (
	sqliteWriter sqliteRole = iota
	sqliteReader
	sqliteCheckpointer // copies the write-ahead log into the database, beside the writer
)

// What a connection keeps of the database in memory at most, in KiB; the readers share
// the operating system's cache with everybody else. A checkpoint copies from file to file.
func (role sqliteRole) cache() int {
	switch role {
	case sqliteWriter:
		return 16 << 10
	case sqliteReader:
		return 2 << 10
	default:
		return 64
	}
}

// mostLogPages is where the writer itself empties the write-ahead log, 64 MB. The
// checkpointer has copied nearly all of it by then.
const mostLogPages = 16 << 10

// openSQLite opens the database file. The writer has one connection and begins
// its transactions immediate: deferred ones fail with SQLITE_BUSY under load.
func openSQLite(cfg DatabaseConfig, role sqliteRole, opts Options) (*gorm.DB, error) {
	db, err := gorm.Open(sqliteDialector{sqlite.Dialector{DSN: sqliteDSN(cfg.DSN, role)}}, &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true,
		NowFunc:                opts.Now,
		Logger:                 logger.Discard, // callers report errors; a refused duplicate is none
	})
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", cfg.DSN, storageError(err))
	}
	pool, err := db.DB()
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", cfg.DSN, err)
	}
	connections := 1
	if role == sqliteReader {
		connections = cfg.readers()
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	if role == sqliteWriter {
		// Without it every savepoint and trigger that touches more than a few pages makes a temporary file.
		if err := db.Exec("PRAGMA temp_store = MEMORY").Error; err != nil {
			return nil, errors.Join(fmt.Errorf("open database %s: %w", cfg.DSN, err), closeDB(db))
		}
		if err := db.Exec(fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", mostLogPages)).Error; err != nil {
			return nil, errors.Join(fmt.Errorf("open database %s: %w", cfg.DSN, err), closeDB(db))
		}
	}
	return db, nil
}

// sqliteDialector also marks what the database itself suffers from.
type sqliteDialector struct{ sqlite.Dialector }

// Translate is part of gorm.ErrorTranslator.
func (d sqliteDialector) Translate(err error) error { return storageError(d.Dialector.Translate(err)) }

func sqliteDSN(path string, role sqliteRole) string {
	options := url.Values{
		"_busy_timeout": {"5000"}, "_stmt_cache_size": {"64"}, "_cache_size": {strconv.Itoa(-role.cache())},
		"_mutex": {"no"}, // the pool gives a connection to one goroutine at a time
	}
	if role == sqliteReader {
		options.Set("mode", "ro")
		options.Set("_query_only", "1")
	} else {
		options.Set("_journal_mode", "WAL")
		options.Set("_synchronous", "FULL")
		options.Set("_foreign_keys", "on")
		options.Set("_secure_delete", "on") // what retention erases must not stay readable in the file
		options.Set("_txlock", "immediate")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + options.Encode()
}

// readers is the number of reading connections: one per core and one more,
// so that a slow query leaves the others a way.
func (c DatabaseConfig) readers() int {
	if c.Readers > 0 {
		return c.Readers
	}
	return runtime.GOMAXPROCS(0) + 1
}

func closeDB(db *gorm.DB) error {
	pool, err := db.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}
