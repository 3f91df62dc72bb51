package models_test

import (
	"errors"
	"testing"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestDecisionOnAnOldPageIsRefused(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	page, err := store.PledgeDetail(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	old := models.Seen{ID: id, Version: page.Version}
	if err := store.Flag(t.Context(), admin, old); err != nil {
		t.Fatal(err)
	}

	decisions := map[string]func(models.Seen) error{
		"approve": func(seen models.Seen) error { return store.Store.Approve(t.Context(), admin, seen) },
		"refuse":  func(seen models.Seen) error { return store.Refuse(t.Context(), admin, seen, "test", "") },
		"park":    func(seen models.Seen) error { return store.Park(t.Context(), admin, seen) },
		"flag":    func(seen models.Seen) error { return store.Flag(t.Context(), admin, seen) },
		"unflag":  func(seen models.Seen) error { return store.Unflag(t.Context(), admin, seen) },
		"restore": func(seen models.Seen) error { return store.Restore(t.Context(), admin, seen) },
		"take down": func(seen models.Seen) error {
			return store.TakeDown(t.Context(), admin, seen, "A mistake.", false)
		},
	}
	for name, decide := range decisions {
		var decided *models.DecidedError
		if err := decide(old); !errors.As(err, &decided) || decided.By != admin.Name {
			t.Errorf("%s on an old page: %v, want a *DecidedError by %s", name, err, admin.Name)
		}
	}
	page, err = store.PledgeDetail(t.Context(), id)
	if err != nil || page.State != models.StateWaiting || !page.Suspected {
		t.Fatalf("%s, suspected %t (%v), want it untouched", page.State, page.Suspected, err)
	}
	if err := store.Store.Approve(t.Context(), admin, models.Seen{ID: id, Version: page.Version}); err != nil {
		t.Errorf("approve on a fresh page: %v", err)
	}
}

func TestScopeLimitsDecisions(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	by := store.Administrator(t)
	pledge := modelstest.Pledge()
	id := store.Confirm(t, pledge)
	tests := []struct {
		name    string
		scope   models.Scope
		allowed bool
	}{
		{"another country", models.Scope{Countries: []string{"FR"}}, false},
		{"another kind", models.Scope{Kinds: []models.Kind{models.KindIndividual}}, false},
		{
			"its country, another kind",
			models.Scope{Countries: []string{pledge.Country}, Kinds: []models.Kind{models.KindIndividual}},
			false,
		},
		{"its country", models.Scope{Countries: []string{"FR", pledge.Country}}, true},
	}
	for _, test := range tests {
		by.Scope = test.scope
		err := store.Park(t.Context(), by, models.Seen{ID: id})
		if test.allowed != (err == nil) || !test.allowed && !errors.Is(err, models.ErrOutOfScope) {
			t.Errorf("%s: %v, want allowed %t", test.name, err, test.allowed)
		}
	}
}
