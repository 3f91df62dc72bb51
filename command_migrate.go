package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"alliance/models"
)

func (a *app) migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database to the schema of this version",
		Long: `migrate creates the database where it is missing, applies the migrations that it
lacks, loads the register of territories and publishes the declarations. "serve"
does the same when it starts; run it by itself to see an upgrade succeed before
visitors do. It changes nothing in a database that is up to date.

Take a backup first: there is no way back to an older schema.`,
		Example: "  alliance migrate --config alliance.yaml",
		Args:    cobra.NoArgs,
		RunE:    a.with(a.migrate),
	}
}

func (a *app) migrate(cmd *cobra.Command, cfg Config, _ []string) error {
	if err := checkDatabaseFile(cfg.Database.DSN); err != nil {
		return err
	}
	applied, err := models.Migrate(cmd.Context(), cfg.Config, a.modelsOptions())
	for _, name := range applied {
		fmt.Fprintf(a.stdout, "Applied %s\n", name)
	}
	if err != nil {
		return databaseError(cfg, err)
	}
	if len(applied) == 0 {
		fmt.Fprintf(a.stdout, "%s was up to date.\n", cfg.Database.DSN)
		return nil
	}
	fmt.Fprintf(a.stdout, "%s is up to date now.\n", cfg.Database.DSN)
	return nil
}
