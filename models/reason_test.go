package models_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// setReasons replaces the reasons that differ from the built-in ones.
func setReasons(t *testing.T, store *modelstest.Store, by models.Moderator, reasons ...models.Reason) {
	t.Helper()
	change := func(s *models.Settings) { s.Reasons = reasons }
	if err := store.ChangeSettings(t.Context(), by, change); err != nil {
		t.Fatal(err)
	}
}

func TestReasonsOfAdministrators(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	builtIn := store.Reasons()
	setReasons(t, store, admin,
		models.Reason{Code: "test", Off: true},
		models.Reason{Code: "no_council", Label: "No council decision", Texts: map[string]string{
			"en": "The council has not decided yet.", "lv": "Dome vēl nav lēmusi.",
		}},
		models.Reason{Code: "old", Label: "An old one", Texts: map[string]string{"en": "Old."}, Off: true},
	)
	want := append(slices.DeleteFunc(slices.Clone(builtIn), func(c string) bool { return c == "test" }), "no_council")
	if diff := cmp.Diff(want, store.Reasons()); diff != "" {
		t.Errorf("offered (-want +got):\n%s", diff)
	}
	if got := len(store.AllReasons()); got != len(builtIn)+2 {
		t.Errorf("%d reasons in all, want the built-in ones and two", got)
	}
	for _, c := range []struct{ code, language, text, in string }{
		{"no_council", "lv", "Dome vēl nav lēmusi.", "lv"},
		{"no_council", "de", "The council has not decided yet.", "en"},
		{"old", "lv", "Old.", "en"}, // still the text of what was decided with it
		{"duplicate", "lv", "", "en"},
		{"mood", "lv", "", ""},
	} {
		if text, in := store.ReasonText(c.code, c.language); text != c.text || in != c.in {
			t.Errorf("text of %s in %s: %q in %q, want %q in %q", c.code, c.language, text, in, c.text, c.in)
		}
	}
}

func TestRefusingWithAnOwnReason(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	own := models.Reason{Code: "no_council", Label: "No council decision", Texts: map[string]string{
		"en": "The council has not decided yet.", "lv": "Dome vēl nav lēmusi.",
	}}
	seen := models.Seen{ID: store.Confirm(t, modelstest.Pledge())}
	unknown := models.FieldErrors{"reason": "unknown"}
	refuse := func(code string) error { return store.Refuse(t.Context(), admin, seen, code, "") }
	var faults models.FieldErrors
	if err := refuse("no_council"); !errors.As(err, &faults) || cmp.Diff(unknown, faults) != "" {
		t.Errorf("before it exists: %v, want %v", err, unknown)
	}
	setReasons(t, store, admin, own, models.Reason{Code: "test", Off: true})
	if err := refuse("test"); !errors.As(err, &faults) || cmp.Diff(unknown, faults) != "" {
		t.Errorf("one that is switched off: %v, want %v", err, unknown)
	}
	if err := refuse("no_council"); err != nil {
		t.Fatal(err)
	}
	own.Off = true // what was decided keeps its text
	setReasons(t, store, admin, own)
	mails := store.ClaimAll(t)
	if len(mails) != 1 || mails[0].Reason != "no_council" || mails[0].ReasonOwn != "Dome vēl nav lēmusi." {
		t.Errorf("mails %+v, want one refusal with the own text in Latvian", mails)
	}
}
