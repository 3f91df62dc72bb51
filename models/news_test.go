package models_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// newsOf are the news of a moderator, with the moves as "action: count by name count".
func newsOf(t *testing.T, store *modelstest.Store, by models.Moderator) (models.News, map[string]map[string]int) {
	t.Helper()
	news, err := store.News(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	moves := map[string]map[string]int{}
	for _, move := range news.Moves {
		actors, sum := map[string]int{}, 0
		for _, actor := range move.By {
			name := actor.Name
			if name == "" {
				name = actor.Actor
			}
			actors[name] += actor.Count
			sum += actor.Count
		}
		if sum != move.Count {
			t.Errorf("%s: %d in all, %v", move.Action, move.Count, actors)
		}
		moves[move.Action] = actors
	}
	return news, moves
}

func TestNewsSinceTheLastVisit(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	ada, mo := store.Administrator(t), store.Moderator(t, "mo@alliance.example", models.RoleModerator)
	store.ClaimAll(t)
	signIn := func() {
		t.Helper()
		from := netip.MustParseAddr("192.0.2.1")
		if _, err := store.SignIn(t.Context(), ada.Email, modelstest.Password, from); err != nil {
			t.Fatal(err)
		}
	}
	store.Clock.Advance(time.Hour)
	signIn()
	visit := store.Clock.Now()
	store.Clock.Advance(time.Hour)
	store.Approve(t, ada, hubPledge("First Union"))
	taken := store.Approve(t, mo, hubPledge("Second Union"))
	if err := store.TakeDown(t.Context(), mo, models.Seen{ID: taken}, "A mistake.", true); err != nil {
		t.Fatal(err)
	}
	store.Clock.Advance(24 * time.Hour)
	signIn()
	news, moves := newsOf(t, store, ada)
	want := map[string]map[string]int{
		"pledge.confirm":   {"representative": 2},
		"pledge.approve":   {"Ada Admin": 1, "M. Moderator": 1},
		"pledge.take_down": {"M. Moderator": 1},
	}
	if diff := cmp.Diff(want, moves); diff != "" || news.Submitted != 2 || !news.Since.Equal(visit) {
		t.Errorf("%d submitted since %s, want 2 since %s (-want +got):\n%s", news.Submitted, news.Since, visit, diff)
	}
	if again, _ := newsOf(t, store, ada); again.Submitted != 2 {
		t.Errorf("looking changes what is new: %+v", again)
	}

	if err := store.MarkHubSeen(t.Context(), ada); err != nil {
		t.Fatal(err)
	}
	marked := store.Clock.Now()
	if news, moves = newsOf(t, store, ada); news.Submitted != 0 || len(moves) != 0 {
		t.Errorf("once marked as seen: %+v", news)
	}
	store.Clock.Advance(time.Hour)
	signIn()
	if news, _ = newsOf(t, store, ada); !news.Since.Equal(marked) {
		t.Errorf("signed in again: since %s, want what was marked later, %s", news.Since, marked)
	}
	if news, _ = newsOf(t, store, mo); news.Submitted != 2 {
		t.Errorf("a colleague's: %+v, want theirs untouched", news)
	}
}

func TestNewsAreOfTheScopeAndOfTheLastDays(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	ada := store.Administrator(t)
	store.Confirm(t, modelstest.Pledge())
	store.Confirm(t, hubPledge("French Union", func(p *models.NewPledge) { p.Country = "FR" }))
	store.Submit(t, hubPledge("Quiet Union"))
	limited := ada
	limited.Scope = models.Scope{Countries: []string{"FR"}}
	news, moves := newsOf(t, store, limited)
	if news.Submitted != 1 || moves["pledge.confirm"]["representative"] != 1 {
		t.Errorf("of one country: %+v", news)
	}
	if news, _ = newsOf(t, store, ada); news.Submitted != 3 {
		t.Errorf("of all: %+v", news)
	}
	store.Clock.Advance(31 * 24 * time.Hour)
	if news, moves = newsOf(t, store, ada); news.Submitted != 0 || len(moves) != 0 {
		t.Errorf("after a month: %+v", news)
	}
}

func TestNewsCountMailsThatAreParked(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	ada := store.Administrator(t)
	if _, err := store.SubmitPledge(t.Context(), modelstest.Pledge()); err != nil {
		t.Fatal(err)
	}
	mails, err := store.ClaimMails(t.Context(), 10, time.Minute)
	if err != nil || len(mails) != 1 {
		t.Fatalf("%d mails, %v", len(mails), err)
	}
	if err := store.ParkMail(t.Context(), mails[0], "550 no such user"); err != nil {
		t.Fatal(err)
	}
	if news, _ := newsOf(t, store, ada); news.MailsParked != 1 {
		t.Errorf("%+v, want one parked mail", news)
	}
	plans := models.QueryPlans(t, store.Store, func() { newsOf(t, store, ada) })
	for statement, plan := range plans {
		if readsWholeTable(plan) {
			t.Errorf("%s\n  plan: %s", statement, plan)
		}
	}
}
