package models_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// actions are what the history of a pledge tells, oldest first.
func actions(t *testing.T, store *modelstest.Store, id string) []string {
	t.Helper()
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range detail.History {
		names = append(names, entry.Action)
	}
	return names
}

// bodies are the names in a part of the queue.
func bodies(t *testing.T, store *modelstest.Store, filter models.QueueFilter) []string {
	t.Helper()
	queue, err := store.Queue(t.Context(), filter)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, item := range queue.Items {
		names = append(names, item.Body)
	}
	return names
}

func TestAParkedPledgeKeepsItsPlaceInTheQueue(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	first := store.Confirm(t, modelstest.Pledge())
	store.Clock.Advance(time.Hour)
	store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Body, p.Email = "Liepāja", "x@liepaja.lv" }))
	store.ClaimAll(t)
	version := store.PublicVersion()

	if err := store.Park(t.Context(), admin, models.Seen{ID: first}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Liepāja"}, bodies(t, store, models.QueueFilter{})); diff != "" {
		t.Errorf("the queue while one is parked (-want +got):\n%s", diff)
	}
	parked := bodies(t, store, models.QueueFilter{State: models.StateParked})
	if diff := cmp.Diff([]string{"Rīga"}, parked); diff != "" {
		t.Errorf("the parked ones (-want +got):\n%s", diff)
	}
	var decided *models.DecidedError
	if err := store.Store.Approve(t.Context(), admin, models.Seen{ID: first}); !errors.As(err, &decided) {
		t.Errorf("approve a parked pledge: %v, want *DecidedError", err)
	}

	store.Clock.Advance(time.Hour)
	if err := store.Unpark(t.Context(), admin, models.Seen{ID: first}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Rīga", "Liepāja"}, bodies(t, store, models.QueueFilter{})); diff != "" {
		t.Errorf("the queue afterwards (-want +got):\n%s", diff)
	}
	want := []string{"pledge.confirm", "pledge.park", "pledge.unpark"}
	if diff := cmp.Diff(want, actions(t, store, first)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if mails := store.ClaimAll(t); len(mails) != 0 || store.PublicVersion() != version {
		t.Errorf("mails %+v, public version %d; want neither touched", mails, store.PublicVersion())
	}
}

// moveTest is a pledge in a state of its own, and what may be done with it there.
type moveTest struct {
	before func(context.Context, models.Moderator, models.Seen) error // from waiting to where the move begins; may be nil
	move   func(context.Context, models.Moderator, models.Seen) error
	from   models.State
	to     models.State
	action string
}

func moveTests(store *modelstest.Store) map[string]moveTest {
	approve, takeDown := store.Store.Approve, func(ctx context.Context, by models.Moderator, seen models.Seen) error {
		return store.TakeDown(ctx, by, seen, "The council never decided it.", false)
	}
	refuse := func(ctx context.Context, by models.Moderator, seen models.Seen) error {
		return store.Refuse(ctx, by, seen, "test", "")
	}
	tookDown := func(ctx context.Context, by models.Moderator, seen models.Seen) error {
		return errors.Join(approve(ctx, by, seen), takeDown(ctx, by, seen))
	}
	const waiting, parked, down = models.StateWaiting, models.StateParked, models.StateTakenDown
	const approved, refused = models.StateApproved, models.StateRefused
	return map[string]moveTest{
		"park":      {nil, store.Park, waiting, parked, "pledge.park"},
		"unpark":    {store.Park, store.Unpark, parked, waiting, "pledge.unpark"},
		"flag":      {nil, store.Flag, waiting, waiting, "pledge.flag"},
		"unflag":    {store.Flag, store.Unflag, waiting, waiting, "pledge.unflag"},
		"take down": {approve, takeDown, approved, down, "pledge.take_down"},
		"restore":   {tookDown, store.Restore, down, approved, "pledge.restore"},
		"reopen":    {refuse, store.Restore, refused, waiting, "pledge.reopen"},
	}
}

func TestOfManyEqualMovesOneCounts(t *testing.T) {
	t.Parallel()
	for name := range moveTests(&modelstest.Store{}) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := modelstest.New(t)
			by, test := store.Administrator(t), moveTests(store)[name]
			id := store.Confirm(t, modelstest.Pledge())
			if test.before != nil {
				if err := test.before(t.Context(), by, models.Seen{ID: id}); err != nil {
					t.Fatal(err)
				}
			}
			store.ClaimAll(t)
			before := len(actions(t, store, id))
			succeeded := countSuccesses(t, 20, func() error { return test.move(t.Context(), by, models.Seen{ID: id}) })
			after := actions(t, store, id)
			if succeeded != 1 || len(after) != before+1 || after[before] != test.action {
				t.Errorf("%d succeeded, history %v; want one more, %s", succeeded, after, test.action)
			}
			if detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id); err != nil || detail.State != test.to {
				t.Errorf("state %s (%v), want %s", detail.State, err, test.to)
			}
			if mails := store.ClaimAll(t); len(mails) != 0 {
				t.Errorf("mails %+v, want none", mails)
			}
		})
	}
}

// countSuccesses runs do n times at once; whatever fails must be too late.
func countSuccesses(t *testing.T, n int, do func() error) int {
	t.Helper()
	var group sync.WaitGroup
	results := make(chan error, n)
	for range n {
		group.Go(func() { results <- do() })
	}
	group.Wait()
	close(results)
	succeeded := 0
	for err := range results {
		var decided *models.DecidedError
		switch {
		case err == nil:
			succeeded++
		case !errors.As(err, &decided) || decided.By != "Ada Admin" || decided.At.IsZero():
			t.Errorf("%v (%+v), want success or a *DecidedError that says who was faster", err, decided)
		}
	}
	return succeeded
}

func TestMovesFromAnotherStateChangeNothing(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	by := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	for name, test := range moveTests(store) {
		if test.from == models.StateWaiting && name != "unflag" {
			continue
		}
		var decided *models.DecidedError
		err := test.move(t.Context(), by, models.Seen{ID: id})
		if !errors.As(err, &decided) || decided.State != models.StateWaiting {
			t.Errorf("%s a waiting pledge: %v, want *DecidedError", name, err)
		}
	}
	if err := store.Store.Approve(t.Context(), by, models.Seen{ID: id}); err != nil {
		t.Fatal(err)
	}
	for name, test := range moveTests(store) {
		var decided *models.DecidedError
		err := test.move(t.Context(), by, models.Seen{ID: id})
		if name != "take down" && (!errors.As(err, &decided) || decided.By != "Ada Admin") {
			t.Errorf("%s an approved pledge: %v, want *DecidedError", name, err)
		}
		if err == nil { // the take-down: the others meet an approved pledge again
			if err := store.Restore(t.Context(), by, models.Seen{ID: id}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, test := range moveTests(store) {
		if err := test.move(t.Context(), by, models.Seen{ID: "nothing"}); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("%s a pledge that does not exist: %v, want ErrNotFound", name, err)
		}
	}
}

func TestUnconfirmedPledgesDoNotMove(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	by := store.Administrator(t)
	store.Submit(t, modelstest.Pledge())
	queue, err := store.Queue(t.Context(), models.QueueFilter{State: models.StateUnconfirmed})
	if err != nil || len(queue.Items) != 1 {
		t.Fatalf("%+v, %v", queue.Items, err)
	}
	for name, test := range moveTests(store) {
		if err := test.move(t.Context(), by, models.Seen{ID: queue.Items[0].ID}); !errors.Is(err, models.ErrUnconfirmed) {
			t.Errorf("%s: %v, want ErrUnconfirmed", name, err)
		}
	}
}

func TestFlagged(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	by := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	trapped := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Body, p.Email, p.Trapped = "Liepāja", "x@liepaja.lv", true
	}))
	if err := store.Flag(t.Context(), by, models.Seen{ID: id}); err != nil {
		t.Fatal(err)
	}
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if diff := cmp.Diff([]string{"moderator"}, detail.SuspectedReasons); diff != "" || err != nil {
		t.Errorf("reasons (-want +got, %v):\n%s", err, diff)
	}
	if got := bodies(t, store, models.QueueFilter{}); len(got) != 0 {
		t.Errorf("the ordinary queue shows %v", got)
	}
	if err := store.Unflag(t.Context(), by, models.Seen{ID: trapped}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Liepāja"}, bodies(t, store, models.QueueFilter{})); diff != "" {
		t.Errorf("the ordinary queue (-want +got):\n%s", diff)
	}
	detail, err = store.PledgeDetail(t.Context(), models.Moderator{}, trapped)
	if err != nil || detail.Suspected || detail.History[len(detail.History)-1].Detail != "trap" {
		t.Errorf("%v: the mark stays, or the history does not say which it was: %+v", err, detail.History)
	}
	if err := store.Park(t.Context(), by, models.Seen{ID: id}); err != nil {
		t.Fatal(err)
	}
	if err := store.Unflag(t.Context(), by, models.Seen{ID: id}); err != nil {
		t.Errorf("a parked one: %v, want the mark cleared", err)
	}
}
