package models

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"gorm.io/gorm"

	"alliance/models/wall"
)

// wallInMemory is the index of the wall, and up to which change of the database it goes.
type wallInMemory struct {
	updating   sync.Mutex
	current    atomic.Pointer[numberedWall]
	renewing   atomic.Bool
	failed     atomic.Pointer[error] // why the last renewal failed, until a reader is told
	background sync.WaitGroup
	open       context.Context //nolint:containedctx // of what runs in the background; it ends with the store
	stop       context.CancelFunc
}

type numberedWall struct {
	index   *wall.Index
	version int64 // public; the index has at least what it stands for
	number  int64 // of the last change in it
}

// manyChanges is how many changed signatories make it quicker to read the wall anew.
const manyChanges = wall.MostRecent

// ReadWall reads the wall into memory, so that no visitor waits for it.
func (s *Store) ReadWall(ctx context.Context) error {
	_, err := s.wallIndex(ctx)
	return err
}

// wallIndex returns the wall as of the public version; LookForChanges hears of other processes' changes. It is never
// older: a page that is kept is taken for what the version says.
func (s *Store) wallIndex(ctx context.Context) (*wall.Index, error) {
	if failed := s.wall.failed.Swap(nil); failed != nil {
		return nil, *failed
	}
	version := s.PublicVersion()
	now := s.wall.current.Load()
	if now != nil && now.version >= version {
		return now.index, nil
	}
	s.wall.updating.Lock()
	defer s.wall.updating.Unlock()
	if now = s.wall.current.Load(); now != nil && now.version >= version {
		return now.index, nil
	}
	db := s.read.WithContext(ctx)
	updated, err := s.updatedWall(db, now)
	if err != nil {
		return nil, err
	}
	s.wall.current.Store(updated)
	return updated.index, nil
}

func lastWallChange(db *gorm.DB) (int64, error) {
	var number int64
	if err := db.Raw("SELECT COALESCE(max(number), 0) FROM wall_changes").Row().Scan(&number); err != nil {
		return 0, fmt.Errorf("read the last change of the wall: %w", storageError(err))
	}
	return number, nil
}

// updatedWall brings an index up to date with what changed since, or makes a new one where there is none or that is
// much.
func (s *Store) updatedWall(db *gorm.DB, now *numberedWall) (*numberedWall, error) {
	if now == nil {
		return s.firstWall(db)
	}
	version := s.PublicVersion()
	number, err := lastWallChange(db) // before the rows: a change in between is read twice rather than missed
	if err != nil {
		return nil, err
	}
	if number == now.number { // something else that is public changed
		return &numberedWall{now.index, version, number}, nil
	}
	var changed []string
	err = db.Raw("SELECT signatory_id FROM wall_changes WHERE number > ? ORDER BY number LIMIT ?",
		now.number, manyChanges+1).Scan(&changed).Error
	if err != nil {
		return nil, fmt.Errorf("read what changed on the wall: %w", err)
	}
	if len(changed) > manyChanges {
		return s.firstWall(db)
	}
	arrived, err := arrivalsOnWall(db, changed)
	if err != nil {
		return nil, err
	}
	public := make(map[string]bool, len(arrived))
	for _, m := range arrived {
		public[m.ID] = true
	}
	gone := slices.DeleteFunc(changed, func(id string) bool { return public[id] })
	index, err := now.index.With(arrived, gone)
	if err != nil {
		return nil, fmt.Errorf("update the wall: %w", err)
	}
	if index.Crowded() {
		s.renewWall()
	}
	return &numberedWall{index, version, number}, nil
}

// firstWall makes an index that a request waits for. What only searches, orders by name and coverage need is made
// beside it; where that fails, the request that needs it makes it, and learns why not.
func (s *Store) firstWall(db *gorm.DB) (*numberedWall, error) {
	first, err := s.newWall(db)
	if err != nil {
		return nil, err
	}
	s.wall.background.Go(func() {
		_ = first.index.Prepare(s.wall.open)
		_, _ = s.territoryTree(s.read.WithContext(s.wall.open))
	})
	return first, nil
}

// renewWall reads the wall anew, unless that is under way; Close waits for it. A failure is the answer to
// the next reader; who reads a changed wall after that tries again.
func (s *Store) renewWall() {
	if !s.wall.renewing.CompareAndSwap(false, true) {
		return
	}
	s.wall.background.Go(func() {
		defer s.wall.renewing.Store(false)
		renewed, err := s.newWall(s.read.WithContext(s.wall.open))
		if err == nil {
			err = renewed.index.Prepare(s.wall.open) // nobody meets one that is not ready
		}
		if err != nil && s.wall.open.Err() == nil {
			err = fmt.Errorf("renew the wall: %w", err)
			s.wall.failed.Store(&err)
		}
		if err != nil {
			return
		}
		s.wall.updating.Lock()
		defer s.wall.updating.Unlock()
		s.wall.current.Store(renewed)
		s.wall.failed.Store(nil)
	})
}

func (s *Store) newWall(db *gorm.DB) (*numberedWall, error) {
	version := s.PublicVersion()
	number, err := lastWallChange(db)
	if err != nil {
		return nil, err
	}
	members, err := readWall(db)
	if err != nil {
		return nil, fmt.Errorf("read the wall: %w", storageError(err))
	}
	index, err := wall.New(members, wallSource{s.read}, s.opts.Languages)
	if err != nil {
		return nil, fmt.Errorf("index the wall: %w", err)
	}
	return &numberedWall{index, version, number}, nil
}
