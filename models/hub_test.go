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

// hubPledge is a pledge of an association, unlike any other.
func hubPledge(name string, change ...func(*models.NewPledge)) models.NewPledge {
	return modelstest.Pledge(append([]func(*models.NewPledge){func(p *models.NewPledge) {
		p.Kind, p.Body, p.Associations = models.KindAssociation, name, nil
		p.Email = strings.ReplaceAll(strings.ToLower(name), " ", ".") + "@union.example"
	}}, change...)...)
}

func trapped(p *models.NewPledge) { p.Trapped = true }

func TestHubOfAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	hub, err := modelstest.New(t).Hub(t.Context(), models.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	none := map[models.Band]int{models.BandOnTime: 0, models.BandNearlyLate: 0, models.BandLate: 0}
	if len(hub.Totals) != 0 || !cmp.Equal(none, hub.Bands) {
		t.Errorf("something is counted: %+v", hub)
	}
	if len(hub.Days) != 30 {
		t.Fatalf("%d days, want 30", len(hub.Days))
	}
	first, last := hub.Days[0].Day.Format(time.DateOnly), hub.Days[29].Day.Format(time.DateOnly)
	if first != "2026-10-24" || last != "2026-11-22" {
		t.Errorf("the days are from %s to %s", first, last)
	}
}

func TestHubTotals(t *testing.T) {
	t.Parallel()
	s := modelstest.New(t)
	admin := s.Administrator(t)
	s.Confirm(t, hubPledge("Union One"))
	s.Confirm(t, hubPledge("Union Two"))
	s.Confirm(t, hubPledge("Robot Union", trapped))
	s.Confirm(t, modelstest.Pledge())
	s.Submit(t, hubPledge("Quiet Union"))
	s.Approve(t, admin, hubPledge("Approved Union", trapped))
	hub, err := s.Hub(t.Context(), models.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	want := []models.StateTotal{
		{State: models.StateApproved, Kind: models.KindAssociation, Count: 1, Suspected: 1},
		{State: models.StateUnconfirmed, Kind: models.KindAssociation, Count: 1},
		{State: models.StateWaiting, Kind: models.KindAssociation, Count: 3, Suspected: 1},
		{State: models.StateWaiting, Kind: models.KindCity, Count: 1},
	}
	if diff := cmp.Diff(want, hub.Totals); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
}

func TestWaitingBands(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	s := modelstest.New(t, func(c *models.Config) {
		c.Moderation = models.ModerationConfig{NearlyLateAfter: 2 * day, LateAfter: 4 * day}
	})
	admin := s.Administrator(t)
	want := map[models.Band][]string{}
	for _, pledge := range []struct {
		age  time.Duration // when all are there
		band models.Band
	}{
		{5 * day, models.BandLate},
		{4 * day, models.BandLate}, // at the border the longer one holds
		{4*day - time.Second, models.BandNearlyLate},
		{2 * day, models.BandNearlyLate},
		{2*day - time.Second, models.BandOnTime},
		{0, models.BandOnTime},
	} {
		name := fmt.Sprintf("Union %d", pledge.age/time.Second)
		s.Clock.Advance(modelstest.Start().Add(5*day - pledge.age).Sub(s.Clock.Now()))
		s.Confirm(t, hubPledge(name))
		want[pledge.band] = append(want[pledge.band], name)
	}
	s.Confirm(t, hubPledge("Robot Union", trapped))
	s.Approve(t, admin, hubPledge("Approved Union"))
	hub, err := s.Hub(t.Context(), models.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	for _, band := range models.Bands() {
		queue, err := s.Queue(t.Context(), models.QueueFilter{Band: band})
		if err != nil {
			t.Fatal(err)
		}
		var listed []string
		for _, item := range queue.Items {
			listed = append(listed, item.Body)
			if item.Band != band {
				t.Errorf("%s is %q in the queue of %q", item.Body, item.Band, band)
			}
		}
		if diff := cmp.Diff(want[band], listed); diff != "" {
			t.Errorf("queue of %q (-want +got):\n%s", band, diff)
		}
		if hub.Bands[band] != len(listed) || queue.Bands[band] != len(listed) || queue.Total != len(listed) {
			t.Errorf("%q: the hub counts %d, the queue %d, of %d", band, hub.Bands[band], queue.Bands[band], len(listed))
		}
	}
	suspected, err := s.Queue(t.Context(), models.QueueFilter{Suspected: true, Band: models.BandOnTime})
	if err != nil || len(suspected.Items) != 1 || suspected.Bands[models.BandOnTime] != 1 {
		t.Errorf("suspected pledges on time: %+v, %v", suspected, err)
	}
	approved, err := s.Queue(t.Context(), models.QueueFilter{State: models.StateApproved})
	if err != nil || len(approved.Items) != 1 || approved.Items[0].Band != "" || approved.Bands != nil {
		t.Errorf("decided pledges wait no more: %+v, %v", approved, err)
	}
}

func TestHubActivity(t *testing.T) {
	t.Parallel()
	s := modelstest.New(t)
	admin := s.Administrator(t)
	submitted := s.Submit(t, hubPledge("Early Union")) // on 22 November, confirmed on the 24th
	s.Clock.Advance(48 * time.Hour)
	if _, err := s.ConfirmPledge(t.Context(), submitted.Token); err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(14*time.Hour + 29*time.Minute) // 23:59
	late := s.Confirm(t, hubPledge("Late Union"))
	s.Clock.Advance(time.Minute) // 00:00 of the 25th
	if err := s.Refuse(t.Context(), admin, models.Seen{ID: late}, "test", ""); err != nil {
		t.Fatal(err)
	}
	want := map[string][3]int{
		"2026-11-22": {1, 0, 0},
		"2026-11-24": {1, 2, 0},
		"2026-11-25": {0, 0, 1},
	}
	got := map[string][3]int{}
	days := func() {
		t.Helper()
		hub, err := s.Hub(t.Context(), models.Scope{})
		if err != nil {
			t.Fatal(err)
		}
		clear(got)
		for _, day := range hub.Days {
			if counts := [3]int{day.Submitted, day.Confirmed, day.Decided}; counts != [3]int{} {
				got[day.Day.Format(time.DateOnly)] = counts
			}
		}
	}
	if days(); !cmp.Equal(want, got) {
		t.Errorf("submitted, confirmed and decided (-want +got):\n%s", cmp.Diff(want, got))
	}
	s.Clock.Advance(28 * 24 * time.Hour) // the 22nd and the 23rd are gone
	delete(want, "2026-11-22")
	if days(); !cmp.Equal(want, got) {
		t.Errorf("four weeks later (-want +got):\n%s", cmp.Diff(want, got))
	}
	s.Clock.Advance(-30 * 24 * time.Hour) // a clock set back: what is to come is not counted
	if days(); len(got) != 1 {
		t.Errorf("days to come are counted: %v", got)
	}
}

// With a hundred thousand pledges the hub must not read each of them.
func TestHubUsesIndexes(t *testing.T) {
	t.Parallel()
	s := modelstest.New(t)
	if err := s.FillDemonstration(t.Context()); err != nil {
		t.Fatal(err)
	}
	plans := models.QueryPlans(t, s.Store, func() {
		if _, err := s.Hub(t.Context(), models.Scope{}); err != nil {
			t.Fatal(err)
		}
	})
	hubOnly := 0
	for statement, plan := range plans {
		counts := strings.Contains(statement, "substr(") || strings.Contains(statement, "FILTER")
		if counts {
			hubOnly++
		}
		for line := range strings.Lines(plan) {
			visits := counts && strings.HasPrefix(line, "S") && !strings.Contains(line, "COVERING INDEX")
			if readsWholeTable(line) || visits {
				t.Errorf("%s\n  plan: %s", statement, line)
			}
		}
	}
	if hubOnly < 4 {
		t.Errorf("only %d of the hub's statements were seen", hubOnly)
	}
}
