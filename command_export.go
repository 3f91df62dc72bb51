package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"alliance/models"
	"alliance/models/sheet"
)

func (a *app) exportCommand() *cobra.Command {
	group := &cobra.Command{
		Use:   "export",
		Short: "Write signatories, pledges or the audit trail as CSV or XLSX",
		Long: `export writes a table for a spreadsheet, to standard output or to the file of --out.
Nothing in it is taken for a formula: in CSV a cell that begins like one gets an
apostrophe in front, which "alliance import" takes away again. Each export is one row of
the audit trail. "pledges" holds personal data: keep the file accordingly.`,
		Example: `  alliance export signatories --format xlsx --out signatories.xlsx
  alliance export pledges > pledges.csv`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return fmt.Errorf("%w: say what to export: signatories, pledges or audit", errUsage)
		},
	}
	group.AddCommand(
		a.exportOne("signatories", "Write the public signatories, one per row", func(cmd *cobra.Command, store *models.Store,
			e models.Export,
		) error {
			return store.ExportSignatories(cmd.Context(), e)
		}),
		a.exportOne("pledges", "Write the pledges of every state, with personal data", func(cmd *cobra.Command,
			store *models.Store, e models.Export,
		) error {
			return store.ExportPledges(cmd.Context(), e, models.QueueFilter{})
		}),
		a.exportOne("audit", "Write the audit trail, newest first", func(cmd *cobra.Command, store *models.Store,
			e models.Export,
		) error {
			return store.ExportAudit(cmd.Context(), e, models.AuditFilter{})
		}),
	)
	return group
}

// exporter writes one table.
type exporter func(*cobra.Command, *models.Store, models.Export) error

func (a *app) exportOne(what, short string, export exporter) *cobra.Command {
	var format, out string
	cmd := &cobra.Command{Use: what, Short: short, Args: cobra.NoArgs}
	cmd.Flags().StringVar(&format, "format", string(sheet.CSV), "the `FORMAT`: csv or xlsx")
	cmd.Flags().StringVar(&out, "out", "", "write to `FILE`, which must not be there yet; otherwise to standard output")
	cmd.RunE = a.with(func(cmd *cobra.Command, cfg Config, _ []string) error {
		if !sheet.Format(format).Valid() {
			return fmt.Errorf("%w: --format must be csv or xlsx", errUsage)
		}
		return a.withStore(cmd.Context(), cfg, func(store *models.Store) error {
			return a.toFile(out, func(to io.Writer) error {
				table, err := sheet.NewWriter(sheet.Format(format), to)
				if err != nil {
					return err
				}
				err = export(cmd, store, models.Export{Format: sheet.Format(format), To: table})
				return errors.Join(err, table.Close())
			})
		})
	})
	return cmd
}

// toFile gives write a new file that only its owner reads, or standard output. What is not whole is removed.
func (a *app) toFile(path string, write func(io.Writer) error) error {
	if path == "" {
		return write(a.stdout)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the operator names it
	if err != nil {
		return fmt.Errorf("cannot write %s: %s", path, reason(err))
	}
	if err := errors.Join(write(file), file.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
