package models_test

import (
	"errors"
	"net/netip"
	"sync"
	"testing"
	"time"

	"alliance/models"
	"alliance/models/modelstest"
)

// key is a passkey as the console hands it over.
func key(handle string) models.Passkey {
	return models.Passkey{Handle: []byte(handle), Name: "Key " + handle, Credential: `{"counter": 0}`}
}

func TestPasskeysAreASecondFactor(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	change, err := store.AddPasskey(t.Context(), admin, key("a"))
	if err != nil || len(change.RecoveryCodes) != 10 || !change.Moderator.HasPasskey || change.Moderator.HasApp {
		t.Fatalf("%+v, %v; want a passkey and ten recovery codes", change, err)
	}
	store.Clock.Advance(time.Minute)
	second, err := store.AddPasskey(t.Context(), admin, key("b"))
	if err != nil || second.RecoveryCodes != nil {
		t.Errorf("%+v, %v; want the codes to stay", second, err)
	}
	if _, err := store.AddPasskey(t.Context(), admin, key("a")); !errors.Is(err, models.ErrDuplicate) {
		t.Errorf("the same once more: %v, want ErrDuplicate", err)
	}
	nameless := key("c")
	nameless.Name = " "
	var faults models.FieldErrors
	if _, err := store.AddPasskey(t.Context(), admin, nameless); !errors.As(err, &faults) || faults["name"] != "required" {
		t.Errorf("without a name: %v, want name: required", err)
	}
	by, err := store.SignIn(t.Context(), admin.Email, modelstest.Password, office())
	if err != nil || !by.HasFactor() {
		t.Errorf("%+v, %v; want a second step", by, err)
	}
	keys, err := store.Passkeys(t.Context(), admin)
	if err != nil || len(keys) != 2 || keys[0].Name != "Key a" || keys[0].LastUsedAt != nil {
		t.Fatalf("%+v, %v", keys, err)
	}
	bo := store.Moderator(t, "bo@alliance.example", models.RoleViewer)
	_, err = store.RemovePasskey(t.Context(), bo, keys[0].ID, proof(""))
	if !errors.Is(err, models.ErrNotFound) {
		t.Errorf("a colleague's: %v, want ErrNotFound", err)
	}
	wrong := models.Proof{Password: "wrong", From: office()}
	_, err = store.RemovePasskey(t.Context(), admin, keys[0].ID, wrong)
	if !errors.Is(err, models.ErrWrongCredentials) {
		t.Errorf("with a wrong password: %v", err)
	}
	for i, left := range []int{10, 0} { // recovery codes go with the last passkey
		if _, err := store.RemovePasskey(t.Context(), admin, keys[i].ID, proof("")); err != nil {
			t.Fatal(err)
		}
		if got, err := store.RecoveryCodesLeft(t.Context(), admin); err != nil || got != left {
			t.Errorf("after removing %d: %d recovery codes, %v; want %d", i+1, got, err, left)
		}
	}
	wantAudit(t, store, "moderator.passkey_add", keys[1].ID, keys[0].ID)
	wantAudit(t, store, "moderator.passkey_remove", keys[1].ID, keys[0].ID)
}

func TestSignInWithAPasskey(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	bo := store.Moderator(t, "bo@alliance.example", models.RoleModerator)
	if _, err := store.AddPasskey(t.Context(), bo, key("a")); err != nil {
		t.Fatal(err)
	}
	if _, err := store.FindPasskey(t.Context(), []byte("unknown"), office()); !errors.Is(err, models.ErrWrongCredentials) {
		t.Errorf("unknown: %v, want ErrWrongCredentials", err)
	}
	found, err := store.FindPasskey(t.Context(), []byte("a"), office())
	if err != nil || found.Moderator.ID != bo.ID {
		t.Fatalf("%+v, %v", found, err)
	}
	var group sync.WaitGroup
	results := make(chan error, 6)
	for range 6 { // one counter, six at once: a copy of the key must not slip in beside it
		group.Go(func() {
			_, err := store.SignInWithPasskey(t.Context(), found, `{"counter": 1}`)
			results <- err
		})
	}
	group.Wait()
	close(results)
	entered := 0
	for err := range results {
		switch {
		case err == nil:
			entered++
		case !errors.Is(err, models.ErrWrongCredentials):
			t.Error(err)
		}
	}
	if entered != 1 {
		t.Errorf("%d came in, want one", entered)
	}
	if again, err := store.FindPasskey(t.Context(), []byte("a"), office()); err != nil ||
		again.Credential != `{"counter": 1}` || again.LastUsedAt == nil {
		t.Errorf("%+v, %v; want the new counter kept", again, err)
	}
	wantAudit(t, store, "moderator.sign_in", "passkey")
	if err := store.DisableModerator(t.Context(), models.Moderator{}, bo.Email); err != nil {
		t.Fatal(err)
	}
	if _, err := store.FindPasskey(t.Context(), []byte("a"), office()); !errors.Is(err, models.ErrWrongCredentials) {
		t.Errorf("disabled: %v, want ErrWrongCredentials", err)
	}
	found.Credential = `{"counter": 1}`
	if _, err := store.SignInWithPasskey(t.Context(), found, "{}"); !errors.Is(err, models.ErrWrongCredentials) {
		t.Errorf("disabled meanwhile: %v, want ErrWrongCredentials", err)
	}
}

func TestPasskeyTriesNeverLockAColleagueOut(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, func(c *models.Config) { c.Limits.SignInsPerAccountPerHour = 3 })
	if _, err := store.AddPasskey(t.Context(), store.Administrator(t), key("a")); err != nil {
		t.Fatal(err)
	}
	attacker := netip.MustParseAddr("203.0.113.9")
	for range 3 {
		if _, err := store.FindPasskey(t.Context(), []byte("a"), attacker); err != nil {
			t.Fatal(err)
		}
	}
	var limited *models.LimitedError
	if _, err := store.FindPasskey(t.Context(), []byte("a"), attacker); !errors.As(err, &limited) {
		t.Errorf("the fourth: %v, want a *LimitedError", err)
	}
	if _, err := store.FindPasskey(t.Context(), []byte("a"), office()); err != nil {
		t.Errorf("the colleague from the office: %v, want to be found", err)
	}
}
