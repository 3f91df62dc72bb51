package models_test

import (
	"errors"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func office() netip.Addr { return netip.MustParseAddr("198.51.100.4") }

func TestTheFirstAdministrator(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	old, err := store.FirstAdministrator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	invitation, err := store.FirstAdministrator(t.Context())
	if err != nil || !invitation.First {
		t.Fatalf("%+v, %v", invitation, err)
	}
	if _, err := store.Invitation(t.Context(), old.Token); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("the earlier link: %v, want ErrNotFound: a new one replaces it", err)
	}
	_, err = store.AcceptInvitation(t.Context(), invitation.Token, account("not an address", "", ""), "short")
	var faults models.FieldErrors
	want := models.FieldErrors{"email": "invalid", "name": "required", "password": "too_short"}
	if !errors.As(err, &faults) || cmp.Diff(want, faults) != "" {
		t.Errorf("%v, want %v", err, want)
	}
	ada := account("ada@alliance.example", "Ada", "")
	admin, err := store.AcceptInvitation(t.Context(), invitation.Token, ada, modelstest.Password)
	if err != nil || admin.Role != models.RoleAdministrator {
		t.Fatalf("%+v, %v", admin, err)
	}
	eve := account("eve@alliance.example", "Eve", "")
	_, err = store.AcceptInvitation(t.Context(), invitation.Token, eve, modelstest.Password)
	if !errors.Is(err, models.ErrNotFound) {
		t.Errorf("the link a second time: %v, want ErrNotFound", err)
	}
	if _, err := store.FirstAdministrator(t.Context()); !errors.Is(err, models.ErrDuplicate) {
		t.Errorf("a further first administrator: %v, want ErrDuplicate", err)
	}
}

func TestAnInvitationIsAcceptedOnce(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	invitation, err := store.FirstAdministrator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	results := make(chan error, 4)
	for _, name := range []string{"a", "b", "c", "d"} {
		group.Go(func() {
			email := name + "@alliance.example"
			person := account(email, name+" name", "")
			_, err := store.AcceptInvitation(t.Context(), invitation.Token, person, modelstest.Password)
			results <- err
		})
	}
	group.Wait()
	close(results)
	accepted := 0
	for err := range results {
		if err == nil {
			accepted++
		}
	}
	if accepted != 1 {
		t.Errorf("%d accepted, want one", accepted)
	}
}

func TestPasswordRules(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	cases := []struct{ name, password, want string }{
		{"eleven letters", "abcdefghijk", "too_short"},
		{"empty", "", "too_short"},
		{"one letter over and over", "aaaaaaaaaaaaaa", "too_common"},
		{"one Greek letter over and over", "ωωωωωωωωωωωωωω", "too_common"},
		{"nothing but blanks", "              ", "too_common"},
		{"a common one with a year", "Password2026!!", "too_common"},
		{"a keyboard's row", "qwertyuiopas", "too_common"},
		{"the own address", "ada.lovelace@alliance.example", "personal"},
		{"the name before the @", "in spring AdaLovelace walks", "personal"},
		{"the site's name", "my cohesion alliance word", "personal"},
		{"129 letters", strings.Repeat("abc", 43), "too_long"},
		{"a sentence", "three cows in the rain", ""},
		{"Greek letters", "οι τρεις αγελάδες", ""},
		{"nothing but signs", "!?!-+*#$%&/()", ""},
	}
	const address = "ada.lovelace@alliance.example"
	ada := account(address, "Ada L", models.RoleModerator)
	if _, err := store.AddModerator(t.Context(), models.Moderator{}, ada); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		invitation, err := store.ResetModerator(t.Context(), models.Moderator{}, address)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		_, err = store.AcceptInvitation(t.Context(), invitation.Token, models.NewModerator{}, c.password)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v, want it accepted", c.name, err)
			}
			continue
		}
		var faults models.FieldErrors
		if !errors.As(err, &faults) || faults["password"] != c.want {
			t.Errorf("%s: %v, want password: %s", c.name, err, c.want)
		}
	}
}

// account is what an account is created from.
func account(email, name string, role models.Role) models.NewModerator {
	return models.NewModerator{Email: email, Name: name, Role: role, Language: "lv"}
}

func TestAddModerator(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	operator := models.Moderator{}
	bo := account("Bo@alliance.example", "Bo", models.RoleModerator)
	invitation, err := store.AddModerator(t.Context(), operator, bo)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.AddModerator(t.Context(), operator, account("bo@ALLIANCE.example", "Bo again", models.RoleViewer))
	if !errors.Is(err, models.ErrDuplicate) {
		t.Errorf("the same address: %v, want ErrDuplicate", err)
	}
	if _, err := store.AddModerator(t.Context(), operator, account("c@alliance.example", "C", "king")); err == nil {
		t.Error("a made-up role was accepted")
	}
	mails := store.ClaimAll(t)
	if len(mails) != 1 || mails[0].Kind != models.MailInvitation || mails[0].To != "Bo@alliance.example" ||
		mails[0].Name != "Bo" || mails[0].Language != "lv" {
		t.Fatalf("mails %+v, want one invitation", mails)
	}
	_, err = store.SignIn(t.Context(), "bo@alliance.example", modelstest.Password, office())
	if !errors.Is(err, models.ErrWrongCredentials) {
		t.Errorf("before a password is chosen: %v, want ErrWrongCredentials", err)
	}
	_, err = store.AcceptInvitation(t.Context(), mails[0].Token, models.NewModerator{}, modelstest.Password)
	if err != nil {
		t.Fatalf("the mail's link: %v", err)
	}
	if _, err := store.Invitation(t.Context(), invitation.Token); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("the other link to the same account: %v, want ErrNotFound", err)
	}
	if _, err := store.SignIn(t.Context(), "bo@alliance.example", modelstest.Password, office()); err != nil {
		t.Errorf("sign in: %v", err)
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	for name, c := range map[string]struct{ email, password string }{
		"a wrong password": {admin.Email, "wrong"}, "an unknown address": {"eve@alliance.example", modelstest.Password},
		"no password": {admin.Email, ""}, "nothing": {"", ""},
	} {
		_, err := store.SignIn(t.Context(), c.email, c.password, office())
		if !errors.Is(err, models.ErrWrongCredentials) {
			t.Errorf("%s: %v, want ErrWrongCredentials", name, err)
		}
	}
	got, err := store.SignIn(t.Context(), "ADMIN@alliance.example", modelstest.Password, office())
	if err != nil || got.ID != admin.ID || got.LastSignInAt == nil {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestDisabledAndReset(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	bo := store.Moderator(t, "bo@alliance.example", models.RoleModerator)
	if err := store.DisableModerator(t.Context(), models.Moderator{}, bo.Email); err != nil {
		t.Fatal(err)
	}
	_, err := store.SignIn(t.Context(), bo.Email, modelstest.Password, office())
	if !errors.Is(err, models.ErrWrongCredentials) {
		t.Errorf("disabled, sign in: %v, want ErrWrongCredentials", err)
	}
	if _, err := store.Store.Moderator(t.Context(), bo.ID); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("disabled, look-up: %v, want ErrNotFound", err)
	}
	invitation, err := store.ResetModerator(t.Context(), models.Moderator{}, bo.Email)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.SignIn(t.Context(), bo.Email, modelstest.Password, office())
	if !errors.Is(err, models.ErrWrongCredentials) {
		t.Errorf("reset, the old password: %v, want ErrWrongCredentials", err)
	}
	_, err = store.AcceptInvitation(t.Context(), invitation.Token, models.NewModerator{}, "another good password")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.SignIn(t.Context(), bo.Email, "another good password", office()); err != nil {
		t.Errorf("the new password: %v", err)
	}
	for _, unknown := range []string{"eve@alliance.example", "nonsense"} {
		if _, err := store.ResetModerator(t.Context(), models.Moderator{}, unknown); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("reset %q: %v, want ErrNotFound", unknown, err)
		}
		if err := store.DisableModerator(t.Context(), models.Moderator{}, unknown); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("disable %q: %v, want ErrNotFound", unknown, err)
		}
	}
}

func TestAMailThatWaitsBringsNoLinkToAnAccountInUse(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	accept := func(token string) {
		if _, err := store.AcceptInvitation(t.Context(), token, models.NewModerator{}, modelstest.Password); err != nil {
			t.Fatal(err)
		}
	}
	bo := account("bo@alliance.example", "Bo", models.RoleViewer)
	added, err := store.AddModerator(t.Context(), models.Moderator{}, bo)
	if err != nil {
		t.Fatal(err)
	}
	accept(added.Token) // handed over by other means, while the mail server is down
	if mails := store.ClaimAll(t); len(mails) != 0 {
		t.Errorf("accepted: %d mails, want none", len(mails))
	}
	if _, err := store.ResetModerator(t.Context(), models.Moderator{}, "bo@alliance.example"); err != nil {
		t.Fatal(err)
	}
	if err := store.DisableModerator(t.Context(), models.Moderator{}, "bo@alliance.example"); err != nil {
		t.Fatal(err)
	}
	if mails := store.ClaimAll(t); len(mails) != 0 {
		t.Errorf("disabled: %d mails, want none", len(mails))
	}
	if _, err := store.ResetModerator(t.Context(), models.Moderator{}, "bo@alliance.example"); err != nil {
		t.Fatal(err)
	}
	if mails := store.ClaimAll(t); len(mails) != 1 || mails[0].Token == "" {
		t.Errorf("reset: %d mails, want one with a link", len(mails))
	}
}

func TestSignInsAreCountedWithoutTheAddress(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	_, err := store.SignIn(t.Context(), "eve@alliance.example", "guess", office())
	if !errors.Is(err, models.ErrWrongCredentials) {
		t.Fatal(err)
	}
	keys := models.LimitKeys(t, store.Store)
	if len(keys) != 4 || strings.Contains(strings.Join(keys, " "), "eve") {
		t.Errorf("limits %q, want four, none with the address", keys)
	}
}

func TestGuessingNeverLocksAColleagueOut(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, func(c *models.Config) { c.Limits.SignInsPerAccountPerHour = 3 })
	admin := store.Administrator(t)
	attacker := netip.MustParseAddr("203.0.113.9")
	for range 3 {
		if _, err := store.SignIn(t.Context(), admin.Email, "guess", attacker); !errors.Is(err, models.ErrWrongCredentials) {
			t.Fatal(err)
		}
	}
	var limited *models.LimitedError
	if _, err := store.SignIn(t.Context(), admin.Email, modelstest.Password, attacker); !errors.As(err, &limited) {
		t.Errorf("the fourth guess: %v, want a *LimitedError even with the right password", err)
	}
	if _, err := store.SignIn(t.Context(), admin.Email, modelstest.Password, office()); err != nil {
		t.Errorf("the colleague from the office: %v, want to be let in", err)
	}
	_, err := store.SignIn(t.Context(), "other@alliance.example", "guess", attacker)
	if !errors.Is(err, models.ErrWrongCredentials) {
		t.Errorf("another account from the same address: %v, want ErrWrongCredentials", err)
	}
}
