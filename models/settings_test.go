package models_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestSettingsChangeAndStay(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	if store.Settings().RequireSecondFactor {
		t.Error("a second factor is required before anybody asked for it")
	}
	change := func(s *models.Settings) { s.RequireSecondFactor = true }
	for range 2 { // the second changes nothing, and is no audit row
		if err := store.ChangeSettings(t.Context(), admin, change); err != nil {
			t.Fatal(err)
		}
	}
	if !store.Settings().RequireSecondFactor {
		t.Error("the change does not hold")
	}
	reopened, err := models.Open(t.Context(), store.Config, modelstest.Options(store.Clock))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = reopened.Close() })
	if diff := cmp.Diff(store.Settings(), reopened.Settings()); diff != "" {
		t.Errorf("after a restart (-before +after):\n%s", diff)
	}

	trail, err := store.AuditTrailPage(t.Context(), models.AuditFilter{Action: "settings.change"})
	if err != nil || len(trail.Items) != 1 {
		t.Fatalf("%d audit rows (%v), want 1", len(trail.Items), err)
	}
	if got, want := trail.Items[0].Detail, "require_second_factor: false → true"; got != want {
		t.Errorf("audit detail %q, want %q", got, want)
	}
}
