//go:build cgo

package models

import (
	"errors"

	"github.com/mattn/go-sqlite3"
)

// SQLiteVersion is the version of the SQLite that is compiled in.
func SQLiteVersion() string {
	version, _, _ := sqlite3.Version()
	return version
}

// timestampFormats are those in which times are stored, the driver's own first.
func timestampFormats() []string { return sqlite3.SQLiteTimestampFormats }

// storageError marks errors that say something about the database rather than
// about the request: disk full, read-only, corrupted, locked.
func storageError(err error) error {
	var driver sqlite3.Error
	if errors.Is(err, ErrUnavailable) || !errors.As(err, &driver) {
		return err
	}
	switch driver.Code {
	case sqlite3.ErrFull, sqlite3.ErrIoErr, sqlite3.ErrReadonly, sqlite3.ErrBusy, sqlite3.ErrLocked,
		sqlite3.ErrCorrupt, sqlite3.ErrNotADB, sqlite3.ErrCantOpen:
		return errors.Join(ErrUnavailable, err)
	default:
		return err
	}
}
