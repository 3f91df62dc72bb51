package models_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// confirmedPledges are n pledges that wait for a decision, as a page displays them.
func confirmedPledges(t testing.TB, store *modelstest.Store, n int) []models.Seen {
	t.Helper()
	for i := range n {
		store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
			p.Body, p.Email = fmt.Sprintf("Town %03d", i), fmt.Sprintf("clerk@town-%03d.example", i)
		}))
		store.Clock.Advance(time.Second)
	}
	store.ClaimAll(t)
	queue, err := store.Queue(t.Context(), models.QueueFilter{Limit: n})
	if err != nil || len(queue.Items) != n {
		t.Fatalf("%d pledges wait (%v), want %d", len(queue.Items), err, n)
	}
	var displayed []models.Seen
	for _, item := range queue.Items {
		displayed = append(displayed, models.Seen{ID: item.ID, Version: item.Version})
	}
	return displayed
}

func TestOneDecisionAboutMany(t *testing.T) {
	t.Parallel()
	tests := map[models.BulkAction]struct {
		first models.BulkAction // made before, so that there is something to do
		to    models.State
		mail  models.MailKind
	}{
		models.BulkApprove: {to: models.StateApproved, mail: models.MailApproved},
		models.BulkRefuse:  {to: models.StateRefused, mail: models.MailRefused},
		models.BulkPark:    {to: models.StateParked},
		models.BulkUnpark:  {first: models.BulkPark, to: models.StateWaiting},
		models.BulkFlag:    {to: models.StateWaiting},
		models.BulkUnflag:  {first: models.BulkFlag, to: models.StateWaiting},
	}
	for action, test := range tests {
		t.Run(string(action), func(t *testing.T) {
			t.Parallel()
			store := modelstest.New(t)
			admin, displayed := store.Administrator(t), confirmedPledges(t, store, 3)
			if test.first != "" {
				decideAll(t, store, admin, displayed, models.BulkDecision{Action: test.first})
				for i := range displayed {
					displayed[i].Version++
				}
			}
			outcomes := decideAll(t, store, admin, displayed,
				models.BulkDecision{Action: action, Reason: "test", ReasonText: "Only a test."})
			for i, outcome := range outcomes {
				if outcome.ID != displayed[i].ID || outcome.Err != nil {
					t.Errorf("outcome %d: %+v, want %s done", i, outcome, displayed[i].ID)
				}
				detail, err := store.PledgeDetail(t.Context(), admin, outcome.ID)
				if err != nil || detail.State != test.to {
					t.Errorf("state %s (%v), want %s", detail.State, err, test.to)
				}
				if action == models.BulkRefuse && detail.ReasonText != "Only a test." {
					t.Errorf("words %q", detail.ReasonText)
				}
			}
			store.Clock.Advance(time.Minute) // mails leave once nothing can be undone
			wantMails(t, store.ClaimAll(t), test.mail, len(displayed))
			for _, outcome := range decideAll(t, store, admin, displayed, models.BulkDecision{Action: action, Reason: "test"}) {
				var decided *models.DecidedError
				if !errors.As(outcome.Err, &decided) || decided.By != admin.Name {
					t.Errorf("once more: %v, want a *DecidedError that names %s", outcome.Err, admin.Name)
				}
			}
		})
	}
}

// wantMails checks that there are n mails of a kind and no others; none where kind is empty.
func wantMails(t *testing.T, mails []models.Mail, kind models.MailKind, n int) {
	t.Helper()
	if kind == "" {
		n = 0
	}
	if len(mails) != n {
		t.Errorf("%d mails, want %d", len(mails), n)
	}
	for _, mail := range mails {
		if mail.Kind != kind {
			t.Errorf("a mail %s, want %s", mail.Kind, kind)
		}
	}
}

func decideAll(
	t *testing.T, store *modelstest.Store, by models.Moderator, displayed []models.Seen, d models.BulkDecision,
) []models.BulkOutcome {
	t.Helper()
	outcomes, err := store.DecideAll(t.Context(), by, displayed, d)
	if err != nil {
		t.Fatalf("%s: %v", d.Action, err)
	}
	return outcomes
}

// What fails for one pledge harms no other, and each is told why.
func TestEachOfManyStandsForItself(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	displayed := confirmedPledges(t, store, 3)
	store.Submit(t, modelstest.Pledge(func(p *models.NewPledge) { p.Body, p.Email = "Late", "x@late.example" }))
	unconfirmed, err := store.Queue(t.Context(), models.QueueFilter{State: models.StateUnconfirmed})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Park(t.Context(), admin, displayed[1]); err != nil {
		t.Fatal(err)
	}
	all := append(slices.Clone(displayed), models.Seen{ID: unconfirmed.Items[0].ID}, models.Seen{ID: "nothing"})
	outcomes := decideAll(t, store, admin, all, models.BulkDecision{Action: models.BulkApprove})
	var decided *models.DecidedError
	if !errors.As(outcomes[1].Err, &decided) || decided.State != models.StateParked || decided.By != admin.Name {
		t.Errorf("the parked one: %v", outcomes[1].Err)
	}
	for i, want := range map[int]error{0: nil, 2: nil, 3: models.ErrUnconfirmed, 4: models.ErrNotFound} {
		if !errors.Is(outcomes[i].Err, want) {
			t.Errorf("outcome %d: %v, want %v", i, outcomes[i].Err, want)
		}
	}
	if wall := bodies(t, store, models.QueueFilter{State: models.StateApproved}); len(wall) != 2 {
		t.Errorf("approved %v, want two", wall)
	}
	elsewhere := models.Moderator{ID: admin.ID, Name: admin.Name, Scope: models.Scope{Countries: []string{"EE"}}}
	outcomes = decideAll(t, store, elsewhere, displayed[:1], models.BulkDecision{Action: models.BulkFlag})
	if !errors.Is(outcomes[0].Err, models.ErrOutOfScope) {
		t.Errorf("of another country: %v, want ErrOutOfScope", outcomes[0].Err)
	}
}

func TestAFaultyBulkDecisionChangesNothing(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin, displayed := store.Administrator(t), confirmedPledges(t, store, 2)
	var faults models.FieldErrors
	refusal := models.BulkDecision{Action: models.BulkRefuse, Reason: "none"}
	_, err := store.DecideAll(t.Context(), admin, displayed, refusal)
	if !errors.As(err, &faults) || faults["reason"] != "unknown" {
		t.Errorf("an unknown reason: %v", err)
	}
	_, err = store.DecideAll(t.Context(), admin, displayed, models.BulkDecision{Action: "burn"})
	if !errors.Is(err, models.ErrNotFound) {
		t.Errorf("an unknown action: %v, want ErrNotFound", err)
	}
	tooMany := make([]models.Seen, models.MaxBulk+1)
	_, err = store.DecideAll(t.Context(), admin, tooMany, models.BulkDecision{Action: models.BulkPark})
	if !errors.Is(err, models.ErrTooMany) {
		t.Errorf("51 at once: %v, want ErrTooMany", err)
	}
	if got := bodies(t, store, models.QueueFilter{}); len(got) != 2 {
		t.Errorf("%v wait, want both", got)
	}
}

// Two moderators decide about the same fifty at once: of each pledge one decision, one mail, one audit row.
func TestTwoBulkDecisionsAtOnce(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin, displayed := store.Administrator(t), confirmedPledges(t, store, models.MaxBulk)
	other := store.Moderator(t, "mo@alliance.example", models.RoleModerator)
	store.ClaimAll(t)
	var results [2][]models.BulkOutcome
	var group sync.WaitGroup
	group.Go(func() {
		results[0], _ = store.DecideAll(t.Context(), admin, displayed, models.BulkDecision{Action: models.BulkApprove})
	})
	group.Go(func() {
		results[1], _ = store.DecideAll(t.Context(), other, displayed,
			models.BulkDecision{Action: models.BulkRefuse, Reason: "test"})
	})
	group.Wait()
	for i, seen := range displayed {
		if (results[0][i].Err == nil) == (results[1][i].Err == nil) {
			t.Errorf("pledge %d: %v and %v, want one decision", i, results[0][i].Err, results[1][i].Err)
		}
		if got := len(actions(t, store, seen.ID)); got != 2 {
			t.Errorf("pledge %d has %d audit rows, want the confirmation and one decision", i, got)
		}
	}
}

func TestBulkActionsOfAState(t *testing.T) {
	t.Parallel()
	for _, state := range []models.State{models.StateApproved, models.StateUnconfirmed, models.StateRefused} {
		if got := models.BulkActions(state, false); len(got) > 0 {
			t.Errorf("%s: %v, want none", state, got)
		}
	}
	want := []models.BulkAction{models.BulkApprove, models.BulkRefuse, models.BulkPark, models.BulkUnflag}
	if diff := cmp.Diff(want, models.BulkActions(models.StateWaiting, true)); diff != "" {
		t.Errorf("suspected ones (-want +got):\n%s", diff)
	}
	if got := models.BulkActions(models.StateParked, false); !slices.Contains(got, models.BulkUnpark) {
		t.Errorf("parked ones: %v", got)
	}
}

func TestQueueItemsKeepTheOrderAsked(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	displayed := confirmedPledges(t, store, 3)
	items, err := store.QueueItems(t.Context(), []string{displayed[2].ID, "nothing", displayed[0].ID})
	if err != nil || len(items) != 2 || items[0].Body != "Town 002" || items[1].Body != "Town 000" {
		t.Errorf("%+v, %v", items, err)
	}
}

// BenchmarkFiftyApprovals is the bar: a page of the queue in a few hundred milliseconds.
func BenchmarkFiftyApprovals(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		store := modelstest.New(b)
		admin, displayed := store.Administrator(b), confirmedPledges(b, store, models.MaxBulk)
		b.StartTimer()
		_, err := store.DecideAll(b.Context(), admin, displayed, models.BulkDecision{Action: models.BulkApprove})
		if err != nil {
			b.Fatal(err)
		}
	}
}
