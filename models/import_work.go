package models

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

const (
	importPoll = 5 * time.Second
	// importQuiet is how long an import must have been without progress before somebody who did not start it takes
	// it up: whoever worked on it is gone. Two at once do no harm, but twice the work.
	importQuiet = time.Minute
)

// wakeImporter tells RunImports that there is work.
func (s *Store) wakeImporter() {
	select {
	case s.importWaiting <- struct{}{}:
	default: // it has been told
	}
}

// RunImports works on the imports that were started, and on those that an earlier process left unfinished, until
// ctx ends. A batch under way is finished.
func (s *Store) RunImports(ctx context.Context, log *slog.Logger) {
	ticker := time.NewTicker(importPoll)
	defer ticker.Stop()
	quiet := importQuiet
	for {
		if err := s.workOnImports(ctx, quiet); err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "import interrupted; taken up again later", "error", err)
		}
		quiet = importQuiet
		select {
		case <-s.importWaiting:
			quiet = 0
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// workOnImports works on each import that has had no progress for so long.
func (s *Store) workOnImports(ctx context.Context, quiet time.Duration) error {
	var ids []string
	err := s.read.WithContext(ctx).Model(&importJob{}).
		Where("state IN ? AND touched_at <= ?", workingImports(), s.opts.Now().UTC().Add(-quiet)).
		Order("touched_at").Pluck("id", &ids).Error
	if err != nil {
		return fmt.Errorf("find imports to work on: %w", err)
	}
	for _, id := range ids {
		if err := s.WorkOnImport(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func workingImports() []ImportState {
	return []ImportState{ImportChecking, ImportRunning, ImportUndoing}
}

// WorkOnImport carries a started import on to the end of its state, from where it stopped. It returns nil where
// there is nothing to do, also when somebody else has done it meanwhile.
func (s *Store) WorkOnImport(ctx context.Context, id string) error {
	for ctx.Err() == nil {
		job, err := findImport(s.read.WithContext(ctx), id)
		if err != nil {
			return err
		}
		switch job.State {
		case ImportChecking:
			err = s.checkImport(ctx, job)
		case ImportRunning:
			err = s.runImport(ctx, job)
		case ImportUndoing:
			err = s.undoImport(ctx, job)
		default:
			return nil
		}
		if err != nil && !errors.Is(err, errImportMoved) {
			return fmt.Errorf("work on import %s: %w", id, err)
		}
	}
	return ctx.Err()
}

// ImportProgress is how far an import is, cheap to ask for.
type ImportProgress struct {
	State    ImportState
	Position int // rows dealt with
	Total    int // rows there are; 0 where nobody has counted them
}

// ImportProgress returns how far an import is, or ErrNotFound.
func (s *Store) ImportProgress(ctx context.Context, id string) (ImportProgress, error) {
	job, err := findImport(s.read.WithContext(ctx), id)
	if err != nil {
		return ImportProgress{}, err
	}
	progress := ImportProgress{State: job.State, Position: job.Cursor, Total: job.RowsRead}
	if job.State == ImportChecking {
		progress = ImportProgress{State: job.State, Position: job.RowsRead, Total: job.Total}
	}
	return progress, nil
}
