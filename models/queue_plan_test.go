package models_test

import (
	"strings"
	"testing"

	"alliance/models"
	"alliance/models/modelstest"
)

// readsWholeTable reports whether a line of a query plan reads all of a table that grows with the pledges.
func readsWholeTable(line string) bool {
	table, isScan := strings.CutPrefix(strings.TrimSpace(line), "SCAN ")
	if !isScan || strings.Contains(line, "INDEX") {
		return false
	}
	switch table, _, _ = strings.Cut(table, " "); {
	case strings.HasPrefix(table, "(subquery"), table == "found": // what an index has found
		return false
	case table == "pledge_totals": // a row for each state and kind
		return false
	}
	return true
}

// everyFilter is each way to filter and to search the queue.
func everyFilter(after string) map[string]models.QueueFilter {
	return map[string]models.QueueFilter{
		"first page":       {},
		"next page":        {After: after},
		"state":            {State: models.StateApproved},
		"unconfirmed":      {State: models.StateUnconfirmed},
		"in reports":       {State: models.StateTakenDown, Reported: true},
		"suspected":        {Suspected: true},
		"kind":             {Kind: models.KindCity},
		"country":          {Country: "LV"},
		"language":         {Language: "lv"},
		"band":             {Band: models.BandNearlyLate},
		"kind and band":    {Kind: models.KindCity, Band: models.BandLate},
		"tag":              {Tag: "none"},
		"tag, next page":   {Tag: "none", After: after},
		"assigned":         {Assigned: "somebody"},
		"nobody's":         {Assigned: models.AssignedToNobody},
		"name":             {Query: "riga"},
		"domain":           {Query: "@riga.lv"},
		"e-mail address":   {Query: "anna.berzina@riga.lv"},
		"network":          {Query: "203.0.113.0/24"},
		"IPv6 address":     {Query: "2001:db8::1"},
		"name and tag":     {Query: "riga", Tag: "none"},
		"all at once":      {Country: "LV", Language: "lv", Kind: models.KindCity, Query: "riga", Assigned: "somebody"},
		"nothing to find":  {Query: "%"},
		"country and kind": {Country: "LV", Kind: models.KindCity, After: after},
	}
}

// With a hundred thousand pledges the queue must not read each of them. It sorts only what a search has looked up.
func TestQueueUsesIndexes(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	if err := store.FillDemonstration(t.Context()); err != nil {
		t.Fatal(err)
	}
	first, err := store.Queue(t.Context(), models.QueueFilter{Limit: 5})
	if err != nil || first.Next == "" {
		t.Fatalf("next %q, %v", first.Next, err)
	}
	for name, filter := range everyFilter(first.Next) {
		plans := models.QueryPlans(t, store.Store, func() {
			if _, err := store.Queue(t.Context(), filter); err != nil {
				t.Fatal(err)
			}
		})
		pages := 0
		for statement, plan := range plans {
			page := strings.Contains(statement, "ORDER BY") && strings.Contains(statement, "LIMIT")
			if page {
				pages++
			}
			for line := range strings.Lines(plan) {
				sorts := strings.Contains(line, "TEMP B-TREE FOR ORDER BY")
				if readsWholeTable(line) || page && sorts && !strings.Contains(statement, "AS found") {
					t.Errorf("%s: %s\n  plan: %s", name, statement, line)
				}
			}
			byNames := strings.Contains(statement, "territory_names")
			if byNames && !strings.Contains(plan, "SEARCH territory_names USING PRIMARY KEY (key>? AND key<?)") {
				t.Errorf("%s: names of territories are not read by their range:\n%s", name, plan)
			}
		}
		if pages != 1 {
			t.Errorf("%s: %d statements that read a page were seen, want one", name, pages)
		}
	}
}
