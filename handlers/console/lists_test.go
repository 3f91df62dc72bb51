package console_test

import (
	"net/http"
	"testing"

	"alliance/models"
)

func TestListsPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	const path = "/moderation/lists"
	b.get(path).want(http.StatusOK).has("main", "Nobody stands on a list.").count("[name=list][value=block][checked]", 1)
	b.post(path, "list", "allow", "value", "ten people", "list_note", "See https://example.eu", "ends", "2020-01-01").
		want(http.StatusUnprocessableEntity).count("#value[value='ten people'][aria-invalid]", 1).
		has("#value-fault", "no domain, e-mail address or network").has("#list_note-fault", "Leave web and e-mail addresses").
		has("#ends-fault", "Choose a day from today on").count("[name=list][value=allow][checked]", 1)
	b.post(path, "list", "block", "value", "spam.example", "list_note", "Forged pledges").want(http.StatusSeeOther, path)
	b.post(path, "list", "block", "value", "SPAM.example").want(http.StatusUnprocessableEntity).
		has("#value-fault", "stands on this list already")
	b.post(path, "list", "allow", "value", "192.0.2.9/24", "ends", "2026-12-31").want(http.StatusSeeOther, path)
	b.post(path, "list", "block", "value", "someone@riga.lv", "ends", "2026-12-31").want(http.StatusSeeOther, path)
	page := b.get(path).want(http.StatusOK).has("[role=status]", "The entry is on the list.").count("main li", 3).
		has("main li", "spam.example Blocked domain since 22 November 2026, without end Forged pledges").
		has("main li", "192.0.2.0/24 Allowed network").has("main li", "until 31 December 2026").
		has("main li", "E-mail address (kept as a digest only)")
	if words(page.page().Text()) == "" || page.page().Find("main li:contains('someone@')").Length() > 0 {
		t.Error("the address can be read")
	}
	b.get("/moderation/audit").want(http.StatusOK).has("tbody", "block list, domain, spam.example").
		has("tbody", "block list, an e-mail address")

	detail := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Union of Towns", func(p *models.NewPledge) {
		p.Email = "anna@spam.example"
	}))
	b.get(detail).want(http.StatusOK).has(".alarm li", "on the block list")
	remove := page.page().Find("li:contains('spam.example') form").AttrOr("action", "")
	b.post(remove).want(http.StatusSeeOther, path)
	b.get(path).want(http.StatusOK).has("[role=status]", "off the list").count("main li", 2)
	b.post(remove).want(http.StatusNotFound)
}
