package modelstest

import (
	"testing"

	"github.com/pquerna/otp/totp"

	"alliance/models"
)

// App is an authenticator app in a test's hand.
type App struct {
	Secret        string
	RecoveryCodes []string
	Moderator     models.Moderator // with the mark of sessions that go on
	Store         *Store
}

// AddApp sets an authenticator app up for an account, and moves the clock on to its next code.
func (s *Store) AddApp(t testing.TB, of models.Moderator) App {
	t.Helper()
	if err := s.StartAuthenticator(t.Context(), of); err != nil {
		t.Fatalf("start authenticator: %v", err)
	}
	pending, err := s.PendingAuthenticator(t.Context(), of, "Alliance")
	if err != nil {
		t.Fatalf("pending authenticator: %v", err)
	}
	app := App{Secret: pending.Secret, Store: s}
	change, err := s.ConfirmAuthenticator(t.Context(), of, app.Code(t))
	if err != nil {
		t.Fatalf("confirm authenticator: %v", err)
	}
	app.Moderator, app.RecoveryCodes = change.Moderator, change.RecoveryCodes
	app.Wait()
	return app
}

// Code is what the app shows at the clock's time.
func (a App) Code(t testing.TB) string {
	t.Helper()
	code, err := totp.GenerateCode(a.Secret, a.Store.Clock.Now())
	if err != nil {
		t.Fatalf("code of the app: %v", err)
	}
	return code
}

// Wait moves the clock on until the app shows another code.
func (a App) Wait() { a.Store.Clock.Advance(codeLasts) }
