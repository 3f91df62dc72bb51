package models_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// noteOf is the note that the page of a pledge shows.
func noteOf(t *testing.T, store *modelstest.Store, id string) models.Note {
	t.Helper()
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil {
		t.Fatal(err)
	}
	return detail.Note
}

func TestANoteIsSharedByTheTeam(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	ada, mo := store.Administrator(t), store.Moderator(t, "mo@alliance.example", models.RoleModerator)
	id := store.Confirm(t, modelstest.Pledge())
	if got := noteOf(t, store, id); got != (models.Note{}) {
		t.Errorf("before anybody wrote: %+v", got)
	}
	typed := " Called the town hall. \r\n\r\n\r\nNo answer. "
	first, err := store.SaveNote(t.Context(), ada, id, models.NoteDraft{Text: typed})
	want := models.Note{
		Text: "Called the town hall.\n\nNo answer.", Version: 1, UpdatedAt: store.Clock.Now(), UpdatedBy: "Ada Admin",
	}
	if diff := cmp.Diff(want, first); diff != "" || err != nil {
		t.Fatalf("%v (-want +got):\n%s", err, diff)
	}
	store.Clock.Advance(time.Minute)
	second, err := store.SaveNote(t.Context(), mo, id, models.NoteDraft{Text: first.Text + "\nCalled back.", Base: 1})
	if err != nil || second.Version != 2 || second.UpdatedBy != "M. Moderator" {
		t.Fatalf("%+v, %v", second, err)
	}
	if diff := cmp.Diff(second, noteOf(t, store, id)); diff != "" {
		t.Errorf("on the page (-want +got):\n%s", diff)
	}
	again, err := store.SaveNote(t.Context(), ada, id, models.NoteDraft{Text: second.Text, Base: 1})
	if err != nil || again.Version != 2 {
		t.Errorf("the same words over an old version: %+v, %v; want no conflict and nothing changed", again, err)
	}
	if cleared, err := store.SaveNote(t.Context(), ada, id, models.NoteDraft{Base: 2}); err != nil || cleared.Text != "" {
		t.Errorf("cleared: %+v, %v", cleared, err)
	}
}

func TestOfTwoWhoWriteAtOnceNoneLosesAWord(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	ada := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	texts := []string{"Words of one", "Words of the other"}
	faults := make([]error, len(texts))
	var group sync.WaitGroup
	for i, text := range texts {
		group.Go(func() { _, faults[i] = store.SaveNote(t.Context(), ada, id, models.NoteDraft{Text: text}) })
	}
	group.Wait()
	stored := noteOf(t, store, id)
	for i, text := range texts {
		var conflict *models.NoteConflictError
		isStored := faults[i] == nil && stored.Text == text && stored.Version == 1
		isHandedBack := errors.As(faults[i], &conflict) && conflict.Typed == text &&
			conflict.Stored.Text == stored.Text && stored.Text != text
		if !isStored && !isHandedBack {
			t.Errorf("%q: %v, stored %+v; want it stored, or handed back beside what is", text, faults[i], stored)
		}
	}
	if (faults[0] == nil) == (faults[1] == nil) {
		t.Errorf("%v and %v: want one of them stored", faults[0], faults[1])
	}
}

func TestANoteIsAuditedOnceASittingAndWithoutItsWords(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	ada, mo := store.Administrator(t), store.Moderator(t, "mo@alliance.example", models.RoleModerator)
	id := store.Confirm(t, modelstest.Pledge())
	save := func(by models.Moderator, text string) {
		t.Helper()
		_, err := store.SaveNote(t.Context(), by, id, models.NoteDraft{Text: text, Base: noteOf(t, store, id).Version})
		if err != nil {
			t.Fatal(err)
		}
	}
	save(ada, "The secret")
	store.Clock.Advance(14 * time.Minute)
	save(ada, "The secretary called")
	save(mo, "The secretary called twice")
	store.Clock.Advance(15 * time.Minute)
	save(mo, "The secretary called three times")
	want := []string{"pledge.confirm", "pledge.note", "pledge.note", "pledge.note"}
	if diff := cmp.Diff(want, actions(t, store, id)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range detail.History {
		if entry.Detail != "" {
			t.Errorf("%s: detail %q, want none", entry.Action, entry.Detail)
		}
	}
	if err := store.Store.Approve(t.Context(), ada, models.Seen{ID: id, Version: detail.Version}); err != nil {
		t.Errorf("a decision after a colleague's note: %v, want it made", err)
	}
}

func TestNotesThatAreRefused(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	ada := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	elsewhere := ada
	elsewhere.Scope = models.Scope{Countries: []string{"FR"}}
	var faults models.FieldErrors
	for name, test := range map[string]struct {
		by   models.Moderator
		id   string
		text string
		want func(error) bool
	}{
		"too long": {ada, id, strings.Repeat("ā", 5001), func(err error) bool {
			return errors.As(err, &faults) && faults["note"] == "too_long"
		}},
		"broken": {ada, id, "a\x00b", func(err error) bool {
			return errors.As(err, &faults) && faults["note"] == "invalid_characters"
		}},
		"no such pledge": {ada, "nothing", "Text", func(err error) bool { return errors.Is(err, models.ErrNotFound) }},
		"out of scope":   {elsewhere, id, "Text", func(err error) bool { return errors.Is(err, models.ErrOutOfScope) }},
	} {
		if _, err := store.SaveNote(t.Context(), test.by, test.id, models.NoteDraft{Text: test.text}); !test.want(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := noteOf(t, store, id); got.Text != "" {
		t.Errorf("stored %q", got.Text)
	}
}

// What the team wrote about a pledge is erased with it: after a refusal when its time is over, and when it expires.
func TestNotesAndTagsAreErasedWithTheirPledge(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	ada := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	kept := store.Confirm(t, hubPledge("Kept Union"))
	for _, pledge := range []string{id, kept} {
		if _, err := store.SaveNote(t.Context(), ada, pledge, models.NoteDraft{Text: "Anna called"}); err != nil {
			t.Fatal(err)
		}
		if err := store.AddTag(t.Context(), ada, models.Seen{ID: pledge}, "shared"); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.AddTag(t.Context(), ada, models.Seen{ID: id}, "Anna Bērziņa"); err != nil {
		t.Fatal(err)
	}
	if err := store.Refuse(t.Context(), ada, models.Seen{ID: id}, "test", ""); err != nil {
		t.Fatal(err)
	}
	store.Clock.Advance(30*24*time.Hour + time.Minute)
	result, err := store.ApplyRetention(t.Context())
	if err != nil || result.NotesDeleted != 3 || !strings.Contains(result.String(), "3 notes and tags") {
		t.Errorf("%s, %v; want a note and two tags removed", result, err)
	}
	erased, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil || erased.Note.Text != "" || len(erased.Tags) != 0 {
		t.Errorf("left: %+v, %+v (%v)", erased.Note, erased.Tags, err)
	}
	tags, err := store.Tags(t.Context())
	if err != nil || len(tags) != 1 || tags[0].Name != "shared" || noteOf(t, store, kept).Text == "" {
		t.Errorf("tags %+v, %v; want what another pledge bears kept, and its note", tags, err)
	}
}
