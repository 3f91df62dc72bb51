package models_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func withUndo(c *models.Config) { c.Moderation.UndoWithin = 30 * time.Second }

func refuseAsTest(t *testing.T, store *modelstest.Store, by models.Moderator, id string) {
	t.Helper()
	if err := store.Refuse(t.Context(), by, models.Seen{ID: id}, "test", "A pity."); err != nil {
		t.Fatal(err)
	}
}

func approveNow(t *testing.T, store *modelstest.Store, by models.Moderator, id string) {
	t.Helper()
	if err := store.Store.Approve(t.Context(), by, models.Seen{ID: id}); err != nil {
		t.Fatal(err)
	}
}

func askNow(t *testing.T, store *modelstest.Store, by models.Moderator, id string) {
	t.Helper()
	if err := store.Ask(t.Context(), by, models.Seen{ID: id}, models.Question{Text: "Who decided it?"}); err != nil {
		t.Fatal(err)
	}
}

func TestUndoneDecisionIsAsIfNeverMade(t *testing.T) {
	t.Parallel()
	for name, decide := range map[string]func(*testing.T, *modelstest.Store, models.Moderator, string){
		"approve": approveNow, "refuse": refuseAsTest, "ask": askNow,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := modelstest.New(t, withUndo)
			admin := store.Administrator(t)
			id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Statement = "Kohēzija." }))
			before, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
			if err != nil {
				t.Fatal(err)
			}
			decide(t, store, admin, id)
			store.Clock.Advance(29 * time.Second)
			if mails := store.ClaimAll(t); len(mails) != 0 {
				t.Fatalf("mails %+v leave before the decision is final", mails)
			}
			undo, err := store.Undoable(t.Context(), admin, id)
			if err != nil || undo == nil || undo.Until.Sub(store.Clock.Now()) != time.Second {
				t.Fatalf("offer %+v, %v; want one second more", undo, err)
			}
			version := store.PublicVersion()
			if err := store.Undo(t.Context(), admin, undo.Seen); err != nil {
				t.Fatal(err)
			}
			after, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
			if err != nil {
				t.Fatal(err)
			}
			want := []string{"pledge.confirm", "pledge." + name, "pledge.undo_" + name}
			if diff := cmp.Diff(want, actions(t, store, id)); diff != "" {
				t.Errorf("history (-want +got):\n%s", diff)
			}
			before.History, after.History, before.Version, after.Version = nil, nil, 0, 0
			before.Publication.Public, after.Publication.Public = nil, nil // foreseen: of the day of the page
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("the pledge (-before +after):\n%s", diff)
			}
			if total := wallTotal(t, store); total != 0 {
				t.Errorf("%d on the wall", total)
			}
			if _, err := store.Signatory(t.Context(), "riga"); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("its page: %v, want ErrNotFound", err)
			}
			if name == "approve" && store.PublicVersion() <= version {
				t.Error("caches are not told that it left the wall")
			}
			store.Clock.Advance(time.Hour)
			if mails := store.ClaimAll(t); len(mails) != 0 {
				t.Errorf("mails %+v, want none ever", mails)
			}
			approveNow(t, store, admin, id)
			if _, err := store.Signatory(t.Context(), "riga"); err != nil {
				t.Errorf("approved for good: %v, want the same address again", err)
			}
		})
	}
}

func TestUndoComesTooLate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*models.Config)
		until  func(*testing.T, *modelstest.Store)
	}{
		"the time is over": {withUndo, func(_ *testing.T, store *modelstest.Store) { store.Clock.Advance(30 * time.Second) }},
		"the mail has left": {withUndo, func(t *testing.T, store *modelstest.Store) {
			t.Helper()
			store.Clock.Advance(30 * time.Second)
			if mails := store.ClaimAll(t); len(mails) != 1 || mails[0].Kind != models.MailApproved {
				t.Errorf("%+v, want the mail", mails)
			}
		}},
		"a mail that failed once": {withUndo, func(t *testing.T, store *modelstest.Store) {
			t.Helper()
			store.Clock.Advance(30 * time.Second)
			mails, err := store.ClaimMails(t.Context(), 1, time.Minute)
			if err != nil || len(mails) != 1 {
				t.Fatalf("%+v, %v", mails, err)
			}
			later := store.Clock.Now().Add(time.Hour)
			if err := store.DelayMail(t.Context(), mails[0], later, "451 later"); err != nil {
				t.Fatal(err)
			}
		}},
		"no undo": {func(c *models.Config) { c.Moderation.UndoWithin = 0 }, func(*testing.T, *modelstest.Store) {}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := modelstest.New(t, test.change)
			admin := store.Administrator(t)
			id := store.Confirm(t, modelstest.Pledge())
			approveNow(t, store, admin, id)
			test.until(t, store)
			if undo, err := store.Undoable(t.Context(), admin, id); undo != nil || err != nil {
				t.Errorf("offered: %+v, %v", undo, err)
			}
			if err := store.Undo(t.Context(), admin, models.Seen{ID: id}); !errors.Is(err, models.ErrTooLate) {
				t.Errorf("%v, want ErrTooLate", err)
			}
			if total := wallTotal(t, store); total != 1 || len(actions(t, store, id)) != 2 {
				t.Errorf("%d on the wall, history %v; want it untouched", total, actions(t, store, id))
			}
		})
	}
}

func TestWhoMayUndo(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, withUndo)
	admin := store.Administrator(t)
	decider := store.Moderator(t, "b@a.example", models.RoleModerator)
	other := store.Moderator(t, "c@a.example", models.RoleModerator)
	id := store.Confirm(t, modelstest.Pledge())
	if undo, err := store.Undoable(t.Context(), admin, id); undo != nil || err != nil {
		t.Errorf("nothing is decided yet: %+v, %v", undo, err)
	}
	var decided *models.DecidedError
	if err := store.Undo(t.Context(), admin, models.Seen{ID: id}); !errors.As(err, &decided) {
		t.Errorf("nothing to undo: %v, want *DecidedError", err)
	}
	for _, by := range []models.Moderator{decider, admin} {
		approveNow(t, store, decider, id)
		if undo, err := store.Undoable(t.Context(), other, id); undo != nil || err != nil {
			t.Errorf("offered to another: %+v, %v", undo, err)
		}
		if err := store.Undo(t.Context(), other, models.Seen{ID: id}); !errors.Is(err, models.ErrNotDecider) {
			t.Errorf("another: %v, want ErrNotDecider", err)
		}
		if err := store.Undo(t.Context(), by, models.Seen{ID: id, Version: 1}); !errors.As(err, &decided) {
			t.Errorf("on an old page: %v, want *DecidedError", err)
		}
		if err := store.Undo(t.Context(), by, models.Seen{ID: id}); err != nil {
			t.Errorf("%s: %v", by.Name, err)
		}
	}
	if err := store.Undo(t.Context(), admin, models.Seen{ID: "none"}); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("no such pledge: %v, want ErrNotFound", err)
	}
}

func TestASignatoryThatWasThereBeforeStaysAsItWas(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, withUndo)
	admin := store.Administrator(t)
	store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) { p.Website, p.Statement = "", "The first." }))
	before, err := store.Signatory(t.Context(), "riga")
	if err != nil {
		t.Fatal(err)
	}
	store.Clock.Advance(time.Hour)
	store.ClaimAll(t)
	second := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Email, p.Website, p.Associations = "deputy@riga.lv", "https://riga.example", []string{"CEMR"}
	}))
	approveNow(t, store, admin, second)
	if during, err := store.Signatory(t.Context(), "riga"); err != nil || during.Website != "https://riga.example" {
		t.Fatalf("%+v, %v; want the web site of the second", during, err)
	}
	if err := store.Undo(t.Context(), admin, models.Seen{ID: second}); err != nil {
		t.Fatal(err)
	}
	after, err := store.Signatory(t.Context(), "riga")
	before.UpdatedAt = store.Clock.Now()
	if diff := cmp.Diff(before, after); diff != "" || err != nil {
		t.Errorf("the member (%v, -before +after):\n%s", err, diff)
	}
}

// Undo and the mail: one of the two, never both and never neither.
func TestUndoAndTheMailAtOnce(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, withUndo)
	admin := store.Administrator(t)
	for range 20 {
		id := store.Confirm(t, modelstest.Pledge())
		approveNow(t, store, admin, id)
		store.Clock.Advance(30*time.Second - time.Microsecond)
		var group sync.WaitGroup
		var undone error
		var mails []models.Mail
		group.Go(func() { undone = store.Undo(t.Context(), admin, models.Seen{ID: id}) })
		group.Go(func() {
			store.Clock.Advance(time.Microsecond)
			var err error
			if mails, err = store.ClaimMails(t.Context(), 10, time.Minute); err != nil {
				t.Error(err)
			}
		})
		group.Wait()
		late := errors.Is(undone, models.ErrTooLate)
		if undone != nil && !late || late && wallTotal(t, store) != 1 || !late && wallTotal(t, store) != 0 {
			t.Fatalf("undo: %v, %d on the wall", undone, wallTotal(t, store))
		}
		if !late && len(mails)+len(store.ClaimAll(t)) > 0 {
			t.Fatal("a mail leaves about a decision that was undone")
		}
		if late {
			if len(mails)+len(store.ClaimAll(t)) != 1 {
				t.Fatal("the decision stands, and no mail leaves")
			}
			if lost, err := store.MarkMailsSent(t.Context(), mails...); err != nil || len(lost) > 0 {
				t.Fatal(err, lost)
			}
			if err := store.TakeDown(t.Context(), admin, models.Seen{ID: id}, "Once more.", false); err != nil {
				t.Fatal(err)
			}
		} else if err := store.Refuse(t.Context(), admin, models.Seen{ID: id}, "test", ""); err != nil {
			t.Fatal(err)
		}
		store.Clock.Advance(24 * time.Hour) // limits of the address
		store.ClaimAll(t)
	}
}
