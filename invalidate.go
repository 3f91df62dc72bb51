package main

import (
	"context"
	"time"
)

// After a failure the rules against attacks wait for a second, then twice as long each time, at most a minute: one
// slow commit during an attack must not give the attacker a minute.
const (
	firstRetry   = time.Second
	longestRetry = time.Minute
)

// invalidate carries out rules against attacks: those that an earlier run of the program left unfinished, then each as
// it is made. It rests between batches, so that visitors and moderators come in.
func (s *service) invalidate(ctx context.Context) {
	retry := firstRetry
	for ctx.Err() == nil {
		worked, err := s.store.RunInvalidation(ctx)
		wait := s.rest
		if err == nil {
			retry = firstRetry
		} else if ctx.Err() == nil {
			s.log.ErrorContext(ctx, "a rule against attacks failed", "error", err, "again_in", retry)
			wait, retry = retry, min(2*retry, longestRetry)
		}
		if !worked && err == nil {
			select {
			case <-s.store.InvalidationsWaiting():
			case <-ctx.Done():
			}
			continue
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
}
