package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"alliance/models"
)

// withStore opens the database, brought up to date, and closes it after do.
func (a *app) withStore(ctx context.Context, cfg Config, do func(*models.Store) error) error {
	return a.withStoreOf(ctx, cfg, a.modelsOptions(), do)
}

func (a *app) withStoreOf(ctx context.Context, cfg Config, opts models.Options, do func(*models.Store) error) error {
	if err := checkDatabaseFile(cfg.Database.DSN); err != nil {
		return err
	}
	opts.SiteName = cfg.Site.Name
	if _, err := models.Migrate(ctx, cfg.Config, opts); err != nil {
		return databaseError(cfg, err)
	}
	store, err := models.Open(ctx, cfg.Config, opts)
	if err != nil {
		return databaseError(cfg, err)
	}
	err = do(store)
	if errors.Is(err, errStillBusy) {
		return err // closing would wait for what does not end; what was answered is on disk
	}
	return errors.Join(err, store.Close())
}

// checkDatabaseFile asks the operating system first, which knows why a file cannot be
// used: SQLite only says that it cannot open it. A new file is the owner's alone.
func checkDatabaseFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator names it
	if err != nil {
		return fmt.Errorf("the database file %s cannot be used: %s", path, reason(err))
	}
	return file.Close()
}

// databaseError is one sentence about a database that cannot be used, in SQLite's own
// words ("database is locked", "file is not a database").
func databaseError(cfg Config, err error) error {
	if !errors.Is(err, models.ErrUnavailable) {
		return fmt.Errorf("the database %s cannot be brought up to date: %w", cfg.Database.DSN, err)
	}
	return fmt.Errorf("the database %s cannot be used: %w", cfg.Database.DSN, innermost(err))
}

// innermost follows a chain of errors to its last cause.
func innermost(err error) error {
	switch wrapper := err.(type) { //nolint:errorlint // it walks the chain itself
	case interface{ Unwrap() error }:
		if cause := wrapper.Unwrap(); cause != nil {
			return innermost(cause)
		}
	case interface{ Unwrap() []error }:
		if causes := wrapper.Unwrap(); len(causes) > 0 {
			return innermost(causes[len(causes)-1])
		}
	}
	return err
}
