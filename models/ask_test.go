package models_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// ask asks about a pledge and returns the mail with the question.
func ask(t *testing.T, store *modelstest.Store, by models.Moderator, id string, question models.Question) models.Mail {
	t.Helper()
	if err := store.Ask(t.Context(), by, models.Seen{ID: id}, question); err != nil {
		t.Fatalf("ask: %v", err)
	}
	mails := store.ClaimAll(t)
	if len(mails) != 1 || mails[0].Kind != models.MailNeedsInfo {
		t.Fatalf("mails %+v, want the question", mails)
	}
	return mails[0]
}

func detailOf(t *testing.T, store *modelstest.Store, id string) models.PledgeDetail {
	t.Helper()
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil {
		t.Fatal(err)
	}
	return detail
}

func TestAskSendsTheQuestionAndWaitsForItsAnswer(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	confirmed := detailOf(t, store, id).ConfirmedAt
	store.Clock.Advance(time.Hour)
	question := models.Question{Text: "  Which council\r\ndecided?  ", Fields: []string{"body", "statement"}}
	mail := ask(t, store, admin, id, question)
	want := models.Question{Text: "Which council\ndecided?", Fields: []string{"body", "statement"}}
	if diff := cmp.Diff(want, mail.Question); diff != "" {
		t.Errorf("the mail's question (-want +got):\n%s", diff)
	}
	if mail.To != "anna.berzina@riga.lv" || mail.Body != "Rīga" || mail.Language != "lv" || mail.Token == "" {
		t.Errorf("mail %+v, want it addressed, named and with a link", mail)
	}
	if valid := mail.ExpiresAt.Sub(mail.ClaimedAt); valid != 30*24*time.Hour {
		t.Errorf("the link is valid for %s, want 30 days", valid)
	}
	detail := detailOf(t, store, id)
	if detail.State != models.StateNeedsInfo || !detail.ConfirmedAt.Equal(*confirmed) || detail.DecidedAt != nil {
		t.Errorf("%s, confirmed %v, decided %v; want needs_info and its place kept",
			detail.State, detail.ConfirmedAt, detail.DecidedAt)
	}
	asked := []models.AskedQuestion{{Question: want, AskedAt: store.Clock.Now(), Changes: []models.FieldChange{}}}
	if diff := cmp.Diff(asked, detail.Questions); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
	last := detail.History[len(detail.History)-1]
	if last.Action != "pledge.ask" || last.Actor != admin.Name || last.Detail != "body,statement" {
		t.Errorf("history ends with %+v, want who asked about what, without the words", last)
	}
}

func TestAskRefusesWhatItCannotSend(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	store.ClaimAll(t)
	for name, test := range map[string]struct {
		question models.Question
		want     models.FieldErrors
	}{
		"no question":       {models.Question{Text: " \n "}, models.FieldErrors{"question": "required"}},
		"a long one":        {models.Question{Text: strings.Repeat("ā", 501)}, models.FieldErrors{"question": "too_long"}},
		"invisible letters": {models.Question{Text: "a\u202eb"}, models.FieldErrors{"question": "invalid_characters"}},
		"an unknown field": {
			models.Question{Text: "Why?", Fields: []string{"email"}}, models.FieldErrors{"question_fields": "unknown"},
		},
	} {
		err := store.Ask(t.Context(), admin, models.Seen{ID: id}, test.question)
		var faults models.FieldErrors
		if !errors.As(err, &faults) || cmp.Diff(test.want, faults) != "" {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	if detail := detailOf(t, store, id); detail.State != models.StateWaiting || len(detail.Questions) != 0 {
		t.Errorf("%s with %d questions, want nothing changed", detail.State, len(detail.Questions))
	}
	why := models.Question{Text: "Why?"}
	unconfirmed := store.Submit(t, modelstest.Pledge(func(p *models.NewPledge) { p.Email = "two@riga.lv" }))
	pending, err := store.Confirmation(t.Context(), unconfirmed.Token)
	if err != nil {
		t.Fatal(err)
	}
	err = store.Ask(t.Context(), admin, models.Seen{ID: pending.PledgeID}, why)
	if !errors.Is(err, models.ErrUnconfirmed) {
		t.Errorf("an unconfirmed pledge: %v, want ErrUnconfirmed", err)
	}
	elsewhere := models.Moderator{ID: admin.ID, Name: admin.Name, Scope: models.Scope{Countries: []string{"IT"}}}
	if err := store.Ask(t.Context(), elsewhere, models.Seen{ID: id}, why); !errors.Is(err, models.ErrOutOfScope) {
		t.Errorf("another's pledge: %v, want ErrOutOfScope", err)
	}
	approved := store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) { p.Body = "Jūrmala" }))
	var decided *models.DecidedError
	if err := store.Ask(t.Context(), admin, models.Seen{ID: approved}, why); !errors.As(err, &decided) {
		t.Errorf("an approved pledge: %v, want a *DecidedError", err)
	}
	if err := store.Ask(t.Context(), admin, models.Seen{ID: id, Version: 99}, why); !errors.As(err, &decided) {
		t.Errorf("an old page: %v, want a *DecidedError", err)
	}
}

func TestAskingAgainReplacesTheQuestion(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	first := ask(t, store, admin, id, models.Question{Text: "First?"})
	lost := models.Question{Text: "Lost?"}
	if err := store.Ask(t.Context(), admin, models.Seen{ID: id}, lost); err != nil { // its mail does not leave
		t.Fatal(err)
	}
	second := ask(t, store, admin, id, models.Question{Text: "Second?"})
	if second.Question.Text != "Second?" {
		t.Errorf("the mail asks %q", second.Question.Text)
	}
	if _, err := store.Correction(t.Context(), first.Token); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("the older link: %v, want ErrNotFound", err)
	}
	correction, err := store.Correction(t.Context(), second.Token)
	if err != nil || correction.Question.Text != "Second?" {
		t.Errorf("the newer link: %q, %v", correction.Question.Text, err)
	}
	if questions := detailOf(t, store, id).Questions; len(questions) != 1 || questions[0].Text != "Second?" {
		t.Errorf("questions %+v, want the newest alone: nobody answered the others", questions)
	}
}

func TestRecallAndRefuseEndAQuestion(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	var decided *models.DecidedError
	for name, end := range map[string]struct {
		act   func(seen models.Seen) error
		state models.State
		mails int
	}{
		"recall": {func(seen models.Seen) error { return store.Recall(t.Context(), admin, seen) }, models.StateWaiting, 0},
		"refuse": {
			func(seen models.Seen) error { return store.Refuse(t.Context(), admin, seen, "incomplete", "") },
			models.StateRefused, 1,
		},
	} {
		pledge := modelstest.Pledge(func(p *models.NewPledge) { p.Email = name + "@riga.lv" })
		seen := models.Seen{ID: store.Confirm(t, pledge)}
		if err := store.Recall(t.Context(), admin, seen); !errors.As(err, &decided) {
			t.Errorf("%s: recalled before it was asked: %v", name, err)
		}
		mail := ask(t, store, admin, seen.ID, models.Question{Text: "Why?"})
		if err := store.Store.Approve(t.Context(), admin, seen); !errors.As(err, &decided) || decided.By != admin.Name {
			t.Errorf("%s: approved while an answer is waited for: %v", name, err)
		}
		if err := store.Ask(t.Context(), admin, seen, models.Question{Text: "And why?"}); err != nil {
			t.Fatal(err)
		}
		if err := end.act(seen); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if state := detailOf(t, store, seen.ID).State; state != end.state {
			t.Errorf("%s leads to %s", name, state)
		}
		mails := store.ClaimAll(t)
		asks := slices.ContainsFunc(mails, func(m models.Mail) bool { return m.Kind == models.MailNeedsInfo })
		if len(mails) != end.mails || asks {
			t.Errorf("%s: mails %+v, want no question any more", name, mails)
		}
		if _, err := store.Correction(t.Context(), mail.Token); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("%s: the first link: %v, want ErrNotFound", name, err)
		}
	}
}

// Whoever is faster wins: twenty pairs ask and refuse at once.
func TestAskAndRefuseAtOnce(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	for i := range 20 {
		pledge := modelstest.Pledge(func(p *models.NewPledge) { p.Email = fmt.Sprintf("office%d@riga.lv", i) })
		seen := models.Seen{ID: store.Confirm(t, pledge)}
		seen.Version = detailOf(t, store, seen.ID).Version
		store.ClaimAll(t)
		var done atomic.Int32
		var group sync.WaitGroup
		for _, act := range []func() error{
			func() error { return store.Ask(t.Context(), admin, seen, models.Question{Text: "Why?"}) },
			func() error { return store.Refuse(t.Context(), admin, seen, "test", "") },
		} {
			group.Go(func() {
				err := act()
				var decided *models.DecidedError
				switch {
				case err == nil:
					done.Add(1)
				case !errors.As(err, &decided):
					t.Errorf("%v, want a *DecidedError", err)
				}
			})
		}
		group.Wait()
		if mails := store.ClaimAll(t); done.Load() != 1 || len(mails) != 1 {
			t.Fatalf("%d decisions and %d mails, want one of each", done.Load(), len(mails))
		}
	}
}

func TestQuestionsAreErasedWithTheirPledge(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	seen := models.Seen{ID: store.Confirm(t, modelstest.Pledge())}
	mail := ask(t, store, admin, seen.ID, models.Question{Text: "Is Anna Bērziņa the mayor?"})
	if err := store.Refuse(t.Context(), admin, seen, "test", ""); err != nil {
		t.Fatal(err)
	}
	store.ClaimAll(t)
	store.Clock.Advance(30*24*time.Hour + time.Minute)
	result, err := store.ApplyRetention(t.Context())
	if err != nil || result.QuestionsDeleted != 1 || !strings.HasSuffix(result.String(), ", 1 questions") {
		t.Errorf("%s, %v; want the question deleted", result, err)
	}
	if questions := detailOf(t, store, seen.ID).Questions; len(questions) != 0 {
		t.Errorf("questions %+v are left", questions)
	}
	if _, err := store.Correction(t.Context(), mail.Token); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("the link: %v, want ErrNotFound", err)
	}
}
