package console_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"alliance/models"
)

// selection is the form below the queue with pledges ticked, as name, value pairs.
func (a *answer) selection(decision string, ids ...string) []string {
	a.t.Helper()
	form := a.page().Find("form#bulk")
	displayed, _ := form.Find("[name=displayed]").Attr("value")
	back, _ := form.Find("[name=back]").Attr("value")
	fields := []string{"displayed", displayed, "back", back, "decision", decision}
	for _, id := range ids {
		fields = append(fields, "pledge", id)
	}
	return fields
}

func TestThreeRefusedAtOnceWhileAColleagueDecidesOne(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.colleague(t, "mo@alliance.example", models.RoleModerator)
	var ids []string
	for _, body := range []string{"First Union", "Second League", "Third Council", "Fourth Society"} {
		ids = append(ids, s.Confirm(t, pledgeFor(body)))
		s.Clock.Advance(time.Minute)
	}
	s.ClaimAll(t)
	b, mo := s.asAdmin(t), s.signedIn(t, "mo@alliance.example")
	queue := b.get("/moderation?kind=association").want(http.StatusOK).
		count("tbody .pick input[form=bulk][name=pledge]", 4).has("thead", "Select").
		count("#bulk-decision option[value=unpark]", 0).count("#bulk-decision option[value=refuse]", 1)
	queue.has(".pick label[for='pick-"+ids[0]+"']", "Select First Union")
	chosen := queue.selection("refuse", ids[0], ids[1], ids[2])
	mo.post("/moderation/pledges/" + ids[1] + "/approve").want(http.StatusSeeOther)

	b.post("/moderation/bulk/review", chosen...).want(http.StatusOK).has("h1", "Check before you decide").
		has("main", "2 pledges will be refused").has("main li", "English: 2").count("li input[name=pledge][checked]", 3).
		has("li .verdict", "It is now: Approved").has("button.stop", "Refuse 2 pledges").
		count("a[href='/moderation?kind=association']", 1)
	b.post("/moderation/bulk", chosen...).want(http.StatusUnprocessableEntity).
		has("[role=alert] a[href='#reason']", "Choose a reason").count("#reason[aria-invalid=true]", 1)
	sent := append(chosen, "reason", "not_eligible", "reason_text", "Please ask your board.")
	b.post("/moderation/bulk", sent...).want(http.StatusSeeOther, "/moderation/bulk")
	for range 2 { // the page may be loaded again
		result := b.get("/moderation/bulk").want(http.StatusOK).
			has("[role=status]", "2 pledges are refused. 1 pledge was left as it is").
			count(".verdict.good", 2).has(".verdict.open", "Mo Colleague was faster").
			count("a[href='/moderation?kind=association']", 1)
		names := result.page().Find("main li a").Map(func(_ int, a *goquery.Selection) string { return a.Text() })
		if len(names) != 3 || names[0] != "First Union" || names[2] != "Third Council" {
			t.Errorf("order %v", names)
		}
	}
	s.Clock.Advance(time.Minute) // mails leave once nothing can be undone
	mails := s.ClaimAll(t)
	if len(mails) != 3 {
		t.Errorf("%d mails, want one a decision", len(mails))
	}
	b.get("/moderation/pledges/"+ids[2]).want(http.StatusOK).has("header blockquote", "Please ask your board.")
	b.get("/moderation").want(http.StatusOK).has("tbody th", "Fourth Society").count("tbody tr", 1)
}

func TestOnlyDisplayedPledgesAreDecided(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.colleague(t, "mo@alliance.example", models.RoleModerator)
	here := s.Confirm(t, pledgeFor("Displayed Union"))
	there := s.Confirm(t, pledgeFor("Other Union", func(p *models.NewPledge) { p.Kind = models.KindOrganisation }))
	b, mo := s.asAdmin(t), s.signedIn(t, "mo@alliance.example")
	queue := b.get("/moderation?kind=association").want(http.StatusOK)
	for name, form := range map[string][]string{
		"another id":   queue.selection("park", here, there),
		"no list":      {"decision", "park", "pledge", here},
		"none ticked":  queue.selection("park"),
		"no decision":  queue.selection("", here),
		"a false one":  queue.selection("burn", here),
		"not for bulk": queue.selection("take_down", here),
	} {
		for _, path := range []string{"/moderation/bulk/review", "/moderation/bulk"} {
			b.post(path, form...).want(http.StatusUnprocessableEntity).has("[role=alert]", "Nothing was changed").
				hasNot("main form").count("main a.button[href^='/moderation']", 1)
		}
		if t.Failed() {
			t.Fatal(name)
		}
	}
	mo.post("/moderation/bulk", queue.selection("park", here)...).want(http.StatusUnprocessableEntity).
		has("[role=alert]", "does not fit the list that was shown to you")
	s.Clock.Advance(2*time.Hour + time.Minute)
	b.post("/moderation/bulk", queue.selection("park", here)...).want(http.StatusUnprocessableEntity).
		has("[role=alert]", "more than two hours old")
	b.get("/moderation").want(http.StatusOK).count("tbody tr", 2)
}

func TestWhereTheQueueOffersABulkDecision(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	b.get("/moderation").want(http.StatusOK).hasNot("#bulk")
	s.Approve(t, s.admin, pledgeFor("Approved Union"))
	parked := s.Confirm(t, pledgeFor("Parked Union"))
	if err := s.Park(t.Context(), s.admin, models.Seen{ID: parked}); err != nil {
		t.Fatal(err)
	}
	b.get("/moderation?state=approved").want(http.StatusOK).hasNot("#bulk").hasNot(".pick")
	queue := b.get("/moderation?state=parked").want(http.StatusOK).has("#bulk-decision option[value=unpark]", "Take back")
	b.post("/moderation/bulk/review", queue.selection("unpark", parked)...).want(http.StatusOK).
		has("main", "No e-mail is sent").has("button", "Take 1 pledge back").hasNot("#reason")
	b.post("/moderation/bulk", queue.selection("unpark", parked)...).want(http.StatusSeeOther, "/moderation/bulk")
	b.get("/moderation/bulk").want(http.StatusOK).has("[role=status]", "1 pledge waits in the queue again").
		count("a[href='/moderation?state=parked']", 1)
}

// The way back leads to the queue, whatever the form says.
func TestTheWayBackStaysInTheQueue(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	id := s.Confirm(t, pledgeFor("Union of Towns"))
	b := s.asAdmin(t)
	form := b.get("/moderation").want(http.StatusOK).selection("park", id)
	for _, back := range []string{"https://evil.example", "//evil.example", "/moderation/team", ""} {
		form[3] = back
		b.post("/moderation/bulk/review", form...).want(http.StatusOK).count("a.clear[href='/moderation']", 1)
	}
}

func TestABulkDecisionIsUndoneWhileItsMailsWait(t *testing.T) {
	t.Parallel()
	s := newSite(t, false, func(cfg *models.Config) { cfg.Moderation.UndoWithin = 30 * time.Second })
	ids := []string{s.Confirm(t, pledgeFor("First Union")), s.Confirm(t, pledgeFor("Second League"))}
	s.ClaimAll(t)
	b := s.asAdmin(t)
	b.post("/moderation/bulk/undo").want(http.StatusNotFound)
	form := append(b.get("/moderation").want(http.StatusOK).selection("refuse", ids...), "reason", "test")
	b.post("/moderation/bulk", form...).want(http.StatusSeeOther, "/moderation/bulk")
	b.get("/moderation/bulk").want(http.StatusOK).has("button[aria-describedby=undo-help]", "Undo the decisions")
	b.post("/moderation/bulk/undo").want(http.StatusSeeOther, "/moderation/bulk")
	b.get("/moderation/bulk").want(http.StatusOK).has("[role=status]", "The decisions about 2 pledges are undone").
		hasNot("form[action$='/undo']")
	b.get("/moderation").want(http.StatusOK).count("tbody tr", 2)

	form = b.get("/moderation").want(http.StatusOK).selection("approve", ids...)
	b.post("/moderation/bulk", form...).want(http.StatusSeeOther, "/moderation/bulk")
	s.Clock.Advance(time.Minute)
	b.get("/moderation/bulk").want(http.StatusOK).hasNot("form[action$='/undo']")
	b.post("/moderation/bulk/undo").want(http.StatusSeeOther, "/moderation/bulk")
	b.get("/moderation/bulk").want(http.StatusOK).has("[role=status]", "2 pledges were left as they are").
		has(".verdict.open", "the e-mail about the decision has left")
	if mails := s.ClaimAll(t); len(mails) != 2 {
		t.Errorf("%d mails, want those about the approvals", len(mails))
	}
}

func TestABulkApprovalWhereTwoModeratorsAreNeeded(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	err := s.ChangeSettings(t.Context(), s.admin, func(settings *models.Settings) {
		settings.TwoPersonKinds = []models.Kind{models.KindAssociation}
	})
	if err != nil {
		t.Fatal(err)
	}
	id := s.Confirm(t, pledgeFor("First Union"))
	b := s.asAdmin(t)
	form := b.get("/moderation").want(http.StatusOK).selection("approve", id)
	b.post("/moderation/bulk", form...).want(http.StatusSeeOther, "/moderation/bulk")
	b.get("/moderation/bulk").want(http.StatusOK).has("[role=status]", "0 pledges are approved.").
		has(".verdict.good", "Your approval is noted")
	form = b.get("/moderation").want(http.StatusOK).selection("approve", id)
	b.post("/moderation/bulk", form...).want(http.StatusSeeOther, "/moderation/bulk")
	b.get("/moderation/bulk").want(http.StatusOK).has(".verdict.open", "second")
}
