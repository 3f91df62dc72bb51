package respond

import (
	"sync"
	"sync/atomic"
	"time"
)

// changes remembers when the public data changed lately: a page that a change made old may be shown a moment longer.
type changes struct {
	window  time.Duration
	current atomic.Int64

	mu     sync.Mutex
	base   int64 // the version in force before the first of recent
	recent []change
}

type change struct {
	to int64
	at time.Time
}

func newChanges(window time.Duration, version int64) *changes {
	c := &changes{window: window, base: version}
	c.current.Store(version)
	return c
}

// note takes down that version is in force at now.
func (c *changes) note(version int64, now time.Time) {
	if c.current.Load() >= version {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.current.Load() >= version {
		return
	}
	c.recent = append(c.recent, change{version, now})
	c.current.Store(version)
	for len(c.recent) > 1 && now.Sub(c.recent[0].at) > c.window {
		c.base, c.recent = c.recent[0].to, c.recent[1:]
	}
}

// justChanged reports whether a version was in force less than the window ago.
func (c *changes) justChanged(version int64, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version < c.base {
		return false
	}
	for _, later := range c.recent {
		if later.to > version {
			return now.Sub(later.at) < c.window
		}
	}
	return false
}
