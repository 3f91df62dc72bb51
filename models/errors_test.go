package models_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"alliance/models"
	"alliance/models/modelstest"
)

// Errors end up in logs: they say what is wrong, in the same order each time, and repeat nothing that was typed.
func TestErrorsSayWhatIsWrongAndNoMore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want string
	}{
		{
			models.FieldErrors{"website": "invalid", "email": "required", "body": "link"},
			"invalid fields: body: link, email: required, website: invalid",
		},
		{models.FieldErrors{}, "invalid fields: "},
		{&models.LimitedError{RetryAfter: 90*time.Second + 400*time.Millisecond}, "too many requests; try again in 1m30s"},
		{
			&models.DecidedError{State: models.StateApproved, By: "Ada Admin", At: modelstest.Start()},
			"the pledge is already approved",
		},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	store := modelstest.New(t)
	_, err := store.SubmitPledge(t.Context(), modelstest.Pledge(func(p *models.NewPledge) {
		p.Email, p.Body, p.RepresentativeName = "secret-address@", "http://secret-body.example", "Secret\u202ePerson"
	}))
	if err == nil || strings.Contains(strings.ToLower(err.Error()), "secret") {
		t.Errorf("%v, want the faults without what was typed", err)
	}
}

// Callers compare by errors.As and errors.Is, whatever the error was wrapped in.
func TestErrorsAreFoundThroughWraps(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, func(c *models.Config) { c.Limits.PledgesPerIPPerHour = 1 })
	store.Submit(t, modelstest.Pledge())
	_, err := store.SubmitPledge(t.Context(), modelstest.Pledge(func(p *models.NewPledge) { p.Body = "Liepāja" }))
	var limited *models.LimitedError
	if !errors.As(fmt.Errorf("answer: %w", err), &limited) || !strings.HasPrefix(err.Error(), "submit pledge: ") {
		t.Errorf("%v, want a *LimitedError wrapped with what was attempted", err)
	}
	if limited != nil && (limited.RetryAfter <= 0 || limited.RetryAfter > time.Hour) {
		t.Errorf("retry after %s, want within the hour", limited.RetryAfter)
	}
	for name, err := range map[string]error{
		"approve":      store.Store.Approve(t.Context(), models.Moderator{}, models.Seen{ID: "nothing"}),
		"refuse":       store.Refuse(t.Context(), models.Moderator{}, models.Seen{ID: "nothing"}, "test", ""),
		"resend mail":  store.ResendParkedMail(t.Context(), models.Moderator{}, 99),
		"resend again": store.ResendConfirmation(t.Context(), "nothing", modelstest.Pledge().ClientAddr),
	} {
		if !errors.Is(err, models.ErrNotFound) {
			t.Errorf("%s of nothing: %v, want ErrNotFound", name, err)
		}
		if err != nil && strings.Count(err.Error(), "not found") != 1 {
			t.Errorf("%s of nothing says it twice: %v", name, err)
		}
	}
}
