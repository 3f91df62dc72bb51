package models_test

import (
	"errors"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"alliance/models"
	"alliance/models/modelstest"
)

// step is the second step of somebody whose password was right.
func step(of models.Moderator, code string) models.SecondStep {
	return models.SecondStep{ModeratorID: of.ID, Mark: of.SignInMark, Code: code, From: office()}
}

func proof(code string) models.Proof {
	return models.Proof{Password: modelstest.Password, Code: code, From: office()}
}

func TestAnAppIsAskedForOnceItIsConfirmed(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	signIn := func() models.Moderator {
		t.Helper()
		by, err := store.SignIn(t.Context(), admin.Email, modelstest.Password, office())
		if err != nil {
			t.Fatal(err)
		}
		return by
	}
	if err := store.StartAuthenticator(t.Context(), admin); err != nil {
		t.Fatal(err)
	}
	abandoned, err := store.PendingAuthenticator(t.Context(), admin, "Alliance")
	if err != nil || len(abandoned.Secret) != 32 || !strings.HasPrefix(abandoned.URL, "otpauth://totp/Alliance:admin@") {
		t.Fatalf("%+v, %v", abandoned, err)
	}
	if signIn().HasFactor() {
		t.Error("an app that nobody confirmed is asked for")
	}
	app := store.AddApp(t, admin) // begun anew
	if app.Secret == abandoned.Secret || len(app.RecoveryCodes) != 10 {
		t.Errorf("secret kept: %v, %d recovery codes", app.Secret == abandoned.Secret, len(app.RecoveryCodes))
	}
	if app.Moderator.SignInMark == admin.SignInMark {
		t.Error("sessions from before go on")
	}
	by := signIn()
	if !by.HasFactor() || !by.HasApp || by.HasPasskey {
		t.Errorf("%+v, want the app to be asked for", by)
	}
	entrance, err := store.TakeSecondStep(t.Context(), step(by, app.Code(t)))
	if err != nil || entrance.Moderator.ID != admin.ID || entrance.RecoveryCode {
		t.Errorf("%+v, %v", entrance, err)
	}
	if err := store.StartAuthenticator(t.Context(), admin); !errors.Is(err, models.ErrDuplicate) {
		t.Errorf("a second app: %v, want ErrDuplicate", err)
	}
	if _, err := store.PendingAuthenticator(t.Context(), admin, "x"); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("the secret once more: %v, want ErrNotFound: it is shown until confirmed only", err)
	}
	if _, err := store.ConfirmAuthenticator(t.Context(), admin, app.Code(t)); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("confirmed again: %v, want ErrNotFound", err)
	}
	wantAudit(t, store, "moderator.sign_in", "code", "password")
	wantAudit(t, store, "moderator.factor_add", "")
	wantAudit(t, store, "moderator.recovery_make", "")
}

func TestWhichCodesAreAccepted(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	app := store.AddApp(t, admin)
	store.Clock.Advance(time.Hour)
	for _, test := range []struct {
		name   string
		passes time.Duration // between the code's time and its use
		change func(string) string
		want   error
	}{
		{"the code of now", 0, nil, nil},
		{"the one before", 30 * time.Second, nil, nil},
		{"the next one, of a clock ahead", -30 * time.Second, nil, nil},
		{"in two groups", 0, func(code string) string { return code[:3] + " " + code[3:] }, nil},
		{"a minute late", 61 * time.Second, nil, models.ErrWrongCode},
		{"a minute early", -61 * time.Second, nil, models.ErrWrongCode},
		{"five digits", 0, func(code string) string { return code[:5] }, models.ErrWrongCode},
		{"nothing", 0, func(string) string { return "" }, models.ErrWrongCode},
		{"letters", 0, func(string) string { return "abcdef" }, models.ErrWrongCode},
		{"a made-up recovery code", 0, func(string) string { return "aaaa-bbbb-cccc-dddd" }, models.ErrWrongCode},
	} {
		store.Clock.Advance(10 * time.Minute)
		code := app.Code(t)
		if test.change != nil {
			code = test.change(code)
		}
		store.Clock.Advance(test.passes)
		_, err := store.TakeSecondStep(t.Context(), step(app.Moderator, code))
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
		if _, again := store.TakeSecondStep(t.Context(), step(app.Moderator, code)); !errors.Is(again, models.ErrWrongCode) {
			t.Errorf("%s, a second time: %v, want ErrWrongCode", test.name, again)
		}
	}
}

func TestACodeOpensOneDoorOfTwo(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	app := store.AddApp(t, store.Administrator(t))
	for _, code := range []string{app.Code(t), app.RecoveryCodes[3]} {
		var group sync.WaitGroup
		results := make(chan error, 8)
		for range 8 {
			group.Go(func() {
				_, err := store.TakeSecondStep(t.Context(), step(app.Moderator, code))
				results <- err
			})
		}
		group.Wait()
		close(results)
		entered := 0
		for err := range results {
			if err == nil {
				entered++
			}
		}
		if entered != 1 {
			t.Errorf("%d came in with one code, want one", entered)
		}
	}
}

func TestRecoveryCodes(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	if _, err := store.RenewRecoveryCodes(t.Context(), admin, proof("")); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("without a second factor: %v, want ErrNotFound", err)
	}
	app := store.AddApp(t, admin)
	typed := strings.ToUpper(strings.ReplaceAll(app.RecoveryCodes[0], "-", " ")) // as people type
	entrance, err := store.TakeSecondStep(t.Context(), step(app.Moderator, typed))
	if err != nil || !entrance.RecoveryCode || entrance.CodesLeft != 9 {
		t.Errorf("%+v, %v; want in, nine left", entrance, err)
	}
	bo := store.Moderator(t, "bo@alliance.example", models.RoleViewer)
	other := store.AddApp(t, bo)
	_, err = store.TakeSecondStep(t.Context(), step(other.Moderator, app.RecoveryCodes[1]))
	if !errors.Is(err, models.ErrWrongCode) {
		t.Errorf("a colleague's code: %v, want ErrWrongCode", err)
	}
	wrong := models.Proof{Password: "not the password", From: office()}
	if _, err := store.RenewRecoveryCodes(t.Context(), admin, wrong); !errors.Is(err, models.ErrWrongCredentials) {
		t.Errorf("renewed with a wrong password: %v", err)
	}
	renewed, err := store.RenewRecoveryCodes(t.Context(), admin, proof(""))
	if err != nil || len(renewed) != 10 {
		t.Fatalf("%d codes, %v", len(renewed), err)
	}
	_, err = store.TakeSecondStep(t.Context(), step(app.Moderator, app.RecoveryCodes[1]))
	if !errors.Is(err, models.ErrWrongCode) {
		t.Errorf("a code of before: %v, want ErrWrongCode", err)
	}
	if left, err := store.RecoveryCodesLeft(t.Context(), admin); err != nil || left != 10 {
		t.Errorf("%d left, %v", left, err)
	}
	content := databaseBytes(t, store.Config.Database.DSN)
	for _, code := range renewed {
		if strings.Contains(content, code) || strings.Contains(content, strings.ReplaceAll(code, "-", "")) {
			t.Error("a recovery code stands in the database file")
		}
	}
	wantAudit(t, store, "moderator.recovery_use", "9")
}

func TestSwitchingTheAppOff(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	app := store.AddApp(t, store.Administrator(t))
	for name, test := range map[string]struct {
		proof models.Proof
		want  error
	}{
		"without the password": {models.Proof{Code: app.Code(t), From: office()}, models.ErrWrongCredentials},
		"without a code":       {proof(""), models.ErrWrongCode},
		"with an old code":     {proof("000000"), models.ErrWrongCode},
	} {
		if _, err := store.RemoveAuthenticator(t.Context(), app.Moderator, test.proof); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	change, err := store.RemoveAuthenticator(t.Context(), app.Moderator, proof(app.Code(t)))
	if err != nil || change.Moderator.HasFactor() || change.Moderator.SignInMark == app.Moderator.SignInMark {
		t.Fatalf("%+v, %v; want no factor and a new mark", change, err)
	}
	if left, err := store.RecoveryCodesLeft(t.Context(), app.Moderator); err != nil || left != 0 {
		t.Errorf("%d recovery codes left, %v; want none", left, err)
	}
	by, err := store.SignIn(t.Context(), app.Moderator.Email, modelstest.Password, office())
	if err != nil || by.HasFactor() {
		t.Errorf("%+v, %v; want the password to do", by, err)
	}
	wantAudit(t, store, "moderator.factor_remove", "")
}

func TestGuessingCodesNeverLocksAColleagueOut(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, func(c *models.Config) { c.Limits.SignInsPerAccountPerHour = 3 })
	app := store.AddApp(t, store.Administrator(t))
	guess := step(app.Moderator, "000000")
	guess.From = netip.MustParseAddr("203.0.113.9")
	for range 3 {
		if _, err := store.TakeSecondStep(t.Context(), guess); !errors.Is(err, models.ErrWrongCode) {
			t.Fatal(err)
		}
	}
	guess.Code = app.Code(t)
	var limited *models.LimitedError
	if _, err := store.TakeSecondStep(t.Context(), guess); !errors.As(err, &limited) {
		t.Errorf("the fourth guess: %v, want a *LimitedError even with the right code", err)
	}
	if _, err := store.TakeSecondStep(t.Context(), step(app.Moderator, app.Code(t))); err != nil {
		t.Errorf("the colleague from the office: %v, want to be let in", err)
	}
}

func TestWhatChangedSinceTheFirstStepEndsTheSignIn(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	bo := store.Moderator(t, "bo@alliance.example", models.RoleModerator)
	app := store.AddApp(t, bo)
	operator := models.Moderator{}
	for name, change := range map[string]func() error{
		"nothing begun": func() error { return nil },
		"disabled":      func() error { return store.DisableModerator(t.Context(), operator, bo.Email) },
		"password taken away": func() error {
			_, err := store.ResetModerator(t.Context(), operator, bo.Email)
			return err
		},
	} {
		begun := step(app.Moderator, app.RecoveryCodes[0])
		if name == "nothing begun" {
			begun.Mark = ""
		}
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if _, err := store.TakeSecondStep(t.Context(), begun); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("%s: %v, want ErrNotFound", name, err)
		}
	}
	// A link to a new password leads to the second step as well, and the app is the one of before.
	invitation, err := store.ResetModerator(t.Context(), operator, bo.Email)
	if err != nil {
		t.Fatal(err)
	}
	by, err := store.AcceptInvitation(t.Context(), invitation.Token, models.NewModerator{}, modelstest.Password)
	if err != nil || !by.HasFactor() {
		t.Fatalf("%+v, %v; want the second step to come", by, err)
	}
	if _, err := store.TakeSecondStep(t.Context(), step(by, app.Code(t))); err != nil {
		t.Errorf("the app after a new password: %v", err)
	}
}

func TestResettingTheSecondFactor(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin, bo := store.Administrator(t), store.Moderator(t, "bo@alliance.example", models.RoleModerator)
	app := store.AddApp(t, bo)
	if err := store.Sessions().Save(t.Context(), session(bo, "phone", store.Clock.Now())); err != nil {
		t.Fatal(err)
	}
	if err := store.ResetFactors(t.Context(), admin, bo.Email); err != nil {
		t.Fatal(err)
	}
	if open := openTokens(t, store, "phone"); open != nil {
		t.Error("the session of the lost phone is still open")
	}
	by, err := store.SignIn(t.Context(), bo.Email, modelstest.Password, office())
	if err != nil || by.HasFactor() || by.SignInMark == app.Moderator.SignInMark {
		t.Errorf("%+v, %v; want the password to do, and the marks of before to be worth nothing", by, err)
	}
	if left, err := store.RecoveryCodesLeft(t.Context(), bo); err != nil || left != 0 {
		t.Errorf("%d recovery codes left, %v", left, err)
	}
	err = store.ResetFactors(t.Context(), admin, "eve@alliance.example")
	if !errors.Is(err, models.ErrNotFound) {
		t.Errorf("of nobody: %v, want ErrNotFound", err)
	}
	wantAudit(t, store, "moderator.factor_reset", bo.ID)
}
