package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// question is the site with a pledge about which something was asked.
type question struct {
	*testSite
	admin    models.Moderator
	id, path string
}

func newQuestion(t *testing.T, change ...func(*models.NewPledge)) question {
	t.Helper()
	s := newSite(t)
	q := question{testSite: s, admin: s.Administrator(t), id: s.Confirm(t, modelstest.Pledge(change...))}
	q.path = "/en/correct/" + q.ask()
	return q
}

// ask asks and returns the token of the mail.
func (q question) ask() string {
	q.t.Helper()
	err := q.Ask(q.t.Context(), q.admin, models.Seen{ID: q.id}, models.Question{
		Text: "Which council\ndecided <this>?", Fields: []string{"body", "statement"},
	})
	if err != nil {
		q.t.Fatal(err)
	}
	return q.mail().Token
}

func (q question) detail() models.PledgeDetail {
	q.t.Helper()
	detail, err := q.PledgeDetail(q.t.Context(), models.Moderator{}, q.id)
	if err != nil {
		q.t.Fatal(err)
	}
	return detail
}

// filled is the form as it came, with what was typed over it.
func (q question) filled(pairs ...string) url.Values {
	q.t.Helper()
	form := typedIn(q.get(q.path).status(http.StatusOK))
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

func TestTheCorrectionPageShowsTheQuestionOverWhatWasSigned(t *testing.T) {
	t.Parallel()
	q := newQuestion(t, func(p *models.NewPledge) { p.Statement, p.ConsentNews = "Together.", true })
	before := q.detail()
	answer := q.get(q.path).status(http.StatusOK).header("Cache-Control", "no-store").header("X-Robots-Tag", "noindex").
		header("Set-Cookie", "")
	answer.has("decided &lt;this&gt;?", "anna.berzina@riga.lv", "stay as you signed them", "Version 2026-1",
		`href="#body"`, `href="#statement"`, `name="contact_url"`, `name="step" value="review"`).
		lacks(`name="email"`, `name="authorised"`, "<select", `type="radio"`, "error-summary", `href="#website"`)
	if got := answer.text("h1"); got != "Answer our question" {
		t.Errorf("heading %q", got)
	}
	want := url.Values{
		"kind": {"city"}, "country": {"LV"}, "body": {"Rīga"}, "website": {"https://www.riga.lv"},
		"association": {"EUROCITIES"}, "representative_name": {"Anna Bērziņa"}, "representative_function": {"Mayor"},
		"statement": {"Together."}, "consent_news": {"1"}, "declaration": {"2026-1"},
	}
	if diff := cmp.Diff(want, typedIn(answer)); diff != "" {
		t.Errorf("filled in (-want +got):\n%s", diff)
	}
	territory := answer.document().Find(`input[name=territory]`).AttrOr("data-value", "")
	if territory == "" {
		t.Error("the script is not told of the place in the register")
	}
	for range 3 {
		q.do(http.MethodHead, q.path, nil).status(http.StatusOK) // as a scanner of mails does
	}
	if diff := cmp.Diff(before, q.detail()); diff != "" {
		t.Errorf("opening the link changed the pledge:\n%s", diff)
	}
}

func TestACorrectionIsReviewedAndSentBack(t *testing.T) {
	t.Parallel()
	q := newQuestion(t)
	form := q.filled("body", " Jūrmala ", "answer", "The council of May.", "consent_name", "1")
	review := q.post(q.path, form).status(http.StatusOK).header("Cache-Control", "no-store")
	review.has("Check your answer", "The council of May.", "Jūrmala", "anna.berzina@riga.lv", "Send back",
		`action="`+q.path+`"`, `name="step" value="edit"`).lacks("We send a mail to", "error-summary")
	if state := q.detail().State; state != models.StateNeedsInfo {
		t.Fatalf("a review leads to %s", state)
	}
	carried := typedIn(review)
	carried.Set("step", "edit")
	edit := q.post(q.path, carried).status(http.StatusOK).lacks("error-summary")
	edit.has("Answer our question", `value="Jūrmala"`, "The council of May.")

	carried.Set("step", "submit")
	q.post(q.path, carried).leadsTo(http.StatusSeeOther, q.path)
	for range 2 { // now and whenever the link is opened again
		q.get(q.path).status(http.StatusOK).has("Thank you", "Your answer is with the moderators").
			lacks("Jūrmala", "berzina", "council", "<form")
	}
	detail := q.detail()
	if detail.State != models.StateWaiting || detail.Body != "Jūrmala" || !detail.ConsentName {
		t.Errorf("%s, %q, %t: want it corrected and waiting", detail.State, detail.Body, detail.ConsentName)
	}
	if detail.Questions[0].Answer != "The council of May." {
		t.Errorf("answer %q", detail.Questions[0].Answer)
	}
	carried.Set("answer", "Another one.")
	q.post(q.path, carried).leadsTo(http.StatusSeeOther, q.path)
	if got := q.detail().Questions[0].Answer; got != "The council of May." {
		t.Errorf("sent twice, the answer is %q", got)
	}
	if log := q.log.String(); strings.Contains(log, "berzina") || strings.Contains(log, "council") {
		t.Error("the log holds personal data")
	}
}

func TestFaultsOfACorrectionLoseNothing(t *testing.T) {
	t.Parallel()
	q := newQuestion(t)
	q.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Body = "Jūrmala" }))
	for name, fault := range map[string]struct {
		pairs []string
		field string
		text  string
	}{
		"nothing said":     {[]string{"answer", ""}, "answer", "Write an answer, or correct something."},
		"a long answer":    {[]string{"answer", strings.Repeat("ā", 501)}, "answer", "Shorten your answer"},
		"no body":          {[]string{"body", "", "answer", "Here."}, "body", "Write the name of the body"},
		"a strange site":   {[]string{"website", "not a site", "answer", "Here."}, "website", "Write the web site like this"},
		"another's pledge": {[]string{"body", "Jūrmala", "answer", "Here."}, "body", "another pledge for this body"},
	} {
		t.Run(name, func(t *testing.T) {
			form := q.filled(fault.pairs...)
			form.Set("step", "submit")
			answer := q.post(q.path, form).status(http.StatusUnprocessableEntity).has(fault.text)
			if target := answer.document().Find("[data-error-summary] a").AttrOr("href", ""); target != "#"+fault.field {
				t.Errorf("the summary leads to %q", target)
			}
			typed := typedIn(answer)
			for field := range form {
				if field != "step" && typed.Get(field) != form.Get(field) {
					t.Errorf("%s: %q, want %q as typed", field, typed.Get(field), form.Get(field))
				}
			}
		})
	}
	if state := q.detail().State; state != models.StateNeedsInfo {
		t.Errorf("faulty forms lead to %s", state)
	}
	q.post(q.path, url.Values{"step": {"dance"}}).status(http.StatusBadRequest)
}

func TestWhatWasSignedStays(t *testing.T) {
	t.Parallel()
	q := newQuestion(t)
	form := q.filled("answer", "Here.", "email", "evil@example.com", "kind", "region", "country", "IT",
		"declaration", "1999-1", "step", "submit")
	q.post(q.path, form).leadsTo(http.StatusSeeOther, q.path)
	detail := q.detail()
	if detail.Email != "anna.berzina@riga.lv" || detail.Kind != models.KindCity || detail.Country != "LV" {
		t.Errorf("%s, %s, %s: changed", detail.Email, detail.Kind, detail.Country)
	}
}

func TestLinksThatHaveNothingToAnswer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		end    func(q question) error
		status int
		want   []string
		not    []string
	}{
		"recalled": {
			func(q question) error { return q.Recall(q.t.Context(), q.admin, models.Seen{ID: q.id}) },
			http.StatusOK,
			[]string{"No answer is needed any more"},
			nil,
		},
		"refused": {
			func(q question) error {
				return q.Refuse(q.t.Context(), q.admin, models.Seen{ID: q.id}, "inappropriate", "Never again")
			},
			http.StatusOK,
			[]string{"Your pledge has been decided", "mailto:alliance@example.eu"},
			[]string{"Never again", "cannot be published", "inappropriate"},
		},
		"approved": {
			func(q question) error {
				seen := models.Seen{ID: q.id}
				if err := q.Recall(q.t.Context(), q.admin, seen); err != nil {
					return err
				}
				return q.Store.Store.Approve(q.t.Context(), q.admin, seen)
			},
			http.StatusOK,
			[]string{"Your pledge is published"},
			nil,
		},
		"expired": {
			func(q question) error { q.Clock.Advance(31 * 24 * time.Hour); return nil },
			http.StatusNotFound,
			[]string{"This link no longer works", "mailto:alliance@example.eu"},
			nil,
		},
		"asked anew": {
			func(q question) error { q.ask(); return nil },
			http.StatusNotFound,
			[]string{"replaced by a newer question"},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := newQuestion(t)
			form := q.filled("answer", "Here.", "step", "submit")
			if err := test.end(q); err != nil {
				t.Fatal(err)
			}
			q.get(q.path).status(test.status).header("Cache-Control", "no-store").has(test.want...).
				lacks(append(test.not, "Rīga", "berzina", "Which council", "<textarea")...)
			before := q.detail()
			answer := q.post(q.path, form)
			if test.status == http.StatusOK {
				answer.leadsTo(http.StatusSeeOther, q.path)
			} else {
				answer.status(test.status).has(test.want...)
			}
			if diff := cmp.Diff(before, q.detail()); diff != "" {
				t.Errorf("a late answer changed the pledge:\n%s", diff)
			}
		})
	}
	s := newSite(t)
	s.get("/en/correct/wrong").status(http.StatusNotFound).has("This link no longer works")
	s.get("/lv/correct/wrong").status(http.StatusNotFound).has("Šī saite vairs nedarbojas")
}

func TestAPersonCorrectsTheirOwnPledge(t *testing.T) {
	t.Parallel()
	q := newQuestion(t, func(p *models.NewPledge) {
		p.Kind, p.Body, p.RepresentativeFunction = models.KindIndividual, "", ""
	})
	q.get(q.path).status(http.StatusOK).lacks(`name="body"`, `href="#body"`).has("Individual person", `href="#statement"`)
	form := q.filled("representative_name", "Anna Kalniņa", "step", "submit")
	q.post(q.path, form).leadsTo(http.StatusSeeOther, q.path)
	if got := q.detail().Body; got != "Anna Kalniņa" {
		t.Errorf("body %q, want the corrected name", got)
	}
}
