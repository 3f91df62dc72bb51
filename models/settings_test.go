package models_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestSettingsChangeAndStay(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	if store.Settings().RequireSecondFactor {
		t.Error("a second factor is required before anybody asked for it")
	}
	change := func(s *models.Settings) { s.RequireSecondFactor = true }
	for range 2 { // the second changes nothing, and is no audit row
		if err := store.ChangeSettings(t.Context(), admin, change); err != nil {
			t.Fatal(err)
		}
	}
	if !store.Settings().RequireSecondFactor {
		t.Error("the change does not hold")
	}
	reopened, err := models.Open(t.Context(), store.Config, modelstest.Options(store.Clock))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = reopened.Close() })
	if diff := cmp.Diff(store.Settings(), reopened.Settings()); diff != "" {
		t.Errorf("after a restart (-before +after):\n%s", diff)
	}

	trail, err := store.AuditTrailPage(t.Context(), models.AuditFilter{Action: "settings.change"})
	if err != nil || len(trail.Items) != 1 {
		t.Fatalf("%d audit rows (%v), want 1", len(trail.Items), err)
	}
	if got, want := trail.Items[0].Detail, "require_second_factor: false → true"; got != want {
		t.Errorf("audit detail %q, want %q", got, want)
	}
}

func TestSettingsThatAreNotAllowed(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	english := map[string]string{"en": "No."}
	for name, test := range map[string]struct {
		change func(*models.Settings)
		want   models.FieldErrors
	}{
		"no kind at all": {
			func(s *models.Settings) { s.Kinds = nil },
			models.FieldErrors{"kinds": "required"},
		},
		"a kind that is none": {
			func(s *models.Settings) { s.Kinds = []models.Kind{"king"} },
			models.FieldErrors{"kinds": "unknown"},
		},
		"two persons for kings": {
			func(s *models.Settings) { s.TwoPersonKinds = []models.Kind{"king"} },
			models.FieldErrors{"two_person_kinds": "unknown"},
		},
		"a day that is none": {
			func(s *models.Settings) { s.Collection.Until = "31 January" },
			models.FieldErrors{"until": "invalid"},
		},
		"yesterday": {
			func(s *models.Settings) { s.Collection.Until = "2026-11-21" },
			models.FieldErrors{"until": "past"},
		},
		"a limit below nothing": {
			func(s *models.Settings) { s.Limits.PledgesPerIPPerHour = -1 },
			models.FieldErrors{"pledges_per_ip_per_hour": "limit"},
		},
		"no tries of the code": {
			func(s *models.Settings) { s.Limits.CodeTries = 0 },
			models.FieldErrors{"code_tries": "limit"},
		},
		"late before nearly late": {
			func(s *models.Settings) { s.WaitingTimes.LateAfter = time.Hour }, models.FieldErrors{"late_after": "order"},
		},
		"a reason without words": {
			func(s *models.Settings) {
				s.Reasons = []models.Reason{{Code: "Mood!", Texts: map[string]string{"lv": "Nē."}}}
			},
			models.FieldErrors{"code": "invalid", "label": "required", "text_en": "required"},
		},
		"a reason twice": {
			func(s *models.Settings) {
				s.Reasons = []models.Reason{{Code: "a", Label: "A", Texts: english}, {Code: "a", Label: "B", Texts: english}}
			},
			models.FieldErrors{"code": "taken"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var faults models.FieldErrors
			err := store.ChangeSettings(t.Context(), admin, test.change)
			if !errors.As(err, &faults) || cmp.Diff(test.want, faults) != "" {
				t.Errorf("%v, want %v", err, test.want)
			}
			if diff := cmp.Diff(store.ConfiguredSettings(), store.Settings()); diff != "" {
				t.Errorf("it holds (-configured +now):\n%s", diff)
			}
		})
	}
}

func TestASettingChangedByTwoAtOnce(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	seen := models.SeenSetting{Name: "limits"}
	var err error
	if seen.Mark, err = store.SettingMark("limits"); err != nil {
		t.Fatal(err)
	}
	set := func(limit int) error {
		return store.ChangeSetting(t.Context(), admin, seen, func(s *models.Settings) error {
			s.Limits.PledgesPerIPPerHour = limit
			return nil
		})
	}
	const administrators = 20
	results := make(chan error, administrators)
	for i := range administrators {
		go func() { results <- set(i + 1) }()
	}
	saved := 0
	for range administrators {
		err := <-results
		var changed *models.SettingChangedError
		switch {
		case err == nil:
			saved++
		case !errors.As(err, &changed) || changed.By != admin.Name || !changed.At.Equal(store.Clock.Now()):
			t.Errorf("%v, want that %s was faster", err, admin.Name)
		}
	}
	trail, err := store.AuditTrailPage(t.Context(), models.AuditFilter{Action: "settings.change"})
	if err != nil || saved != 1 || len(trail.Items) != 1 {
		t.Errorf("%d saved, %d audit rows (%v), want one each", saved, len(trail.Items), err)
	}
}

func TestASettingFollowsTheConfigurationAgain(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	own := models.Reason{Code: "own", Label: "Own", Texts: map[string]string{"en": "No."}}
	err := store.ChangeSettings(t.Context(), admin, func(s *models.Settings) {
		s.Limits.CodeTries, s.Kinds, s.RequireSecondFactor = 7, []models.Kind{models.KindCity}, true
		s.Reasons = []models.Reason{own, {Code: "test", Off: true}}
	})
	if err != nil {
		t.Fatal(err)
	}
	version := store.PublicVersion()
	for _, name := range []string{"limits", "kinds", "reasons"} {
		if err := store.ResetSetting(t.Context(), admin, models.SeenSetting{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	want := store.ConfiguredSettings()
	own.Off = true // pledges may name it
	want.RequireSecondFactor, want.Reasons = true, []models.Reason{own}
	if diff := cmp.Diff(want, store.Settings()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if store.PublicVersion() != version+1 {
		t.Errorf("public version %d, want %d: the form offers other kinds", store.PublicVersion(), version+1)
	}
	stale := models.SeenSetting{Name: "limits", Mark: "old"}
	var changed *models.SettingChangedError
	if err := store.ResetSetting(t.Context(), admin, stale); !errors.As(err, &changed) {
		t.Errorf("reset of a stale page: %v, want a *SettingChangedError", err)
	}
	err = store.ResetSetting(t.Context(), admin, models.SeenSetting{Name: "mood"})
	if !errors.Is(err, models.ErrNotFound) {
		t.Errorf("reset of nothing: %v, want ErrNotFound", err)
	}
}

func TestOwnReasonsStayAndAreSwitchedOff(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	own := models.Reason{Code: "own", Label: " Own  one ", Texts: map[string]string{"en": " No. ", "lv": " "}}
	change := func(change func(*models.Settings) error) error {
		return store.ChangeSetting(t.Context(), admin, models.SeenSetting{Name: "reasons"}, change)
	}
	save := func(known bool) error {
		return change(func(s *models.Settings) error {
			if faults := s.SetOwnReason(own, known); len(faults) > 0 {
				return faults
			}
			return nil
		})
	}
	if err := save(false); err != nil {
		t.Fatal(err)
	}
	want := []models.Reason{{Code: "own", Label: "Own one", Texts: map[string]string{"en": "No."}}}
	if diff := cmp.Diff(want, store.Settings().Reasons); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var faults models.FieldErrors
	if err := save(false); !errors.As(err, &faults) || faults["code"] != "taken" {
		t.Errorf("the same code once more: %v, want taken", err)
	}
	gone := func(s *models.Settings) error { s.Reasons = nil; return nil }
	if err := change(gone); !errors.As(err, &faults) || faults["code"] != "kept" {
		t.Errorf("deleted: %v, want kept", err)
	}
	for _, code := range []string{"own", "test"} {
		if err := change(func(s *models.Settings) error { return s.SwitchReason(code, true) }); err != nil {
			t.Fatal(err)
		}
		if slices.Contains(store.Reasons(), code) {
			t.Errorf("%s is offered", code)
		}
	}
	if err := save(true); err != nil || slices.Contains(store.Reasons(), "own") {
		t.Errorf("changing its text (%v) must not switch it on", err)
	}
	if err := change(func(s *models.Settings) error { return s.SwitchReason("test", false) }); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(store.Reasons(), "test") || len(store.Settings().Reasons) != 1 {
		t.Errorf("reasons %+v, want the built-in one offered and only the own one kept", store.Settings().Reasons)
	}
	none := func(s *models.Settings) error { return s.SwitchReason("mood", true) }
	if err := change(none); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("switching nothing: %v, want ErrNotFound", err)
	}
}

func TestReadSettingChange(t *testing.T) {
	t.Parallel()
	for detail, want := range map[string]bool{
		`kinds: ["city"] → ["city","region"]`:                                      true,
		`reasons: null → [{"code":"a","label":"a → b: c","texts":{"en":"x → y"}}]`: true,
		`kinds: ["city"]`: false, `mood: 1 → 2`: false, `kinds: 1 → 2`: false, ``: false, `kinds: [ → ]`: false,
	} {
		if _, _, _, ok := models.ReadSettingChange(detail); ok != want {
			t.Errorf("%s: read %v, want %v", detail, ok, want)
		}
	}
	_, before, after, _ := models.ReadSettingChange(`kinds: ["city"] → ["region"]`)
	if before.Kinds[0] != models.KindCity || after.Kinds[0] != models.KindRegion {
		t.Errorf("%v and %v, want city and region", before.Kinds, after.Kinds)
	}
}
