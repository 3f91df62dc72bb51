// Package models is the domain: pledges, signatories, declarations, moderation and
// the outbox. It is the only package that knows the database.
package models

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"alliance/models/territory"
)

// Options of Open and Migrate that are not settings.
type Options struct {
	Now  func() time.Time
	Rand io.Reader // crypto/rand.Reader outside tests
	// SiteName is what no password may contain; empty: nothing.
	SiteName string
	// Languages are those whose collations order the wall by name.
	Languages []string
}

// Store is the domain's one door to the data. Its methods are safe for concurrent use;
// each that writes is one transaction with one timestamp.
type Store struct {
	cfg           Config
	opts          Options
	read          *gorm.DB
	writer        *writer
	declarations  declarations
	countries     []string
	publicVersion atomic.Int64
	settings      atomic.Pointer[Settings]
	formKey       []byte // seals what forms carry
	mailsWaiting  chan struct{}
	importWaiting chan struct{}
	invalidations chan struct{}
	hashing       chan struct{} // bounds how many argon2id computations run at once

	changingSettings sync.Mutex
	transparency     transparencyModel
	wall             wallInMemory
	tree             treeInMemory
	statistical      statisticalInMemory
}

// Open opens a database that Migrate has brought up to date.
func Open(ctx context.Context, cfg Config, opts Options) (*Store, error) {
	writing, err := openSQLite(cfg.Database, sqliteWriter, opts)
	if err != nil {
		return nil, err
	}
	checkpointing, err := openSQLite(cfg.Database, sqliteCheckpointer, opts)
	if err != nil {
		return nil, errors.Join(err, closeDB(writing))
	}
	reading, err := openSQLite(cfg.Database, sqliteReader, opts)
	if err != nil {
		return nil, errors.Join(err, closeDB(checkpointing), closeDB(writing))
	}
	s := &Store{
		cfg: cfg, opts: opts, read: reading,
		writer:        startWriter(writing, checkpointing), //nolint:contextcheck // each job brings its own
		mailsWaiting:  make(chan struct{}, 1),
		importWaiting: make(chan struct{}, 1),
		invalidations: make(chan struct{}, 1),
		hashing:       make(chan struct{}, 2),
	}
	s.wall.open, s.wall.stop = context.WithCancel(context.WithoutCancel(ctx)) //nolint:fatcontext // no loop; one a store
	if err := s.load(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// load reads what stays in memory for the life of the store.
func (s *Store) load(ctx context.Context) error {
	var version int64
	if err := s.read.WithContext(ctx).Raw("SELECT version FROM public_version").Scan(&version).Error; err != nil {
		return fmt.Errorf("read public version: %w", err)
	}
	s.publicVersion.Store(version)
	var err error
	if s.declarations, err = loadDeclarations(s.read.WithContext(ctx)); err != nil {
		return err
	}
	if s.countries, err = territory.Countries(s.read.WithContext(ctx)); err != nil {
		return err
	}
	settings, err := s.loadSettings(s.read.WithContext(ctx))
	s.settings.Store(&settings)
	if err != nil {
		return err
	}
	return s.loadFormKey(ctx)
}

// Close waits for the writes under way and closes the database.
func (s *Store) Close() error {
	s.writer.stop()
	s.wall.stop()
	s.wall.background.Wait()
	return errors.Join(closeDB(s.read), closeDB(s.writer.checkpoints.db), closeDB(s.writer.db))
}

// Ping reports whether the database answers, for writing and for reading.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.writer.ping(ctx); err != nil {
		return fmt.Errorf("write to the database: %w", err)
	}
	if err := s.read.WithContext(ctx).Exec("SELECT version FROM public_version").Error; err != nil {
		return fmt.Errorf("read from the database: %w", err)
	}
	return nil
}

// PublicVersion rises with every change to what the wall may show; caches key on it.
func (s *Store) PublicVersion() int64 { return s.publicVersion.Load() }

// EnabledKinds returns the kinds of body that may sign now, in display order.
func (s *Store) EnabledKinds() []Kind {
	kinds := s.Settings().Kinds
	return slices.DeleteFunc(Kinds(), func(k Kind) bool { return !slices.Contains(kinds, k) })
}

// transaction is one write: its database handle, its one timestamp, and what
// the rest of the process learns once it is committed.
type transaction struct {
	db            *gorm.DB
	now           time.Time
	ids           idSource
	undoWithin    time.Duration // how long mails about decisions wait
	publicVersion int64
	queuedMail    bool
}

// write runs do in a transaction that is on disk when write returns nil. An error
// from do undoes it. The context bounds the wait for a turn; a transaction that
// has begun is finished, so that nobody else's is interrupted with it.
func (s *Store) write(ctx context.Context, what string, do func(t *transaction) error) error {
	var t *transaction
	err := s.writer.run(ctx, func(db *gorm.DB) error {
		now := s.opts.Now().UTC().Truncate(time.Microsecond)
		t = &transaction{
			db: db, now: now, ids: idSource{now: now, rand: s.opts.Rand}, undoWithin: s.cfg.Moderation.UndoWithin,
		}
		return do(t)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if t.publicVersion > 0 {
		raise(&s.publicVersion, t.publicVersion)
	}
	if t.queuedMail {
		s.wakeMailer()
	}
	return nil
}

// publicChanged notes that the transaction changes what the wall may show.
func (t *transaction) publicChanged() error {
	err := t.db.Raw("UPDATE public_version SET version = version + 1 RETURNING version").Scan(&t.publicVersion).Error
	if err != nil {
		return fmt.Errorf("raise public version: %w", err)
	}
	return nil
}

// raise sets v to at least value: commits may be noted in another order than they happened.
func raise(v *atomic.Int64, value int64) {
	for old := v.Load(); old < value; old = v.Load() {
		if v.CompareAndSwap(old, value) {
			return
		}
	}
}
