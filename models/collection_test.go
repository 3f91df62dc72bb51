package models_test

import (
	"errors"
	"testing"
	"time"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestStateOfTheCollection(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		moment, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	until := models.Collection{Until: "2027-01-31"}
	for _, c := range []struct {
		collection models.Collection
		at         string
		want       models.CollectionState
	}{
		{models.Collection{}, "2030-01-01T00:00:00Z", models.CollectionOpen},
		{models.Collection{Paused: true}, "2030-01-01T00:00:00Z", models.CollectionPaused},
		{until, "2027-01-31T23:59:59Z", models.CollectionOpen},
		{until, "2027-02-01T00:59:59+01:00", models.CollectionOpen}, // in UTC it is still January
		{until, "2027-02-01T00:00:00Z", models.CollectionGrace},
		{until, "2027-02-01T23:59:59Z", models.CollectionGrace},
		{until, "2027-02-02T00:00:00Z", models.CollectionClosed},
		{models.Collection{Paused: true, Until: "2027-01-31"}, "2027-01-31T12:00:00Z", models.CollectionPaused},
		{models.Collection{Paused: true, Until: "2027-01-31"}, "2027-02-01T12:00:00Z", models.CollectionGrace},
	} {
		if got := c.collection.State(at(c.at)); got != c.want {
			t.Errorf("%+v at %s: %s, want %s", c.collection, c.at, got, c.want)
		}
	}
}

func TestPausedCollectionTakesNoPledgesButConfirmsThem(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	mail := store.Submit(t, modelstest.Pledge())
	version := store.PublicVersion()
	setCollection(t, store, admin, models.Collection{Paused: true})
	if store.PublicVersion() == version {
		t.Error("the public version has not risen")
	}
	other := modelstest.Pledge(func(p *models.NewPledge) { p.Email = "other@riga.lv" })
	if _, err := store.SubmitPledge(t.Context(), other); !errors.Is(err, models.ErrCollectionClosed) {
		t.Errorf("a new pledge: %v, want ErrCollectionClosed", err)
	}
	if mails := store.ClaimAll(t); len(mails) != 0 {
		t.Errorf("%d mails, want none", len(mails))
	}
	if _, err := store.ConfirmPledge(t.Context(), mail.Token); err != nil {
		t.Errorf("the link of an earlier one: %v", err)
	}
	setCollection(t, store, admin, models.Collection{})
	store.Submit(t, other)
}

func TestLinksWorkOneDayLonger(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	setCollection(t, store, store.Administrator(t), models.Collection{Until: "2026-11-22"})
	submit := func(email string) (models.Receipt, models.Mail) {
		receipt, err := store.SubmitPledge(t.Context(), modelstest.Pledge(func(p *models.NewPledge) { p.Email = email }))
		if err != nil {
			t.Fatal(err)
		}
		return receipt, store.ClaimAll(t)[0]
	}
	store.Clock.Advance(14*time.Hour + 29*time.Minute) // one minute before midnight
	_, inTime := submit("in.time@riga.lv")
	receipt, late := submit("late@riga.lv")
	if want := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC); !late.ExpiresAt.Equal(want) {
		t.Errorf("the mail says that the link works until %s, want %s", late.ExpiresAt, want)
	}
	store.Clock.Advance(time.Minute)
	third := modelstest.Pledge(func(p *models.NewPledge) { p.Email = "third@riga.lv" })
	if _, err := store.SubmitPledge(t.Context(), third); !errors.Is(err, models.ErrCollectionClosed) {
		t.Errorf("at midnight: %v, want ErrCollectionClosed", err)
	}
	store.Clock.Advance(24*time.Hour - time.Second)
	if _, err := store.ConfirmPledge(t.Context(), inTime.Token); err != nil {
		t.Errorf("in the day of grace: %v", err)
	}
	store.Clock.Advance(-24 * time.Hour) // the code's page lives one day
	store.Clock.Advance(24*time.Hour - time.Minute)
	if err := store.ResendConfirmation(t.Context(), receipt.Token, third.ClientAddr); err != nil {
		t.Errorf("another mail in the day of grace: %v", err)
	}
	store.Clock.Advance(time.Minute + time.Second)
	if err := confirmError(t, store, late.Token); !errors.Is(err, models.ErrCollectionClosed) {
		t.Errorf("the link after the grace: %v, want ErrCollectionClosed", err)
	}
	if store.CollectionState() != models.CollectionClosed {
		t.Errorf("state %s, want closed", store.CollectionState())
	}
}

func TestADateSetLaterEndsLinksToo(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	late := store.Submit(t, modelstest.Pledge())
	other := modelstest.Pledge(func(p *models.NewPledge) { p.Email = "other@riga.lv" })
	confirmed := store.Submit(t, other)
	if err := confirmError(t, store, confirmed.Token); err != nil {
		t.Fatal(err)
	}
	setCollection(t, store, admin, models.Collection{Until: "2026-11-22"})
	store.Clock.Advance(48 * time.Hour)
	if err := confirmError(t, store, late.Token); !errors.Is(err, models.ErrCollectionClosed) {
		t.Errorf("after the grace: %v, want ErrCollectionClosed", err)
	}
	if err := confirmError(t, store, confirmed.Token); err != nil {
		t.Errorf("one that was confirmed in time: %v, want the same thanks as ever", err)
	}
	setCollection(t, store, admin, models.Collection{})
	if err := confirmError(t, store, late.Token); err != nil {
		t.Errorf("opened again: %v", err)
	}
}

func confirmError(t *testing.T, store *modelstest.Store, token string) error {
	t.Helper()
	_, err := store.ConfirmPledge(t.Context(), token)
	return err
}

func setCollection(t *testing.T, store *modelstest.Store, by models.Moderator, collection models.Collection) {
	t.Helper()
	change := func(s *models.Settings) { s.Collection = collection }
	if err := store.ChangeSettings(t.Context(), by, change); err != nil {
		t.Fatal(err)
	}
}

func TestKindsAcceptedAtRunTime(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	err := store.ChangeSettings(t.Context(), admin, func(s *models.Settings) {
		s.Kinds = []models.Kind{models.KindIndividual, models.KindRegion}
	})
	if err != nil {
		t.Fatal(err)
	}
	if kinds := store.EnabledKinds(); len(kinds) != 2 || kinds[0] != models.KindRegion {
		t.Errorf("kinds %v, want region and individual", kinds)
	}
	var faults models.FieldErrors
	_, err = store.SubmitPledge(t.Context(), modelstest.Pledge(func(p *models.NewPledge) { p.Email = "new@riga.lv" }))
	if !errors.As(err, &faults) || faults["kind"] != "disabled" {
		t.Errorf("a city: %v, want it refused", err)
	}
	if err := store.Store.Approve(t.Context(), admin, models.Seen{ID: id}); err != nil {
		t.Errorf("one that waited: %v, want it approved", err)
	}
}

func TestLimitsAndBandsAtRunTime(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.Confirm(t, modelstest.Pledge())
	store.Clock.Advance(5 * time.Hour)
	err := store.ChangeSettings(t.Context(), admin, func(s *models.Settings) {
		s.Limits.PledgesPerIPPerHour = 1
		s.WaitingTimes = models.ModerationConfig{NearlyLateAfter: 2 * time.Hour, LateAfter: 4 * time.Hour}
	})
	if err != nil {
		t.Fatal(err)
	}
	late, err := store.Queue(t.Context(), models.QueueFilter{State: models.StateWaiting, Band: models.BandLate})
	if err != nil || late.Total != 1 {
		t.Errorf("%d late (%v), want 1", late.Total, err)
	}
	pledge := modelstest.Pledge(func(p *models.NewPledge) { p.Email = "one@riga.lv" })
	store.Submit(t, pledge)
	var limited *models.LimitedError
	if _, err := store.SubmitPledge(t.Context(), pledge); !errors.As(err, &limited) {
		t.Errorf("the second in an hour: %v, want a *LimitedError", err)
	}
}
