package models

import (
	"context"
	"fmt"
)

// undoImport removes what a run created and takes back what it added, a batch at a time.
func (s *Store) undoImport(ctx context.Context, job importJob) error {
	for {
		finished := false
		err := s.write(ctx, "undo a batch of an import", func(t *transaction) (err error) {
			finished, err = t.undoImportBatch(&job)
			return err
		})
		if err != nil || finished {
			return err
		}
	}
}

func (t *transaction) undoImportBatch(job *importJob) (finished bool, err error) {
	var rows []importRow
	err = t.db.Where("import_id = ? AND line > ? AND outcome IN ?", job.ID, job.Cursor,
		[]ImportOutcome{ImportCreated, ImportAdded}).Order("line").Limit(importBatch).Find(&rows).Error
	if err != nil {
		return false, fmt.Errorf("read rows of import %s: %w", job.ID, err)
	}
	for i := range rows {
		if err := t.undoOne(&rows[i]); err != nil {
			return false, fmt.Errorf("row %d: %w", rows[i].Line, err)
		}
	}
	if finished = len(rows) < importBatch; finished {
		if err := t.finishImport(job, ImportUndoing, ImportUndone); err != nil {
			return false, err
		}
	}
	if err := t.advanceImport(job, ImportUndoing, rows); err != nil {
		return false, err
	}
	return finished, t.publicChanged()
}

// undoOne removes the signatory that a row created, or takes back what it added. A signatory that something else
// has joined since is kept as it is.
func (t *transaction) undoOne(row *importRow) error {
	joined := false
	if row.Outcome == ImportCreated {
		var err error
		if joined, err = t.hasJoined(row); err != nil {
			return err
		}
	}
	if joined {
		row.Outcome = ImportKept
		return t.saveOutcome(row)
	}
	created := row.Outcome == ImportCreated
	row.Outcome = ImportTaken
	if err := t.saveOutcome(row); err != nil {
		return err
	}
	if created {
		return t.db.Where("id = ?", row.SignatoryID).Delete(&signatoryRow{}).Error
	}
	return t.forgetAdded(row)
}

// hasJoined reports pledges, in any state, and rows of other imports that belong to the signatory of a row.
func (t *transaction) hasJoined(row *importRow) (bool, error) {
	var joined bool
	err := t.db.Raw(`SELECT EXISTS (SELECT 1 FROM pledges WHERE signatory_id = @signatory)
		OR EXISTS (SELECT 1 FROM import_rows WHERE signatory_id = @signatory AND import_id <> @import
			AND outcome IN ('created', 'added', 'kept'))`,
		map[string]any{"signatory": row.SignatoryID, "import": row.ImportID}).Scan(&joined).Error
	if err != nil {
		return false, fmt.Errorf("find what has joined a signatory: %w", err)
	}
	return joined, nil
}

// forgetAdded makes a signatory say again what its pledges and other lists say; one that was taken down stays so.
func (t *transaction) forgetAdded(row *importRow) error {
	var visible int64
	err := t.db.Model(&signatoryRow{}).Where("id = ? AND hidden_at IS NULL", row.SignatoryID).Count(&visible).Error
	if err != nil || visible == 0 {
		return err
	}
	return t.rebuildSignatory(row.SignatoryID)
}
