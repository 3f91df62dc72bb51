package models_test

import (
	"errors"
	"testing"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestChangingTheOwnPassword(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	if err := store.Sessions().Save(t.Context(), session(admin, "elsewhere", store.Clock.Now())); err != nil {
		t.Fatal(err)
	}
	const chosen = "three cows in the rain"
	wrong := models.Proof{Password: "not the password", From: office()}
	if _, err := store.ChangePassword(t.Context(), admin, wrong, chosen); !errors.Is(err, models.ErrWrongCredentials) {
		t.Errorf("with a wrong password: %v, want ErrWrongCredentials", err)
	}
	for password, want := range map[string]string{
		"short": "too_short", "Password2026!!": "too_common", "cohesionalliance 1": "personal",
	} {
		_, err := store.ChangePassword(t.Context(), admin, proof(""), password)
		var faults models.FieldErrors
		if !errors.As(err, &faults) || faults["password"] != want {
			t.Errorf("%q: %v, want password: %s", password, err, want)
		}
	}
	if open := openTokens(t, store, "elsewhere"); len(open) != 1 {
		t.Error("a refused change ended a session")
	}
	changed, err := store.ChangePassword(t.Context(), admin, proof(""), chosen)
	if err != nil || changed.SignInMark == admin.SignInMark || !changed.HasPassword {
		t.Fatalf("%+v, %v; want another mark", changed, err)
	}
	if open := openTokens(t, store, "elsewhere"); open != nil {
		t.Error("the session elsewhere is still open")
	}
	if _, err := store.SignIn(t.Context(), admin.Email, modelstest.Password, office()); err == nil {
		t.Error("the old password still works")
	}
	if _, err := store.SignIn(t.Context(), admin.Email, chosen, office()); err != nil {
		t.Errorf("the new password: %v", err)
	}
	wantAudit(t, store, "moderator.password", admin.ID)
}
