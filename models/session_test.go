package models_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"alliance/models"
	"alliance/models/modelstest"
)

// session is one of a moderator's, to be stored.
func session(of models.Moderator, token string, seen time.Time) models.SessionState {
	return models.SessionState{
		Token: token, Data: []byte("data of " + token), ExpiresAt: seen.Add(time.Hour),
		ModeratorID: of.ID, BeganAt: seen, SeenAt: seen, UserAgent: "Browser of " + token,
	}
}

func openTokens(t *testing.T, store *modelstest.Store, tokens ...string) []string {
	t.Helper()
	var open []string
	for _, token := range tokens {
		_, found, err := store.Sessions().FindCtx(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		if found {
			open = append(open, token)
		}
	}
	return open
}

func TestSessionsAreKeptByTheHashOfTheirToken(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	sessions, admin, now := store.Sessions(), store.Administrator(t), store.Clock.Now()
	first := session(admin, "secret-session-token", now)
	first.UserAgent = "a browser"
	for _, data := range []string{"first", "second"} {
		first.Data = []byte(data)
		if err := sessions.Save(t.Context(), first); err != nil {
			t.Fatal(err)
		}
	}
	data, found, err := sessions.FindCtx(t.Context(), first.Token)
	if err != nil || !found || string(data) != "second" {
		t.Errorf("%q, %v, %v; want what was stored last", data, found, err)
	}
	if strings.Contains(databaseBytes(t, store.Config.Database.DSN), first.Token) {
		t.Error("the session's token stands in the database file")
	}
	store.Clock.Advance(time.Hour)
	if open := openTokens(t, store, first.Token); open != nil {
		t.Error("found after its end")
	}
	if err := sessions.Save(t.Context(), session(models.Moderator{}, "other", store.Clock.Now())); err != nil {
		t.Fatal(err)
	}
	if err := sessions.DeleteCtx(t.Context(), "other"); err != nil {
		t.Fatal(err)
	}
	if open := openTokens(t, store, "other"); open != nil {
		t.Error("found after it was deleted")
	}
}

func TestOwnSessionsAreListedAndEnded(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin, bo := store.Administrator(t), store.Moderator(t, "bo@alliance.example", models.RoleViewer)
	for i, s := range []models.SessionState{
		session(admin, "office", store.Clock.Now()), session(admin, "train", store.Clock.Now()),
		session(admin, "home", store.Clock.Now()), session(bo, "bo", store.Clock.Now()),
		session(models.Moderator{}, "nobody", store.Clock.Now()),
	} {
		s.SeenAt = s.SeenAt.Add(time.Duration(i) * time.Minute)
		if err := store.Sessions().Save(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	list, err := store.OpenSessions(t.Context(), admin, "office")
	if err != nil || len(list) != 3 {
		t.Fatalf("%+v, %v; want the three of the administrator", list, err)
	}
	if list[0].UserAgent != "Browser of home" || list[0].Current || !list[2].Current {
		t.Errorf("%+v; want the one last seen first, and the office marked", list)
	}
	if err := store.EndSession(t.Context(), bo, list[0].ID); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("a colleague's session: %v, want ErrNotFound", err)
	}
	for _, id := range []string{"", "none", "00ff"} {
		if err := store.EndSession(t.Context(), admin, id); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("session %q: %v, want ErrNotFound", id, err)
		}
	}
	if err := store.EndSession(t.Context(), admin, list[0].ID); err != nil {
		t.Fatal(err)
	}
	// A page that loaded meanwhile stores the session once more: it stays ended.
	if err := store.Sessions().Save(t.Context(), session(admin, "home", store.Clock.Now())); err != nil {
		t.Fatal(err)
	}
	if open := openTokens(t, store, "office", "train", "home", "bo"); len(open) != 3 {
		t.Errorf("open are %q, want all but home", open)
	}
	if ended, err := store.EndOtherSessions(t.Context(), admin, "office"); err != nil || ended != 1 {
		t.Errorf("%d others ended, %v; want the train", ended, err)
	}
	if ended, err := store.EndOtherSessions(t.Context(), admin, "office"); err != nil || ended != 0 {
		t.Errorf("%d others ended the second time, %v; want none", ended, err)
	}
	if open := openTokens(t, store, "office", "train", "home", "bo"); strings.Join(open, " ") != "office bo" {
		t.Errorf("open are %q, want office and bo", open)
	}
	wantAudit(t, store, "moderator.sessions_end", "1", "1")
}

// wantAudit wants the details of an action's rows, newest first, and a chain that is whole.
func wantAudit(t *testing.T, store *modelstest.Store, action string, details ...string) {
	t.Helper()
	list, err := store.AuditTrailPage(t.Context(), models.AuditFilter{Action: action})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range list.Items {
		got = append(got, row.Detail)
	}
	if strings.Join(got, "|") != strings.Join(details, "|") {
		t.Errorf("%s: details %q, want %q", action, got, details)
	}
	if _, err := store.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
}
