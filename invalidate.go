package main

import (
	"context"
	"time"
)

// invalidateAgain is how long the rules against attacks wait after a failure.
const invalidateAgain = time.Minute

// invalidate carries out rules against attacks: those that an earlier run of the program left unfinished, then each as
// it is made. It rests between batches, so that visitors and moderators come in.
func (s *service) invalidate(ctx context.Context) {
	for ctx.Err() == nil {
		worked, err := s.store.RunInvalidation(ctx)
		wait := s.rest
		if err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "a rule against attacks failed; tried again in a minute", "error", err)
			wait = invalidateAgain
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
