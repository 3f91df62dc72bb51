package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"alliance/models/typed"
)

// ImportState says how far an import is.
type ImportState string

// The states of an import, in the order in which it takes them.
const (
	ImportUploading ImportState = "uploading"
	ImportUploaded  ImportState = "uploaded" // waits for its columns to be named
	ImportChecking  ImportState = "checking"
	ImportChecked   ImportState = "checked" // waits for somebody to look at the report and start it
	ImportRunning   ImportState = "running"
	ImportDone      ImportState = "done"
	ImportUndoing   ImportState = "undoing"
	ImportUndone    ImportState = "undone"
)

// ImportDecision is what the check proposes for a row.
type ImportDecision string

// The decisions.
const (
	ImportCreate  ImportDecision = "create"  // a new signatory
	ImportFurther ImportDecision = "further" // adds to the signatory of the same body
	ImportLikely  ImportDecision = "likely"  // may be a signatory, or another row: Import.Likely says what to do
	ImportSkip    ImportDecision = "skip"    // another row is of the same body
	ImportRefuse  ImportDecision = "refuse"  // has a problem
)

// ImportOutcome is what a run made of a row.
type ImportOutcome string

// The outcomes.
const (
	ImportCreated ImportOutcome = "created"
	ImportAdded   ImportOutcome = "added" // to a signatory that was there
	ImportSkipped ImportOutcome = "skipped"
	ImportRefused ImportOutcome = "refused"
	ImportKept    ImportOutcome = "kept" // not undone: something else has joined the signatory
	ImportTaken   ImportOutcome = "undone"
)

// Import is one file of existing signatories on its way to the wall.
type Import struct {
	ID         string
	FileName   string
	Digest     string // SHA-256 of the file, hexadecimal
	Size       int64  // bytes
	State      ImportState
	Fault      string // code of why the last check ended early; empty otherwise
	Choice     ImportChoice
	Position   int // rows that the state has dealt with
	Total      int // rows there are; 0 where not counted
	Read       int // rows that the check read
	Decisions  map[ImportDecision]int
	Outcomes   map[ImportOutcome]int
	CreatedAt  time.Time
	CreatedBy  string // a moderator's name; empty: the operator
	FinishedAt *time.Time
	SameFileAs string // id of an earlier import of the same file that was run; may be empty
	HasFile    bool   // the file is still there to be read
}

// ImportChoice is what a person decides about an import.
type ImportChoice struct {
	Columns     ImportColumns
	Kind        Kind            // of rows that do not say
	Country     string          // of rows that do not say
	Declaration string          // version that rows without one have signed; empty: none
	Likely      ImportDecision  // what to do with likely duplicates: ImportSkip, ImportCreate or ImportFurther
	Origin      SignatoryOrigin // how they joined: OriginImport, the default, OriginPaper or OriginCollective
	Through     string          // the association, for OriginCollective
	Reference   string          // where signed sheets are kept; never public
}

// importJob is a row of the table imports.
type importJob struct {
	ID          string
	FileName    string
	Digest      string
	Size        int64
	State       ImportState
	Fault       string
	Columns     string
	Kind        Kind
	Country     string
	Declaration string
	Likely      ImportDecision
	Cursor      int
	Total       int
	RowsRead    int
	CreatedAt   time.Time
	CreatedBy   *string
	TouchedAt   time.Time
	FinishedAt  *time.Time
	Origin      SignatoryOrigin
	Through     string
	Reference   string
}

func (importJob) TableName() string { return "imports" }

func (j importJob) columns() ImportColumns {
	columns := ImportColumns{}
	_ = json.Unmarshal([]byte(j.Columns), &columns) // written by saveChoice; empty before
	return columns
}

// importBatch is how many rows share a transaction.
const importBatch = 500

// errImportMoved says that somebody else works on, or has finished, this import.
var errImportMoved = errors.New("the import has moved on")

// Imports lists the imports, the newest first.
func (s *Store) Imports(ctx context.Context) ([]Import, error) {
	var jobs []importJob
	const most = 100
	if err := s.read.WithContext(ctx).Order("id DESC").Limit(most).Find(&jobs).Error; err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	imports := make([]Import, 0, len(jobs))
	for _, job := range jobs {
		one, err := s.describeImport(ctx, job)
		if err != nil {
			return nil, err
		}
		imports = append(imports, one)
	}
	return imports, nil
}

// Import returns one import, or ErrNotFound.
func (s *Store) Import(ctx context.Context, id string) (Import, error) {
	job, err := findImport(s.read.WithContext(ctx), id)
	if err != nil {
		return Import{}, err
	}
	return s.describeImport(ctx, job)
}

func findImport(db *gorm.DB, id string) (importJob, error) {
	var job importJob
	err := db.Where("id = ?", id).Take(&job).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return importJob{}, fmt.Errorf("import %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return importJob{}, fmt.Errorf("read import %s: %w", id, err)
	}
	return job, nil
}

func (s *Store) describeImport(ctx context.Context, job importJob) (Import, error) {
	one := Import{
		ID: job.ID, FileName: job.FileName, Digest: job.Digest, Size: job.Size, State: job.State, Fault: job.Fault,
		Choice: ImportChoice{
			Columns: job.columns(), Kind: job.Kind, Country: job.Country, Declaration: job.Declaration, Likely: job.Likely,
			Origin: job.Origin, Through: job.Through, Reference: job.Reference,
		},
		Total: job.Total, Read: job.RowsRead, CreatedAt: job.CreatedAt, FinishedAt: job.FinishedAt,
		Decisions: map[ImportDecision]int{}, Outcomes: map[ImportOutcome]int{},
	}
	db := s.read.WithContext(ctx)
	var counts []struct {
		Decision ImportDecision
		Outcome  ImportOutcome
		Count    int
	}
	err := db.Raw(`SELECT decision, outcome, count(*) AS count FROM import_rows
		WHERE import_id = ? GROUP BY decision, outcome`, job.ID).Scan(&counts).Error
	if err != nil {
		return Import{}, fmt.Errorf("count the rows of import %s: %w", job.ID, err)
	}
	for _, count := range counts {
		one.Decisions[count.Decision] += count.Count
		one.Outcomes[count.Outcome] += count.Count
	}
	one.Position = one.position()
	var about struct {
		CreatedBy, SameFileAs string
		HasFile               bool
	}
	err = db.Raw(`SELECT COALESCE((SELECT name FROM moderators WHERE id = ?), '') AS created_by,
		COALESCE((SELECT id FROM imports WHERE digest = ? AND digest <> '' AND id <> ? AND created_at <= ? AND state IN (?, ?)
			ORDER BY id LIMIT 1), '') AS same_file_as,
		EXISTS (SELECT 1 FROM import_parts WHERE import_id = ?) AS has_file`,
		job.CreatedBy, job.Digest, job.ID, job.CreatedAt, ImportRunning, ImportDone, job.ID).Scan(&about).Error
	if err != nil {
		return Import{}, fmt.Errorf("describe import %s: %w", job.ID, err)
	}
	one.CreatedBy, one.SameFileAs, one.HasFile = about.CreatedBy, about.SameFileAs, about.HasFile
	return one, nil
}

// position counts the rows that are dealt with.
func (i Import) position() int {
	switch i.State {
	case ImportRunning, ImportDone:
		return i.Read - i.Outcomes[""]
	case ImportUndoing, ImportUndone:
		return i.Outcomes[ImportTaken] + i.Outcomes[ImportKept]
	default:
		return i.Read
	}
}

// Working reports whether rows are being dealt with in the background.
func (i Import) Working() bool {
	return i.State == ImportChecking || i.State == ImportRunning || i.State == ImportUndoing
}

// Whole reports whether every row that was read has one decision and, after a run, one outcome: none is lost.
func (i Import) Whole() bool {
	decided, ended := 0, 0
	for _, count := range i.Decisions {
		decided += count
	}
	for outcome, count := range i.Outcomes {
		if outcome != "" {
			ended += count
		}
	}
	return decided == i.Read && (i.State != ImportDone || ended == i.Read)
}

// CheckImport begins the dry run: every row of the file is read and judged, nothing is created. It takes the
// choice of columns; an earlier dry run is forgotten. It returns FieldErrors, an *ImportStateError or ErrNotFound.
func (s *Store) CheckImport(ctx context.Context, by Moderator, id string, choice ImportChoice) error {
	if choice.Likely == "" {
		choice.Likely = ImportSkip
	}
	if choice.Origin == "" {
		choice.Origin = OriginImport
	}
	if faults := s.checkImportChoice(choice); len(faults) > 0 {
		return faults
	}
	choice.Through, _ = typed.Line(choice.Through, maxReference)
	choice.Reference, _ = typed.Line(choice.Reference, maxReference)
	columns, err := json.Marshal(choice.Columns)
	if err != nil {
		return fmt.Errorf("note the columns: %w", err)
	}
	set := map[string]any{
		"columns": string(columns), "kind": choice.Kind, "country": choice.Country, "declaration": choice.Declaration,
		"likely": choice.Likely, "origin": choice.Origin, "through": choice.Through, "reference": choice.Reference,
		"fault": "", "cursor": 0, "rows_read": 0, "total": 0,
	}
	return s.moveImport(ctx, by, importMove{id, []ImportState{ImportUploaded, ImportChecked}, ImportChecking, set})
}

func (s *Store) checkImportChoice(choice ImportChoice) FieldErrors {
	faults := FieldErrors{}
	if _, mapped := choice.Columns[ColumnName]; !mapped {
		faults["name"] = "required"
	}
	_, hasKind := choice.Columns[ColumnKind]
	switch {
	case choice.Kind == "" && !hasKind:
		faults["kind"] = "required"
	case choice.Kind == KindIndividual || choice.Kind != "" && !choice.Kind.Valid():
		faults["kind"] = "unknown"
	}
	_, hasCountry := choice.Columns[ColumnCountry]
	switch {
	case choice.Country == "" && !hasCountry:
		faults["country"] = "required"
	case choice.Country != "" && !slices.Contains(s.countries, choice.Country):
		faults["country"] = "unknown"
	}
	if _, known := s.declarations.texts[choice.Declaration]; choice.Declaration != "" && !known {
		faults["declaration"] = "unknown"
	}
	if !slices.Contains([]ImportDecision{ImportSkip, ImportCreate, ImportFurther}, choice.Likely) {
		faults["likely"] = "unknown"
	}
	choice.checkOrigin(faults)
	return faults
}

// checkOrigin finds what is wrong with how the bodies of a list joined.
func (c ImportChoice) checkOrigin(faults FieldErrors) {
	if !slices.Contains([]SignatoryOrigin{OriginImport, OriginPaper, OriginCollective}, c.Origin) {
		faults["origin"] = "required"
	}
	switch _, code := typed.Line(c.Through, maxReference); {
	case c.Origin == OriginCollective && code != "":
		faults["through"] = code
	case c.Origin != OriginCollective && c.Through != "":
		faults["through"] = "not_collective"
	}
	if _, code := typed.Line(c.Reference, maxReference); c.Reference != "" && code != "" {
		faults["reference"] = code
	}
}

// RunImport begins to create what the dry run proposed, in the background. likely says what becomes of likely
// duplicates. It returns an *ImportStateError where somebody was faster, FieldErrors or ErrNotFound.
func (s *Store) RunImport(ctx context.Context, by Moderator, id string, likely ImportDecision) error {
	if !slices.Contains([]ImportDecision{ImportSkip, ImportCreate, ImportFurther}, likely) {
		return FieldErrors{"likely": "unknown"}
	}
	set := map[string]any{"likely": likely, "cursor": 0}
	return s.moveImport(ctx, by, importMove{id, []ImportState{ImportChecked}, ImportRunning, set})
}

// UndoImport begins to remove what a run created and to take back what it added, as long as nothing else has
// joined it since. It returns an *ImportStateError or ErrNotFound.
func (s *Store) UndoImport(ctx context.Context, by Moderator, id string) error {
	set := map[string]any{"cursor": 0, "finished_at": nil}
	return s.moveImport(ctx, by, importMove{id, []ImportState{ImportDone}, ImportUndoing, set})
}

// DropImport forgets an import that was never run, with its file. It returns an *ImportStateError or ErrNotFound.
func (s *Store) DropImport(ctx context.Context, by Moderator, id string) error {
	return s.write(ctx, "drop import", func(t *transaction) error {
		job, err := findImport(t.db, id)
		if err != nil {
			return err
		}
		if !slices.Contains(unrunImports(), job.State) {
			return &ImportStateError{State: job.State}
		}
		if err := t.db.Where("id = ?", id).Delete(&importJob{}).Error; err != nil {
			return fmt.Errorf("delete import %s: %w", id, err)
		}
		return t.audit(byModerator(by), "import.drop", "", "import "+id)
	})
}

// unrunImports are the states in which nothing has come of an import yet.
func unrunImports() []ImportState {
	return []ImportState{ImportUploading, ImportUploaded, ImportChecking, ImportChecked}
}

// ImportStateError says that an import is not in the state that was asked for: somebody was faster.
type ImportStateError struct{ State ImportState }

func (e *ImportStateError) Error() string { return "the import is " + string(e.State) }

// importMove takes an import from one state to another.
type importMove struct {
	id   string
	from []ImportState
	to   ImportState
	set  map[string]any
}

func (s *Store) moveImport(ctx context.Context, by Moderator, m importMove) error {
	err := s.write(ctx, "move import to "+string(m.to), func(t *transaction) error {
		m.set["state"], m.set["touched_at"] = m.to, t.now
		moved := t.db.Model(&importJob{}).Where("id = ? AND state IN ?", m.id, m.from).Updates(m.set)
		if moved.Error != nil {
			return fmt.Errorf("import %s: %w", m.id, moved.Error)
		}
		if moved.RowsAffected == 0 {
			job, err := findImport(t.db, m.id)
			if err != nil {
				return err
			}
			return &ImportStateError{State: job.State}
		}
		if m.to == ImportChecking {
			return nil // nothing has happened yet that anybody must answer for
		}
		return t.audit(byModerator(by), "import."+string(m.to), "", "import "+m.id)
	})
	if err == nil {
		s.wakeImporter()
	}
	return err
}

// ImportRow is what the check, and later the run, made of one row of the file.
type ImportRow struct {
	Line       int // the row as Excel counts
	Decision   ImportDecision
	Outcome    ImportOutcome
	Problem    string   // code such as "country.unknown"; empty where there is none
	Value      string   // what the file says there
	Notes      []string // codes of what was changed or left out
	Name       string
	Kind       Kind
	Country    string
	Territory  string // name of the matched territory
	Website    string
	SignedAt   *time.Time
	OtherLine  int    // the row that is, or may be, the same body; 0: none
	Slug       string // of the signatory that is, may be, or has become this body
	Signatory  string // its name
	Similarity int    // of the names, in percent
	Reasons    []string
}

// ImportRowFilter selects rows of an import.
type ImportRowFilter struct {
	Decision ImportDecision
	Outcome  ImportOutcome
	Noted    bool // only rows with a problem, a likely duplicate or a note
	After    int  // rows behind this line
	Limit    int  // at most 1000; 0 means 100
}

// ImportRows returns rows of an import by line. Name and value of old imports are erased.
func (s *Store) ImportRows(ctx context.Context, id string, f ImportRowFilter) ([]ImportRow, error) {
	const usual, most = 100, 1000
	if f.Limit <= 0 {
		f.Limit = usual
	}
	query := s.read.WithContext(ctx).Table("import_rows AS r").
		Joins("LEFT JOIN signatories ON signatories.id = r.signatory_id").
		Joins("LEFT JOIN territories ON territories.id = r.territory_id").
		Where("r.import_id = ? AND r.line > ?", id, f.After)
	if f.Decision != "" {
		query = query.Where("r.decision = ?", f.Decision)
	}
	if f.Outcome != "" {
		query = query.Where("r.outcome = ?", f.Outcome)
	}
	if f.Noted {
		query = query.Where("(r.decision <> ? OR r.notes <> '')", ImportCreate)
	}
	var rows []struct {
		Row       importRow `gorm:"embedded"`
		Slug      string
		Signatory string
		Territory string
	}
	err := query.Select(`r.*, COALESCE(signatories.slug, '') AS slug, COALESCE(signatories.name, '') AS signatory,
		COALESCE(territories.name, '') AS territory`).Order("r.line").Limit(min(f.Limit, most)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the rows of import %s: %w", id, err)
	}
	found := make([]ImportRow, 0, len(rows))
	for _, row := range rows {
		one := row.Row.describe()
		one.Slug, one.Signatory, one.Territory = row.Slug, row.Signatory, row.Territory
		found = append(found, one)
	}
	return found, nil
}
