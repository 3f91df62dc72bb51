package console_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"alliance/models"
)

func TestParkAndTakeBack(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.colleague(t, "mo@alliance.example", models.RoleModerator)
	first := "/moderation/pledges/" + s.Confirm(t, pledgeFor("First Union"))
	s.Clock.Advance(time.Hour)
	second := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Second League"))
	s.ClaimAll(t)
	b, mo := s.asAdmin(t), s.signedIn(t, "mo@alliance.example")
	b.get(first).want(http.StatusOK).has(".decision details.more", "No e-mail is sent").
		count(".decision details:not([open])", 3)
	b.post(first+"/park").want(http.StatusSeeOther, second)
	b.get(second).want(http.StatusOK).has("[role=status]", "Parked: First Union").
		count("[role=status] a[href='"+first+"']", 1).count(".rail li", 1)
	for _, late := range []string{"/park", "/approve"} {
		mo.post(first+late).want(http.StatusConflict).
			has("[role=alert]", "Ada Admin was faster, at 22 November 2026, 10:30 UTC. The pledge is now: Parked").
			has(".decision button", "Take back into the queue")
	}
	b.get("/moderation?state=parked").want(http.StatusOK).has("tbody th", "First Union")

	mo.post(first+"/unpark").want(http.StatusSeeOther, first)
	mo.get(first).want(http.StatusOK).has("[role=status]", "waits in the queue again").
		has(".decision button", "Approve").has("section", "Taken back into the queue Mo Colleague")
	if mails := s.ClaimAll(t); len(mails) != 0 {
		t.Errorf("mails %+v, want none", mails)
	}
}

func TestFlagAndClear(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	path := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Union of Towns"))
	b := s.asAdmin(t)
	b.post(path+"/flag").want(http.StatusSeeOther, "/moderation")
	b.get("/moderation").want(http.StatusOK).has("[role=status]", "Marked as suspected: Union of Towns").hasNot("tbody tr")
	b.get("/moderation?suspected=1").want(http.StatusOK).has("tbody th", "Union of Towns")
	b.get(path).want(http.StatusOK).has(".alarm li", "A moderator marked it").hasNot("form[action$='/flag']")
	b.post(path+"/flag").want(http.StatusConflict).has("[role=alert]", "The pledge is now: Waiting")
	b.post(path+"/unflag").want(http.StatusSeeOther, path)
	b.get(path).want(http.StatusOK).has("[role=status]", "no longer marked").hasNot(".alarm").
		has("section", "Mark “suspected” cleared")
}

func TestTakeDownAndRestore(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.colleague(t, "mo@alliance.example", models.RoleModerator)
	path := "/moderation/pledges/" + s.Approve(t, s.admin, pledgeFor("Union of Towns"))
	b, mo := s.asAdmin(t), s.signedIn(t, "mo@alliance.example")

	mo.get(path).want(http.StatusOK).has(".decision", "No e-mail is sent: please tell the representative yourself")
	mo.post(path+"/take-down", "reason_text", " ", "hide", "1").want(http.StatusUnprocessableEntity).
		has("[role=alert] a[href='#reason_text']", "Say in a few words why").count(".decision details[open]", 1).
		count("#hide[checked]", 1).count("#reason_text[aria-invalid=true][aria-describedby~=reason_text-fault]", 1)
	mo.post(path+"/take-down", "reason_text", "Never decided by the board.", "hide", "1").
		want(http.StatusSeeOther, path)
	mo.get(path).want(http.StatusOK).has("[role=status]", "taken down").has(".pledge header .state", "Taken down").
		has("header", "Decided by Mo Colleague").has("header blockquote", "Never decided by the board.").
		has("header", "Left out of reports").has("section", "Taken down: left out of reports Mo Colleague").
		hasNot("header a[href*='/members/']").hasNot(".decision")
	mo.post(path+"/take-down", "reason_text", "Again.").want(http.StatusConflict).
		has("[role=alert]", "already decided by Mo Colleague")
	mo.get("/moderation?state=taken_down").want(http.StatusOK).has("tbody th", "Union of Towns")
	mo.post(path + "/restore").want(http.StatusForbidden)
	if _, err := s.Signatory(t.Context(), "union-of-towns"); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("still on the wall: %v", err)
	}

	b.get(path).want(http.StatusOK).has(".decision details.restore", "No e-mail is sent")
	b.post(path+"/restore").want(http.StatusSeeOther, path)
	b.get(path).want(http.StatusOK).has("[role=status]", "restored").has(".pledge header .state", "Approved").
		count("header a[href='/en/members/union-of-towns']", 1)
	b.post(path + "/restore").want(http.StatusConflict)
	if _, err := s.Signatory(t.Context(), "union-of-towns"); err != nil {
		t.Errorf("not on the wall again: %v", err)
	}
	if mails := s.ClaimAll(t); len(mails) != 0 {
		t.Errorf("mails %+v, want none", mails)
	}
}

func TestARefusalIsTakenBackByAnAdministrator(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	id := s.Confirm(t, pledgeFor("Union of Towns"))
	path := "/moderation/pledges/" + id
	b := s.asAdmin(t)
	b.post(path+"/refuse", "reason", "test").want(http.StatusSeeOther)
	b.get(path).want(http.StatusOK).has(".decision", "The refusal is taken back")
	b.post(path+"/restore").want(http.StatusSeeOther, path)
	b.get(path).want(http.StatusOK).has(".pledge header .state", "Waiting").has(".decision button", "Approve").
		has("section", "Refusal taken back Ada Admin")
}

func TestWhatCannotBeRestoredSaysWhy(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	pledge := pledgeFor("Union of Towns")
	old := "/moderation/pledges/" + s.Approve(t, s.admin, pledge)
	b.post(old+"/take-down", "reason_text", "Not decided.").want(http.StatusSeeOther)
	s.Approve(t, s.admin, pledge)
	b.post(old+"/restore").want(http.StatusUnprocessableEntity).has("[role=alert]", "has signed again")

	erased := s.Confirm(t, pledgeFor("League of Towns"))
	if err := s.Refuse(t.Context(), s.admin, models.Seen{ID: erased}, "test", ""); err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(31 * 24 * time.Hour)
	if _, err := s.ApplyRetention(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.asAdmin(t).post("/moderation/pledges/"+erased+"/restore").want(http.StatusUnprocessableEntity).
		has("[role=alert]", "are erased")
}

// Every form of the page carries the version that was on the screen; what happened since is told, and nothing changes.
func TestDecisionOnAnOldPageTellsWhatHappened(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	id := s.Confirm(t, pledgeFor("Union of Towns"))
	path, b := "/moderation/pledges/"+id, s.asAdmin(t)
	page := b.get(path).want(http.StatusOK).page()
	forms := page.Find(`.decision form[method=post]`)
	versions := forms.Find(`input[name=version]`)
	if forms.Length() == 0 || versions.Length() != forms.Length() {
		t.Fatalf("%d forms carry a version, want all %d", versions.Length(), forms.Length())
	}
	version, _ := versions.First().Attr("value")
	if err := s.Flag(t.Context(), s.admin, models.Seen{ID: id}); err != nil {
		t.Fatal(err)
	}
	b.post(path+"/approve", "version", version).want(http.StatusConflict).
		has("[role=alert]", "Nothing was changed: "+s.admin.Name+" was faster")
}
