package models

import (
	"context"
	"errors"
	"fmt"
	"io"

	"gorm.io/gorm"

	"alliance/models/duplicates"
	"alliance/models/sheet"
	"alliance/models/typed"
)

// importChecker is one dry run: it reads the file from where the last one stopped.
type importChecker struct {
	store  *Store
	job    importJob
	reader *sheet.Reader
	parser rowParser
	bodies map[string]*duplicates.Index // by country: signatories, and rows of the file that become one
	room   int                          // for how many more bodies there is memory
}

// mostCompared is how many bodies are kept to be compared by the likeness of their names, about 1.5 KB each.
// Beyond it, in files of that many new signatories, only the same name or territory is found.
const mostCompared = 60_000

// checkImport reads the rest of the file, a batch at a time.
func (s *Store) checkImport(ctx context.Context, job importJob) error {
	if job.Cursor == 0 {
		if err := s.clearImportRows(ctx, job.ID); err != nil {
			return err
		}
	}
	checker, err := s.newImportChecker(ctx, job)
	if err == nil {
		defer checker.reader.Close()
		err = checker.run(ctx)
	}
	if code := ImportFault(err); code != "" {
		return s.endCheck(ctx, job.ID, code)
	}
	return err
}

// ImportFault is the code for an error of a file that no repetition mends; empty for other errors.
func ImportFault(err error) string {
	for _, fault := range []struct {
		err  error
		code string
	}{
		{sheet.ErrEmpty, "empty"},
		{sheet.ErrDamaged, "damaged"},
		{sheet.ErrTooLarge, "too_large"},
		{sheet.ErrFormat, "format"},
		{sheet.ErrQuote, "quote"},
		{ErrNotFound, "gone"},
	} {
		if errors.Is(err, fault.err) {
			return fault.code
		}
	}
	return ""
}

// endCheck gives an import whose file cannot be read to its end back to be looked at; nothing was created.
func (s *Store) endCheck(ctx context.Context, id, code string) error {
	return s.write(ctx, "end check", func(t *transaction) error {
		return t.db.Model(&importJob{}).Where("id = ? AND state = ?", id, ImportChecking).
			Updates(map[string]any{"state": ImportUploaded, "fault": code, "touched_at": t.now}).Error
	})
}

// clearImportRows forgets an earlier dry run, in batches: other writes wait for each.
func (s *Store) clearImportRows(ctx context.Context, id string) error {
	for {
		var deleted int64
		err := s.write(ctx, "forget a dry run", func(t *transaction) error {
			done := t.db.Exec(`DELETE FROM import_rows WHERE import_id = ? AND line IN
				(SELECT line FROM import_rows WHERE import_id = ? LIMIT 5000)`, id, id)
			deleted = done.RowsAffected
			return done.Error
		})
		if err != nil || deleted == 0 {
			return err
		}
	}
}

func (s *Store) newImportChecker(ctx context.Context, job importJob) (*importChecker, error) {
	db := s.read.WithContext(ctx)
	countries, err := countriesByName(db)
	if err != nil {
		return nil, err
	}
	reader, err := s.openImport(ctx, job.ID, job.Size)
	if err != nil {
		return nil, err
	}
	return &importChecker{
		store: s, job: job, reader: reader, bodies: map[string]*duplicates.Index{}, room: mostCompared,
		parser: rowParser{
			db: db, job: job, columns: job.columns(), date1904: reader.Date1904, now: s.opts.Now(), countries: countries,
			versions: s.declarations.texts, known: map[string]*Territory{},
		},
	}, nil
}

// countriesByName maps codes and names of countries in all languages of the register to codes.
func countriesByName(db *gorm.DB) (map[string]string, error) {
	var names []struct{ Key, ID string }
	err := db.Raw(`SELECT n.key, t.id FROM territories t JOIN territory_names n ON n.territory_id = t.id
		WHERE t.level = 'country' AND n.part <> 2`).Scan(&names).Error
	if err != nil {
		return nil, fmt.Errorf("read the names of countries: %w", err)
	}
	byName := map[string]string{}
	for _, name := range names {
		byName[name.Key] = name.ID
	}
	for _, name := range names {
		byName[typed.Fold(name.ID)] = name.ID
	}
	for usual, code := range map[string]string{
		"czech republic": "CZ", "great britain": "UK", "turkey": "TR", "macedonia": "MK", "the netherlands": "NL",
		"republic of moldova": "MD", "slovak republic": "SK", "bosnia and herzegovina": "BA", "hellas": "EL",
	} {
		byName[usual] = code
	}
	return byName, nil
}

func (c *importChecker) run(ctx context.Context) error {
	header := true
	for {
		rows, err := c.read(header)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		header = false
		if saved := c.save(ctx, rows, errors.Is(err, io.EOF)); saved != nil || err != nil {
			return saved
		}
	}
}

// read judges the next batch of rows; with io.EOF it is the last.
func (c *importChecker) read(header bool) ([]importRow, error) {
	var batch []importRow
	for len(batch) < importBatch {
		row, err := c.reader.Next()
		switch {
		case err != nil:
			return batch, c.compare(batch, err)
		case header:
			header = false
			continue
		case row.Number <= c.job.Cursor: // dealt with before an interruption
			continue
		}
		parsed, err := c.parser.parse(row)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", row.Number, err)
		}
		batch = append(batch, parsed)
	}
	return batch, c.compare(batch, nil)
}

// save stores a batch and how far the dry run is.
func (c *importChecker) save(ctx context.Context, rows []importRow, last bool) error {
	cursor := c.job.Cursor
	if len(rows) > 0 {
		cursor = rows[len(rows)-1].Line
	}
	err := c.store.write(ctx, "store a batch of the dry run", func(t *transaction) error {
		set := map[string]any{
			"cursor": cursor, "rows_read": gorm.Expr("rows_read + ?", len(rows)), "touched_at": t.now,
		}
		if last {
			set["state"], set["total"] = ImportChecked, gorm.Expr("rows_read + ?", len(rows))
		}
		moved := t.db.Model(&importJob{}).
			Where("id = ? AND state = ? AND cursor = ?", c.job.ID, ImportChecking, c.job.Cursor).Updates(set)
		if moved.Error != nil || moved.RowsAffected == 0 {
			return errors.Join(moved.Error, errImportMoved)
		}
		if len(rows) == 0 {
			return nil
		}
		const perStatement = 100
		return t.db.CreateInBatches(rows, perStatement).Error
	})
	c.job.Cursor = cursor
	return err
}

// compare finds for each row of a batch whether its body is, or may be, a signatory or an earlier row.
func (c *importChecker) compare(batch []importRow, reading error) error {
	if reading != nil && !errors.Is(reading, io.EOF) {
		return reading
	}
	earlier, err := c.earlierRows(batch)
	if err != nil {
		return err
	}
	for i := range batch {
		row := &batch[i]
		if row.Decision == ImportRefuse {
			continue
		}
		if other, repeated := earlier[row.SameKey]; repeated {
			row.OtherLine = other.Line
			row.sameAs(other.Name, ImportSkip)
			continue
		}
		if row.SameKey != "" {
			earlier[row.SameKey] = *row
		}
		if err := c.compareWithOthers(row); err != nil {
			return err
		}
	}
	return reading
}

// earlierRows returns the first rows before the batch that are of the same bodies.
func (c *importChecker) earlierRows(batch []importRow) (map[string]importRow, error) {
	keys := make([]string, 0, len(batch))
	for _, row := range batch {
		if row.SameKey != "" {
			keys = append(keys, row.SameKey)
		}
	}
	var found []importRow
	err := c.parser.db.Raw(`SELECT same_key, name, min(line) AS line FROM import_rows
		WHERE import_id = ? AND same_key <> '' AND same_key IN ? GROUP BY same_key`, c.job.ID, keys).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("find earlier rows: %w", err)
	}
	rows := make(map[string]importRow, len(batch))
	for _, row := range found {
		rows[row.SameKey] = row
	}
	return rows, nil
}

// sameAs notes that a row is of the same body as another of that name. Where only the register says so, and the
// names are not alike (Ete, a village beside Kisbér), it may be wrong: then it is likely only.
func (r *importRow) sameAs(name string, decision ImportDecision) {
	r.Decision = decision
	if typed.Fold(name) == r.SearchKey {
		return
	}
	body := r.body()
	other := duplicates.Prepare(duplicates.Body{Name: name, Kind: string(r.Kind), Country: r.Country})
	if verdict := body.Compare(&other); !verdict.Likely {
		r.Decision, r.Similarity, r.Reasons = ImportLikely, verdict.Similarity, string(duplicates.Territory)
	}
}

func (c *importChecker) compareWithOthers(row *importRow) error {
	same, err := findSameBody(c.parser.db, row.pledge())
	switch {
	case err == nil:
		row.SignatoryID = &same.ID
		row.sameAs(same.Name, ImportFurther)
		if same.HiddenAt != nil {
			row.Decision, row.Problem = ImportSkip, "signatory.hidden"
		}
		return nil
	case !errors.Is(err, gorm.ErrRecordNotFound):
		return err
	}
	index, err := c.index(row.Country)
	if err != nil {
		return err
	}
	body := row.body()
	for _, found := range index.Find(&body) {
		if row.TerritoryID != nil && found.TerritoryID != "" && found.TerritoryID != *row.TerritoryID {
			continue // the register tells them apart
		}
		row.likely(found)
		break
	}
	if c.room > 0 {
		c.room--
		index.Add(lineID(row.Line), body)
	}
	return nil
}

// likely notes the likeliest duplicate of a row.
func (r *importRow) likely(found duplicates.Found) {
	r.Decision, r.Similarity = ImportLikely, found.Verdict.Similarity
	if line, ofFile := lineOf(found.ID); ofFile {
		r.OtherLine = line
	} else {
		r.SignatoryID = &found.ID
	}
	for i, reason := range found.Verdict.Reasons {
		if i > 0 {
			r.Reasons += ","
		}
		r.Reasons += string(reason)
	}
}

// lineID is the id under which a row of the file is compared; signatories have their own.
func lineID(line int) string { return fmt.Sprintf("line %d", line) }

func lineOf(id string) (int, bool) {
	var line int
	n, _ := fmt.Sscanf(id, "line %d", &line)
	return line, n == 1
}

// index returns the bodies of a country, prepared once: its signatories and the rows that become some.
func (c *importChecker) index(country string) (*duplicates.Index, error) {
	if index, ready := c.bodies[country]; ready {
		return index, nil
	}
	index := duplicates.NewIndex()
	c.bodies[country] = index
	members := c.parser.db.Model(&signatoryRow{}).Where("country = ?", country)
	if err := c.addBodies(index, members.Select("id, "+comparedColumns)); err != nil {
		return nil, err
	}
	rows := c.parser.db.Table("import_rows").Where("import_id = ? AND country = ? AND decision IN ?",
		c.job.ID, country, []ImportDecision{ImportCreate, ImportLikely})
	if err := c.addBodies(index, rows.Select("'line ' || line AS id, "+comparedColumns)); err != nil {
		return nil, err
	}
	return index, nil
}

const comparedColumns = "name, kind, country, territory_id, website_domain"

func (c *importChecker) addBodies(index *duplicates.Index, query *gorm.DB) error {
	var found []signatoryRow
	if err := query.Limit(c.room).Scan(&found).Error; err != nil {
		return fmt.Errorf("read the bodies of a country: %w", err)
	}
	c.room -= len(found)
	for _, body := range found {
		index.Add(body.ID, prepared(body))
	}
	return nil
}
