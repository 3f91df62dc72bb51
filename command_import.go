package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"alliance/locale"
	"alliance/models"
)

// importOptions are the flags of the command import.
type importOptions struct {
	columns                            []string
	kind, country, declaration, likely string
	origin, through, reference         string
	dryRun, yes                        bool
}

func (a *app) importCommand() *cobra.Command {
	var options importOptions
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Bring existing signatories onto the wall from a CSV or XLSX file",
		Long: `import reads a list of bodies that have signed already: CSV (comma, semicolon or tab;
UTF-8, UTF-16 or Windows-1252) or XLSX, with the headings in the first row. The columns
are found by their headings; --map corrects that. Every row is checked and shown with
its number in Excel, what would become of it, and why. Nothing is created before
--yes is given or the import is resumed. No mail is sent.

What "-" or "n/a" stands for is nothing. Columns that can be read:
name, country, kind, since, website, associations, declaration, territory,
population, lat, lon.

An import that was interrupted goes on where it stopped, with "alliance import resume"
or when the service runs. docs/import.md explains all of it.`,
		Example: `  alliance import members.csv --kind city --dry-run
  alliance import members.xlsx --map "Name der Gemeinde=name" --country AT --kind city --yes
  alliance import regions.csv --kind region --country IT --origin collective --through "Conference of Regions"
  alliance import list
  alliance import undo 01JD6Y3T6ZK5X1V8Q0N4R7S2WM`,
		Args: cobra.ExactArgs(1),
		RunE: a.with(func(cmd *cobra.Command, cfg Config, args []string) error {
			return a.withImports(cmd.Context(), cfg, func(i *importing) error { return i.file(args[0], options) })
		}),
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&options.columns, "map", nil,
		"read a column as a field, `COLUMN=FIELD`: by heading, letter or number; \"=FIELD\" reads none")
	flags.StringVar(&options.kind, "kind", "",
		"the `KIND` of rows that do not say: region, city, association, organisation")
	flags.StringVar(&options.country, "country", "", "the `COUNTRY` of rows that do not say, such as LV")
	flags.StringVar(&options.declaration, "declaration", "", "the `VERSION` that rows without one have signed")
	flags.StringVar(&options.likely, "likely", "skip", "what becomes of likely duplicates: `skip`, further or create")
	flags.StringVar(&options.origin, "origin", "import",
		"how they joined: `import` (an earlier list), paper (signed by hand) or collective (an association for its members)")
	flags.StringVar(&options.through, "through", "", "the `ASSOCIATION` that adhered for them, with --origin collective")
	flags.StringVar(&options.reference, "reference", "", "`WHERE` the signed sheets are kept; never public")
	flags.BoolVar(&options.dryRun, "dry-run", false, "only show what would happen, and keep nothing")
	flags.BoolVar(&options.yes, "yes", false, "import at once, without a look at the report first")
	cmd.AddCommand(a.importListCommand(), a.importResumeCommand(), a.importUndoCommand(), a.importDropCommand())
	return cmd
}

func (a *app) importListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the imports with their state and counts",
		Args:  cobra.NoArgs,
		RunE: a.with(func(cmd *cobra.Command, cfg Config, _ []string) error {
			return a.withImports(cmd.Context(), cfg, (*importing).list)
		}),
	}
}

func (a *app) importResumeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "resume ID",
		Short: "Start an import that was checked, or go on with an interrupted one",
		Args:  cobra.ExactArgs(1),
		RunE: a.with(func(cmd *cobra.Command, cfg Config, args []string) error {
			return a.withImports(cmd.Context(), cfg, func(i *importing) error { return i.resume(args[0]) })
		}),
	}
}

func (a *app) importUndoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "undo ID",
		Short: "Remove what an import created and take back what it added",
		Long: `undo removes every signatory that the import created and takes back what it added to
others. A signatory that a pledge or another import has joined since is kept, and listed.`,
		Args: cobra.ExactArgs(1),
		RunE: a.with(func(cmd *cobra.Command, cfg Config, args []string) error {
			return a.withImports(cmd.Context(), cfg, func(i *importing) error { return i.undo(args[0]) })
		}),
	}
}

func (a *app) importDropCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "drop ID",
		Short: "Forget an import that was not started, with its file",
		Args:  cobra.ExactArgs(1),
		RunE: a.with(func(cmd *cobra.Command, cfg Config, args []string) error {
			return a.withImports(cmd.Context(), cfg, func(i *importing) error {
				return importError(i.store.DropImport(i.ctx, models.Moderator{}, args[0]))
			})
		}),
	}
}

// importing is one run of the command: the operator is the moderator without an id.
type importing struct {
	*app
	ctx   context.Context //nolint:containedctx // lives as long as one command
	store *models.Store
	text  *locale.Printer
}

func (a *app) withImports(ctx context.Context, cfg Config, do func(*importing) error) error {
	catalog, err := locale.Load()
	if err != nil {
		return fmt.Errorf("load the translations: %w", err)
	}
	return a.withStore(ctx, cfg, func(store *models.Store) error {
		return do(&importing{app: a, ctx: ctx, store: store, text: catalog.Printer("en")})
	})
}

// file takes a file through upload, check and, if so asked, the run.
func (i *importing) file(path string, options importOptions) error {
	file, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return fmt.Errorf("cannot read %s: %s", path, reason(err))
	}
	defer file.Close()
	one, err := i.store.UploadImport(i.ctx, models.Moderator{}, path, file)
	if err != nil {
		return i.fileError(err)
	}
	ready, err := i.check(one, options)
	if err != nil || options.dryRun {
		return errors.Join(err, i.store.DropImport(context.WithoutCancel(i.ctx), models.Moderator{}, one.ID))
	}
	if !options.yes {
		fmt.Fprintf(i.stdout, "\nNothing has been imported yet. To start: alliance import resume %s\n"+
			"To forget it: alliance import drop %s\n", one.ID, one.ID)
		return nil
	}
	return i.start(ready)
}

// check shows how the file is read and what would become of every row.
func (i *importing) check(one models.Import, options importOptions) (models.Import, error) {
	preview, err := i.store.PreviewImport(i.ctx, one.ID)
	if err != nil {
		return one, err
	}
	columns := preview.Guessed
	if err := mapColumns(columns, preview.Header, options.columns); err != nil {
		return one, err
	}
	i.printColumns(preview, columns)
	err = i.store.CheckImport(i.ctx, models.Moderator{}, one.ID, models.ImportChoice{
		Columns: columns, Kind: models.Kind(options.kind), Country: strings.ToUpper(options.country),
		Declaration: options.declaration, Likely: models.ImportDecision(options.likely),
		Origin: models.SignatoryOrigin(options.origin), Through: options.through, Reference: options.reference,
	})
	if err != nil {
		return one, importError(err)
	}
	checked, err := i.work(one.ID)
	if err != nil {
		return checked, err
	}
	if checked.Fault != "" {
		return checked, errors.New(i.text.T("console.import.fault." + checked.Fault))
	}
	if err := i.printReport(checked); err != nil {
		return checked, err
	}
	return checked, i.printSummary(checked)
}

func (i *importing) start(one models.Import) error {
	if err := i.store.RunImport(i.ctx, models.Moderator{}, one.ID, one.Choice.Likely); err != nil {
		return importError(err)
	}
	done, err := i.work(one.ID)
	if err != nil {
		return err
	}
	fmt.Fprintf(i.stdout, "\nImported. To take it back: alliance import undo %s\n", one.ID)
	return i.printSummary(done)
}

func (i *importing) resume(id string) error {
	one, err := i.store.Import(i.ctx, id)
	switch {
	case err != nil:
		return importError(err)
	case one.State == models.ImportChecked:
		return i.start(one)
	case !one.Working():
		return fmt.Errorf("there is nothing to resume: the import is %s", one.State)
	}
	if one, err = i.work(id); err != nil {
		return err
	}
	if one.State == models.ImportChecked {
		if err := i.printReport(one); err != nil {
			return err
		}
		fmt.Fprintf(i.stdout, "\nTo start: alliance import resume %s\n", id)
	}
	return i.printSummary(one)
}

func (i *importing) undo(id string) error {
	if err := i.store.UndoImport(i.ctx, models.Moderator{}, id); err != nil {
		return importError(err)
	}
	one, err := i.work(id)
	if err != nil {
		return err
	}
	return errors.Join(i.printRows(one, models.ImportRowFilter{Outcome: models.ImportKept}), i.printSummary(one))
}

func (i *importing) list() error {
	imports, err := i.store.Imports(i.ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(i.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tFILE\tUPLOADED (UTC)\tSTATE\tROWS\tCREATED\tADDED")
	for _, one := range imports {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%d\t%d\n", one.ID, one.FileName, minute(&one.CreatedAt), one.State,
			one.Read, one.Outcomes[models.ImportCreated], one.Outcomes[models.ImportAdded])
	}
	return table.Flush()
}

// mapColumns changes the guessed columns as the flags --map say.
func mapColumns(columns models.ImportColumns, header, flags []string) error {
	for _, flag := range flags {
		at := strings.LastIndexByte(flag, '=')
		if at < 0 {
			return fmt.Errorf("%w: --map %q must be COLUMN=FIELD", errUsage, flag)
		}
		heading, field := strings.TrimSpace(flag[:at]), models.ImportColumn(strings.TrimSpace(flag[at+1:]))
		if !field.Valid() {
			return fmt.Errorf("%w: there is no field %q; there are %v", errUsage, field, models.ImportColumnNames())
		}
		if heading == "" {
			delete(columns, field)
			continue
		}
		number := columnNumber(header, heading)
		if number < 0 {
			return fmt.Errorf("%w: the file has no column %q; it has %q", errUsage, heading, header)
		}
		for other, taken := range columns {
			if taken == number {
				delete(columns, other)
			}
		}
		columns[field] = number
	}
	return nil
}

// columnNumber finds a column by its heading, else by its letter (A) or number (1).
func columnNumber(header []string, name string) int {
	same := func(heading string) bool { return strings.EqualFold(strings.TrimSpace(heading), name) }
	if at := slices.IndexFunc(header, same); at >= 0 {
		return at
	}
	if number, err := strconv.Atoi(name); err == nil && number >= 1 && number <= len(header) {
		return number - 1
	}
	if len(name) == 1 && strings.ToUpper(name) >= "A" && int(strings.ToUpper(name)[0]-'A') < len(header) {
		return int(strings.ToUpper(name)[0] - 'A')
	}
	return -1
}

// fileError turns what a file suffers from into a sentence.
func (i *importing) fileError(err error) error {
	if code := models.ImportFault(err); code != "" {
		return fmt.Errorf("%s (%w)", i.text.T("console.import.fault."+code), err)
	}
	return err
}

// importError turns what the store answers into a sentence for the operator.
func importError(err error) error {
	var faults models.FieldErrors
	var state *models.ImportStateError
	switch {
	case errors.Is(err, models.ErrNotFound):
		return errors.New("there is no such import; \"alliance import list\" shows all")
	case errors.As(err, &state):
		return fmt.Errorf("this cannot be done now: the import is %s", state.State)
	case !errors.As(err, &faults):
		return err
	}
	for _, fault := range []struct{ field, text string }{
		{"name", `no column with the name was found; name it with --map "COLUMN=name"`},
		{"kind", "no column says what kind of bodies these are; " +
			"--kind must be region, city, association or organisation"},
		{"country", "no column says the country; --country must be a code such as LV"},
		{"declaration", "--declaration must be a version of the declaration"},
		{"origin", "--origin must be import, paper or collective"},
		{"through", "--through names the association, in at most 200 characters, with --origin collective and only then"},
		{"reference", "--reference takes at most 200 characters, without web or e-mail addresses"},
	} {
		if faults[fault.field] != "" {
			return fmt.Errorf("%w: %s", errUsage, fault.text)
		}
	}
	return fmt.Errorf("%w: --likely must be skip, further or create", errUsage)
}
