package models_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// trailOfDays is a trail of three days: the administrator's account, two approvals, a colleague's account and refusal.
func trailOfDays(t *testing.T) (store *modelstest.Store, admin, colleague models.Moderator, pledges []string) {
	t.Helper()
	store = modelstest.New(t)
	admin = store.Administrator(t)
	pledges = append(pledges, store.Approve(t, admin, hubPledge("First Union")))
	store.Clock.Advance(24 * time.Hour)
	pledges = append(pledges, store.Approve(t, admin, hubPledge("Second Union")))
	store.Clock.Advance(24 * time.Hour)
	colleague = store.Moderator(t, "mo@alliance.example", models.RoleModerator)
	refused := store.Confirm(t, hubPledge("Third Union"))
	if err := store.Refuse(t.Context(), colleague, models.Seen{ID: refused}, store.Reasons()[0], ""); err != nil {
		t.Fatal(err)
	}
	return store, admin, colleague, append(pledges, refused)
}

// actionsOf are the actions that a filter lists, in their order.
func actionsOf(t *testing.T, store *modelstest.Store, f models.AuditFilter) []string {
	t.Helper()
	list, err := store.AuditTrailPage(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, item := range list.Items {
		actions = append(actions, item.Action)
	}
	return actions
}

func TestAuditTrailFilters(t *testing.T) {
	t.Parallel()
	store, admin, colleague, pledges := trailOfDays(t)
	today := modelstest.Start()
	tomorrow := today.AddDate(0, 0, 1)
	dayOne := []string{"pledge.approve", "pledge.confirm", "moderator.first"}
	dayTwo := []string{"pledge.approve", "pledge.confirm"}
	dayThree := []string{"pledge.refuse", "pledge.confirm", "moderator.password", "moderator.add"}
	for name, test := range map[string]struct {
		filter models.AuditFilter
		want   []string
	}{
		"all":              {models.AuditFilter{}, slices.Concat(dayThree, dayTwo, dayOne)},
		"action":           {models.AuditFilter{Action: "pledge.approve"}, []string{"pledge.approve", "pledge.approve"}},
		"no such action":   {models.AuditFilter{Action: "nonsense"}, nil},
		"moderator":        {models.AuditFilter{Actor: colleague.ID}, []string{"pledge.refuse", "moderator.password"}},
		"no such actor":    {models.AuditFilter{Actor: "' OR 1 = 1 --"}, nil},
		"system":           {models.AuditFilter{Actor: models.ActorSystem}, []string{"moderator.add"}},
		"representative":   {models.AuditFilter{Actor: models.ActorRepresentative, To: today}, []string{"pledge.confirm"}},
		"pledge":           {models.AuditFilter{PledgeID: pledges[2]}, []string{"pledge.refuse", "pledge.confirm"}},
		"no such pledge":   {models.AuditFilter{PledgeID: "none"}, nil},
		"one day":          {models.AuditFilter{From: tomorrow, To: tomorrow}, dayTwo},
		"since a day":      {models.AuditFilter{From: tomorrow}, slices.Concat(dayThree, dayTwo)},
		"until a day":      {models.AuditFilter{To: today}, dayOne},
		"days exchanged":   {models.AuditFilter{From: tomorrow, To: today}, nil},
		"several together": {models.AuditFilter{Action: "pledge.approve", Actor: admin.ID, From: tomorrow}, dayTwo[:1]},
	} {
		if diff := cmp.Diff(test.want, actionsOf(t, store, test.filter)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAnAuditItemNamesActorAndPledge(t *testing.T) {
	t.Parallel()
	store, _, colleague, pledges := trailOfDays(t)
	list, err := store.AuditTrailPage(t.Context(), models.AuditFilter{Limit: 3})
	if err != nil {
		t.Fatal(err)
	}
	at := store.Clock.Now()
	want := []models.AuditItem{
		{
			AuditEntry: models.AuditEntry{
				At: at, Actor: colleague.Name, Action: "pledge.refuse", Detail: store.Reasons()[0],
			},
			PledgeID: pledges[2], Known: true, Body: "Third Union", Language: list.Items[0].Language,
		},
		{
			AuditEntry: models.AuditEntry{At: at, Actor: "representative", Action: "pledge.confirm"},
			PledgeID:   pledges[2], Known: true, Body: "Third Union", Language: list.Items[0].Language,
		},
		{AuditEntry: models.AuditEntry{At: at, Actor: colleague.Name, Action: "moderator.password", Detail: colleague.ID}},
	}
	if diff := cmp.Diff(want, list.Items); diff != "" || list.Items[0].Language == "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

func TestAnAuditItemWhoseWordsAreErased(t *testing.T) {
	t.Parallel()
	store := auditedStore(t)
	models.Tamper(t, store.Store, "UPDATE audit SET actor_name = '', detail = '', salt = NULL WHERE id = 5")
	models.Tamper(t, store.Store, "UPDATE pledges SET body = ''")
	list, err := store.AuditTrailPage(t.Context(), models.AuditFilter{Limit: 1})
	if err != nil || len(list.Items) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if item := list.Items[0]; item.Actor != "moderator" || item.Detail != "" || !item.Known || item.Body != "" {
		t.Errorf("item %+v, want it without name, detail and body, and with its pledge", item)
	}
}

func TestAuditTrailPagesStayStable(t *testing.T) {
	t.Parallel()
	store := auditedStore(t) // all at the same moment: the ids decide
	all := actionsOf(t, store, models.AuditFilter{})
	var seen []string
	filter := models.AuditFilter{Limit: 2}
	for range 10 {
		list, err := store.AuditTrailPage(t.Context(), filter)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range list.Items {
			seen = append(seen, item.Action)
		}
		store.Submit(t, hubPledge(fmt.Sprintf("Union %d", len(seen))))
		store.Confirm(t, hubPledge(fmt.Sprintf("Later Union %d", len(seen)))) // a newer row moves no older one
		if filter.After = list.Next; filter.After == "" {
			break
		}
	}
	if diff := cmp.Diff(all, seen); diff != "" {
		t.Errorf("pages together (-whole +pages):\n%s", diff)
	}
}

func TestABrokenAuditCursorGivesTheFirstPage(t *testing.T) {
	t.Parallel()
	store := auditedStore(t)
	all := actionsOf(t, store, models.AuditFilter{})
	wall := "QVxuMjAyNg"                        // base64, and no cursor
	letters := "eAoyMDI2LTExLTIyVDA5OjMwOjAwWg" // a cursor of another list: its id is "x"
	for _, after := range []string{"nonsense", "%%", wall, letters} {
		if diff := cmp.Diff(all, actionsOf(t, store, models.AuditFilter{After: after})); diff != "" {
			t.Errorf("after %q (-want +got):\n%s", after, diff)
		}
	}
}

func TestAuditActionsAreThoseThatExist(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		store *modelstest.Store
		want  []string
	}{
		"empty":  {modelstest.New(t), nil},
		"a week": {auditedStore(t), []string{"moderator.first", "pledge.approve", "pledge.confirm"}},
	} {
		got, err := test.store.AuditActions(t.Context())
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, %v; want %v", name, got, err, test.want)
		}
	}
}

func TestTheAuditTrailIsReadFromIndexes(t *testing.T) {
	t.Parallel()
	store, admin, _, pledges := trailOfDays(t)
	first, err := store.AuditTrailPage(t.Context(), models.AuditFilter{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		filter models.AuditFilter
		index  string
	}{
		"all":       {models.AuditFilter{}, "SCAN audit USING INDEX audit_at"},
		"next page": {models.AuditFilter{After: first.Next}, "SEARCH audit USING INDEX audit_at"},
		"days":      {models.AuditFilter{From: modelstest.Start(), To: modelstest.Start()}, "USING INDEX audit_at"},
		"action":    {models.AuditFilter{Action: "pledge.approve"}, "SEARCH audit USING INDEX audit_action"},
		"moderator": {models.AuditFilter{Actor: admin.ID}, "SEARCH audit USING INDEX audit_actor"},
		"system":    {models.AuditFilter{Actor: models.ActorSystem}, "SEARCH audit USING INDEX audit_actor"},
		"pledge":    {models.AuditFilter{PledgeID: pledges[0]}, "SEARCH audit USING INDEX audit_pledge"},
	} {
		plans := models.QueryPlans(t, store.Store, func() { actionsOf(t, store, test.filter) })
		if len(plans) == 0 {
			t.Fatalf("%s: no statement was seen", name)
		}
		for statement, plan := range plans {
			sorts := strings.Contains(plan, "TEMP B-TREE") && name != "pledge" // whose few rows may be sorted
			if !strings.Contains(plan, test.index) || sorts {
				t.Errorf("%s: %s\n  plan: %s", name, statement, plan)
			}
		}
	}
}
