package models

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"

	"alliance/models/territory"
)

//go:embed migrations/sqlite/*.sql
var migrations embed.FS

// Migrate brings the database to the schema of this version, creating it where it
// is missing, and loads the territory register and the declarations. It returns the
// names of the migrations that it applied.
func Migrate(ctx context.Context, cfg Config, opts Options) (applied []string, err error) {
	db, err := openSQLite(cfg.Database, sqliteWriter, opts)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeDB(db)) }()
	applied, err = migrateSchema(ctx, db)
	if err != nil {
		return applied, fmt.Errorf("migrate %s: %w", cfg.Database.DSN, storageError(err))
	}
	err = db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := territory.Load(ctx, tx); err != nil {
			return err
		}
		if err := fillClientKeys(tx); err != nil {
			return err
		}
		return publishDeclarations(tx, cfg.Pledge.DeclarationDir, opts.Now().UTC())
	})
	if err != nil {
		return applied, fmt.Errorf("load reference data: %w", storageError(err))
	}
	return applied, nil
}

// migrationsOf prepares the migrations for a database.
func migrationsOf(db *gorm.DB) (*goose.Provider, error) {
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	folder, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, pool, folder)
}

func migrateSchema(ctx context.Context, db *gorm.DB) ([]string, error) {
	provider, err := migrationsOf(db)
	if err != nil {
		return nil, err
	}
	results, err := provider.Up(ctx)
	applied := make([]string, 0, len(results))
	for _, result := range results {
		applied = append(applied, result.Source.Path)
	}
	return applied, err
}
