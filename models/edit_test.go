package models_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"alliance/models"
	"alliance/models/modelstest"
)

// wordsOf are what a pledge says, with a change.
func wordsOf(t *testing.T, store *modelstest.Store, id string, change func(*models.PublicWords)) models.PublicWords {
	t.Helper()
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil {
		t.Fatal(err)
	}
	words := detail.Words
	change(&words)
	return words
}

// edit edits a pledge and returns it as it is then.
func edit(
	t *testing.T, store *modelstest.Store, by models.Moderator, id string, change func(*models.PublicWords),
) models.PledgeDetail {
	t.Helper()
	if err := store.EditPledge(t.Context(), by, models.Seen{ID: id}, wordsOf(t, store, id, change)); err != nil {
		t.Fatalf("edit: %v", err)
	}
	detail, err := store.PledgeDetail(t.Context(), by, id)
	if err != nil {
		t.Fatal(err)
	}
	return detail
}

func TestAnEditKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Body, p.Statement, p.ConsentName = "rigas dome", "Kohezija ir vertiba.", true
	}))
	store.ClaimAll(t)
	before, err := store.PledgeDetail(t.Context(), admin, id)
	if err != nil || before.Edited {
		t.Fatalf("edited %v, %v", before.Edited, err)
	}
	version := store.PublicVersion()
	after := edit(t, store, admin, id, func(w *models.PublicWords) {
		w.Body, w.Website, w.Associations = "  Rīgas  dome ", "riga.lv", []string{"CEMR", "EUROCITIES", "CEMR"}
		w.Statement, w.StatementLanguage, w.ShowName = "Kohēzija ir vērtība.", "lt", false
	})
	want := models.PublicWords{
		Kind: models.KindCity, Body: "Rīgas dome", Website: "https://riga.lv",
		Territory: before.Words.Territory, Region: before.Words.Region,
		TerritoryID: before.Words.TerritoryID, Associations: []string{"CEMR", "EUROCITIES"},
		Statement: "Kohēzija ir vērtība.", StatementLanguage: "lt",
	}
	if diff := cmp.Diff(want, after.Words); diff != "" {
		t.Errorf("as edited (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before.Words, after.Typed); diff != "" || !after.Edited {
		t.Errorf("as typed (-want +got):\n%s", diff)
	}
	last := after.History[len(after.History)-1]
	if last.Action != "pledge.edit" || last.Actor != "Ada Admin" ||
		last.Detail != "body,website,association,statement,statement_language,show_name" {
		t.Errorf("history %+v, want the names of the fields and nothing of what they say", last)
	}
	if after.Version != before.Version+1 || !after.ConsentName || after.State != models.StateWaiting {
		t.Errorf("version %d after %d, consent %v", after.Version, before.Version, after.ConsentName)
	}

	again := edit(t, store, admin, id, func(w *models.PublicWords) { w.Body = "Rīga" })
	if diff := cmp.Diff(before.Words, again.Typed); diff != "" {
		t.Errorf("as typed, after another edit (-want +got):\n%s", diff)
	}
	back := edit(t, store, admin, id, func(w *models.PublicWords) { w.ShowName = true })
	if !back.Words.ShowName || back.RepresentativeName != "Anna Bērziņa" {
		t.Errorf("the name shown again: %+v", back.Words)
	}
	if mails := store.ClaimAll(t); len(mails) != 0 || store.PublicVersion() != version {
		t.Errorf("mails %+v, public version %d; want neither touched", mails, store.PublicVersion())
	}
	if err := store.Store.Approve(t.Context(), admin, models.Seen{ID: id}); err != nil {
		t.Fatal(err)
	}
	public, err := store.Signatory(t.Context(), "riga")
	if err != nil || public.Statement != "Kohēzija ir vērtība." || public.Language != "lt" ||
		public.RepresentativeName != "Anna Bērziņa" {
		t.Errorf("on the wall %+v, %v; want the edited words", public, err)
	}
}

func TestEditsFollowTheRulesOfTheForm(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	limited := admin
	limited.Scope = models.Scope{Kinds: []models.Kind{models.KindCity, models.KindRegion}}
	type words = models.PublicWords
	for name, test := range map[string]struct {
		change      func(*words)
		field, code string
	}{
		"nothing changed":     {func(*words) {}, "edit", "unchanged"},
		"nothing but spaces":  {func(w *words) { w.Body = " Rīga  " }, "edit", "unchanged"},
		"no name":             {func(w *words) { w.Body = " " }, "body", "required"},
		"a web address":       {func(w *words) { w.Body = "www.riga.lv" }, "body", "link"},
		"a long statement":    {func(w *words) { w.Statement = strings.Repeat("ā", 501) }, "statement", "too_long"},
		"no web site":         {func(w *words) { w.Website = "riga" }, "website", "invalid"},
		"unknown association": {func(w *words) { w.Associations = []string{"NATO"} }, "association", "unknown"},
		"unknown language": {
			func(w *words) { w.Statement, w.StatementLanguage = "Labi.", "latvian" }, "statement_language", "unknown",
		},
		"no consent":          {func(w *words) { w.ShowName = true }, "show_name", "no_consent"},
		"a person":            {func(w *words) { w.Kind = models.KindIndividual }, "kind", "person"},
		"unknown kind":        {func(w *words) { w.Kind = "club" }, "kind", "unknown"},
		"beyond the scope":    {func(w *words) { w.Kind = models.KindOrganisation }, "kind", "out_of_scope"},
		"not in the register": {func(w *words) { w.Territory = "Xyzzyqq" }, "territory", "not_registered"},
		"several territories": {func(w *words) { w.Territory = "Jaun" }, "territory", "choose"},
	} {
		var faults models.FieldErrors
		words := wordsOf(t, store, id, test.change)
		checked, err := store.CheckEdit(t.Context(), limited, models.Seen{ID: id}, words)
		if !errors.As(err, &faults) || cmp.Diff(models.FieldErrors{test.field: test.code}, faults) != "" {
			t.Errorf("%s: %v, want %s %s", name, err, test.field, test.code)
		}
		if choose := faults["territory"] == "choose"; choose != (len(checked.Suggestions) > 0) {
			t.Errorf("%s: suggestions %+v", name, checked.Suggestions)
		}
		if err := store.EditPledge(t.Context(), limited, models.Seen{ID: id}, words); !errors.As(err, &faults) {
			t.Errorf("%s: saved: %v", name, err)
		}
	}
	if diff := cmp.Diff([]string{"pledge.confirm"}, actions(t, store, id)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

func TestTheTerritoryOfAnEdit(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Body = "The capital" }))
	none, err := store.PledgeDetail(t.Context(), admin, id)
	if err != nil || none.TerritoryMatch != models.MatchNone {
		t.Fatalf("match %q, %v", none.TerritoryMatch, err)
	}
	found := edit(t, store, admin, id, func(w *models.PublicWords) { w.Territory = "riga" })
	if found.Words.Territory != "Rīga" || found.Trust.Verdict != models.TrustModerator || found.Body != "The capital" {
		t.Errorf("by its name: %+v, trust %q; want Rīga, and the name of the body kept", found.Words, found.Trust.Verdict)
	}
	query := models.TerritoryQuery{Text: "Liepāja", Country: "LV", Kind: models.KindCity}
	other, err := store.SuggestTerritories(t.Context(), query)
	if err != nil || len(other) == 0 {
		t.Fatalf("%+v, %v", other, err)
	}
	chosen := edit(t, store, admin, id, func(w *models.PublicWords) {
		w.Territory, w.TerritoryID = "Liepaja", other[0].ID
	})
	if chosen.Words.TerritoryID != other[0].ID {
		t.Errorf("chosen: %+v, want Liepāja", chosen.Words)
	}
	stale := edit(t, store, admin, id, func(w *models.PublicWords) { w.Territory = "Rīga" })
	if stale.Words.TerritoryID != found.Words.TerritoryID {
		t.Errorf("another name beside the old choice: %+v, want what the name says", stale.Words)
	}
	region := edit(t, store, admin, id, func(w *models.PublicWords) {
		w.Kind, w.Territory = models.KindAssociation, "Rīga"
	})
	if region.Words.TerritoryID+region.Words.Territory != "" || region.Kind != models.KindAssociation {
		t.Errorf("an association: %+v, want no territory", region.Words)
	}
}

func TestAnEditOfWhatIsOnTheWall(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	first := store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
		p.Body, p.Statement, p.ConsentName = "Riga", "Kohezija.", true
	}))
	before, err := store.Signatory(t.Context(), "riga")
	if err != nil {
		t.Fatal(err)
	}
	store.Clock.Advance(time.Hour)
	version := store.PublicVersion()
	after := edit(t, store, admin, first, func(w *models.PublicWords) {
		w.Body, w.Statement, w.Associations, w.ShowName = "Rīgas valstspilsēta", "Kohēzija.", nil, false
		w.Website = "https://jauna.riga.lv"
	})
	got, err := store.Signatory(t.Context(), "riga")
	if err != nil || store.PublicVersion() <= version {
		t.Fatalf("%v, public version %d after %d", err, store.PublicVersion(), version)
	}
	want := before
	want.Name, want.Territory, want.Statement, want.RepresentativeName = "Rīgas valstspilsēta", "Rīga", "Kohēzija.", ""
	want.Website, want.Associations, want.UpdatedAt = "https://jauna.riga.lv", nil, store.Clock.Now()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("on the wall (-want +got):\n%s", diff)
	}
	if after.State != models.StateApproved || after.SignatorySlug != "riga" {
		t.Errorf("%s, %s; want it approved at its old address", after.State, after.SignatorySlug)
	}
	found, err := store.Wall(t.Context(), models.WallFilter{Query: "valstspilseta"})
	if err != nil || found.Total != 1 {
		t.Errorf("%d found by the new name, %v", found.Total, err)
	}

	second := store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) { p.Email = "second@riga.lv" }))
	edit(t, store, admin, second, func(w *models.PublicWords) {
		w.Body, w.Statement, w.Associations = "Another name", "Other words.", []string{"CEMR"}
	})
	got, err = store.Signatory(t.Context(), "riga")
	if err != nil || got.Name != "Rīgas valstspilsēta" || got.Statement != "Kohēzija." || len(got.Associations) != 1 {
		t.Errorf("%+v, %v; want the words of the first pledge and the association of the second", got, err)
	}
	var faults models.FieldErrors
	fixed := wordsOf(t, store, first, func(w *models.PublicWords) { w.Kind = models.KindRegion })
	err = store.EditPledge(t.Context(), admin, models.Seen{ID: first}, fixed)
	if !errors.As(err, &faults) || faults["kind"] != "fixed" {
		t.Errorf("another kind on the wall: %v, want it fixed", err)
	}
}

func TestAPersonsNameIsEditedOnce(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Kind, p.Body, p.RepresentativeName, p.Associations = models.KindIndividual, "", "anna berzina", nil
	}))
	after := edit(t, store, admin, id, func(w *models.PublicWords) { w.Body = "Anna Bērziņa" })
	if after.Body != "Anna Bērziņa" || after.RepresentativeName != "Anna Bērziņa" || after.Typed.Body != "anna berzina" {
		t.Errorf("%q, %q, typed %q", after.Body, after.RepresentativeName, after.Typed.Body)
	}
}

func TestAnEditThatMakesTwoPledgesOfOneIsRefused(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	store.Confirm(t, modelstest.Pledge())
	id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Body = "Rigga" }))
	words := wordsOf(t, store, id, func(w *models.PublicWords) { w.Body = "Riga" })
	var faults models.FieldErrors
	err := store.EditPledge(t.Context(), admin, models.Seen{ID: id}, words)
	if !errors.As(err, &faults) || faults["body"] != "signed_already" {
		t.Errorf("%v, want signed_already", err)
	}
	detail, err := store.PledgeDetail(t.Context(), admin, id)
	if err != nil || detail.Body != "Rigga" || detail.Edited {
		t.Errorf("%q, edited %v, %v; want nothing changed", detail.Body, detail.Edited, err)
	}
}

func TestWhatCannotBeEdited(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	words := wordsOf(t, store, id, func(w *models.PublicWords) { w.Body = "Riga City" })
	detail, err := store.PledgeDetail(t.Context(), admin, id)
	if err != nil {
		t.Fatal(err)
	}
	stale := models.Seen{ID: id, Version: detail.Version}
	if err := store.Park(t.Context(), admin, stale); err != nil {
		t.Fatal(err)
	}
	var decided *models.DecidedError
	if err := store.EditPledge(t.Context(), admin, stale, words); !errors.As(err, &decided) || decided.By != "Ada Admin" {
		t.Errorf("an old page: %v, want *DecidedError", err)
	}
	if err := store.EditPledge(t.Context(), admin, models.Seen{ID: id}, words); err != nil {
		t.Errorf("a parked one: %v, want it edited", err)
	}
	stranger := admin
	stranger.Scope = models.Scope{Countries: []string{"EE"}}
	_, err = store.CheckEdit(t.Context(), stranger, models.Seen{ID: id}, words)
	if !errors.Is(err, models.ErrOutOfScope) {
		t.Errorf("out of scope: %v", err)
	}
	if err := store.Unpark(t.Context(), admin, models.Seen{ID: id}); err != nil {
		t.Fatal(err)
	}
	if err := store.Refuse(t.Context(), admin, models.Seen{ID: id}, "test", ""); err != nil {
		t.Fatal(err)
	}
	if err := store.EditPledge(t.Context(), admin, models.Seen{ID: id}, words); !errors.As(err, &decided) {
		t.Errorf("a refused one: %v, want *DecidedError", err)
	}
	if err := store.EditPledge(t.Context(), admin, models.Seen{ID: "none"}, words); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("none: %v, want ErrNotFound", err)
	}
}

func TestOfManyEditsOfOnePageOneCounts(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge())
	detail, err := store.PledgeDetail(t.Context(), admin, id)
	if err != nil {
		t.Fatal(err)
	}
	words := wordsOf(t, store, id, func(w *models.PublicWords) { w.Body = "Rīgas dome" })
	seen := models.Seen{ID: id, Version: detail.Version}
	succeeded := countSuccesses(t, 20, func() error { return store.EditPledge(t.Context(), admin, seen, words) })
	if got := actions(t, store, id); succeeded != 1 || len(got) != 2 {
		t.Errorf("%d edits, history %v; want one", succeeded, got)
	}
}

func TestWhatARefusedPledgeSaidBeforeItsEditIsErased(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Statement = "Words as typed." }))
	edit(t, store, admin, id, func(w *models.PublicWords) { w.Statement = "Words as edited." })
	if err := store.Refuse(t.Context(), admin, models.Seen{ID: id}, "test", ""); err != nil {
		t.Fatal(err)
	}
	store.Clock.Advance(31 * 24 * time.Hour)
	if got, err := store.ApplyRetention(t.Context()); err != nil || got.EditsDeleted != 1 {
		t.Errorf("%+v, %v; want the record of the edit deleted", got, err)
	}
	detail, err := store.PledgeDetail(t.Context(), admin, id)
	if err != nil || detail.Edited || detail.Typed.Statement != "" {
		t.Errorf("%+v, %v; want nothing left of what was typed", detail.Typed, err)
	}
}

func TestAnEditEndsAFirstApproval(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	needTwo(t, store, admin, models.KindCity)
	id := store.Confirm(t, modelstest.Pledge())
	if err := store.Store.Approve(t.Context(), admin, models.Seen{ID: id}); err != nil {
		t.Fatal(err)
	}
	edit(t, store, admin, id, func(w *models.PublicWords) { w.Body = "Rīgas dome" })
	if got := firstBy(t, store); len(got) != 0 {
		t.Errorf("first approval by %v of words that are no more", got)
	}
}

func TestWhatAColleagueWorksOnIsNotEdited(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin, colleague := store.Administrator(t), store.Moderator(t, "b@a.example", models.RoleModerator)
	id := store.Confirm(t, modelstest.Pledge())
	if _, err := store.Claim(t.Context(), colleague, id); err != nil {
		t.Fatal(err)
	}
	words := wordsOf(t, store, id, func(w *models.PublicWords) { w.Body = "Rīgas dome" })
	var claimed *models.ClaimedError
	if err := store.EditPledge(t.Context(), admin, models.Seen{ID: id}, words); !errors.As(err, &claimed) {
		t.Errorf("%v, want *ClaimedError", err)
	}
	if err := store.EditPledge(t.Context(), colleague, models.Seen{ID: id}, words); err != nil {
		t.Errorf("the holder: %v", err)
	}
}

// A member that was taken down and came back with a pledge of another name keeps its own while that name stays.
func TestAnEditOfOtherWordsKeepsTheMembersName(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	first := store.Approve(t, admin, modelstest.Pledge())
	if err := store.TakeDown(t.Context(), admin, models.Seen{ID: first}, "A mistake.", false); err != nil {
		t.Fatal(err)
	}
	id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Body, p.Email = "The office", "o@riga.lv" }))
	approveAs(t, store, admin, id, models.As{Slug: "riga"})
	edit(t, store, admin, id, func(w *models.PublicWords) { w.Statement = "Kohēzija." })
	got, err := store.Signatory(t.Context(), "riga")
	if err != nil || got.Name != "Rīga" || got.Statement != "Kohēzija." {
		t.Errorf("%q says %q, %v; want Rīga with the edited words", got.Name, got.Statement, err)
	}
}
