package models_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func wallTotal(t *testing.T, store *modelstest.Store) int {
	t.Helper()
	wall, err := store.Wall(t.Context(), models.WallFilter{})
	if err != nil {
		t.Fatal(err)
	}
	return wall.Total
}

func TestTakeDownAndRestore(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
		p.Statement, p.ConsentName = "Kohēzija ir vērtība.", true
	}))
	before, err := store.Signatory(t.Context(), "riga")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"": "required", " \n": "required", strings.Repeat("x", 501): "too_long"} {
		var faults models.FieldErrors
		err := store.TakeDown(t.Context(), admin, models.Seen{ID: id}, text, true)
		if !errors.As(err, &faults) || faults["reason_text"] != want {
			t.Errorf("reason of %d letters: %v, want %s", len(text), err, want)
		}
	}

	version := store.PublicVersion()
	store.Clock.Advance(time.Hour)
	if err := store.TakeDown(t.Context(), admin, models.Seen{ID: id}, "The council never decided it.", true); err != nil {
		t.Fatal(err)
	}
	if total := wallTotal(t, store); total != 0 || store.PublicVersion() <= version {
		t.Errorf("%d on the wall, public version %d after %d", total, store.PublicVersion(), version)
	}
	if _, err := store.Signatory(t.Context(), "riga"); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("its page: %v, want ErrNotFound", err)
	}
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil || !detail.HiddenFromReports || detail.ReasonText != "The council never decided it." ||
		detail.History[len(detail.History)-1].Detail != "hidden_from_reports" {
		t.Errorf("taken down: %+v, %v", detail, err)
	}

	version = store.PublicVersion()
	if err := store.Restore(t.Context(), admin, models.Seen{ID: id}); err != nil {
		t.Fatal(err)
	}
	after, err := store.Signatory(t.Context(), "riga")
	before.UpdatedAt = store.Clock.Now()
	if diff := cmp.Diff(before, after); diff != "" || err != nil || store.PublicVersion() <= version {
		t.Errorf("restored (%v, -want +got):\n%s", err, diff)
	}
	detail, err = store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil || detail.HiddenFromReports || detail.ReasonText != "" {
		t.Errorf("restored: %+v, %v", detail, err)
	}
}

func TestASignatoryStaysWhileAnotherPledgeSupportsIt(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	first := store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
		p.Statement, p.ConsentName = "An insult.", true
	}))
	store.Clock.Advance(time.Hour)
	second := store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
		p.Email, p.Statement, p.Associations = "deputy@riga.lv", "Kohēzija ir vērtība.", []string{"CEMR"}
		p.Website = "https://dome.riga.lv"
	}))
	if err := store.TakeDown(t.Context(), admin, models.Seen{ID: first}, "Insulting.", false); err != nil {
		t.Fatal(err)
	}
	got, err := store.Signatory(t.Context(), "riga")
	if err != nil {
		t.Fatal(err)
	}
	if got.Statement != "Kohēzija ir vērtība." || got.RepresentativeName != "" ||
		got.Website != "https://dome.riga.lv" || cmp.Diff([]string{"CEMR"}, got.Associations) != "" ||
		cmp.Diff([]string{"2026-1"}, got.Versions) != "" {
		t.Errorf("%+v, want what the other pledge says and nothing of the one taken down", got)
	}
	if err := store.TakeDown(t.Context(), admin, models.Seen{ID: second}, "Insulting too.", false); err != nil {
		t.Fatal(err)
	}
	if total := wallTotal(t, store); total != 0 {
		t.Errorf("%d on the wall without any approved pledge", total)
	}
	store.Clock.Advance(time.Hour)
	if err := store.Restore(t.Context(), admin, models.Seen{ID: second}); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(t.Context(), admin, models.Seen{ID: first}); err != nil {
		t.Fatal(err)
	}
	got, err = store.Signatory(t.Context(), "riga")
	if err != nil || cmp.Diff([]string{"CEMR", "EUROCITIES"}, got.Associations) != "" || wallTotal(t, store) != 1 {
		t.Errorf("both restored: %+v, %v", got, err)
	}
}

func TestABodyThatWasTakenDownAndSignsAgainIsNotASecondOne(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	first := store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
		p.Statement, p.ConsentName = "An insult.", true
	}))
	since := store.Clock.Now()
	if err := store.TakeDown(t.Context(), admin, models.Seen{ID: first}, "Insulting.", false); err != nil {
		t.Fatal(err)
	}
	store.Clock.Advance(24 * time.Hour)
	again := store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) { p.Associations = nil }))
	got, err := store.Signatory(t.Context(), "riga")
	if err != nil || wallTotal(t, store) != 1 {
		t.Fatalf("%d on the wall, %v", wallTotal(t, store), err)
	}
	if !got.Since.Equal(since) || got.Statement+got.RepresentativeName != "" || len(got.Associations) != 0 {
		t.Errorf("%+v, want the old member with the new words only", got)
	}
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, again)
	if err != nil || detail.SignatorySlug != "riga" {
		t.Errorf("the new pledge became %q, %v", detail.SignatorySlug, err)
	}
	if err := store.Restore(t.Context(), admin, models.Seen{ID: first}); !errors.Is(err, models.ErrDuplicate) {
		t.Errorf("restore the old one as well: %v, want ErrDuplicate", err)
	}
	detail, err = store.PledgeDetail(t.Context(), models.Moderator{}, first)
	if err != nil || detail.State != models.StateTakenDown {
		t.Errorf("the old one is %s, %v", detail.State, err)
	}
}

func TestARefusalTakenBack(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	if err := store.Refuse(t.Context(), admin, models.Seen{ID: id}, "test", "A pity."); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(t.Context(), admin, models.Seen{ID: id}); err != nil {
		t.Fatal(err)
	}
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil || detail.State != models.StateWaiting || detail.DecidedAt != nil || detail.DecidedBy != "" ||
		detail.Reason+detail.ReasonText != "" {
		t.Errorf("%+v, %v; want it waiting as if never refused", detail, err)
	}
	if mails := store.ClaimAll(t); len(mails) != 0 {
		t.Errorf("mails %+v, want none of a refusal that is taken back", mails)
	}
	store.Clock.Advance(365 * 24 * time.Hour)
	if _, err := store.ApplyRetention(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := store.Store.Approve(t.Context(), admin, models.Seen{ID: id}); err != nil {
		t.Fatal(err)
	}
	if mails := store.ClaimAll(t); len(mails) != 1 || mails[0].Kind != models.MailApproved {
		t.Errorf("mails %+v, want the approval", mails)
	}
}

func TestWhatWasErasedCannotBeRestored(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	if err := store.Refuse(t.Context(), admin, models.Seen{ID: id}, "test", ""); err != nil {
		t.Fatal(err)
	}
	store.Clock.Advance(31 * 24 * time.Hour)
	if _, err := store.ApplyRetention(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(t.Context(), admin, models.Seen{ID: id}); !errors.Is(err, models.ErrErased) {
		t.Errorf("%v, want ErrErased", err)
	}
}

func TestATakeDownStopsTheMailAboutTheApproval(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	if err := store.Store.Approve(t.Context(), admin, models.Seen{ID: id}); err != nil {
		t.Fatal(err)
	}
	if err := store.TakeDown(t.Context(), admin, models.Seen{ID: id}, "A mistake of mine.", false); err != nil {
		t.Fatal(err)
	}
	if mails := store.ClaimAll(t); len(mails) != 0 {
		t.Errorf("mails %+v, want none", mails)
	}
}
