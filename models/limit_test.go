package models_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"alliance/models"
	"alliance/models/modelstest"
)

// Whatever the rhythm: never more than the burst and what has refilled since the
// start, and a refused sender who waits as long as told is let in.
func TestLimitsHold(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	run := 0
	rapid.Check(t, func(r *rapid.T) {
		run++
		key := fmt.Sprintf("test:%d", run)
		count := rapid.IntRange(1, 6).Draw(r, "count")
		window := time.Duration(rapid.IntRange(1, 100).Draw(r, "window")) * time.Minute
		now, allowed := modelstest.Start(), 0
		for range rapid.IntRange(1, 25).Draw(r, "events") {
			now = now.Add(time.Duration(rapid.IntRange(0, 30).Draw(r, "pause")) * time.Minute)
			err := models.TakeLimit(t, store.Store, now, key, count, window)
			var limited *models.LimitedError
			switch {
			case err == nil:
				allowed++
			case !errors.As(err, &limited):
				r.Fatal(err)
			default:
				if limited.RetryAfter <= 0 || limited.RetryAfter > window {
					r.Fatalf("retry after %s of a window of %s", limited.RetryAfter, window)
				}
				now = now.Add(limited.RetryAfter)
				if err := models.TakeLimit(t, store.Store, now, key, count, window); err != nil {
					r.Fatalf("after waiting as told: %v", err)
				}
				allowed++
			}
			refilled := int(now.Sub(modelstest.Start()) / (window / time.Duration(count)))
			if allowed > count+refilled {
				r.Fatalf("%d allowed, more than %d at once and %d refilled", allowed, count, refilled)
			}
		}
	})
}

func TestALimitOfZeroIsOff(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	for range 100 {
		if err := models.TakeLimit(t, store.Store, modelstest.Start(), "off", 0, time.Hour); err != nil {
			t.Fatal(err)
		}
	}
}
