package console_test

import (
	"net/http"
	"testing"
	"time"

	"alliance/models"
)

func withUndo(c *models.Config) { c.Moderation.UndoWithin = 30 * time.Second }

func TestUndoAfterADecision(t *testing.T) {
	t.Parallel()
	s := newSite(t, false, withUndo)
	s.colleague(t, "mo@alliance.example", models.RoleModerator)
	first := "/moderation/pledges/" + s.Confirm(t, pledgeFor("First Union"))
	s.Clock.Advance(time.Hour)
	second := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Second League"))
	s.ClaimAll(t)
	b, mo := s.asAdmin(t), s.signedIn(t, "mo@alliance.example")

	b.post(first+"/approve").want(http.StatusSeeOther, second)
	s.Clock.Advance(10 * time.Second)
	next := b.get(second).want(http.StatusOK).has("#notice [role=status]", "Approved: First Union").
		has("#notice form[action='"+first+"/undo'][data-undo='20'] button", "Undo").
		has("#undo-help", "leaves in 20 seconds").hasNot("#notice [role=status] form")
	version, _ := next.page().Find(".undo input[name=version]").Attr("value")
	b.get(first).want(http.StatusOK).count(".undo", 1)
	b.get(second).want(http.StatusOK).hasNot(".undo")
	mo.get(first).want(http.StatusOK).hasNot(".undo")
	mo.post(first+"/undo").want(http.StatusConflict).has("[role=alert]", "a colleague decided that")

	b.post(first+"/undo", "version", version).want(http.StatusSeeOther, first)
	b.get(first).want(http.StatusOK).has("[role=status]", "The decision is undone").
		has(".pledge header .state", "Waiting").
		has("section", "Approval undone before its e-mail left Ada Admin").
		has(".decision button", "Approve").hasNot(".undo")
	b.post(first+"/undo", "version", version).want(http.StatusConflict).has("[role=alert]", "Ada Admin was faster")
	s.Clock.Advance(time.Hour)
	if mails := s.ClaimAll(t); len(mails) != 0 {
		t.Errorf("mails %+v, want none", mails)
	}
}

func TestUndoTooLate(t *testing.T) {
	t.Parallel()
	s := newSite(t, false, withUndo)
	path, b := "/moderation/pledges/"+s.Confirm(t, pledgeFor("Union of Towns")), s.asAdmin(t)
	b.post(path+"/refuse", "reason", "test").want(http.StatusSeeOther, "/moderation")
	b.get("/moderation").want(http.StatusOK).has("#notice", "Refused: Union of Towns").count(".undo", 1)
	s.Clock.Advance(30 * time.Second)
	b.get(path).want(http.StatusOK).hasNot(".undo")
	b.post(path+"/undo").want(http.StatusConflict).has("[role=alert]", "Too late: the e-mail about the decision has left").
		has(".pledge header .state", "Refused")
	if mails := s.ClaimAll(t); len(mails) != 1 {
		t.Errorf("mails %+v, want the refusal", mails)
	}
}
