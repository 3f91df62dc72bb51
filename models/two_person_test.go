package models_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// needTwo asks for two moderators from now on.
func needTwo(t *testing.T, store *modelstest.Store, by models.Moderator, kinds ...models.Kind) {
	t.Helper()
	err := store.ChangeSettings(t.Context(), by, func(s *models.Settings) { s.TwoPersonKinds = kinds })
	if err != nil {
		t.Fatal(err)
	}
}

// firstBy is who approved a pledge first, as the queue of those that need a second one says.
func firstBy(t *testing.T, store *modelstest.Store) []string {
	t.Helper()
	queue, err := store.Queue(t.Context(), models.QueueFilter{Second: true})
	if err != nil || queue.Second != len(queue.Items) {
		t.Errorf("%d of %d (%v)", queue.Second, len(queue.Items), err)
	}
	var names []string
	for _, item := range queue.Items {
		names = append(names, item.FirstBy)
	}
	return names
}

func TestTwoModeratorsApprove(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, withUndo)
	ada := store.Administrator(t)
	needTwo(t, store, ada, models.KindCity)
	ben := store.Moderator(t, "b@a.example", models.RoleModerator)
	id := store.Confirm(t, modelstest.Pledge())
	approveNow(t, store, ada, id)
	if got := firstBy(t, store); wallTotal(t, store) != 0 || cmp.Diff([]string{"Ada Admin"}, got) != "" {
		t.Errorf("after one approval: %d on the wall, first by %v", wallTotal(t, store), got)
	}
	if err := store.Store.Approve(t.Context(), ada, models.Seen{ID: id}); !errors.Is(err, models.ErrSecondModerator) {
		t.Errorf("the first one again: %v, want ErrSecondModerator", err)
	}
	approveNow(t, store, ben, id)
	if wallTotal(t, store) != 1 {
		t.Error("not on the wall after two approvals")
	}
	want := []string{"pledge.confirm", "pledge.approve_first", "pledge.approve"}
	if diff := cmp.Diff(want, actions(t, store, id)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if err := store.Undo(t.Context(), ben, models.Seen{ID: id}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Ada Admin"}, firstBy(t, store)); diff != "" {
		t.Errorf("after the second is undone, the first (-want +got):\n%s", diff)
	}

	other := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Kind, p.Body, p.Email = models.KindAssociation, "Union", "x@union.lv"
	}))
	approveNow(t, store, ada, other)
	if wallTotal(t, store) != 1 {
		t.Error("a kind without the rule needs a second approval")
	}
}

func TestAFirstApprovalDoesNotOutliveWhatItWasGivenFor(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*modelstest.Store, models.Moderator, models.Seen) error{
		"taken back": func(s *modelstest.Store, by models.Moderator, seen models.Seen) error {
			return s.TakeBackFirstApproval(t.Context(), by, seen)
		},
		"parked and taken back into the queue": func(s *modelstest.Store, by models.Moderator, seen models.Seen) error {
			return errors.Join(s.Park(t.Context(), by, seen), s.Unpark(t.Context(), by, seen))
		},
		"refused and reopened": func(s *modelstest.Store, by models.Moderator, seen models.Seen) error {
			return errors.Join(s.Refuse(t.Context(), by, seen, "test", ""), s.Restore(t.Context(), by, seen))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := modelstest.New(t, withUndo)
			ada := store.Administrator(t)
			needTwo(t, store, ada, models.KindCity)
			ben := store.Moderator(t, "b@a.example", models.RoleModerator)
			id := store.Confirm(t, modelstest.Pledge())
			approveNow(t, store, ada, id)
			if err := store.TakeBackFirstApproval(t.Context(), ben, models.Seen{ID: id}); !errors.Is(err, models.ErrNotDecider) {
				t.Errorf("taken back by another: %v, want ErrNotDecider", err)
			}
			if err := change(store, ada, models.Seen{ID: id}); err != nil {
				t.Fatal(err)
			}
			if got := firstBy(t, store); len(got) != 0 {
				t.Errorf("first by %v, want nobody", got)
			}
			var decided *models.DecidedError
			if err := store.TakeBackFirstApproval(t.Context(), ada, models.Seen{ID: id}); !errors.As(err, &decided) {
				t.Errorf("taken back once more: %v, want *DecidedError", err)
			}
			approveNow(t, store, ben, id)
			if wallTotal(t, store) != 0 {
				t.Error("one approval is enough")
			}
		})
	}
}

func TestTheTwoPersonRuleIsASetting(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	ada := store.Administrator(t)
	needTwo(t, store, ada, models.KindCity)
	id := store.Confirm(t, modelstest.Pledge())
	approveNow(t, store, ada, id)
	needTwo(t, store, ada)
	if detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id); err != nil || detail.FirstBy != "" {
		t.Errorf("without the rule the page asks for a second one: %+v, %v", detail.FirstBy, err)
	}
	approveNow(t, store, ada, id)
	if wallTotal(t, store) != 1 {
		t.Error("without the rule one approval is not enough")
	}
}

func TestIndividualsPublishedByThemselvesNeedNobody(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, func(c *models.Config) { c.Pledge.ApproveIndividuals = true })
	needTwo(t, store, store.Administrator(t), models.Kinds()...)
	store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Kind = models.KindIndividual }))
	if wallTotal(t, store) != 1 {
		t.Error("not on the wall")
	}
}
