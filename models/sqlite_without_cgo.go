//go:build !cgo

package models

// Without cgo the SQLite driver is a stub whose every call fails. This file lets such
// a program be built, so that it can say what it lacks.

// SQLiteVersion says that there is no SQLite compiled in.
func SQLiteVersion() string { return "missing: this program was built without cgo" }

func timestampFormats() []string { return nil }

func storageError(err error) error { return err }
