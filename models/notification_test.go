package models_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func notifying(t *testing.T, mode models.NotificationMode) *modelstest.Store {
	t.Helper()
	store := modelstest.New(t)
	err := store.ChangeSettings(t.Context(), models.Moderator{}, func(s *models.Settings) {
		s.Notification = models.Notification{Mode: mode, Address: "team@alliance.example", Hour: 7, Language: "lv"}
	})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// notifications lets the job run and returns what leaves.
func notifications(t *testing.T, store *modelstest.Store) []models.Mail {
	t.Helper()
	if err := store.Notify(t.Context()); err != nil {
		t.Fatal(err)
	}
	return store.ClaimAll(t)
}

func TestInstantNotificationsGatherWhatComes(t *testing.T) {
	t.Parallel()
	store := notifying(t, models.NotifyInstant)
	store.Clock.Advance(10 * time.Minute)
	if mails := notifications(t, store); len(mails) != 0 {
		t.Errorf("%d mails without a pledge, want none", len(mails))
	}
	store.Confirm(t, hubPledge("Union One"))
	store.Confirm(t, hubPledge("Robot Union", trapped))
	mails := notifications(t, store)
	if len(mails) != 1 {
		t.Fatalf("%d mails, want one", len(mails))
	}
	want := models.Waiting{
		Total: 1, Bands: map[models.Band]int{models.BandOnTime: 1, models.BandNearlyLate: 0, models.BandLate: 0},
		Kinds:     []models.FacetCount{{Value: "association", Count: 1}},
		Countries: []models.FacetCount{{Value: "LV", Count: 1}},
	}
	mail := mails[0]
	if diff := cmp.Diff(want, mail.Waiting); diff != "" || mail.To != "team@alliance.example" ||
		mail.Kind != models.MailNotification || mail.Language != "lv" || mail.Body != "" {
		t.Errorf("%+v (-want +got):\n%s", mail, diff)
	}
	store.Clock.Advance(time.Minute)
	for i := range 3 {
		store.Confirm(t, hubPledge(fmt.Sprintf("Further Union %d", i)))
	}
	if mails := notifications(t, store); len(mails) != 0 {
		t.Errorf("%d mails a minute later, want none yet", len(mails))
	}
	store.Clock.Advance(4 * time.Minute)
	reopened, err := models.Open(t.Context(), store.Config, modelstest.Options(store.Clock))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = reopened.Close() })
	if err := reopened.Notify(t.Context()); err != nil {
		t.Fatal(err)
	}
	if mails := notifications(t, store); len(mails) != 1 || mails[0].Waiting.Total != 4 {
		t.Errorf("mails %+v, want one of four, though two programs looked", mails)
	}
}

func TestDailyNotifications(t *testing.T) {
	t.Parallel()
	store := notifying(t, models.NotifyDaily) // at 9:30
	store.Clock.Advance(time.Minute)
	store.Confirm(t, hubPledge("Union One"))
	for _, step := range []struct {
		advance time.Duration
		want    int
	}{
		{time.Hour, 0}, {20*time.Hour + 28*time.Minute, 0}, {time.Minute, 1}, {time.Minute, 0}, {24 * time.Hour, 0},
	} {
		store.Clock.Advance(step.advance)
		if mails := notifications(t, store); len(mails) != step.want {
			t.Errorf("at %s: %d mails, want %d", store.Clock.Now(), len(mails), step.want)
		}
	}
}

func TestNotificationsThatAreSwitchedOff(t *testing.T) {
	t.Parallel()
	store := notifying(t, models.NotifyInstant)
	store.Clock.Advance(10 * time.Minute)
	store.Confirm(t, hubPledge("Union One"))
	if err := store.Notify(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := store.ResetSetting(t.Context(), models.Moderator{}, models.SeenSetting{Name: "notification"}); err != nil {
		t.Fatal(err)
	}
	if mails := notifications(t, store); len(mails) != 0 {
		t.Errorf("%d mails, want none", len(mails))
	}
	trail, err := store.AuditTrailPage(t.Context(), models.AuditFilter{Action: "settings.change"})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range trail.Items {
		if _, _, _, ok := models.ReadSettingChange(item.Detail); !ok || strings.Contains(item.Detail, "team@") {
			t.Errorf("audit row %q, want it readable and without the address", item.Detail)
		}
	}
	var faults models.FieldErrors
	err = store.ChangeSettings(t.Context(), models.Moderator{}, func(s *models.Settings) {
		s.Notification = models.Notification{Mode: models.NotifyDaily, Address: "no address", Hour: 24}
	})
	if !errors.As(err, &faults) || faults["address"] != "invalid" || faults["hour"] != "hour" {
		t.Errorf("%v, want address and hour refused", err)
	}
}
