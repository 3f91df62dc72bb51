package models_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"alliance/models"
	"alliance/models/modelstest"
)

// decision is what one of two moderators does.
type decision struct {
	do   func(context.Context, *modelstest.Store, models.Moderator, models.Seen) error
	mail models.MailKind // that leaves about it; empty: none
}

func decisions() map[string]decision {
	return map[string]decision{
		"approve": {func(ctx context.Context, s *modelstest.Store, by models.Moderator, seen models.Seen) error {
			return s.Store.Approve(ctx, by, seen)
		}, models.MailApproved},
		"refuse": {func(ctx context.Context, s *modelstest.Store, by models.Moderator, seen models.Seen) error {
			return s.Refuse(ctx, by, seen, "test", "")
		}, models.MailRefused},
		"ask": {func(ctx context.Context, s *modelstest.Store, by models.Moderator, seen models.Seen) error {
			return s.Ask(ctx, by, seen, models.Question{Text: "Who decided it?"})
		}, models.MailNeedsInfo},
		"park": {func(ctx context.Context, s *modelstest.Store, by models.Moderator, seen models.Seen) error {
			return s.Park(ctx, by, seen)
		}, ""},
		"flag": {func(ctx context.Context, s *modelstest.Store, by models.Moderator, seen models.Seen) error {
			return s.Flag(ctx, by, seen)
		}, ""},
		"take down": {func(ctx context.Context, s *modelstest.Store, by models.Moderator, seen models.Seen) error {
			return s.TakeDown(ctx, by, seen, "A mistake.", false)
		}, ""},
		"undo": {func(ctx context.Context, s *modelstest.Store, by models.Moderator, seen models.Seen) error {
			return s.Undo(ctx, by, seen)
		}, ""},
	}
}

// Two moderators act at once on the same pledge, 20 pairs in parallel: one decision counts, and has its one audit
// row and its one mail; the other moderator learns who was faster, and leaves no trace.
func TestPairsOfModeratorsAtOnce(t *testing.T) {
	t.Parallel()
	waiting, approved := []string{"approve", "refuse", "ask", "park", "flag"}, []string{"take down", "undo"}
	for _, group := range [][]string{waiting, approved} {
		for i, first := range group {
			for _, second := range group[i:] {
				t.Run(first+" and "+second, func(t *testing.T) {
					t.Parallel()
					pairs(t, first, second, group[0] == "take down")
				})
			}
		}
	}
}

func pairs(t *testing.T, first, second string, isApproved bool) {
	t.Helper()
	store := modelstest.New(t, func(c *models.Config) {
		withUndo(c)
		c.Pledge.BodiesPerEmail, c.Limits.MailsPerAddressPerDay = 0, 0
	})
	ada := store.Administrator(t)
	ben := store.Moderator(t, "b@a.example", models.RoleAdministrator)
	store.ClaimAll(t)
	pages := make([]models.Seen, 20)
	for i := range pages {
		id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
			p.Kind, p.Body = models.KindAssociation, unionName(i)
		}))
		if isApproved {
			approveNow(t, store, ada, id)
		}
		detail, err := store.PledgeDetail(t.Context(), ada, id)
		if err != nil {
			t.Fatal(err)
		}
		pages[i] = models.Seen{ID: id, Version: detail.Version}
	}
	var all sync.WaitGroup
	results := make([][2]error, len(pages))
	for i, page := range pages {
		all.Go(func() { results[i][0] = decisions()[first].do(t.Context(), store, ada, page) })
		all.Go(func() { results[i][1] = decisions()[second].do(t.Context(), store, ben, page) })
	}
	all.Wait()
	store.Clock.Advance(time.Minute)
	mails := store.ClaimAll(t)
	for i, page := range pages {
		winner := first
		if results[i][0] != nil {
			winner = second
		}
		expectOne(t, results[i])
		expectTrace(t, store, page.ID, winner, isApproved)
		about := slices.DeleteFunc(slices.Clone(mails), func(m models.Mail) bool {
			return m.Body != unionName(i)
		})
		if want := decisions()[winner].mail; want == "" && len(about) != 0 ||
			want != "" && (len(about) != 1 || about[0].Kind != want) {
			t.Errorf("pair %d, %s: mails %+v, want %q", i, winner, about, want)
		}
	}
}

func unionName(i int) string { return fmt.Sprintf("Union %d", i+1) }

// expectOne wants one success, and a failure that says who was faster.
func expectOne(t *testing.T, results [2]error) {
	t.Helper()
	loser, names := results[1], []string{"Ada Admin", "B. Moderator"}
	faster := names[0]
	if results[0] != nil {
		loser, faster = results[0], names[1]
	}
	var decided *models.DecidedError
	if (results[0] == nil) == (results[1] == nil) || !errors.As(loser, &decided) || decided.By != faster {
		t.Errorf("%v and %v, want one success and a *DecidedError by %s", results[0], results[1], faster)
	}
}

// expectTrace wants one audit row, of the decision that counts.
func expectTrace(t *testing.T, store *modelstest.Store, id, winner string, isApproved bool) {
	t.Helper()
	want := []string{"pledge.confirm"}
	if isApproved {
		want = append(want, "pledge.approve")
	}
	action := strings.ReplaceAll(winner, " ", "_")
	if winner == "undo" {
		action = "undo_approve"
	}
	if got := actions(t, store, id); !slices.Equal(got, append(want, "pledge."+action)) {
		t.Errorf("history %v, want %v and then %s", got, want, action)
	}
}
