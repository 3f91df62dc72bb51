package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"alliance/models"
)

func (a *app) territoriesCommand() *cobra.Command {
	group := &cobra.Command{
		Use:   "territories",
		Short: "Import statistical regions (NUTS), which the map then draws",
		Long: `territories looks after what the register of territories may have beside the data that
comes with the program: the statistical regions of NUTS with their outlines. The map
fills them, and the wall can be filtered by them. Changes take effect at once, also
while the service runs.`,
		Example: `  alliance territories import nuts2024.csv nuts2024_svg_l0-2.json
  alliance territories remove`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return fmt.Errorf("%w: say what to do: import or remove", errUsage)
		},
	}
	group.AddCommand(a.territoriesImportCommand(), a.territoriesRemoveCommand())
	return group
}

func (a *app) territoriesImportCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "import NAMES OUTLINES",
		Short: "Read statistical regions from two files, in place of those there are",
		Long: `import reads the names of statistical regions (CSV with the columns code, level,
country, name_clean, lat and lon) and their outlines (JSON: {"crs": "EPSG:3035",
"viewBox": "0 0 1000 850", "x0": …, "y1": …, "scale": …, "attribution": …,
"nuts0": {CODE: PATH}, "nuts2": {CODE: PATH}, "insets": {CODE: {"w", "h", "d"}}}),
and finds which places of the register lie in which region. Files with a fault change
nothing.

Outlines of Eurostat's GISCO are free for non-commercial use and want their notice
beside them: the map shows the attribution of the file. See docs/operations.md.`,
		Example: "  alliance territories import nuts2024.csv nuts2024_svg_l0-2.json",
		Args:    cobra.ExactArgs(2),
		RunE: a.with(func(cmd *cobra.Command, cfg Config, args []string) error {
			names, err := openGiven(args[0])
			if err != nil {
				return err
			}
			defer names.Close()
			outlines, err := openGiven(args[1])
			if err != nil {
				return err
			}
			defer outlines.Close()
			return a.withStore(cmd.Context(), cfg, func(store *models.Store) error {
				located, err := store.ImportStatisticalRegions(cmd.Context(), names, outlines)
				if errors.Is(err, models.ErrStatisticalFile) {
					return fmt.Errorf("nothing was changed: %w", err)
				}
				if err != nil {
					return err
				}
				fmt.Fprintf(a.stdout, "Imported %d regions, %d of them overseas.\n", located.Regions, located.Overseas)
				fmt.Fprintf(a.stdout, "%d places of the register lie in one, %d in none.\n", located.Places, located.Unplaced)
				if located.Added > 0 {
					fmt.Fprintf(a.stdout, "Regions overseas that the register lacked and that can sign now: %d.\n", located.Added)
				}
				return nil
			})
		}),
	}
}

// openGiven opens a file that the operator names.
func openGiven(path string) (*os.File, error) {
	file, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return nil, fmt.Errorf("the file %s cannot be read: %s", path, reason(err))
	}
	return file, nil
}

func (a *app) territoriesRemoveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "remove",
		Short: "Forget the statistical regions; the map shows countries alone again",
		Args:  cobra.NoArgs,
		RunE: a.with(func(cmd *cobra.Command, cfg Config, _ []string) error {
			return a.withStore(cmd.Context(), cfg, func(store *models.Store) error {
				if err := store.RemoveStatisticalRegions(cmd.Context()); err != nil {
					return err
				}
				fmt.Fprintln(a.stdout, "The statistical regions are removed.")
				return nil
			})
		}),
	}
}
