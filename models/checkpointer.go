package models

import (
	"gorm.io/gorm"
)

// writesPerCheckpoint is how many writes the write-ahead log gathers, about 5 MB: pages
// that many of them change are copied once.
const writesPerCheckpoint = 512

// checkpointer copies the write-ahead log into the database on a connection of its own,
// so that no write waits for it. It is passive: it waits for nobody, and leaves to the
// next time what somebody still reads.
type checkpointer struct {
	db      *gorm.DB
	writes  int // since the last one was asked for; the writer's alone
	due     chan struct{}
	stopped chan struct{}
}

func startCheckpointer(db *gorm.DB) *checkpointer {
	c := &checkpointer{db: db, due: make(chan struct{}, 1), stopped: make(chan struct{})}
	go c.loop()
	return c
}

// note counts committed writes and asks for a checkpoint when there are many.
func (c *checkpointer) note(writes int) {
	if c.writes += writes; c.writes < writesPerCheckpoint {
		return
	}
	select {
	case c.due <- struct{}{}:
		c.writes = 0
	default: // one is asked for already
	}
}

func (c *checkpointer) loop() {
	defer close(c.stopped)
	for range c.due {
		// One that fails costs nothing but a longer log; the writer makes it up, and reports what a disk refuses.
		_ = c.db.Exec("PRAGMA wal_checkpoint(PASSIVE)").Error
	}
}

// stop waits for a checkpoint under way. None may be asked for after it.
func (c *checkpointer) stop() {
	close(c.due)
	<-c.stopped
}
