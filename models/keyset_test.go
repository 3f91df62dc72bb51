package models_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// Members approved at the same moment, under the same name: the id decides, and no page repeats or leaves out one.
func TestPagesOfEqualKeys(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.ClaimAll(t)
	want := map[string]int{}
	for i := range 5 {
		slug := "anna-berzina"
		if i > 0 {
			slug = fmt.Sprintf("anna-berzina-%d", i+1)
		}
		want[slug] = 1
		store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
			p.Kind, p.Email = models.KindIndividual, fmt.Sprintf("anna%d@riga.lv", i)
		}))
	}
	for _, sort := range []models.WallSort{models.SortNewest, models.SortName} {
		got := map[string]int{}
		filter := models.WallFilter{Sort: sort, Limit: 2}
		for page := 1; page == 1 || filter.After != ""; page++ {
			wall, err := store.Wall(t.Context(), filter)
			if err != nil || page > 3 {
				t.Fatalf("by %s, page %d: %v", sort, page, err)
			}
			for _, entry := range wall.Entries {
				got[entry.Slug]++
			}
			filter.After = wall.Next
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("by %s, how often each was shown (-want +got):\n%s", sort, diff)
		}
	}
}

// An address that was put together by hand shows the first page, never an empty one.
func TestACursorOfAnotherOrder(t *testing.T) {
	t.Parallel()
	store := wallStore(t)
	byName, err := store.Wall(t.Context(), models.WallFilter{Sort: models.SortName, Limit: 2})
	if err != nil || byName.Next == "" {
		t.Fatalf("cursor %q, %v", byName.Next, err)
	}
	wall, err := store.Wall(t.Context(), models.WallFilter{After: byName.Next})
	if err != nil || len(wall.Entries) != 6 {
		t.Errorf("the wall by date: %v (%v), want all six", names(wall.Entries), err)
	}
	store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Body = "Liepāja" }))
	queue, err := store.Queue(t.Context(), models.QueueFilter{After: byName.Next})
	if err != nil || len(queue.Items) != 1 {
		t.Errorf("the queue: %+v (%v), want the one that waits", queue.Items, err)
	}
}
