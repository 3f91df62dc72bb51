package models_test

import (
	"strings"
	"testing"

	"alliance/models"
	"alliance/models/modelstest"
)

// Public queries must be answered from indexes: a table scan that is unnoticed with a
// hundred members takes a second with a million.
func TestPublicQueriesUseIndexes(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	if err := store.FillDemonstration(t.Context()); err != nil {
		t.Fatal(err)
	}
	first, err := store.Wall(t.Context(), models.WallFilter{Sort: models.SortName})
	if err != nil {
		t.Fatal(err)
	}
	// The index of the wall takes up what is new, without reading the whole wall again.
	store.Approve(t, store.Administrator(t), modelstest.Pledge())
	models.WaitForWall(store.Store)
	plans := models.QueryPlans(t, store.Store, func() {
		if _, err := store.Wall(t.Context(), models.WallFilter{Country: "LV", Query: "r"}); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Wall(t.Context(), models.WallFilter{Sort: models.SortName, Limit: 1}); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Signatory(t.Context(), first.Entries[0].Slug); err != nil {
			t.Fatal(err)
		}
	})
	if len(plans) < 8 {
		t.Fatalf("only %d statements were seen", len(plans))
	}
	byNumber := 0
	for statement, plan := range plans {
		if strings.Contains(statement, "s.rowid = wanted.value") {
			byNumber++
			if !strings.Contains(plan, "SEARCH s USING INTEGER PRIMARY KEY (rowid=?)") {
				t.Errorf("%s\n  plan: %s", statement, plan)
			}
		}
		for line := range strings.Lines(plan) {
			scansTable := strings.HasPrefix(line, "SCAN") && !strings.Contains(line, "INDEX")
			sorts := strings.Contains(line, "TEMP B-TREE FOR ORDER BY") && strings.Contains(statement, "LIMIT")
			if scansTable || sorts {
				t.Errorf("%s\n  plan: %s", statement, line)
			}
		}
	}
	if byNumber < 3 { // two pages' rows, and the name that the next page begins behind
		t.Errorf("%d statements read members by their numbers, want 3", byNumber)
	}
}
