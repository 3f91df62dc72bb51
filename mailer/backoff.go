package mailer

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"sync"
	"time"
)

// triesBeforeParking is how often a mail is tried at least, however old it is: one that
// an administrator queues again is old already.
const triesBeforeParking = 4

// retryDelay returns how long a mail rests after its nth failed attempt, from 1.
func retryDelay(attempt int) time.Duration {
	steps := []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour}
	return steps[min(max(attempt, 1), len(steps))-1]
}

// The pauses while the server serves nobody: they double from the first to the longest.
const (
	firstPause   = 5 * time.Second
	longestPause = 5 * time.Minute
)

func pauseAfter(failures int) time.Duration {
	if failures > 6 {
		return longestPause
	}
	return min(firstPause<<(failures-1), longestPause)
}

// jitter changes a delay by up to a fifth either way, so that what failed together
// does not come back together.
func jitter(delay time.Duration, random io.Reader) (time.Duration, error) {
	var b [4]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return 0, fmt.Errorf("read randomness: %w", err)
	}
	share := float64(binary.BigEndian.Uint32(b[:])) / math.MaxUint32
	return time.Duration(float64(delay) * (0.8 + 0.4*share)), nil
}

// outage is the workers' common knowledge that the server serves nobody. Safe for concurrent use.
type outage struct {
	mu       sync.Mutex
	failures int // in a row
	until    time.Time
}

// lasts reports whether the pause is still on.
func (o *outage) lasts(now time.Time) bool { return o.left(now) > 0 }

// left returns what remains of the pause.
func (o *outage) left(now time.Time) time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	return max(o.until.Sub(now), 0)
}

// suspected reports that the last attempt failed: one mail is enough to try again with.
func (o *outage) suspected() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.failures > 0
}

// fail notes a failed attempt and returns when the next one makes sense. Attempts that
// fail while a pause is on belong to the failure that began it.
func (o *outage) fail(now time.Time, random io.Reader) (time.Time, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if now.Before(o.until) {
		return o.until, nil
	}
	o.failures++
	pause, err := jitter(pauseAfter(o.failures), random)
	if err != nil {
		return time.Time{}, err
	}
	o.until = now.Add(pause)
	return o.until, nil
}

// end notes that the server serves us.
func (o *outage) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.failures, o.until = 0, time.Time{}
}
