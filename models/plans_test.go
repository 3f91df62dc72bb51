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
	filters := []models.WallFilter{
		{},
		{Sort: models.SortName},
		{Kind: models.KindCity},
		{Kind: models.KindCity, Sort: models.SortName},
		{Country: "LV"},
		{Country: "LV", Sort: models.SortName},
		{Country: "LV", Kind: models.KindCity},
		{Country: "LV", Kind: models.KindCity, Sort: models.SortName},
		{Sort: models.SortName, After: first.Next},
		{Country: "LV", Sort: models.SortName, After: first.Next},
	}
	plans := models.QueryPlans(t, store.Store, func() {
		for _, filter := range filters {
			if _, err := store.Wall(t.Context(), filter); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := store.Counters(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Signatory(t.Context(), first.Entries[0].Slug); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Newest(t.Context(), 6); err != nil {
			t.Fatal(err)
		}
	})
	if len(plans) < 20 {
		t.Fatalf("only %d statements were seen", len(plans))
	}
	for statement, plan := range plans {
		for line := range strings.Lines(plan) {
			scansTable := strings.HasPrefix(line, "SCAN") && !strings.Contains(line, "INDEX")
			sorts := strings.Contains(line, "TEMP B-TREE FOR ORDER BY") && strings.Contains(statement, "LIMIT")
			if scansTable || sorts {
				t.Errorf("%s\n  plan: %s", statement, line)
			}
		}
	}
}
