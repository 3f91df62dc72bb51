package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"alliance/mailer"
	"alliance/models"
	"alliance/models/modelstest"
)

func TestAskAnswerAndApprove(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	id := s.Confirm(t, modelstest.Pledge())
	path, b := "/moderation/pledges/"+id, s.asAdmin(t)
	b.get(path).want(http.StatusOK).has(".decision details.ask:not([open]) summary", "Ask").
		has("#question-help", "who reads latviešu").count("#question_fields input[type=checkbox]", 6).hasNot(".questions")

	b.post(path+"/ask", "question", "Kura dome lēma?", "field", "body").want(http.StatusSeeOther, "/moderation")
	b.get("/moderation?state=needs_info").want(http.StatusOK).has("[role=status]", "Asked: Rīga").has("tbody th", "Rīga")
	b.get(path).want(http.StatusOK).has(".pledge header .state", "Asked for information").
		has(".questions blockquote", "Kura dome lēma?").has(".questions", "Asked 22 November 2026, 09:30 UTC").
		has(".questions", "Please look at: Name of the body").has(".questions", "No answer yet").
		has(".decision details.ask summary", "Ask again").has(".decision details.refuse summary", "Refuse").
		count(".decision form[action$='/recall'] button", 1).hasNot(".decision form[action$='/approve']").
		has("section", "Asked for information: Name of the body Ada Admin").has("section", "Question to the representative")
	b.post(path+"/approve").want(http.StatusConflict).has("[role=alert]", "The pledge is now: Asked for information")

	mail := s.ClaimAll(t)[0]
	correction, err := s.Correction(t.Context(), mail.Token)
	if err != nil {
		t.Fatal(err)
	}
	sent := models.Corrected{Pledge: correction.Pledge, Answer: "Dome, 3. maijā."}
	sent.Pledge.Body, sent.Pledge.TerritoryID, sent.Pledge.ConsentNews = "Jūrmala", "", true
	s.Clock.Advance(time.Hour)
	if err := s.Correct(t.Context(), mail.Token, sent); err != nil {
		t.Fatal(err)
	}
	answer := b.get(path).want(http.StatusOK).has(".pledge header .state", "Waiting").has("h1", "Jūrmala").
		has(".questions", "Answered 22 November 2026, 10:30 UTC").has(".questions", "Dome, 3. maijā.").
		count(".changes tbody tr", 3).has("section", "Answered and sent back: Name of the body, Territory, Receive news")
	for row, want := range []string{"Name of the body Rīga Jūrmala", "Territory Rīga Jūrmala", "Receive news No Yes"} {
		cells := answer.page().Find(".changes tbody tr").Eq(row).Children()
		got := cells.Eq(0).Text() + " " + cells.Eq(1).Find("del").Text() + " " + cells.Eq(2).Find("ins").Text()
		if got != want {
			t.Errorf("row %d: %q, want %q", row, got, want)
		}
	}
	b.post(path+"/approve").want(http.StatusSeeOther, "/moderation")
}

func TestRecallAndRefuseFromTheQuestion(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	path := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Union of Towns"))
	b := s.asAdmin(t)
	b.post(path+"/recall").want(http.StatusConflict).has("[role=alert]", "It is now: Waiting")
	b.post(path+"/ask", "question", "Who decided?").want(http.StatusSeeOther)
	b.post(path+"/recall").want(http.StatusSeeOther, path)
	b.get(path).want(http.StatusOK).has("[role=status]", "waits in the queue again, without an answer").
		has(".questions", "No answer came").has(".decision button", "Approve")
	b.post(path+"/ask", "question", "Who decided, please?").want(http.StatusSeeOther)
	b.get(path).want(http.StatusOK).count(".questions li", 1).has(".questions", "Who decided, please?")
	b.post(path+"/refuse", "reason", "incomplete").want(http.StatusSeeOther)
	b.get(path).want(http.StatusOK).has(".pledge header .state", "Refused").has(".questions", "No answer came")
	mails := s.ClaimAll(t)
	if len(mails) != 1 || mails[0].Kind != models.MailRefused {
		t.Errorf("mails %+v, want the refusal alone", mails)
	}
}

func TestAQuestionThatCannotBeSentComesBack(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	path := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Union of Towns"))
	b := s.asAdmin(t)
	for _, step := range []string{"", "preview"} {
		b.post(path+"/ask", "question", " ", "field", "website", "step", step).want(http.StatusUnprocessableEntity).
			has("[role=alert] a[href='#question']", "Write the question").count(".decision .ask[open]", 1).
			count(".decision .refuse[open]", 0).count("#ask-website[checked]", 1).
			count("#question[aria-invalid=true][aria-describedby~=question-fault]", 1).hasNot(".letter")
	}
	long := strings.Repeat("ā", 501)
	b.post(path+"/ask", "question", long).want(http.StatusUnprocessableEntity).
		has("[role=alert]", "at most 500 characters").has("#question", long)
	b.post(path+"/ask", "question", "Why?", "field", "email").want(http.StatusUnprocessableEntity).
		has("[role=alert] a[href='#question_fields']", "Choose from the fields")
	person := modelstest.Pledge(func(p *models.NewPledge) { p.Kind, p.Body = models.KindIndividual, "" })
	b.get("/moderation/pledges/"+s.Confirm(t, person)).want(http.StatusOK).
		count("#question_fields input", 5).hasNot("#ask-body")
	if mails := s.ClaimAll(t); len(mails) != 0 {
		t.Errorf("mails %+v, want none", mails)
	}
}

func TestMailsArePreviewedInTheirReadersLanguage(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	id := s.Confirm(t, modelstest.Pledge())
	path, b := "/moderation/pledges/"+id, s.asAdmin(t)
	b.post(path+"/refuse", "reason", "incomplete", "reason_text", " Lūdzam domes\r\nlēmumu. ", "step", "preview").
		want(http.StatusOK).count(".decision .refuse[open]", 1).count(".decision .ask[open]", 0).
		has(".refuse .letter h3", "latviešu").has(".letter", "anna.berzina@riga.lv").
		has(".letter [lang=lv] .subject", "par jūsu apņemšanos").has(".letter [lang=lv]", "parakstītājs: Rīga").
		has(".letter [lang=lv]", "Trūkst vajadzīgu ziņu").has(".letter blockquote", "Lūdzam domes").
		count("#reason option[value=incomplete][selected]", 1).has("#reason_text", "lēmumu.").hasNot("[role=alert]")
	b.post(path+"/refuse", "reason", "", "step", "preview").want(http.StatusUnprocessableEntity).
		has("[role=alert]", "Choose a reason").hasNot(".letter")
	b.post(path+"/ask", "question", "Kura dome lēma?", "field", "statement", "step", "preview").want(http.StatusOK).
		count(".decision .ask[open]", 1).count(".decision .refuse[open]", 0).
		has(".ask .letter blockquote", "Kura dome lēma?").has(".letter", "Lūdzu, pārskatiet: publiskais vēstījums").
		has(".letter", "2026. gada 22. decembris, plkst. 09:30").has(".letter .link", "Atbildēt un labot")
	if detail, err := s.PledgeDetail(t.Context(), s.admin, id); err != nil || detail.State != models.StateWaiting {
		t.Errorf("a preview leads to %s, %v", detail.State, err)
	}
	if mails := s.ClaimAll(t); len(mails) != 0 {
		t.Errorf("mails %+v, want none", mails)
	}
}

func TestAReasonOfTheAdministratorsOwnIsPreviewed(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	err := s.ChangeSettings(t.Context(), s.admin, func(settings *models.Settings) {
		settings.Reasons = []models.Reason{{
			Code: "late", Label: "Too late", Texts: map[string]string{"en": "Too late.", "lv": "Par vēlu."},
		}}
	})
	if err != nil {
		t.Fatal(err)
	}
	path := "/moderation/pledges/" + s.Confirm(t, modelstest.Pledge())
	s.asAdmin(t).post(path+"/refuse", "reason", "late", "step", "preview").want(http.StatusOK).
		has(".letter", "Par vēlu.").hasNot(".letter blockquote")
}

// What a moderator reads before is what the mailer writes after, word for word.
func TestThePreviewIsTheMail(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	options, err := parts()
	if err != nil {
		t.Fatal(err)
	}
	composer, err := mailer.NewComposer(options.Catalog, mailer.Site{
		Name: "#CohesionAlliance", BaseURL: "https://alliance.example", Contact: "contact@alliance.example",
	})
	if err != nil {
		t.Fatal(err)
	}
	person := func(p *models.NewPledge) { p.Kind, p.Body, p.Email = models.KindIndividual, "", "person@riga.lv" }
	english := func(p *models.NewPledge) { p.Language, p.Email = "en", "english@riga.lv" }
	b := s.asAdmin(t)
	for i, pledge := range []models.NewPledge{modelstest.Pledge(), modelstest.Pledge(person), modelstest.Pledge(english)} {
		path := "/moderation/pledges/" + s.Confirm(t, pledge)
		for _, form := range [][]string{
			{"/ask", "question", "Who & when?\nWhere?"},
			{"/ask", "question", "Who?", "field", "website", "field", "statement"},
			{"/refuse", "reason", "not_authorised", "reason_text", "Please ask <the council>.\nThen sign."},
		} {
			preview := b.post(path+form[0], append(form[1:], "step", "preview")...).want(http.StatusOK)
			shown := preview.page().Find(".letter .sheet")
			b.post(path+form[0], form[1:]...).want(http.StatusSeeOther)
			message, err := composer.Compose(s.ClaimAll(t)[0])
			if err != nil {
				t.Fatal(err)
			}
			if got := shown.Find(".subject").Text(); got != message.Subject {
				t.Errorf("pledge %d, %s: subject %q, want %q", i, form[0], got, message.Subject)
			}
			mail := strings.Join(strings.Fields(strings.ReplaceAll(message.Text, "\n> ", "\n")), " ")
			said := shown.Find("h4, p:not(.subject), blockquote")
			if said.Length() < 8 {
				t.Errorf("pledge %d, %s: only %d paragraphs are shown", i, form[0], said.Length())
			}
			for _, paragraph := range said.EachIter() {
				words := strings.Join(strings.Fields(paragraph.Text()), " ")
				_, rest, found := strings.Cut(mail, words)
				if !found {
					t.Errorf("pledge %d, %s: the mail does not go on with %q but with %q", i, form[0], words, mail)
				}
				mail = rest
			}
		}
	}
}
