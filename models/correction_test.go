package models_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"alliance/models"
	"alliance/models/modelstest"
)

// asked is a pledge about which something was asked, and its link.
type asked struct {
	*modelstest.Store
	admin     models.Moderator
	id, token string
}

func newAsked(t *testing.T, pledge models.NewPledge) asked {
	t.Helper()
	store := modelstest.New(t)
	a := asked{Store: store, admin: store.Administrator(t), id: store.Confirm(t, pledge)}
	a.token = ask(t, store, a.admin, a.id, models.Question{Text: "Which council decided?"}).Token
	return a
}

// open returns what the page behind the link shows.
func (a asked) open(t *testing.T) models.Correction {
	t.Helper()
	correction, err := a.Correction(t.Context(), a.token)
	if err != nil {
		t.Fatalf("open the link: %v", err)
	}
	return correction
}

func TestTheLinkShowsWhatWasSignedAndChangesNothing(t *testing.T) {
	t.Parallel()
	pledge := modelstest.Pledge(func(p *models.NewPledge) { p.Statement, p.ConsentNews = "Together.", true })
	a := newAsked(t, pledge)
	before := detailOf(t, a.Store, a.id)
	correction := a.open(t)
	if correction.State != models.StateNeedsInfo || correction.Answered ||
		correction.Question.Text != "Which council decided?" {
		t.Errorf("%+v, want the open question", correction)
	}
	pledge.TerritoryID = correction.Pledge.TerritoryID // the match of the name
	if diff := cmp.Diff(pledge, correction.Pledge, cmpopts.IgnoreFields(models.NewPledge{}, "ClientAddr")); diff != "" {
		t.Errorf("what was signed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, detailOf(t, a.Store, a.id)); diff != "" {
		t.Errorf("opening the link changed the pledge:\n%s", diff)
	}
	if _, err := a.Correction(t.Context(), "no-such-token"); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("a wrong token: %v, want ErrNotFound", err)
	}
	a.Clock.Advance(30 * 24 * time.Hour)
	if _, err := a.Correction(t.Context(), a.token); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("after 30 days: %v, want ErrNotFound", err)
	}
}

func TestACorrectionReturnsToTheQueue(t *testing.T) {
	t.Parallel()
	a := newAsked(t, modelstest.Pledge(func(p *models.NewPledge) { p.ConsentNews = true }))
	before := detailOf(t, a.Store, a.id)
	a.Clock.Advance(time.Hour)
	sent := a.open(t).Pledge
	sent.Body, sent.TerritoryID, sent.Website = " Jūrmala ", "", "jurmala.lv"
	sent.Associations = []string{"CEMR", "EUROCITIES"}
	sent.RepresentativeName, sent.RepresentativeFunction = "Anna Kalniņa", "Deputy mayor"
	sent.Statement, sent.ConsentName, sent.ConsentNews = "Together.", true, false
	sent.Email, sent.Kind, sent.Country, sent.DeclarationVersion = "evil@example.com", "region", "IT", "1999-1"
	err := a.Correct(t.Context(), a.token, models.Corrected{Pledge: sent, Answer: " The council\r\nof May. "})
	if err != nil {
		t.Fatal(err)
	}
	after := detailOf(t, a.Store, a.id)
	if after.State != models.StateWaiting || !after.ConfirmedAt.Equal(*before.ConfirmedAt) ||
		after.Version <= before.Version {
		t.Errorf("%s, confirmed %s, version %d; want its place in the queue", after.State, after.ConfirmedAt, after.Version)
	}
	if after.Email != before.Email || after.Kind != before.Kind || after.Country != "LV" ||
		after.DeclarationVersion != "2026-1" {
		t.Errorf("%s, %s, %s, %s: what stays was changed", after.Email, after.Kind, after.Country, after.DeclarationVersion)
	}
	if after.Territory != "Jūrmala" || after.TerritoryMatch != models.MatchExact || after.Body != "Jūrmala" ||
		after.Website != "https://jurmala.lv" || after.Domain.Website != "jurmala.lv" ||
		!slices.Equal(after.Associations, sent.Associations) {
		t.Errorf("%+v, want the corrected body", after)
	}
	want := []models.FieldChange{
		{Field: "body", Before: "Rīga", After: "Jūrmala"},
		{Field: "territory", Before: "Rīga", After: "Jūrmala"},
		{Field: "website", Before: "https://www.riga.lv", After: "https://jurmala.lv"},
		{Field: "association", Before: "EUROCITIES", After: "CEMR, EUROCITIES"},
		{Field: "representative_name", Before: "Anna Bērziņa", After: "Anna Kalniņa"},
		{Field: "representative_function", Before: "Mayor", After: "Deputy mayor"},
		{Field: "statement", Before: "", After: "Together."},
		{Field: "consent_name", Before: "", After: "1"},
		{Field: "consent_news", Before: "1", After: ""},
	}
	question := after.Questions[0]
	if diff := cmp.Diff(want, question.Changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if question.Answer != "The council\nof May." || !question.AnsweredAt.Equal(a.Clock.Now()) {
		t.Errorf("answer %q at %v", question.Answer, question.AnsweredAt)
	}
	last := after.History[len(after.History)-1]
	if last.Action != "pledge.correct" || last.Actor != "representative" ||
		last.Detail != "body,territory,website,association,representative_name,representative_function,statement,"+
			"consent_name,consent_news" {
		t.Errorf("history ends with %+v, want the fields and no values", last)
	}
	if diff := cmp.Diff([]string{"authorised", "publish_name"}, models.Consents(t, a.Store.Store, a.id)); diff != "" {
		t.Errorf("evidence of consents (-want +got):\n%s", diff)
	}
	if mails := a.ClaimAll(t); len(mails) != 0 {
		t.Errorf("mails %+v, want none", mails)
	}
}

func TestAnswersAndWhatIsWrongWithThem(t *testing.T) {
	t.Parallel()
	a := newAsked(t, modelstest.Pledge())
	for name, test := range map[string]struct {
		change func(*models.Corrected)
		want   models.FieldErrors
	}{
		"nothing at all": {func(*models.Corrected) {}, models.FieldErrors{"answer": "required"}},
		"a long answer": {func(c *models.Corrected) {
			c.Answer = strings.Repeat("ā", 501)
		}, models.FieldErrors{"answer": "too_long"}},
		"no body": {func(c *models.Corrected) { c.Pledge.Body = "" }, models.FieldErrors{"body": "required"}},
		"no name and a strange site": {func(c *models.Corrected) {
			c.Pledge.RepresentativeName, c.Pledge.Website = "", "not a site"
		}, models.FieldErrors{"representative_name": "required", "website": "invalid"}},
	} {
		sent := models.Corrected{Pledge: a.open(t).Pledge}
		test.change(&sent)
		var faults models.FieldErrors
		if err := a.Correct(t.Context(), a.token, sent); !errors.As(err, &faults) || cmp.Diff(test.want, faults) != "" {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	if state := detailOf(t, a.Store, a.id).State; state != models.StateNeedsInfo {
		t.Fatalf("faulty answers lead to %s", state)
	}
	sent := models.Corrected{Pledge: a.open(t).Pledge, Answer: "The council of May."}
	sent.Pledge.TerritoryID = "" // as a browser without scripts sends it
	if err := a.Correct(t.Context(), a.token, sent); err != nil {
		t.Fatal(err)
	}
	detail := detailOf(t, a.Store, a.id)
	if len(detail.Questions[0].Changes) != 0 || detail.Territory != "Rīga" || detail.TerritoryMatch != models.MatchExact {
		t.Errorf("an answer alone changed %+v (%s, %s)", detail.Questions[0].Changes, detail.Territory, detail.TerritoryMatch)
	}
}

func TestWhoComesTooLateLearnsIt(t *testing.T) {
	t.Parallel()
	a := newAsked(t, modelstest.Pledge())
	sent := models.Corrected{Pledge: a.open(t).Pledge, Answer: "The council of May."}
	if err := a.Correct(t.Context(), a.token, sent); err != nil {
		t.Fatal(err)
	}
	late := func(when string, want models.State) {
		t.Helper()
		var decided *models.DecidedError
		if err := a.Correct(t.Context(), a.token, sent); !errors.As(err, &decided) || decided.State != want {
			t.Errorf("%s: %v, want a *DecidedError", when, err)
		}
		if correction := a.open(t); correction.State != want || !correction.Answered {
			t.Errorf("%s the link shows %s, answered %t", when, correction.State, correction.Answered)
		}
	}
	late("a second time", models.StateWaiting)
	if err := a.Store.Store.Approve(t.Context(), a.admin, models.Seen{ID: a.id}); err != nil {
		t.Fatal(err)
	}
	late("once it is approved", models.StateApproved)
	if len(detailOf(t, a.Store, a.id).Questions) != 1 {
		t.Error("the late answers were stored")
	}
}

func TestACorrectionThatMeetsAnotherPledge(t *testing.T) {
	t.Parallel()
	a := newAsked(t, modelstest.Pledge())
	a.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Body = "Jūrmala" }))
	sent := models.Corrected{Pledge: a.open(t).Pledge, Answer: "Sorry."}
	sent.Pledge.Body, sent.Pledge.TerritoryID = "Jūrmala", ""
	var faults models.FieldErrors
	if err := a.Correct(t.Context(), a.token, sent); !errors.As(err, &faults) || faults["body"] != "signed_already" {
		t.Errorf("%v, want body: signed_already", err)
	}
	if detail := detailOf(t, a.Store, a.id); detail.State != models.StateNeedsInfo || detail.Body != "Rīga" {
		t.Errorf("%s, %s: want nothing changed", detail.State, detail.Body)
	}
}

func TestACorrectionIsLookedAtAsANewPledgeIs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*models.Corrected)
		want   []string
	}{
		"an ordinary one": {func(c *models.Corrected) { c.Answer = "Here." }, nil},
		"the trap":        {func(c *models.Corrected) { c.Answer, c.Pledge.Trapped = "Here.", true }, []string{"trap"}},
		"a body more than one": {func(c *models.Corrected) {
			c.Pledge.Body, c.Pledge.TerritoryID = "Ogre", ""
		}, []string{"many_bodies"}},
	} {
		a := newAsked(t, modelstest.Pledge())
		for _, body := range []string{"Jūrmala", "Valka", "Talsi"} {
			pledge := modelstest.Pledge(func(p *models.NewPledge) { p.Body = body })
			if _, err := a.SubmitPledge(t.Context(), pledge); err != nil {
				t.Fatal(err)
			}
		}
		sent := models.Corrected{Pledge: a.open(t).Pledge}
		test.change(&sent)
		if err := a.Correct(t.Context(), a.token, sent); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(test.want, detailOf(t, a.Store, a.id).SuspectedReasons); diff != "" {
			t.Errorf("%s: suspected (-want +got):\n%s", name, diff)
		}
	}
}

func TestAnIndividualCorrectsTheirName(t *testing.T) {
	t.Parallel()
	a := newAsked(t, modelstest.Pledge(func(p *models.NewPledge) {
		p.Kind, p.Body, p.RepresentativeFunction = models.KindIndividual, "", ""
	}))
	sent := models.Corrected{Pledge: a.open(t).Pledge}
	sent.Pledge.RepresentativeName = "Anna Kalniņa"
	if err := a.Correct(t.Context(), a.token, sent); err != nil {
		t.Fatal(err)
	}
	detail := detailOf(t, a.Store, a.id)
	want := []models.FieldChange{{Field: "representative_name", Before: "Anna Bērziņa", After: "Anna Kalniņa"}}
	if diff := cmp.Diff(want, detail.Questions[0].Changes); diff != "" || detail.Body != "Anna Kalniņa" {
		t.Errorf("body %q, changes (-want +got):\n%s", detail.Body, diff)
	}
}

// The migration makes the table of tokens anew: nothing in it may be lost, there and back.
func TestTokensOutliveTheMigration(t *testing.T) {
	t.Parallel()
	cfg := modelstest.Config(filepath.Join(t.TempDir(), "alliance.db"))
	options := modelstest.Options(modelstest.NewClock())
	reopen := func() *modelstest.Store {
		t.Helper()
		if _, err := models.Migrate(t.Context(), cfg, options); err != nil {
			t.Fatal(err)
		}
		store, err := models.Open(t.Context(), cfg, options)
		if err != nil {
			t.Fatal(err)
		}
		return &modelstest.Store{Store: store, Clock: modelstest.NewClock(), Config: cfg}
	}
	store := reopen()
	admin := store.Administrator(t)
	waiting := store.Confirm(t, modelstest.Pledge())
	question := ask(t, store, admin, waiting, models.Question{Text: "Why?"})
	pending := store.Submit(t, modelstest.Pledge(func(p *models.NewPledge) { p.Email = "two@riga.lv" }))
	if err := store.Recall(t.Context(), admin, models.Seen{ID: waiting}); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	models.MigrateDownTo(t, cfg, options, 6)

	store = reopen()
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := store.ConfirmPledge(t.Context(), pending.Token); err != nil {
		t.Errorf("the link to confirm: %v", err)
	}
	if _, err := store.Correction(t.Context(), question.Token); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("the link to correct, which the older schema does not know: %v", err)
	}
	ask(t, store, admin, waiting, models.Question{Text: "And now?"})
	models.Tamper(t, store.Store, "DELETE FROM pledges WHERE id = '"+waiting+"'")
	if got := models.Count(t, store.Store, "tokens WHERE purpose = 'correction'"); got != 0 {
		t.Errorf("%d tokens outlive their pledge, want the foreign key kept", got)
	}
}
