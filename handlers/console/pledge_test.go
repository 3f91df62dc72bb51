package console_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestPledgePageShowsWhatADecisionNeeds(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.Approve(t, s.admin, pledgeFor("Union of Baltic Towns"))
	id := s.Confirm(t, pledgeFor("Union of Baltic Towns and Cities", func(p *models.NewPledge) {
		p.Email, p.Website = "jo@elsewhere.example", "https://www.union.example"
		p.Statement, p.ConsentName = "Cohesion holds us together.", true
		p.Associations = []string{"CEMR"}
	}))
	s.ClaimAll(t)
	s.Clock.Advance(3 * 24 * time.Hour)
	s.asAdmin(t).get("/moderation/pledges/"+id).want(http.StatusOK).
		has("h1", "Union of Baltic Towns and Cities").
		has(".pledge header", "Association, Latvia").
		has(".pledge header", "confirmed 3 days ago, 22 November 2026, 09:30 UTC").
		has(".pledge header .state", "Waiting").
		has("dl", "No match in the register").
		has("dl", "Anna Bērziņa").has("dl", "Mayor").
		has("a[href='mailto:jo@elsewhere.example']", "jo@elsewhere.example").
		has("a[href='https://www.union.example']", "www.union.example").
		has(".verdict", "the address is at elsewhere.example, the web site at union.example").
		has("dl", "CEMR").has("blockquote", "Cohesion holds us together.").
		has("dl", "Version 2026-1, read in English").has("dl", "Publish the representative’s name Yes").
		has("dl", "Receive news No").
		has("section a[href^='/en/members/']", "Union of Baltic Towns").has(".verdict", "% alike").
		has("section", "Request to confirm the pledge sent 22 November 2026").
		has("section", "Confirmed the representative").
		has(".decision button", "Approve").has(".decision summary", "Refuse").
		count("form[method=post][action='/moderation/pledges/"+id+"/approve']", 1).
		count(".decision select[name=reason] option", len(s.Reasons())+1).
		hasNot(".decision details[open]").hasNot("[role=alert]").count("h1", 1)
}

func TestTerritoryAndDomainVerdicts(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	for name, test := range map[string]struct {
		change func(*models.NewPledge)
		want   []string
	}{
		"exact match, same domain": {
			func(p *models.NewPledge) { p.Body = "Liepāja"; p.Website = "https://riga.lv" },
			[]string{"belongs to exactly one territory", "Yes: riga.lv belongs to the web site riga.lv"},
		},
		"free mail": {
			func(p *models.NewPledge) { p.Body = "Ventspils"; p.Email = "mayor@gmail.com" },
			[]string{"It proves nothing: gmail.com gives addresses to anyone"},
		},
		"no web site, no match": {
			func(p *models.NewPledge) { p.Body = "Nowhere at all"; p.Website = ""; p.Email = "a@nowhere.example" },
			[]string{"No match in the register", "no web site was given"},
		},
	} {
		id := s.Confirm(t, modelstest.Pledge(test.change))
		answer := b.get("/moderation/pledges/" + id).want(http.StatusOK)
		for _, want := range test.want {
			t.Log(name)
			answer.has(".verdict", want)
		}
	}
}

func TestATypedNameIsNeverMarkup(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	const name = `<b>"Union'</b>&{{.}}`
	id := s.Confirm(t, pledgeFor(name, func(p *models.NewPledge) { p.Statement = "<img alt=x>" }))
	b := s.asAdmin(t)
	b.get("/moderation").want(http.StatusOK).has("tbody th a", name).hasNot("tbody b")
	b.get("/moderation/pledges/"+id).want(http.StatusOK).
		has("h1", name).has("title", name).has("blockquote", "<img alt=x>").hasNot("main b").hasNot("main img")
	b.post("/moderation/pledges/"+id+"/refuse", "reason", "", "reason_text", "</textarea><i>").
		want(http.StatusUnprocessableEntity).has("textarea", "</textarea><i>").hasNot("main i")
	b.post("/moderation/pledges/"+id+"/refuse", "reason", "test").want(http.StatusSeeOther, "/moderation")
	b.get("/moderation").want(http.StatusOK).has("[role=status]", "Refused: "+name).hasNot("main b")
}

func TestApproveGoesOnToTheNextPledge(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	var ids []string
	for _, name := range []string{"First Union", "Second League", "Third Council"} {
		ids = append(ids, s.Confirm(t, pledgeFor(name)))
		s.Clock.Advance(time.Hour)
	}
	s.ClaimAll(t)
	b := s.asAdmin(t)
	page := func(i int) string { return "/moderation/pledges/" + ids[i] }

	b.get(page(1)).want(http.StatusOK).count(".rail li", 3).has(".rail [aria-current=page]", "Second League").
		count(".decision a.later[href='"+page(2)+"']", 1)
	b.post(page(1)+"/approve").want(http.StatusSeeOther, page(2))
	mails := s.ClaimAll(t)
	if len(mails) != 1 || mails[0].Kind != models.MailApproved {
		t.Fatalf("mails of the decision: %+v, want one that it is approved", mails)
	}
	b.get(page(2)).want(http.StatusOK).has("[role=status]", "Approved: Second League").
		count("[role=status] a[href='"+page(1)+"']", 1)
	b.get(page(2)).want(http.StatusOK).hasNot("#notice")
	b.get(page(1)).want(http.StatusOK).
		has(".state", "Approved").has("header", "Decided by Ada Admin, 22 November 2026").
		count("header a[href^='/en/members/']", 1).
		hasNot(".decision form[action$='/approve']").has("section", "Approved Ada Admin").
		has("section", "No member with a similar name")

	b.post(page(2)+"/refuse", "reason", "not_eligible", "reason_text", "Only bodies in Europe can join.").
		want(http.StatusSeeOther, page(0))
	b.get(page(0)).want(http.StatusOK).has("[role=status]", "Refused: Third Council")
	b.get(page(2)).want(http.StatusOK).has("header", "Reason: Not a body that can join").
		has("header blockquote", "Only bodies in Europe can join.").hasNot(".decision form[action$='/refuse']").
		has("section", "Refused: Not a body that can join Ada Admin")
	b.post(page(0)+"/approve").want(http.StatusSeeOther, "/moderation")
	b.get("/moderation").want(http.StatusOK).
		has("[role=status]", "Approved: First Union").has(".empty", "Nothing waits")
}

func TestRefusingNeedsAReason(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	id := s.Confirm(t, pledgeFor("Union of Towns"))
	s.ClaimAll(t)
	b := s.asAdmin(t)
	for name, test := range map[string]struct{ reason, text, field, fault string }{
		"no reason":      {"", "It is a pity.", "reason", "Choose a reason."},
		"unknown reason": {"because", "It is a pity.", "reason", "Choose a reason from the list."},
		"too long":       {"test", strings.Repeat("ä ", 400), "reason_text", "at most 500 characters"},
	} {
		answer := b.post("/moderation/pledges/"+id+"/refuse", "reason", test.reason, "reason_text", test.text).
			want(http.StatusUnprocessableEntity).
			has("[role=alert] a[href='#"+test.field+"']", test.fault).
			has("#"+test.field+"-fault", test.fault).
			count(".decision details[open]", 1).
			count("#"+test.field+"[aria-invalid=true][aria-describedby~="+test.field+"-fault]", 1)
		if got := answer.page().Find("textarea").Text(); got != test.text {
			t.Errorf("%s: %q came back, want what was typed", name, got)
		}
	}
	if mails := s.ClaimAll(t); len(mails) > 0 {
		t.Errorf("a refusal that did not happen sent %+v", mails)
	}
	b.get("/moderation/pledges/"+id).want(http.StatusOK).has(".pledge header .state", "Waiting")
}

func TestTheSlowerModeratorLearnsWhoDecided(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.colleague(t, "mo@alliance.example", models.RoleModerator)
	id := s.Confirm(t, pledgeFor("Union of Towns"))
	s.ClaimAll(t)
	path := "/moderation/pledges/" + id
	mo, admin := s.signedIn(t, "mo@alliance.example"), s.asAdmin(t)
	mo.get(path).want(http.StatusOK).has(".decision button", "Approve")
	admin.post(path+"/approve").want(http.StatusSeeOther, "/moderation")
	late := mo.post(path+"/refuse", "reason", "test").want(http.StatusConflict).
		has("[role=alert]", "already decided by Ada Admin at 22 November 2026, 09:30 UTC: Approved").
		has(".pledge header .state", "Approved").hasNot(".decision form[action$='/refuse']")
	if strings.Contains(late.text, s.admin.Email) {
		t.Error("the page shows the colleague's address")
	}
	if mails := s.ClaimAll(t); len(mails) != 1 {
		t.Errorf("two decisions sent %d mails, want one", len(mails))
	}
}

func TestOfTwoModeratorsAtOnceOneDecides(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.colleague(t, "mo@alliance.example", models.RoleModerator)
	path := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Union of Towns"))
	browsers := []*browser{s.signedIn(t, "mo@alliance.example"), s.asAdmin(t)}
	answers := make([]*answer, len(browsers))
	var clicks sync.WaitGroup
	for i, b := range browsers {
		clicks.Go(func() { answers[i] = b.post(path + "/approve") })
	}
	clicks.Wait()
	if answers[0].StatusCode > answers[1].StatusCode {
		answers[0], answers[1] = answers[1], answers[0]
	}
	answers[0].want(http.StatusSeeOther)
	answers[1].want(http.StatusConflict).has("[role=alert]", "already decided by")
}

func TestAnUnconfirmedPledgeCannotBeDecided(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.Submit(t, pledgeFor("Union of Towns"))
	queue, err := s.Queue(t.Context(), models.QueueFilter{State: models.StateUnconfirmed})
	if err != nil || len(queue.Items) != 1 {
		t.Fatalf("unconfirmed pledges: %+v, %v", queue.Items, err)
	}
	path := "/moderation/pledges/" + queue.Items[0].ID
	b := s.asAdmin(t)
	b.get(path).want(http.StatusOK).has(".state", "Not confirmed yet").
		has(".decision", "the representative has not confirmed").hasNot(".decision form")
	b.post(path+"/approve").want(http.StatusUnprocessableEntity).
		has("[role=alert]", "has not confirmed the e-mail address")
	b.post(path+"/refuse", "reason", "test").want(http.StatusUnprocessableEntity).
		has("[role=alert]", "has not confirmed the e-mail address")
	if mails := s.ClaimAll(t); len(mails) > 0 {
		t.Errorf("a decision that did not happen sent %+v", mails)
	}
}

func TestSuspectedPledgesSayWhy(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	id := s.Confirm(t, pledgeFor("Union of Robots", func(p *models.NewPledge) { p.Trapped = true }))
	b := s.asAdmin(t)
	b.get("/moderation/pledges/"+id).want(http.StatusOK).has(".state.suspected", "Suspected").
		has(".alarm li", "A field that people do not see was filled in")
	b.get("/moderation").want(http.StatusOK).hasNot("tbody tr")
	b.get("/moderation?suspected=1").want(http.StatusOK).has("tbody th", "Union of Robots")
}

func TestAnErasedPledgeStillHasAName(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	id := s.Confirm(t, pledgeFor("Union of Forgotten Towns"))
	if err := s.Refuse(t.Context(), s.admin, models.Seen{ID: id}, "test", ""); err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(31 * 24 * time.Hour)
	if _, err := s.ApplyRetention(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := s.asAdmin(t)
	b.get("/moderation/pledges/"+id).want(http.StatusOK).
		has("h1", "Name erased").has("title", "Name erased").hasNot("h1[lang]")
	b.get("/moderation?state=refused").want(http.StatusOK).has("tbody th a", "Name erased")
}
