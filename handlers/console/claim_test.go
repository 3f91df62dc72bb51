package console_test

import (
	"net/http"
	"testing"
	"time"

	"alliance/models"
)

func TestClaimSeenAndTakenOver(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	colleague := s.colleague(t, "mo@alliance.example", models.RoleModerator)
	first := "/moderation/pledges/" + s.Confirm(t, pledgeFor("First Union"))
	s.Clock.Advance(time.Hour)
	second := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Second League"))
	s.Clock.Advance(time.Hour)
	third := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Third Forum"))
	b, mo := s.asAdmin(t), s.signedIn(t, "mo@alliance.example")

	mo.get(second).want(http.StatusOK).has(".claim button", "Claim this pledge").has("script[src*=claim]", "")
	b.get(second).want(http.StatusOK).has(".claim button", "Claim this pledge") // reading it claims nothing
	mo.post(second+"/claim").want(http.StatusSeeOther, second)
	mo.get(second).want(http.StatusOK).has(".claim", "You are working on this pledge").has(".claim button", "Release it")

	b.get("/moderation").want(http.StatusOK).has("tbody tr:nth-child(2)", "Mo Colleague is working on it")
	b.get(second).want(http.StatusOK).has(".claim [aria-live]", "Mo Colleague has been working on this pledge since").
		has(".rail li:nth-child(2)", "Mo Colleague is working on it")
	b.post(second+"/approve").want(http.StatusConflict).has("[role=alert]", "Take it over first").
		has(".claim button", "Take over from Mo Colleague")
	b.post(first+"/park").want(http.StatusSeeOther, third) // past the one that a colleague has
	part := b.post(second+"/claim", "part", "1").want(http.StatusOK).count("html > body > .claim", 1)
	part.has("[aria-live]", "Mo Colleague").hasNot("main").hasNot("header")

	b.post(second+"/take-over", "holder", colleague.ID).want(http.StatusSeeOther, second)
	b.get(second).want(http.StatusOK).has("#notice", "You work on this pledge now").
		has("section", "Taken over from a colleague Ada Admin").hasNot("section:contains('" + colleague.ID + "')")
	mo.post(second+"/claim", "part", "1").want(http.StatusOK).has("[aria-live]", "Ada Admin has been working")
	mo.post(second+"/take-over", "holder", colleague.ID).want(http.StatusConflict).
		has("[role=alert]", "Take it over first")
	b.post(second+"/release", "part", "1").want(http.StatusNoContent)
	mo.post(second+"/approve").want(http.StatusSeeOther, third)
	mo.get(second).want(http.StatusOK).hasNot(".claim").hasNot("script[src*=claim]")
}

func TestClaimEndsByItself(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.colleague(t, "mo@alliance.example", models.RoleModerator)
	path := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Union of Towns"))
	s.signedIn(t, "mo@alliance.example").post(path+"/claim").want(http.StatusSeeOther, path)
	s.Clock.Advance(5 * time.Minute)
	b := s.asAdmin(t)
	b.get(path).want(http.StatusOK).has(".claim button", "Claim this pledge")
	b.post(path+"/approve").want(http.StatusSeeOther, "/moderation")
}

func TestTwoModeratorsApprove(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	err := s.ChangeSettings(t.Context(), s.admin, func(settings *models.Settings) {
		settings.TwoPersonKinds = []models.Kind{models.KindAssociation}
	})
	if err != nil {
		t.Fatal(err)
	}
	s.colleague(t, "mo@alliance.example", models.RoleModerator)
	path := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Union of Towns"))
	b, mo := s.asAdmin(t), s.signedIn(t, "mo@alliance.example")
	b.get("/moderation").want(http.StatusOK).hasNot(".tabs a[href*=second]")
	b.post(path+"/approve").want(http.StatusSeeOther, "/moderation")
	b.get("/moderation").want(http.StatusOK).has("#notice", "Your approval of Union of Towns is noted").
		has("tbody td", "Approved by Ada Admin; needs a second moderator").
		has(".tabs a[href='/moderation?second=1']", "Need a second moderator 1")
	b.post(path+"/approve").want(http.StatusConflict).has("[role=alert]", "A second, different moderator")
	b.get(path).want(http.StatusOK).has("article", "A colleague has to approve it too").
		has("form[action$='/take-back'] button", "Take the first approval back")
	mo.get(path).want(http.StatusOK).has("article", "If you approve it too").hasNot("form[action$='/take-back']")
	mo.post(path+"/take-back").want(http.StatusConflict).has("[role=alert]", "a colleague decided that")
	b.post(path+"/take-back").want(http.StatusSeeOther, path)
	b.get(path).want(http.StatusOK).has("#notice", "taken back").has("section", "First approval taken back Ada Admin")
	mo.post(path+"/approve").want(http.StatusSeeOther, "/moderation")
	b.get("/moderation?second=1").want(http.StatusOK).count("tbody tr", 1).has(".tabs [aria-current]", "Need a second")
	b.post(path+"/approve").want(http.StatusSeeOther, "/moderation")
	b.get(path).want(http.StatusOK).has(".pledge header .state", "Approved").
		has("section", "as the first of two Mo Colleague")
}
