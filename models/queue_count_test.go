package models_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// The totals are kept by the database; whatever happens to pledges, they are what counting gives.
func TestTotalsAreWhatCountingGives(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	check := func(after string) {
		t.Helper()
		counted, kept := models.CountedTotals(t, store.Store), models.KeptTotals(t, store.Store)
		if diff := cmp.Diff(counted, kept); diff != "" {
			t.Errorf("after %s (-counted +kept):\n%s", after, diff)
		}
	}
	store.Submit(t, hubPledge("Quiet Union"))
	check("submitting")
	first, second := store.Confirm(t, modelstest.Pledge()), store.Confirm(t, hubPledge("Second Union", trapped))
	check("confirming")
	approved := store.Approve(t, admin, hubPledge("Approved Union"))
	for step, err := range map[string]error{
		"flagging":   store.Flag(t.Context(), admin, models.Seen{ID: first}),
		"unflagging": store.Unflag(t.Context(), admin, models.Seen{ID: second}),
		"hiding":     store.TakeDown(t.Context(), admin, models.Seen{ID: approved}, "A mistake.", true),
		"refusing":   store.Refuse(t.Context(), admin, models.Seen{ID: second}, "test", ""),
	} {
		if err != nil {
			t.Fatalf("%s: %v", step, err)
		}
	}
	check("decisions")
	if err := store.Restore(t.Context(), admin, models.Seen{ID: approved}); err != nil {
		t.Fatal(err)
	}
	store.Clock.Advance(31 * 24 * time.Hour)
	if _, err := store.ApplyRetention(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("retention")
}

func TestWhatIsHiddenFromReportsIsInTheQueueOnly(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	for name, hide := range map[string]bool{"Kept Union": false, "Hidden Union": true} {
		id := store.Approve(t, admin, hubPledge(name))
		if err := store.TakeDown(t.Context(), admin, models.Seen{ID: id}, "A mistake.", hide); err != nil {
			t.Fatal(err)
		}
	}
	hub, err := store.Hub(t.Context(), models.Scope{})
	want := []models.StateTotal{{State: models.StateTakenDown, Kind: models.KindAssociation, Count: 1}}
	if diff := cmp.Diff(want, hub.Totals); diff != "" || err != nil {
		t.Errorf("%v, totals (-want +got):\n%s", err, diff)
	}
	today := hub.Days[len(hub.Days)-1]
	if today.Submitted != 1 || today.Confirmed != 1 || today.Decided != 1 {
		t.Errorf("today: %+v, want one of each", today)
	}
	queue := models.QueueFilter{State: models.StateTakenDown}
	if diff := cmp.Diff([]string{"Hidden Union", "Kept Union"}, found(t, store, queue)); diff != "" {
		t.Errorf("the queue (-want +got):\n%s", diff)
	}
	queue.Reported = true
	if diff := cmp.Diff([]string{"Kept Union"}, found(t, store, queue)); diff != "" {
		t.Errorf("the queue as reports count it (-want +got):\n%s", diff)
	}
}

func TestCountingEndsWhereNobodyReads(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	models.Tamper(t, store.Store, fmt.Sprintf(`
		WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 1100)
		INSERT INTO pledges (id, state, kind, country, body, body_key, representative_name, representative_function, email,
			email_key, email_domain, consent_name, consent_news, language, declaration_version, declaration_language,
			submitted_at, confirmed_at)
		SELECT 'P' || n, 'waiting', 'association', 'LV', 'Union ' || n, 'union ' || n, 'A', 'B', n || '@x.example',
			n || '@x.example', 'x.example', 0, 0, 'en', '2026-1', 'en', '%[1]s', '%[1]s' FROM i`, "2026-11-22 09:30:00+00:00"))
	for name, test := range map[string]struct {
		filter models.QueueFilter
		total  int
		more   bool
	}{
		"all, which is known":   {models.QueueFilter{}, 1100, false},
		"a kind":                {models.QueueFilter{Kind: models.KindAssociation}, 1100, false},
		"a country":             {models.QueueFilter{Country: "LV"}, 1000, true},
		"a domain":              {models.QueueFilter{Query: "@x.example"}, 1000, true},
		"the rest of a page":    {models.QueueFilter{Query: "union 110"}, 2, false},
		"a page that is filled": {models.QueueFilter{Query: "union 10", Limit: 5}, 111, false},
	} {
		queue, err := store.Queue(t.Context(), test.filter)
		if err != nil || queue.Total != test.total || queue.More != test.more {
			t.Errorf("%s: %d, more %t (%v); want %d, %t", name, queue.Total, queue.More, err, test.total, test.more)
		}
	}
}
