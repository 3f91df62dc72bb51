package console_test

import (
	"net/http"
	"testing"
	"time"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestAClearPledgeIsApprovedFromItsLineOfTheQueue(t *testing.T) {
	t.Parallel()
	s := newSite(t, false, withUndo)
	colleague := s.colleague(t, "mo@alliance.example", models.RoleModerator)
	union := func(name, domain string) string {
		defer s.Clock.Advance(time.Minute)
		return s.Confirm(t, pledgeFor(name, func(p *models.NewPledge) {
			p.Website, p.Email = "https://www."+domain, randomAddress(domain)
		}))
	}
	first, second := union("First Union", "first.example"), union("Second League", "second.example")
	held, third := union("Held Forum", "held.example"), union("Third Forum", "third.example")
	unclear := s.Confirm(t, pledgeFor("Unclear Union", func(p *models.NewPledge) { p.Email = "somebody@gmail.com" }))
	if _, err := s.Claim(t.Context(), colleague, held); err != nil {
		t.Fatal(err)
	}
	b := s.asAdmin(t)
	line := func(id string) string { return "tr:has(#pledge-" + id + ")" }
	page := b.get("/moderation?kind=association").want(http.StatusOK).
		count(line(first)+" .check .verdict", 2). // a union is not in the register, and nothing is said of it
		has(line(first)+" form[action$='/approve'] button", "Approve First Union").
		has(line(unclear), "E-mail address to check").hasNot(line(unclear) + " form").hasNot(line(held) + " form")
	fields := func(id string) []string {
		var sent []string
		for _, name := range []string{"version", "back", "next"} {
			value, _ := page.page().Find(line(id) + " form input[name=" + name + "]").Attr("value")
			sent = append(sent, name, value)
		}
		return sent
	}
	b.post("/moderation/pledges/"+first+"/approve", fields(first)...).
		want(http.StatusSeeOther, "/moderation?kind=association#pledge-"+second)
	b.get("/moderation?kind=association").want(http.StatusOK).has("#notice [role=status]", "Approved: First Union").
		has("#notice .undo button", "Undo").hasNot("#pledge-" + first)
	b.post("/moderation/pledges/"+second+"/approve", fields(second)...).
		want(http.StatusSeeOther, "/moderation?kind=association#pledge-"+third) // past the one that a colleague has
	b.post("/moderation/pledges/"+second+"/approve", fields(second)...).want(http.StatusConflict).
		has("[role=alert]", "Ada Admin was faster")
	b.post("/moderation/pledges/"+third+"/approve", "back", "https://elsewhere.example/moderation", "next", held).
		want(http.StatusSeeOther, "/moderation/pledges/"+unclear)
	b.get("/moderation?state=approved").want(http.StatusOK).hasNot(".check")
	s.Confirm(t, modelstest.Pledge()) // a city of the register
	b.get("/moderation?kind=city").want(http.StatusOK).has(".check .verdict.good", "Fits the register")
}
