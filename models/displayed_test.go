package models_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestOnlyWhatWasDisplayedCanBeChosen(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	ada, eve := models.Moderator{ID: "ada"}, models.Moderator{ID: "eve"}
	displayed := []models.Seen{{ID: "a", Version: 1}, {ID: "b", Version: 22}, {ID: "c", Version: 3}}
	sealed := store.SealDisplayed(ada, displayed)
	list, seal, _ := strings.Cut(sealed, ".")
	_, otherSeal, _ := strings.Cut(store.SealDisplayed(ada, displayed[:2]), ".")
	tests := map[string]struct {
		by     models.Moderator
		sealed string
		chosen []string
		want   []models.Seen // nil: refused
	}{
		"some, in the order displayed": {ada, sealed, []string{"c", "a"}, []models.Seen{displayed[0], displayed[2]}},
		"one twice":                    {ada, sealed, []string{"b", "b"}, displayed[1:2]},
		"one that was not displayed":   {ada, sealed, []string{"a", "d"}, nil},
		"a part of an id":              {ada, sealed, []string{"a 1"}, nil},
		"by another moderator":         {eve, sealed, []string{"a"}, nil},
		"no seal":                      {ada, list, []string{"a"}, nil},
		"the seal of another list":     {ada, list + "." + otherSeal, []string{"a"}, nil},
		"another list":                 {ada, "x" + list + "." + seal, []string{"a"}, nil},
		"nothing":                      {ada, "", []string{"a"}, nil},
		"no base64":                    {ada, "?." + seal, []string{"a"}, nil},
	}
	for name, test := range tests {
		got, err := store.OpenDisplayed(test.by, test.sealed, test.chosen)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if refused := errors.Is(err, models.ErrNotDisplayed); refused != (test.want == nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := store.OpenDisplayed(ada, sealed, nil); err != nil || len(got) != 0 {
		t.Errorf("none chosen: %v, %v", got, err)
	}
}

func TestADisplayedListEndsAfterTwoHours(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	sealed := store.SealDisplayed(models.Moderator{ID: "ada"}, []models.Seen{{ID: "a"}})
	store.Clock.Advance(2 * time.Hour)
	if _, err := store.OpenDisplayed(models.Moderator{ID: "ada"}, sealed, []string{"a"}); err != nil {
		t.Errorf("after two hours: %v", err)
	}
	store.Clock.Advance(time.Second)
	_, err := store.OpenDisplayed(models.Moderator{ID: "ada"}, sealed, []string{"a"})
	if !errors.Is(err, models.ErrNotDisplayed) {
		t.Errorf("later: %v, want ErrNotDisplayed", err)
	}
}

// A list that was displayed before a restart, or by another process, is good; one of another installation is not.
func TestTheKeyBelongsToTheInstallation(t *testing.T) {
	t.Parallel()
	store, ada := modelstest.New(t), models.Moderator{ID: "ada"}
	sealed := store.SealDisplayed(ada, []models.Seen{{ID: "a"}})
	again, err := models.Open(t.Context(), store.Config, modelstest.Options(store.Clock))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := again.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := again.OpenDisplayed(ada, sealed, []string{"a"}); err != nil {
		t.Errorf("after a restart: %v", err)
	}
	if _, err := modelstest.New(t).OpenDisplayed(ada, sealed, []string{"a"}); !errors.Is(err, models.ErrNotDisplayed) {
		t.Errorf("elsewhere: %v, want ErrNotDisplayed", err)
	}
}
