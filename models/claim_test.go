package models_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// holder is who works on a pledge; empty where nobody does.
func holder(t *testing.T, store *modelstest.Store, id string) string {
	t.Helper()
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil {
		t.Fatal(err)
	}
	queue, err := store.Queue(t.Context(), models.QueueFilter{State: detail.State})
	if err != nil || len(queue.Items) != 1 || queue.Items[0].Claim != detail.Claim {
		t.Errorf("the queue says %+v (%v), the page %+v", queue.Items, err, detail.Claim)
	}
	return detail.Claim.Name
}

func claimAs(t *testing.T, store *modelstest.Store, by models.Moderator, id string) models.Claim {
	t.Helper()
	claim, err := store.Claim(t.Context(), by, id)
	if err != nil {
		t.Fatal(err)
	}
	return claim
}

func TestClaimKeptAliveAndEnded(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	ben := store.Moderator(t, "b@a.example", models.RoleModerator)
	cleo := store.Moderator(t, "c@a.example", models.RoleModerator)
	id := store.Confirm(t, modelstest.Pledge())
	if name := holder(t, store, id); name != "" {
		t.Errorf("held by %s before anybody opened it", name)
	}
	since := store.Clock.Now()
	claimAs(t, store, ben, id)
	for range 3 {
		store.Clock.Advance(4 * time.Minute)
		if claim := claimAs(t, store, ben, id); !claim.HeldBy(ben) || claim.HeldFrom(ben) || !claim.Since.Equal(since) {
			t.Errorf("kept alive: %+v, want it his since %s", claim, since)
		}
	}
	if claim := claimAs(t, store, cleo, id); !claim.HeldFrom(cleo) || claim.Name != ben.Name {
		t.Errorf("a colleague gets %+v, want it still with %s", claim, ben.Name)
	}
	store.Clock.Advance(5 * time.Minute)
	if name := holder(t, store, id); name != "" {
		t.Errorf("held by %s after five quiet minutes", name)
	}
	if claim := claimAs(t, store, cleo, id); !claim.HeldBy(cleo) || !claim.Since.Equal(store.Clock.Now()) {
		t.Errorf("an ended claim: %+v, want it hers from now", claim)
	}
	if err := store.Release(t.Context(), ben, id); err != nil || holder(t, store, id) != cleo.Name {
		t.Errorf("released by %s, who has no claim (%v): held by %q", ben.Name, err, holder(t, store, id))
	}
	if err := store.Release(t.Context(), cleo, id); err != nil || holder(t, store, id) != "" {
		t.Errorf("released (%v): held by %q", err, holder(t, store, id))
	}
	claimAs(t, store, cleo, id)
	if err := store.DisableModerator(t.Context(), admin, cleo.Email); err != nil || holder(t, store, id) != "" {
		t.Errorf("disabled (%v): held by %q", err, holder(t, store, id))
	}
	claimAs(t, store, ben, id)
	store.Clock.Advance(time.Hour)
	result, err := store.ApplyRetention(t.Context())
	if err != nil || result.ExpiredDeleted == 0 {
		t.Errorf("retention: %+v, %v; want the ended claim deleted", result, err)
	}
}

func TestDecisionsOfOthersWaitForAClaim(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	ben := store.Moderator(t, "b@a.example", models.RoleModerator)
	id := store.Confirm(t, modelstest.Pledge())
	claimAs(t, store, ben, id)
	for name, decide := range map[string]func() error{
		"approve":                func() error { return store.Store.Approve(t.Context(), admin, models.Seen{ID: id}) },
		"refuse":                 func() error { return store.Refuse(t.Context(), admin, models.Seen{ID: id}, "test", "") },
		"park":                   func() error { return store.Park(t.Context(), admin, models.Seen{ID: id}) },
		"flag":                   func() error { return store.Flag(t.Context(), admin, models.Seen{ID: id}) },
		"take over from another": func() error { return store.TakeOver(t.Context(), admin, id, admin.ID) },
	} {
		var claimed *models.ClaimedError
		if err := decide(); !errors.As(err, &claimed) || claimed.Claim.Name != ben.Name {
			t.Errorf("%s: %v, want a *ClaimedError that names %s", name, err, ben.Name)
		}
	}
	if diff := cmp.Diff([]string{"pledge.confirm"}, actions(t, store, id)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}

	if err := store.TakeOver(t.Context(), admin, id, ben.ID); err != nil {
		t.Fatal(err)
	}
	if claim := claimAs(t, store, ben, id); claim.Name != admin.Name {
		t.Errorf("the former holder sees %+v, want it with %s", claim, admin.Name)
	}
	var claimed *models.ClaimedError
	if err := store.Store.Approve(t.Context(), ben, models.Seen{ID: id}); !errors.As(err, &claimed) {
		t.Errorf("the former holder approves: %v, want a *ClaimedError", err)
	}
	approveNow(t, store, admin, id)
	want := []string{"pledge.confirm", "pledge.take_over", "pledge.approve"}
	if diff := cmp.Diff(want, actions(t, store, id)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if claim := claimAs(t, store, ben, id); claim != (models.Claim{}) || holder(t, store, id) != "" {
		t.Errorf("a decided pledge is claimed: %+v", claim)
	}
	var decided *models.DecidedError
	if err := store.TakeOver(t.Context(), ben, id, ""); !errors.As(err, &decided) {
		t.Errorf("take over a decided pledge: %v, want a *DecidedError", err)
	}
}

func TestClaimsKeepToTheScope(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	by := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	by.Scope.Countries = []string{"FR"}
	if _, err := store.Claim(t.Context(), by, id); !errors.Is(err, models.ErrOutOfScope) {
		t.Errorf("claim: %v, want ErrOutOfScope", err)
	}
	if err := store.TakeOver(t.Context(), by, id, ""); !errors.Is(err, models.ErrOutOfScope) {
		t.Errorf("take over: %v, want ErrOutOfScope", err)
	}
	if _, err := store.Claim(t.Context(), by, "none"); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("claim nothing: %v, want ErrNotFound", err)
	}
}
