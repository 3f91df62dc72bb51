package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"alliance/models"
)

func (a *app) auditCommand() *cobra.Command {
	audit := &cobra.Command{
		Use:   "audit",
		Short: "Check the audit trail",
		Long: `Every decision, change of an account and sign-in is one row of the audit trail, and
each row carries a hash of itself and of the row before it.`,
		Args: cobra.NoArgs,
	}
	audit.AddCommand(&cobra.Command{
		Use:   "verify",
		Short: "Find a row that was changed, removed or put elsewhere",
		Long: `verify reads the whole audit trail. Where it is whole, it says how many rows it has and
the hash of the last: note both outside this machine, and compare next time, to see
that not the whole database was replaced. Otherwise it names the first row that is not
what was written, and ends with exit code 1. It changes nothing and may run while the
site is served.`,
		Example: "  alliance audit verify --config alliance.yaml",
		Args:    cobra.NoArgs,
		RunE:    a.with(a.verifyAudit),
	})
	return audit
}

func (a *app) verifyAudit(cmd *cobra.Command, cfg Config, _ []string) error {
	if _, err := os.Stat(cfg.Database.DSN); err != nil {
		return fmt.Errorf("the database file %s cannot be used: %s", cfg.Database.DSN, reason(err))
	}
	return a.withStore(cmd.Context(), cfg, func(store *models.Store) error {
		trail, err := store.VerifyAudit(cmd.Context())
		if err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "The audit trail is whole: %d rows, the last with hash %s\n", trail.Rows, trail.Head)
		return nil
	})
}
