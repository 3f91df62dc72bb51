package models_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// tagNames are the tags of a pledge as its page shows them.
func tagNames(t *testing.T, store *modelstest.Store, id string) []string {
	t.Helper()
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tag := range detail.Tags {
		names = append(names, tag.Name)
	}
	return names
}

func TestTags(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	ada := store.Administrator(t)
	id, other := store.Confirm(t, modelstest.Pledge()), store.Confirm(t, hubPledge("Other Union"))
	for _, name := range []string{"  Zvanīt   vēlāk ", "zvanit VELAK", "★", "Ask again"} {
		if err := store.AddTag(t.Context(), ada, models.Seen{ID: id}, name); err != nil {
			t.Fatalf("%q: %v", name, err)
		}
	}
	if err := store.AddTag(t.Context(), ada, models.Seen{ID: other}, "ASK AGAIN"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Ask again", "Zvanīt vēlāk", "★"}, tagNames(t, store, id)); diff != "" {
		t.Errorf("one tag however it is written (-want +got):\n%s", diff)
	}
	queue, err := store.Queue(t.Context(), models.QueueFilter{})
	if err != nil || len(queue.Items[0].Tags)+len(queue.Items[1].Tags) != 4 {
		t.Errorf("tags in the queue: %+v, %v", queue.Items, err)
	}
	tags, err := store.Tags(t.Context())
	if err != nil || len(tags) != 3 || tags[0].Name != "Ask again" {
		t.Fatalf("%+v, %v", tags, err)
	}
	ask := tags[0].ID
	if diff := cmp.Diff([]string{"Other Union", "Rīga"}, found(t, store, models.QueueFilter{Tag: ask})); diff != "" {
		t.Errorf("the queue of a tag (-want +got):\n%s", diff)
	}
	for range 2 { // the second time nothing changes
		if err := store.RemoveTag(t.Context(), ada, models.Seen{ID: id}, ask); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"Other Union"}, found(t, store, models.QueueFilter{Tag: ask})); diff != "" {
		t.Errorf("once removed (-want +got):\n%s", diff)
	}
	if err := store.RemoveTag(t.Context(), ada, models.Seen{ID: other}, ask); err != nil {
		t.Fatal(err)
	}
	if tags, err = store.Tags(t.Context()); err != nil || len(tags) != 2 {
		t.Errorf("%+v, %v; want the tag that nobody bears gone", tags, err)
	}
	want := []string{"pledge.confirm", "pledge.tag", "pledge.tag", "pledge.tag", "pledge.untag"}
	if diff := cmp.Diff(want, actions(t, store, id)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range detail.History {
		if strings.Contains(strings.ToLower(entry.Detail), "again") {
			t.Errorf("%s tells the words of the tag: %q", entry.Action, entry.Detail)
		}
	}
}

func TestTagsThatAreRefused(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	ada := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	for i := range 10 {
		if err := store.AddTag(t.Context(), ada, models.Seen{ID: id}, fmt.Sprintf("tag %d", i)); err != nil {
			t.Fatal(err)
		}
	}
	for name, code := range map[string]string{
		"": "required", " \t": "required", "---": "invalid_characters", "https://x.example": "link",
		strings.Repeat("ā", 31): "too_long", "the eleventh": "too_many", "TAG 9": "",
	} {
		var faults models.FieldErrors
		err := store.AddTag(t.Context(), ada, models.Seen{ID: id}, name)
		if code == "" && err != nil || code != "" && (!errors.As(err, &faults) || faults["tag"] != code) {
			t.Errorf("%q: %v, want %q", name, err, code)
		}
	}
	if tags, err := store.Tags(t.Context()); err != nil || len(tags) != 10 {
		t.Errorf("%d tags (%v), want 10", len(tags), err)
	}
	elsewhere := ada
	elsewhere.Scope = models.Scope{Kinds: []models.Kind{models.KindIndividual}}
	outOfScope := []error{
		store.AddTag(t.Context(), elsewhere, models.Seen{ID: id}, "tag 1"),
		store.RemoveTag(t.Context(), elsewhere, models.Seen{ID: id}, "any"),
		store.Assign(t.Context(), elsewhere, models.Seen{ID: id}, ada.ID),
	}
	for i, err := range outOfScope {
		if !errors.Is(err, models.ErrOutOfScope) {
			t.Errorf("out of scope, %d: %v", i, err)
		}
	}
}

func TestAssign(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	ada, mo := store.Administrator(t), store.Moderator(t, "mo@alliance.example", models.RoleModerator)
	viewer := store.Moderator(t, "viewer@alliance.example", models.RoleViewer)
	gone := store.Moderator(t, "gone@alliance.example", models.RoleModerator)
	if err := store.DisableModerator(t.Context(), ada, gone.Email); err != nil {
		t.Fatal(err)
	}
	id := store.Confirm(t, modelstest.Pledge())
	store.Confirm(t, hubPledge("Other Union"))
	for _, to := range []string{ada.ID, mo.ID, mo.ID} { // the third changes nothing
		if err := store.Assign(t.Context(), ada, models.Seen{ID: id}, to); err != nil {
			t.Fatal(err)
		}
	}
	for _, to := range []string{viewer.ID, gone.ID, "nothing"} {
		var faults models.FieldErrors
		if err := store.Assign(t.Context(), ada, models.Seen{ID: id}, to); !errors.As(err, &faults) {
			t.Errorf("to %s: %v, want FieldErrors", to, err)
		}
	}
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil || detail.AssignedTo != "M. Moderator" || detail.AssigneeID != mo.ID {
		t.Errorf("looked after by %q (%v)", detail.AssignedTo, err)
	}
	for filter, want := range map[string][]string{
		mo.ID: {"Rīga"}, ada.ID: nil, models.AssignedToNobody: {"Other Union"}, "": {"Other Union", "Rīga"},
	} {
		if diff := cmp.Diff(want, found(t, store, models.QueueFilter{Assigned: filter})); diff != "" {
			t.Errorf("assigned to %q (-want +got):\n%s", filter, diff)
		}
	}
	if err := store.Store.Approve(t.Context(), ada, models.Seen{ID: id, Version: detail.Version}); err != nil {
		t.Errorf("a colleague decides it: %v", err)
	}
	if err := store.Assign(t.Context(), ada, models.Seen{ID: id}, ""); err != nil {
		t.Fatal(err)
	}
	want := []string{"pledge.confirm", "pledge.assign", "pledge.assign", "pledge.approve", "pledge.assign"}
	if diff := cmp.Diff(want, actions(t, store, id)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

// Two columns that the form does not know stay when what was typed last replaces an unconfirmed pledge.
func TestACorrectionKeepsWhoLooksAfterAPledge(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	ada := store.Administrator(t)
	pledge := modelstest.Pledge()
	store.Submit(t, pledge)
	queue, err := store.Queue(t.Context(), models.QueueFilter{State: models.StateUnconfirmed})
	if err != nil || len(queue.Items) != 1 {
		t.Fatalf("%+v, %v", queue.Items, err)
	}
	if err := store.Assign(t.Context(), ada, models.Seen{ID: queue.Items[0].ID}, ada.ID); err != nil {
		t.Fatal(err)
	}
	pledge.RepresentativeFunction = "Deputy mayor"
	store.Submit(t, pledge)
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, queue.Items[0].ID)
	if err != nil || detail.RepresentativeFunction != "Deputy mayor" || detail.AssigneeID != ada.ID {
		got := detail.RepresentativeFunction + ", " + detail.AssigneeID
		t.Errorf("%s (%v); want the correction, still looked after", got, err)
	}
}
