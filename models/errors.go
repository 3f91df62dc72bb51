package models

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Errors that callers compare with errors.Is.
var (
	ErrNotFound         = errors.New("not found")
	ErrUnconfirmed      = errors.New("the pledge is not confirmed yet")
	ErrErased           = errors.New("the personal data of the pledge are erased")
	ErrWrongCode        = errors.New("wrong code")
	ErrTooManyTries     = errors.New("too many tries")
	ErrWrongCredentials = errors.New("wrong e-mail address or password")
	ErrDuplicate        = errors.New("it exists already")
	ErrUnavailable      = errors.New("the database does not answer")
)

// FieldErrors maps a form field to the code of what is wrong with it
// ("required", "invalid", "too_long", …); the sentence is the page's business.
type FieldErrors map[string]string

// Error lists fields and codes, never what was typed.
func (e FieldErrors) Error() string {
	faults := make([]string, 0, len(e))
	for field, code := range e {
		faults = append(faults, field+": "+code)
	}
	slices.Sort(faults)
	return "invalid fields: " + strings.Join(faults, ", ")
}

// LimitedError refuses a request that came too often.
type LimitedError struct {
	RetryAfter time.Duration
}

func (e *LimitedError) Error() string {
	return fmt.Sprintf("too many requests; try again in %s", e.RetryAfter.Round(time.Second))
}

// DecidedError refuses a decision because the pledge is not in the state it needs, or a
// mark because it is set or cleared already.
type DecidedError struct {
	State State
	By    string // the name of who changed the pledge last; empty where no moderator did
	At    time.Time
}

func (e *DecidedError) Error() string {
	return fmt.Sprintf("the pledge is already %s", e.State)
}
