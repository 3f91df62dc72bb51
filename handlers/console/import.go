package console

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/models/sheet"
	"alliance/web"
)

// ImportsPath is the address to which lists of signatories are uploaded: the one that takes large bodies.
const ImportsPath = home + "/imports"

// exchangeRoutes are the part of the route table for what comes and goes as files.
func (s *console) exchangeRoutes() []route {
	return []route{
		{get, "/record", administrator, s.showRecord},
		{post, "/record", administrator, s.record},
		{get, "/imports", administrator, s.showImports},
		{post, "/imports", administrator, s.uploadImport},
		{get, "/imports/:id", administrator, s.showImport},
		{get, "/imports/:id/progress", administrator, s.importProgress},
		{get, "/imports/:id/report", administrator, s.importReport},
		{post, "/imports/:id/check", administrator, s.checkImport},
		{post, "/imports/:id/run", administrator, s.runImport},
		{post, "/imports/:id/undo", administrator, s.undoImport},
		{post, "/imports/:id/drop", administrator, s.dropImport},
		{post, "/export/signatories", viewer, s.exportSignatories},
		{post, "/export/pledges", moderator, s.exportPledges},
		{post, "/export/audit", administrator, s.exportAudit},
	}
}

// GET /moderation/imports
func (s *console) showImports(c *gin.Context, by models.Moderator) error {
	return s.importsPage(c, by, http.StatusOK, "")
}

func (s *console) importsPage(c *gin.Context, by models.Moderator, status int, fault string) error {
	imports, err := s.Store.Imports(c.Request.Context())
	if err != nil {
		return err
	}
	page := web.ImportsPage{
		ConsoleLayout: s.layout(c, by, "console.import.title"), Fault: fault, MostMegabytes: int(s.MaxUpload >> 20),
	}
	page.Section = "imports"
	for _, one := range imports {
		page.Imports = append(page.Imports, importSummary(one))
	}
	return s.Responder.Page(c, status, page)
}

func importSummary(one models.Import) web.ImportSummary {
	return web.ImportSummary{
		ID: one.ID, FileName: one.FileName, By: one.CreatedBy, State: string(one.State), At: one.CreatedAt, Rows: one.Read,
	}
}

// POST /moderation/imports
func (s *console) uploadImport(c *gin.Context, by models.Moderator) error {
	// A large file takes longer than a page; who sends it is an administrator.
	control := http.NewResponseController(c.Writer)
	_, _ = control.SetReadDeadline(time.Time{}), control.SetWriteDeadline(time.Time{})
	name, file, err := uploadedFile(c.Request)
	if err != nil {
		return s.importsPage(c, by, http.StatusUnprocessableEntity, "missing")
	}
	one, err := s.Store.UploadImport(c.Request.Context(), by, name, file)
	if code := uploadFault(err); code != "" {
		return s.importsPage(c, by, http.StatusUnprocessableEntity, code)
	}
	if err != nil {
		return err
	}
	return s.Responder.SeeOther(c, importURL(one.ID))
}

// uploadedFile finds the file in a form of multipart/form-data; it is read as it arrives.
func uploadedFile(req *http.Request) (string, io.Reader, error) {
	parts, err := req.MultipartReader()
	if err != nil {
		return "", nil, fmt.Errorf("read the form: %w", err)
	}
	for {
		part, err := parts.NextPart()
		if err != nil {
			return "", nil, fmt.Errorf("read the form: %w", err)
		}
		if part.FormName() == "file" && part.FileName() != "" {
			name := part.FileName()
			return name, part, nil
		}
	}
}

// uploadFault is the code for a file that cannot be taken; empty for other errors.
func uploadFault(err error) string {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return "too_large"
	}
	return models.ImportFault(err)
}

func importURL(id string) string { return ImportsPath + "/" + url.PathEscape(id) }

// GET /moderation/imports/{id}
func (s *console) showImport(c *gin.Context, by models.Moderator) error {
	return s.importPage(c, by, http.StatusOK, web.ImportPage{})
}

// importPage fills page with what the state of the import asks for.
func (s *console) importPage(c *gin.Context, by models.Moderator, status int, page web.ImportPage) error {
	one, err := s.Store.Import(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	page.ConsoleLayout = s.layout(c, by, "console.import.title")
	page.Section = "imports"
	page.Import = importSummary(one)
	page.SameFileAs, page.Working = one.SameFileAs, one.Working()
	page.Mappable = one.State == models.ImportUploaded || one.State == models.ImportChecked
	page.Position, page.Total = one.Position, one.Read
	if one.Fault != "" && page.Fault == "" {
		page.Fault = one.Fault
	}
	page.Counts = importCounts(one)
	page.ToRun = one.Read - one.Decisions[models.ImportRefuse] - one.Decisions[models.ImportSkip]
	page.Likely = string(one.Choice.Likely)
	page.Joining = joining(one.Choice)
	if page.Mappable && one.HasFile {
		if err := s.importForm(c, one, &page); err != nil {
			return err
		}
	}
	if !page.Working && one.State != models.ImportUploaded {
		if err := s.importRemarks(c, one, &page); err != nil {
			return err
		}
	}
	return s.Responder.Page(c, status, page)
}

// importCounts are the decisions before a run and the outcomes from then on.
func importCounts(one models.Import) []web.ImportCount {
	var counts []web.ImportCount
	if one.State == models.ImportChecked {
		for _, decision := range []models.ImportDecision{
			models.ImportCreate, models.ImportFurther, models.ImportLikely, models.ImportSkip, models.ImportRefuse,
		} {
			key := "console.import.decision." + string(decision)
			counts = append(counts, web.ImportCount{Key: key, Count: one.Decisions[decision]})
		}
	}
	if one.State == models.ImportDone || one.State == models.ImportUndone {
		for _, outcome := range []models.ImportOutcome{
			models.ImportCreated, models.ImportAdded, models.ImportSkipped, models.ImportRefused, models.ImportTaken,
			models.ImportKept,
		} {
			if one.Outcomes[outcome] > 0 {
				key := "console.import.outcome." + string(outcome)
				counts = append(counts, web.ImportCount{Key: key, Count: one.Outcomes[outcome]})
			}
		}
	}
	return counts
}

// importForm offers the columns, those chosen before or else those that the headings say, and the first rows.
func (s *console) importForm(c *gin.Context, one models.Import, page *web.ImportPage) error {
	preview, err := s.Store.PreviewImport(c.Request.Context(), one.ID)
	if err != nil {
		return err
	}
	chosen := one.Choice
	if page.Fault != "" && c.Request.Method == http.MethodPost {
		chosen = importChoice(c, len(preview.Header))
	} else if len(chosen.Columns) == 0 {
		chosen.Columns = preview.Guessed
	}
	page.Format, page.Header, page.Preview = preview.Format, preview.Header, preview.Rows
	for _, column := range models.ImportColumnNames() {
		at, mapped := chosen.Columns[column]
		if !mapped {
			at = -1
		}
		page.Columns = append(page.Columns, web.ImportColumn{Name: string(column), At: at})
	}
	page.Kind, page.Country, page.Declaration = string(chosen.Kind), chosen.Country, chosen.Declaration
	page.Joining, page.Origins = joining(chosen), []string{"import", "paper", "collective"}
	page.Kinds, page.Declarations = kindsOfBodies(), s.Store.DeclarationVersions()
	return nil
}

// kindsOfBodies are the kinds that can join without the form: persons consent to their name's publication there.
func kindsOfBodies() []string {
	var kinds []string
	for _, kind := range models.Kinds() {
		if kind != models.KindIndividual {
			kinds = append(kinds, string(kind))
		}
	}
	return kinds
}

func joining(choice models.ImportChoice) web.Joining {
	return web.Joining{Origin: string(choice.Origin), Through: choice.Through, Reference: choice.Reference}
}

// importRemarks lists the rows that somebody should look at, from the row in the address on.
func (s *console) importRemarks(c *gin.Context, one models.Import, page *web.ImportPage) error {
	const perPage = 100
	after, _ := strconv.Atoi(c.Query("after")) // what is no number is the beginning
	page.Whole = one.Read <= perPage
	filter := models.ImportRowFilter{Noted: !page.Whole, After: after, Limit: perPage + 1}
	rows, err := s.Store.ImportRows(c.Request.Context(), one.ID, filter)
	if err != nil {
		return err
	}
	for _, row := range rows[:min(len(rows), perPage)] {
		page.Rows = append(page.Rows, importRow(row))
	}
	if len(rows) > perPage {
		page.NextURL = importURL(one.ID) + "?after=" + strconv.Itoa(rows[perPage-1].Line) + "#rows"
	}
	if after > 0 {
		page.FirstURL = importURL(one.ID) + "#rows"
	}
	return nil
}

func importRow(row models.ImportRow) web.ImportRow {
	return web.ImportRow{
		Line: row.Line, Name: row.Name, Decision: string(row.Decision), Outcome: string(row.Outcome), Problem: row.Problem,
		Value: row.Value, Notes: row.Notes, OtherLine: row.OtherLine, Slug: row.Slug, Signatory: row.Signatory,
		Similarity: row.Similarity,
	}
}

// importChoice reads the form; a column of the file can stand for one thing only, which the store cannot see.
func importChoice(c *gin.Context, columns int) models.ImportChoice {
	choice := models.ImportChoice{
		Columns: models.ImportColumns{}, Kind: models.Kind(c.PostForm("kind")), Country: c.PostForm("country"),
		Declaration: c.PostForm("declaration"), Origin: models.SignatoryOrigin(c.PostForm("origin")),
		Through: c.PostForm("through"), Reference: c.PostForm("reference"),
	}
	for _, column := range models.ImportColumnNames() {
		at, err := strconv.Atoi(c.PostForm("column_" + string(column)))
		if err == nil && at >= 0 && at < columns {
			choice.Columns[column] = at
		}
	}
	return choice
}

// POST /moderation/imports/{id}/check
func (s *console) checkImport(c *gin.Context, by models.Moderator) error {
	preview, err := s.Store.PreviewImport(c.Request.Context(), c.Param("id"))
	if errors.Is(err, models.ErrNotFound) {
		return s.importPage(c, by, http.StatusConflict, web.ImportPage{Fault: "state"})
	}
	if err != nil {
		return err
	}
	choice := importChoice(c, len(preview.Header))
	if repeats(choice.Columns) {
		return s.importPage(c, by, http.StatusUnprocessableEntity, web.ImportPage{Fault: "columns"})
	}
	return s.importStep(c, by, s.Store.CheckImport(c.Request.Context(), by, c.Param("id"), choice))
}

func repeats(columns models.ImportColumns) bool {
	taken := map[int]bool{}
	for _, at := range columns {
		if taken[at] {
			return true
		}
		taken[at] = true
	}
	return false
}

// POST /moderation/imports/{id}/run
func (s *console) runImport(c *gin.Context, by models.Moderator) error {
	likely := models.ImportDecision(c.PostForm("likely"))
	return s.importStep(c, by, s.Store.RunImport(c.Request.Context(), by, c.Param("id"), likely))
}

// POST /moderation/imports/{id}/undo
func (s *console) undoImport(c *gin.Context, by models.Moderator) error {
	if c.PostForm("confirm") != "yes" {
		return s.importPage(c, by, http.StatusUnprocessableEntity, web.ImportPage{Fault: "confirm"})
	}
	return s.importStep(c, by, s.Store.UndoImport(c.Request.Context(), by, c.Param("id")))
}

// POST /moderation/imports/{id}/drop
func (s *console) dropImport(c *gin.Context, by models.Moderator) error {
	err := s.Store.DropImport(c.Request.Context(), by, c.Param("id"))
	if err != nil {
		return s.importStep(c, by, err)
	}
	return s.Responder.SeeOther(c, ImportsPath)
}

// importStep leads back to the import, or shows it with what was wrong.
func (s *console) importStep(c *gin.Context, by models.Moderator, err error) error {
	var faults models.FieldErrors
	var state *models.ImportStateError
	switch {
	case errors.As(err, &state):
		return s.importPage(c, by, http.StatusConflict, web.ImportPage{Fault: "state"})
	case errors.As(err, &faults):
		fault := "other"
		for _, field := range []string{"name", "kind", "country", "origin", "through", "reference"} {
			if faults[field] != "" {
				fault = field
				break
			}
		}
		return s.importPage(c, by, http.StatusUnprocessableEntity, web.ImportPage{Fault: fault})
	case err != nil:
		return err
	}
	return s.Responder.SeeOther(c, importURL(c.Param("id")))
}

// GET /moderation/imports/{id}/progress, for the script of the page
func (s *console) importProgress(c *gin.Context, by models.Moderator) error {
	progress, err := s.Store.ImportProgress(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	layout := s.layout(c, by, "console.import.title")
	return s.Responder.JSON(c, http.StatusOK, map[string]any{
		"state": progress.State, "position": progress.Position, "total": progress.Total,
		"text": layout.ImportProgress(progress.Position, progress.Total),
	})
}

// GET /moderation/imports/{id}/report: every row that somebody should look at, as CSV
func (s *console) importReport(c *gin.Context, by models.Moderator) error {
	one, err := s.Store.Import(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	layout := s.layout(c, by, "console.import.title")
	return s.sendTable(c, sheet.CSV, "import-"+one.ID, func(to sheet.Writer) error {
		header := []string{
			layout.T("console.import.row"), layout.T("console.import.name"), layout.T("console.import.proposal"),
			layout.T("console.import.outcome"), layout.T("console.import.why"),
		}
		if err := to.Write(header); err != nil {
			return err
		}
		filter := models.ImportRowFilter{Noted: true, Limit: 1000}
		for {
			rows, err := s.Store.ImportRows(c.Request.Context(), one.ID, filter)
			if err != nil {
				return err
			}
			for _, row := range rows {
				filter.After = row.Line
				if err := to.Write(reportCells(layout, importRow(row))); err != nil {
					return err
				}
			}
			if len(rows) < filter.Limit {
				return nil
			}
		}
	})
}

func reportCells(layout web.ConsoleLayout, row web.ImportRow) []string {
	outcome := ""
	if row.Outcome != "" {
		outcome = layout.T("console.import.outcome." + row.Outcome)
	}
	why := layout.ImportWhy(row)
	return []string{
		strconv.Itoa(row.Line), row.Name, layout.T("console.import.decision." + row.Decision), outcome,
		strings.Join(slices.DeleteFunc(why, func(text string) bool { return text == "" }), "; "),
	}
}
