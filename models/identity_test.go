package models_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/iotest"

	"alliance/models"
	"alliance/models/modelstest"
)

// What grants something must not be made without randomness, nor anything be kept of the attempt.
func TestWithoutRandomnessNothingIsStored(t *testing.T) {
	t.Parallel()
	closed := errors.New("no randomness")
	for enough, bytesLeft := range map[string]int{"no id": 0, "no reference of the mail": 10, "no receipt": 25} {
		t.Run(enough, func(t *testing.T) {
			t.Parallel()
			base := modelstest.New(t)
			options := modelstest.Options(modelstest.NewClock())
			options.Rand = io.MultiReader(bytes.NewReader(make([]byte, bytesLeft)), iotest.ErrReader(closed))
			store, err := models.Open(t.Context(), base.Config, options)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = store.Close() })
			if _, err := store.SubmitPledge(t.Context(), modelstest.Pledge()); !errors.Is(err, closed) {
				t.Errorf("submit: %v, want %v", err, closed)
			}
			if got := countPledges(t, base); got != 0 {
				t.Errorf("%d pledges, want none", got)
			}
			if mails := base.ClaimAll(t); len(mails) != 0 {
				t.Errorf("%d mails, want none", len(mails))
			}
		})
	}
}

func TestTokensAndCodesDiffer(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, func(c *models.Config) { c.Limits.MailsPerAddressPerDay = 0 })
	var tokens, codes []string
	for range 20 {
		if _, err := store.SubmitPledge(t.Context(), modelstest.Pledge()); err != nil {
			t.Fatal(err)
		}
		mail := store.ClaimAll(t)[0]
		tokens, codes = append(tokens, mail.Token), append(codes, mail.Code)
	}
	slices.Sort(tokens)
	slices.Sort(codes)
	if distinct := len(slices.Compact(tokens)); distinct != 20 {
		t.Errorf("%d different tokens of 20", distinct)
	}
	if distinct := len(slices.Compact(codes)); distinct < 18 { // two equal ones of a million happen
		t.Errorf("%d different codes of 20", distinct)
	}
}
