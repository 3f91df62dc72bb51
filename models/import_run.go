package models

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"alliance/models/typed"
)

// runImport creates what the dry run proposed, a batch at a time. A batch and how far the run is are one
// transaction: after a crash nothing is missing and nothing is there twice.
func (s *Store) runImport(ctx context.Context, job importJob) error {
	if err := s.deleteImportFile(ctx, job.ID); err != nil {
		return err
	}
	for {
		finished := false
		err := s.write(ctx, "run a batch of an import", func(t *transaction) (err error) {
			finished, err = t.runImportBatch(&job)
			return err
		})
		if err != nil || finished {
			return err
		}
	}
}

// deleteImportFile forgets the file, part by part: its rows say all that is needed.
func (s *Store) deleteImportFile(ctx context.Context, id string) error {
	for {
		var deleted int64
		err := s.write(ctx, "delete the file of an import", func(t *transaction) error {
			done := t.db.Exec(`DELETE FROM import_parts WHERE import_id = ? AND part IN
				(SELECT part FROM import_parts WHERE import_id = ? LIMIT 4)`, id, id)
			deleted = done.RowsAffected
			return done.Error
		})
		if err != nil || deleted == 0 {
			return err
		}
	}
}

func (t *transaction) runImportBatch(job *importJob) (finished bool, err error) {
	var rows []importRow
	err = t.db.Where("import_id = ? AND line > ?", job.ID, job.Cursor).Order("line").Limit(importBatch).Find(&rows).Error
	if err != nil {
		return false, fmt.Errorf("read rows of import %s: %w", job.ID, err)
	}
	for i := range rows {
		if err := t.importOne(job, &rows[i]); err != nil {
			return false, fmt.Errorf("row %d: %w", rows[i].Line, err)
		}
	}
	if finished = len(rows) < importBatch; finished {
		if err := t.finishImport(job, ImportRunning, ImportDone); err != nil {
			return false, err
		}
	}
	if err := t.advanceImport(job, ImportRunning, rows); err != nil {
		return false, err
	}
	return finished, t.publicChanged()
}

// advanceImport notes how far a run or an undoing is, unless somebody else has come further.
func (t *transaction) advanceImport(job *importJob, state ImportState, rows []importRow) error {
	if len(rows) == 0 {
		return nil
	}
	last := rows[len(rows)-1].Line
	moved := t.db.Exec("UPDATE imports SET cursor = ?, touched_at = ? WHERE id = ? AND cursor = ? AND state IN ?",
		last, t.now, job.ID, job.Cursor, []ImportState{state, state.next()})
	if moved.Error != nil || moved.RowsAffected == 0 {
		return errors.Join(moved.Error, errImportMoved)
	}
	job.Cursor = last
	return nil
}

// next is the state after the work of this one is done.
func (s ImportState) next() ImportState {
	switch s {
	case ImportChecking:
		return ImportChecked
	case ImportRunning:
		return ImportDone
	case ImportUndoing:
		return ImportUndone
	default:
		return s
	}
}

// finishImport ends a run or an undoing and counts once more: every row has one outcome.
func (t *transaction) finishImport(job *importJob, from, to ImportState) error {
	moved := t.db.Exec("UPDATE imports SET state = ?, finished_at = ? WHERE id = ? AND state = ?", to, t.now, job.ID, from)
	if moved.Error != nil || moved.RowsAffected == 0 {
		return errors.Join(moved.Error, errImportMoved)
	}
	var counts []struct {
		Outcome string
		Count   int
	}
	err := t.db.Raw(`SELECT outcome, count(*) AS count FROM import_rows
		WHERE import_id = ? GROUP BY outcome ORDER BY outcome`, job.ID).Scan(&counts).Error
	if err != nil {
		return fmt.Errorf("count the outcomes: %w", err)
	}
	detail, total := "import "+job.ID, 0
	for _, count := range counts {
		if count.Outcome == "" {
			return fmt.Errorf("import %s: %d rows have no outcome", job.ID, count.Count)
		}
		total += count.Count
		detail += fmt.Sprintf(", %d %s", count.Count, count.Outcome)
	}
	if total != job.RowsRead {
		return fmt.Errorf("import %s: %d rows were read, but %d have an outcome", job.ID, job.RowsRead, total)
	}
	return t.audit(bySystem(), "import."+string(to), "", detail)
}

// importOne deals with one row as its decision says; the wall may have changed since the dry run.
func (t *transaction) importOne(job *importJob, row *importRow) error {
	decision := row.Decision
	if decision == ImportLikely {
		decision = job.Likely
		if err := t.findOtherLine(row); err != nil {
			return err
		}
	}
	switch decision {
	case ImportCreate, ImportFurther:
		return t.importBody(job, row, decision)
	case ImportRefuse:
		row.Outcome = ImportRefused
	default:
		row.Outcome = ImportSkipped
	}
	return t.saveOutcome(row)
}

// findOtherLine finds the signatory of the row that a row is likely the same as.
func (t *transaction) findOtherLine(row *importRow) error {
	if row.OtherLine == 0 {
		return nil
	}
	err := t.db.Raw("SELECT signatory_id FROM import_rows WHERE import_id = ? AND line = ?", row.ImportID, row.OtherLine).
		Scan(&row.SignatoryID).Error
	if err != nil {
		return fmt.Errorf("find row %d: %w", row.OtherLine, err)
	}
	return nil
}

// importBody creates the signatory of a row or adds to the one that is there.
func (t *transaction) importBody(job *importJob, row *importRow, decision ImportDecision) error {
	var signatory signatoryRow
	found, err := t.importTarget(row, decision)
	switch {
	case err == nil:
		signatory, row.Outcome = found, ImportAdded
	case errors.Is(err, gorm.ErrRecordNotFound):
		if signatory, err = t.createImported(job, row); err != nil {
			return err
		}
		row.Outcome = ImportCreated
	default:
		return err
	}
	row.SignatoryID = &signatory.ID
	if signatory.HiddenAt != nil { // it was taken down; no list brings it back
		row.Outcome = ImportSkipped
		return t.saveOutcome(row)
	}
	if row.Outcome == ImportAdded {
		if err := t.addImported(row, signatory); err != nil {
			return err
		}
	}
	if err := t.listImported(row); err != nil {
		return err
	}
	return t.saveOutcome(row)
}

// importTarget returns the signatory to add to, or gorm.ErrRecordNotFound where one is to be created: also where
// somebody has seen a likely duplicate and says that it is none.
func (t *transaction) importTarget(row *importRow, decision ImportDecision) (signatoryRow, error) {
	if row.Decision == ImportLikely && decision == ImportCreate {
		return signatoryRow{}, gorm.ErrRecordNotFound
	}
	if decision == ImportFurther && row.SignatoryID != nil {
		var found signatoryRow
		err := t.db.Where("id = ?", *row.SignatoryID).Take(&found).Error
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			return found, err
		}
	}
	return findSameBody(t.db, row.pledge())
}

func (t *transaction) createImported(job *importJob, row *importRow) (signatoryRow, error) {
	signatory := newSignatory(row.pledge(), t.now)
	signatory.Origin, signatory.Through = job.Origin, job.Through
	// An association on the list of its members joins by itself.
	if job.Through != "" && row.SearchKey == typed.Fold(job.Through) {
		signatory.Origin, signatory.Through = OriginPaper, ""
	}
	if row.SignedAt != nil {
		signatory.Since = *row.SignedAt
	}
	return t.insertSignatory(signatory)
}

// addImported fills in what a signatory left open.
func (t *transaction) addImported(row *importRow, signatory signatoryRow) error {
	if signatory.Website != "" || row.Website == "" {
		return nil
	}
	return t.db.Model(&signatoryRow{}).Where("id = ?", signatory.ID).Updates(map[string]any{
		"website": row.Website, "website_domain": row.WebsiteDomain, "updated_at": t.now,
	}).Error
}

// listImported notes the declaration and the associations of a row with its signatory.
func (t *transaction) listImported(row *importRow) error {
	if row.Declaration != "" {
		signed := map[string]any{"signatory_id": *row.SignatoryID, "version": row.Declaration, "signed_at": t.now}
		if row.SignedAt != nil {
			signed["signed_at"] = *row.SignedAt
		}
		err := t.db.Table("signatory_declarations").Clauses(clause.OnConflict{DoNothing: true}).Create(signed).Error
		if err != nil {
			return fmt.Errorf("note the declaration: %w", err)
		}
	}
	if row.Associations == "" {
		return nil
	}
	for association := range strings.SplitSeq(row.Associations, ",") {
		err := t.db.Exec(`INSERT INTO signatory_associations (signatory_id, association) VALUES (?, ?)
			ON CONFLICT DO NOTHING`, *row.SignatoryID, association).Error
		if err != nil {
			return fmt.Errorf("note the associations: %w", err)
		}
	}
	return nil
}

func (t *transaction) saveOutcome(row *importRow) error {
	return t.db.Exec("UPDATE import_rows SET outcome = ?, signatory_id = ? WHERE import_id = ? AND line = ?",
		row.Outcome, row.SignatoryID, row.ImportID, row.Line).Error
}

// importedWords are the rows of lists that support a signatory, those with a web site first.
func (t *transaction) importedWords(signatoryID *string) ([]importRow, error) {
	var rows []importRow
	err := t.db.Where("signatory_id = ? AND outcome IN ?", signatoryID,
		[]ImportOutcome{ImportCreated, ImportAdded, ImportKept}).
		Order("website = '', import_id, line").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("find what lists say of a signatory: %w", err)
	}
	return rows, nil
}
