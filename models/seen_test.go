package models_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestDecisionOnAnOldPageIsRefused(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	page, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
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
	page, err = store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil || page.State != models.StateWaiting || !page.Suspected {
		t.Fatalf("%s, suspected %t (%v), want it untouched", page.State, page.Suspected, err)
	}
	if err := store.Store.Approve(t.Context(), admin, models.Seen{ID: id, Version: page.Version}); err != nil {
		t.Errorf("approve on a fresh page: %v", err)
	}
}

func TestScopeLimitsWhatIsShown(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	city := modelstest.Pledge()
	id := store.Confirm(t, city)
	store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Kind, p.Body, p.TerritoryID, p.Country = models.KindOrganisation, "Union of Towns", "", "FR"
	}))
	for name, test := range map[string]struct {
		scope models.Scope
		want  int
	}{
		"no limit":          {models.Scope{}, 2},
		"a country":         {models.Scope{Countries: []string{city.Country}}, 1},
		"a kind":            {models.Scope{Kinds: []models.Kind{city.Kind}}, 1},
		"neither":           {models.Scope{Countries: []string{"DE"}}, 0},
		"country, not kind": {models.Scope{Countries: []string{"FR"}, Kinds: []models.Kind{city.Kind}}, 0},
	} {
		queue, err := store.Queue(t.Context(), models.QueueFilter{Scope: test.scope})
		if err != nil || queue.Total != test.want || len(queue.Items) != test.want {
			t.Errorf("%s: the queue shows %d of %d (%v), want %d", name, len(queue.Items), queue.Total, err, test.want)
		}
		hub, err := store.Hub(t.Context(), test.scope)
		if err != nil || hub.Bands[models.BandOnTime] != test.want || hub.Days[len(hub.Days)-1].Submitted != test.want {
			t.Errorf("%s: the hub counts %v (%v), want %d", name, hub.Bands, err, test.want)
		}
		_, err = store.PledgeDetail(t.Context(), models.Moderator{Scope: test.scope}, id)
		if hidden := !test.scope.Allows(city.Kind, city.Country); hidden != errors.Is(err, models.ErrOutOfScope) {
			t.Errorf("%s: the pledge gives %v, want hidden %t", name, err, hidden)
		}
	}
}

func TestChangeModerator(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin, mo := store.Administrator(t), store.Moderator(t, "mo@alliance.example", models.RoleModerator)
	scope := models.Scope{Countries: []string{"LV", "EE"}, Kinds: []models.Kind{models.KindCity}}
	change := func(role models.Role, scope models.Scope) error {
		return store.ChangeModerator(t.Context(), admin, mo.ID, role, scope)
	}
	for name, err := range map[string]error{
		"role":      change("owner", models.Scope{}),
		"countries": change(models.RoleModerator, models.Scope{Countries: []string{"XX"}}),
		"kinds":     change(models.RoleModerator, models.Scope{Kinds: []models.Kind{"village"}}),
	} {
		if diff := cmp.Diff(error(models.FieldErrors{name: "unknown"}), err); diff != "" {
			t.Errorf("an unknown %s (-want +got):\n%s", name, diff)
		}
	}
	for range 2 { // the second changes nothing, and is no audit row
		if err := change(models.RoleModerator, scope); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := store.Store.Moderator(t.Context(), mo.ID); err != nil || !cmp.Equal(got.Scope, scope) {
		t.Errorf("scope %+v (%v), want %+v", got.Scope, err, scope)
	}
	if err := change(models.RoleAdministrator, scope); err != nil {
		t.Fatal(err)
	}
	got, err := store.Store.Moderator(t.Context(), mo.ID)
	if err != nil || got.Role != models.RoleAdministrator || !cmp.Equal(got.Scope, models.Scope{}) {
		t.Errorf("%s %+v (%v), want an administrator without limits", got.Role, got.Scope, err)
	}
	trail, err := store.AuditTrailPage(t.Context(), models.AuditFilter{Action: "moderator.change"})
	if err != nil || len(trail.Items) != 2 {
		t.Fatalf("%d audit rows (%v), want 2", len(trail.Items), err)
	}
	if want := mo.ID + ": moderator → moderator LV,EE city"; trail.Items[1].Detail != want {
		t.Errorf("audit detail %q, want %q", trail.Items[1].Detail, want)
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
