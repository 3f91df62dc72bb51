package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"

	"gorm.io/gorm"
)

// maxBatch is how many waiting writes share one commit. Measured on SQLite with
// synchronous=FULL: past this the commits per second no longer rise.
const maxBatch = 256

// writer is SQLite's one writer. It gathers the writes that wait into one
// transaction with a savepoint each, and answers after the commit: every
// answered write is on disk, and 64 clients share one flush instead of queueing for 64.
type writer struct {
	db          *gorm.DB
	jobs        chan writeJob
	stopped     chan struct{}
	checkpoints *checkpointer
}

type writeJob struct {
	ctx  context.Context
	do   func(db *gorm.DB) error
	done chan error
}

func startWriter(db, checkpointing *gorm.DB) *writer {
	w := &writer{
		db: db, jobs: make(chan writeJob, maxBatch), stopped: make(chan struct{}),
		checkpoints: startCheckpointer(checkpointing),
	}
	go w.loop()
	return w
}

// run waits for a turn and returns once do is committed or undone.
func (w *writer) run(ctx context.Context, do func(db *gorm.DB) error) error {
	job := writeJob{ctx: ctx, do: do, done: make(chan error, 1)}
	select {
	case w.jobs <- job:
		return <-job.done
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ping reports whether a write can be committed before ctx ends. The value changes each time: SQLite does not
// write a page that stays the same, and a full disk would go unnoticed.
func (w *writer) ping(ctx context.Context) error {
	job := writeJob{ctx: ctx, done: make(chan error, 1), do: func(db *gorm.DB) error {
		return db.Exec(`INSERT INTO settings AS s (name, value) VALUES ('probe', '1')
			ON CONFLICT (name) DO UPDATE SET value = CASE s.value WHEN '1' THEN '2' ELSE '1' END`).Error
	}}
	select {
	case w.jobs <- job:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-job.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// stop finishes the writes that wait. No write may be started after it.
func (w *writer) stop() {
	close(w.jobs)
	<-w.stopped
	w.checkpoints.stop()
}

func (w *writer) loop() {
	defer close(w.stopped)
	for job := range w.jobs {
		w.commit(w.gather(job))
	}
}

// gather adds to first whatever else waits already.
func (w *writer) gather(first writeJob) []writeJob {
	batch := []writeJob{first}
	for len(batch) < maxBatch {
		select {
		case job, open := <-w.jobs:
			if !open {
				return batch
			}
			batch = append(batch, job)
		default:
			return batch
		}
	}
	return batch
}

// commit runs the batch in one transaction and answers every job.
func (w *writer) commit(batch []writeJob) {
	results := make([]error, len(batch))
	if err := w.transact(batch, results); err != nil {
		answerAll(batch, err)
		return
	}
	w.checkpoints.note(len(batch))
	for i, job := range batch {
		job.done <- results[i]
	}
}

// transact runs the batch in one transaction; its error is one of all of them. It works on
// the connection itself: database/sql watches every query of its own transactions with a
// goroutine, so that their context can end them, and these contexts never do.
func (w *writer) transact(batch []writeJob, results []error) error {
	ctx := context.Background()
	pool, err := w.db.DB()
	if err != nil {
		return err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return storageError(err)
	}
	defer func() { _ = conn.Close() }() // goes back to the pool
	tx := w.db.Session(&gorm.Session{NewDB: true, Context: ctx})
	tx.Statement.ConnPool = conn
	if err := execute(ctx, conn, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for i, job := range batch {
		results[i] = runInSavepoint(tx, conn, job)
		if errors.Is(results[i], errBatchLost) {
			_ = execute(ctx, conn, "ROLLBACK") // SQLite may have done it
			return results[i]
		}
	}
	if err := execute(ctx, conn, "COMMIT"); err != nil {
		_ = execute(ctx, conn, "ROLLBACK")
		return err
	}
	return nil
}

func execute(ctx context.Context, conn *sql.Conn, statement string) error {
	_, err := conn.ExecContext(ctx, statement)
	return storageError(err)
}

// errBatchLost says that the whole transaction is gone, not one savepoint only:
// SQLite rolls it back by itself when the disk is full or fails.
var errBatchLost = errors.New("the transaction was rolled back")

// runInSavepoint runs one job so that its failure undoes only its own changes.
func runInSavepoint(tx *gorm.DB, conn *sql.Conn, job writeJob) error {
	if err := job.ctx.Err(); err != nil {
		return err
	}
	ctx := context.WithoutCancel(job.ctx)
	if err := execute(ctx, conn, "SAVEPOINT job"); err != nil {
		return errors.Join(errBatchLost, err)
	}
	err := runGuarded(tx.WithContext(ctx), job.do)
	if err != nil {
		if undo := execute(ctx, conn, "ROLLBACK TO job"); undo != nil {
			return errors.Join(errBatchLost, err, undo)
		}
	}
	if release := execute(ctx, conn, "RELEASE job"); release != nil {
		return errors.Join(errBatchLost, err, release)
	}
	return err
}

// runGuarded turns a panic into an error: one bad write must not end the writer.
func runGuarded(db *gorm.DB, do func(*gorm.DB) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a write: %v\n%s", p, debug.Stack())
		}
	}()
	return do(db)
}

func answerAll(batch []writeJob, err error) {
	for _, job := range batch {
		job.done <- err
	}
}
