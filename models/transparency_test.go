package models_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func transparency(t *testing.T, store *modelstest.Store) models.Transparency {
	t.Helper()
	numbers, err := store.Transparency(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return numbers
}

func TestTransparencyOfAnEmptySite(t *testing.T) {
	t.Parallel()
	got := transparency(t, modelstest.New(t))
	if len(got.Months) != 12 || got.Months[0].Month.Format(time.DateOnly) != "2026-11-01" ||
		got.Months[11].Month.Format(time.DateOnly) != "2025-12-01" {
		t.Errorf("months %+v, want the last twelve, latest first", got.Months)
	}
	got.Months = nil
	if diff := cmp.Diff(models.Transparency{At: modelstest.Start()}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTransparencyCountsWhatBecameOfPledges(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	number := 0
	confirm := func(change ...func(*models.NewPledge)) models.Seen {
		number++
		return models.Seen{ID: store.Confirm(t, hubPledge(fmt.Sprintf("Union %d", number), change...))}
	}
	act := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		store.ClaimAll(t)
	}
	store.Submit(t, hubPledge("Quiet Union"))
	confirm()
	confirm(trapped)
	parked, approved, down, hidden, reopened := confirm(), confirm(), confirm(), confirm(), confirm()
	act(store.Park(t.Context(), admin, parked))
	store.Clock.Advance(2 * time.Hour)
	for _, seen := range []models.Seen{approved, down, hidden} {
		act(store.Store.Approve(t.Context(), admin, seen))
	}
	act(store.TakeDown(t.Context(), admin, down, "By request", false))
	act(store.TakeDown(t.Context(), admin, hidden, "Forged", true))
	act(store.Refuse(t.Context(), admin, reopened, "test", ""))
	act(store.Restore(t.Context(), admin, reopened))
	for _, reason := range strings.Fields("duplicate duplicate duplicate duplicate duplicate test incomplete") {
		act(store.Refuse(t.Context(), admin, confirm(), reason, ""))
	}
	store.Clock.Advance(time.Minute)

	got := transparency(t, store)
	want := models.Transparency{
		At: store.Clock.Now(), Received: 14, Confirmed: 13, Approved: 1, Refused: 7, TakenDown: 1, Waiting: 3, SetAside: 1,
		Reasons: []models.FacetCount{{Value: "duplicate", Count: 5}}, OtherReasons: 2, Decisions: 10,
		Months: got.Months,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	sum := got.Approved + got.Refused + got.TakenDown + got.Withdrawn + got.Waiting + got.SetAside
	if sum != got.Confirmed {
		t.Errorf("the parts add up to %d, the whole is %d", sum, got.Confirmed)
	}
	month := models.TransparencyMonth{Month: got.Months[0].Month, Received: 14, Confirmed: 13, Decisions: 10}
	if diff := cmp.Diff(month, got.Months[0]); diff != "" {
		t.Errorf("this month (-want +got):\n%s", diff)
	}
}

func TestMedianTimeToADecision(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		hours []int
		want  time.Duration
	}{
		"too few":     {[]int{1, 2, 3, 4}, 0},
		"five":        {[]int{1, 2, 30, 40, 50}, 30 * time.Hour},
		"an even six": {[]int{1, 2, 10, 20, 40, 50}, 15 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := modelstest.New(t)
			admin := store.Administrator(t)
			var waiting []models.Seen
			for i := range test.hours {
				waiting = append(waiting, models.Seen{ID: store.Confirm(t, hubPledge(fmt.Sprintf("Union %d", i)))})
			}
			passed := 0
			for i, seen := range waiting {
				store.Clock.Advance(time.Duration(test.hours[i]-passed) * time.Hour)
				passed = test.hours[i]
				if err := store.Refuse(t.Context(), admin, seen, "test", ""); err != nil {
					t.Fatal(err)
				}
			}
			got := transparency(t, store)
			if got.Median != test.want || got.Decisions != len(test.hours) || got.Months[0].Median != test.want {
				t.Errorf("median %s (%s in the month) of %d, want %s", got.Median, got.Months[0].Median, got.Decisions, test.want)
			}
		})
	}
}

func TestReceivedDoesNotShrink(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	store.Submit(t, hubPledge("Quiet Union"))
	pledge := hubPledge("Union of Towns")
	store.Submit(t, pledge)
	pledge.Statement = "Corrected."
	store.Submit(t, pledge) // the same pledge
	store.Clock.Advance(40 * 24 * time.Hour)
	if result, err := store.ApplyRetention(t.Context()); err != nil || result.UnconfirmedDeleted != 2 {
		t.Fatalf("%+v, %v; want both deleted", result, err)
	}
	got := transparency(t, store)
	if got.Received != 2 || got.Confirmed != 0 || got.Months[0].Received != 0 || got.Months[2].Received != 2 {
		t.Errorf("%+v, want two received two months ago", got)
	}
}

func TestTransparencyIsCountedOnceAMinute(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	if err := store.FillDemonstration(t.Context()); err != nil {
		t.Fatal(err)
	}
	first := transparency(t, store)
	if first.Confirmed == 0 || first.Received != first.Confirmed {
		t.Errorf("%d received, %d confirmed, want as many", first.Received, first.Confirmed)
	}
	none := models.QueryPlans(t, store.Store, func() {
		store.Clock.Advance(59 * time.Second)
		transparency(t, store)
	})
	if len(none) != 0 {
		t.Errorf("%d statements within the minute, want none", len(none))
	}
	plans := models.QueryPlans(t, store.Store, func() {
		store.Clock.Advance(time.Second)
		transparency(t, store)
	})
	if len(plans) != 3 {
		t.Errorf("%d statements, want three", len(plans))
	}
	for statement, plan := range plans {
		for _, scan := range scansOf(plan) {
			t.Errorf("%s\n  plan: %s", statement, scan)
		}
	}
}

// scansOf lists the tables that a plan reads without an index.
func scansOf(plan string) []string {
	var scans []string
	for line := range strings.Lines(plan) {
		for _, table := range []string{"pledges", "audit"} {
			if strings.HasPrefix(strings.TrimSpace(line), "SCAN "+table) && !strings.Contains(line, "INDEX") {
				scans = append(scans, line)
			}
		}
	}
	return scans
}

func TestPledgesOfAnAttackAreNoRefusals(t *testing.T) {
	t.Parallel()
	s := underAttack(t) // one of another body, and four of the attack; one of those is not confirmed
	for i := range 4 {
		s.Confirm(t, attack(10+i))
	}
	start(t, s.Store, s.admin, models.InvalidationRule{EmailDomain: "spam.example", WithApproved: true})
	runAll(t, s.Store)
	got := transparency(t, s.Store)
	if got.Received != 9 || got.Confirmed != 8 || got.Waiting != 1 || got.SetAside != 7 ||
		got.Refused+got.TakenDown+got.OtherReasons+len(got.Reasons) != 0 {
		t.Errorf("%+v, want the seven of the attack set aside", got)
	}
}
