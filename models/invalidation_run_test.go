package models_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"alliance/models"
	"alliance/models/modelstest"
)

// smallBatches makes a rule take two pledges at a time.
func smallBatches(cfg *models.Config) { cfg.Invalidation.Batch = 2 }

func TestARuleCancelledHalfWay(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, smallBatches)
	admin, displayed := store.Administrator(t), confirmedPledges(t, store, 7)
	id := start(t, store, admin, models.InvalidationRule{NamePattern: "town *"})
	for range 2 {
		if worked, err := store.RunInvalidation(t.Context()); !worked || err != nil {
			t.Fatal(worked, err)
		}
	}
	if err := store.CancelInvalidation(t.Context(), admin, id); err != nil {
		t.Fatal(err)
	}
	if batches := runAll(t, store); batches != 0 {
		t.Errorf("%d more batches", batches)
	}
	rule, _, err := store.Invalidation(t.Context(), id)
	if err != nil || rule.State != models.InvalidationCancelled || rule.Done != 4 || rule.Matched != 7 {
		t.Errorf("%+v, %v; want four of seven done", rule, err)
	}
	if got := bodies(t, store, models.QueueFilter{State: models.StateRefused}); len(got) != 4 {
		t.Errorf("%v are refused, want four", got)
	}
	if err := store.ReverseInvalidation(t.Context(), admin, id); err != nil {
		t.Fatal(err)
	}
	runAll(t, store)
	if got := bodies(t, store, models.QueueFilter{}); len(got) != len(displayed) {
		t.Errorf("%v wait, want all seven", got)
	}
}

// A program that is killed goes on where the last commit was.
func TestARuleGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, smallBatches)
	admin := store.Administrator(t)
	confirmedPledges(t, store, 5)
	id := start(t, store, admin, models.InvalidationRule{NamePattern: "town *"})
	if _, err := store.RunInvalidation(t.Context()); err != nil {
		t.Fatal(err)
	}
	again, err := models.Open(t.Context(), store.Config, modelstest.Options(store.Clock))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := again.Close(); err != nil {
			t.Error(err)
		}
	}()
	batches := runAll(t, &modelstest.Store{Store: again, Clock: store.Clock, Config: store.Config})
	rule, _, err := again.Invalidation(t.Context(), id)
	if err != nil || rule.Done != 5 || rule.State != models.InvalidationFinished || batches != 2 {
		t.Errorf("%+v in %d batches, %v", rule, batches, err)
	}
}

// Pledges that arrive after the rule was made are not its business, and what a moderator decided meanwhile stays.
func TestWhatHappensWhileARuleRuns(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, smallBatches)
	admin, displayed := store.Administrator(t), confirmedPledges(t, store, 4)
	id := start(t, store, admin, models.InvalidationRule{NamePattern: "town *"})
	if _, err := store.RunInvalidation(t.Context()); err != nil {
		t.Fatal(err)
	}
	store.Clock.Advance(time.Minute)
	store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Body, p.Email = "Town 999", "late@town.example" }))
	open := bodies(t, store, models.QueueFilter{})
	if len(open) != 3 {
		t.Fatalf("%v wait", open)
	}
	var approved string
	for _, seen := range displayed {
		if err := store.Store.Approve(t.Context(), admin, seen); err == nil {
			approved = seen.ID
			break
		}
	}
	runAll(t, store)
	rule, _, err := store.Invalidation(t.Context(), id)
	if err != nil || rule.Done != 3 {
		t.Errorf("%+v, %v; want three done", rule, err)
	}
	detail, err := store.PledgeDetail(t.Context(), admin, approved)
	if err != nil || detail.State != models.StateApproved {
		t.Errorf("the approved one is %s (%v)", detail.State, err)
	}
	if got := bodies(t, store, models.QueueFilter{}); len(got) != 1 || got[0] != "Town 999" {
		t.Errorf("%v wait, want the late one", got)
	}
}

// A rule and moderators at the same pledges: each is decided once, none is lost.
func TestARuleAndModeratorsAtOnce(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, smallBatches)
	admin, displayed := store.Administrator(t), confirmedPledges(t, store, 30)
	id := start(t, store, admin, models.InvalidationRule{NamePattern: "town *"})
	var group sync.WaitGroup
	group.Go(func() {
		for worked := true; worked; {
			var err error
			if worked, err = store.RunInvalidation(context.Background()); err != nil {
				t.Error(err)
				return
			}
		}
	})
	approved := 0
	group.Go(func() {
		for i := range displayed {
			err := store.Store.Approve(t.Context(), admin, displayed[len(displayed)-1-i])
			var decided *models.DecidedError
			if err == nil {
				approved++
			} else if !errors.As(err, &decided) {
				t.Error(err)
			}
		}
	})
	group.Wait()
	rule, _, err := store.Invalidation(t.Context(), id)
	if err != nil || rule.Done+approved != len(displayed) {
		t.Errorf("%d by the rule, %d by the moderator (%v); want %d in all", rule.Done, approved, err, len(displayed))
	}
	for _, seen := range displayed {
		if got := len(actions(t, store, seen.ID)); got != 2 {
			t.Errorf("%d rows in a history, want the confirmation and one decision", got)
		}
	}
	if _, err := store.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestOneRuleAfterTheOther(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, smallBatches)
	admin := store.Administrator(t)
	confirmedPledges(t, store, 3)
	first := start(t, store, admin, models.InvalidationRule{NamePattern: "town 00?"})
	store.Clock.Advance(time.Second)
	second := start(t, store, admin, models.InvalidationRule{NamePattern: "town *"})
	runAll(t, store)
	for id, want := range map[string]int{first: 3, second: 0} {
		if rule, _, err := store.Invalidation(t.Context(), id); err != nil || rule.Done != want || rule.Matched != 3 {
			t.Errorf("%+v, %v; want %d done", rule, err, want)
		}
	}
}

func TestTheRunnerIsWoken(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := start(t, store, admin, models.InvalidationRule{NamePattern: "town *"})
	<-store.InvalidationsWaiting()
	runAll(t, store)
	if err := store.ReverseInvalidation(t.Context(), admin, id); err != nil {
		t.Fatal(err)
	}
	<-store.InvalidationsWaiting()
}

// fillPledges writes n waiting pledges of an attack behind the store's back: submitting them takes too long.
func fillPledges(t testing.TB, store *modelstest.Store, n int) {
	t.Helper()
	store.Confirm(t, attack(0))
	modelstest.AlterByHand(t, store.Config.Database.DSN, fmt.Sprintf(`
		WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < %d)
		INSERT INTO pledges (id, state, kind, country, body, body_key, representative_name, representative_function,
			email, email_key, email_domain, consent_name, consent_news, language, declaration_version,
			declaration_language, client_ip, client_key, submitted_at, confirmed_at)
		SELECT printf('%%026d', n), state, kind, country, body || n, body_key || n, representative_name,
			representative_function, n || email, n || email_key, 'd' || (n %% 5) || '.spam.example', 0, 0, language,
			declaration_version, declaration_language, '203.0.113.' || (n %% 250),
			'00000000000000000000ffffcb0071' || printf('%%02x', n %% 250), submitted_at, confirmed_at
		FROM counted, (SELECT * FROM pledges LIMIT 1)`, n))
}

// BenchmarkDryRun counts among 100,000 pledges; the bar is a second.
func BenchmarkDryRun(b *testing.B) {
	store := modelstest.New(b)
	admin := store.Administrator(b)
	fillPledges(b, store, 100_000)
	for name, rule := range map[string]models.InvalidationRule{
		"domain":  {EmailDomain: "spam.example"},
		"rare":    {EmailDomain: "riga.lv"},
		"network": {Network: "203.0.113.0/26"},
		"pattern": {NamePattern: "*union*7"},
		"window":  {From: modelstest.Start()},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := store.PreviewInvalidation(b.Context(), admin, rule); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkPledgesDuringARule tells how long a visitor waits while a rule makes 20,000 pledges invalid.
func BenchmarkPledgesDuringARule(b *testing.B) {
	for b.Loop() {
		store := modelstest.New(b)
		admin := store.Administrator(b)
		fillPledges(b, store, 20_000)
		start(b, store, admin, models.InvalidationRule{EmailDomain: "spam.example"})
		ctx, stop := context.WithCancel(b.Context())
		var longest, all time.Duration
		count := 0
		var group sync.WaitGroup
		group.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				pledge := modelstest.Pledge(func(p *models.NewPledge) {
					p.Body, p.Email = fmt.Sprintf("Honest %d", i), fmt.Sprintf("clerk@honest-%d.example", i)
				})
				begin := time.Now()
				if _, err := store.SubmitPledge(b.Context(), pledge); err != nil {
					b.Error(err)
					return
				}
				took := time.Since(begin)
				longest, all, count = max(longest, took), all+took, count+1
			}
		})
		begin := time.Now()
		runAll(b, store)
		b.ReportMetric(time.Since(begin).Seconds(), "s/rule")
		stop()
		group.Wait()
		b.ReportMetric(float64(all.Microseconds())/float64(count)/1000, "ms/pledge")
		b.ReportMetric(float64(longest.Microseconds())/1000, "ms-longest")
	}
}
