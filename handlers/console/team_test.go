package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestInviteAColleague(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	b.get("/moderation/team").want(http.StatusOK).has("h1", "Team").has("li", "Ada Admin (you)").
		count("#role option", 3).count("#role option[value=moderator][selected]", 1).hasNot(".one-time").
		hasNot("form[action*='/" + s.admin.ID + "/']")

	b.post("/moderation/team", "name", "Mo Derator", "email", "mo@alliance.example", "role", "moderator").
		want(http.StatusSeeOther, "/moderation/team")
	page := b.get("/moderation/team").want(http.StatusOK).has("[role=status]", "Mo Derator has an account now").
		has("li", "Invited, no password yet").has(".one-time", "https://alliance.example/moderation/invitation/")
	link := page.page().Find(".one-time").Text()
	b.get("/moderation/team").want(http.StatusOK).hasNot(".one-time").hasNot("[role=status]")

	mails := s.ClaimAll(t)
	if len(mails) != 1 || mails[0].Kind != models.MailInvitation {
		t.Fatalf("mails: %+v, want one invitation", mails)
	}

	guest := s.browser(t)
	path := strings.TrimPrefix(link, "https://alliance.example")
	guest.get(path).want(http.StatusOK).has("main", "Welcome, Mo Derator").hasNot("#name").
		count("#email[readonly][value='mo@alliance.example']", 1)
	guest.post(path, "password", "short", "password_repeat", "short").want(http.StatusUnprocessableEntity).
		has("#password-fault", "Choose a longer password")
	guest.post(path, "password", modelstest.Password, "password_repeat", "another").
		want(http.StatusUnprocessableEntity).has("[role=alert] a[href='#password_repeat']", "same password twice")
	guest.post(path, "password", modelstest.Password, "password_repeat", modelstest.Password).
		want(http.StatusSeeOther, "/moderation")
	guest.get("/moderation").want(http.StatusOK).has("[role=status]", "Welcome, Mo Derator").has(".who", "moderator")
	s.browser(t).get(path).want(http.StatusNotFound).has("h1", "This link no longer works")
	guest.post(path, "password", modelstest.Password, "password_repeat", modelstest.Password).want(http.StatusNotFound)
	s.browser(t).get("/moderation/invitation/" + mails[0].Token).want(http.StatusNotFound)
}

func TestTheFirstAdministratorGivesNameAndAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	if err := s.DisableModerator(t.Context(), models.Moderator{}, s.admin.Email); err != nil {
		t.Fatal(err)
	}
	invitation, err := s.FirstAdministrator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	path := "/moderation/invitation/" + invitation.Token
	b := s.browser(t)
	b.get(path).want(http.StatusOK).has("main", "You are the first administrator").
		count("#name[required]", 1).count("#email[required]:not([readonly])", 1).
		has("#password-help", "At least 12 characters")
	b.post(path, "name", "", "email", "nonsense", "password", "x", "password_repeat", "x").
		want(http.StatusUnprocessableEntity).count("[role=alert] li", 3).
		count("#email[value=nonsense][aria-invalid=true]", 1).hasNot("#password[value]")
	b.post(path, "name", "Ada Second", "email", "second@alliance.example",
		"password", modelstest.Password, "password_repeat", modelstest.Password).
		want(http.StatusSeeOther, "/moderation")
	b.get("/moderation/team").want(http.StatusOK).has(".who", "Ada Second")
}

func TestInvitationMistakesComeBackAsTyped(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	for name, test := range map[string]struct{ name, email, role, field, fault string }{
		"no name":        {"", "mo@alliance.example", "moderator", "name", "Enter the name."},
		"no address":     {"Mo", "mo", "moderator", "email", "Enter an e-mail address like"},
		"own address":    {"Mo", "admin@alliance.example", "moderator", "email", "There is an account"},
		"unknown role":   {"Mo", "mo@alliance.example", "queen", "role", "Choose a role."},
		"nothing at all": {"", "", "", "email", "e-mail address"},
	} {
		t.Log(name)
		b.post("/moderation/team", "name", test.name, "email", test.email, "role", test.role).
			want(http.StatusUnprocessableEntity).
			has("[role=alert] a[href='#"+test.field+"']", test.fault).has("#"+test.field+"-fault", test.fault).
			count("#name[value='"+test.name+"']", 1).count("#email[value='"+test.email+"']", 1).hasNot(".one-time")
	}
	team, err := s.Moderators(t.Context())
	if err != nil || len(team) != 1 {
		t.Errorf("mistakes made accounts: %+v, %v", team, err)
	}
}

func TestDisableAndEnableAColleague(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	mo := s.colleague(t, "mo@alliance.example", models.RoleModerator)
	other := s.signedIn(t, mo.Email)
	b := s.asAdmin(t)
	b.post("/moderation/team/"+mo.ID+"/disable").want(http.StatusSeeOther, "/moderation/team")
	b.get("/moderation/team").want(http.StatusOK).has("[role=status]", "can no longer sign in").
		has("li .state", "Disabled").hasNot("form[action$='/disable']")
	other.get("/moderation").want(http.StatusSeeOther, "/moderation/sign-in")
	other.signIn(mo.Email, modelstest.Password).want(http.StatusUnprocessableEntity)

	b.post("/moderation/team/"+mo.ID+"/reset").want(http.StatusSeeOther, "/moderation/team")
	b.get("/moderation/team").want(http.StatusOK).has(".one-time", "/moderation/invitation/").
		has("[role=status]", "needs a new password now")
	other.signIn(mo.Email, modelstest.Password).want(http.StatusUnprocessableEntity)
}

func TestAdministratorsCannotLockThemselvesOut(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	for _, action := range []string{"disable", "reset"} {
		b.post("/moderation/team/"+s.admin.ID+"/"+action).want(http.StatusUnprocessableEntity).
			has("[role=alert]", "you cannot do this with your own account")
	}
	b.get("/moderation/team").want(http.StatusOK)
}

func TestTheOneTimeLinkIsHandedOverByATightCookie(t *testing.T) {
	t.Parallel()
	s := newSite(t, true)
	b := s.asAdmin(t)
	cookie := b.post("/moderation/team", "name", "Mo", "email", "mo@alliance.example", "role", "viewer").
		want(http.StatusSeeOther).setCookie("__Host-invitation")
	if cookie == nil || !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode ||
		cookie.Path != "/" || cookie.MaxAge > 60 {
		t.Fatalf("cookie %+v is not bound tightly enough", cookie)
	}
	b.get("/moderation/team").want(http.StatusOK).has(".one-time", cookie.Value)
	if b.cookie("__Host-invitation") != "" {
		t.Error("the browser kept the link")
	}
}

func TestParkedMails(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	b.get("/moderation/mails").want(http.StatusOK).has(".empty", "No parked mails").hasNot("form[action*=mails]")
	park(t, s, pledgeFor("Union of Towns", func(p *models.NewPledge) { p.Email = "full@union.example" }))
	park(t, s, pledgeFor("League of Towns", func(p *models.NewPledge) { p.Email = "gone@union.example" }))

	page := b.get("/moderation/mails").want(http.StatusOK).count(".cards > li", 2).
		has(".cards dl", "full@union.example").has(".cards dl", "550 no such mailbox").
		has(".cards h2", "Request to confirm the pledge").count(".cards dl a[href^='/moderation/pledges/']", 2)
	resend := action(t, page, "full@union.example", "resend")
	drop := action(t, page, "gone@union.example", "drop")

	b.post(resend).want(http.StatusSeeOther, "/moderation/mails")
	b.get("/moderation/mails").want(http.StatusOK).has("[role=status]", "on its way again").count(".cards > li", 1)
	if mails := s.ClaimAll(t); len(mails) != 1 || mails[0].To != "full@union.example" {
		t.Errorf("resent mails: %+v", mails)
	}
	b.post(resend).want(http.StatusUnprocessableEntity).has("[role=alert]", "not parked any more")
	b.post(drop).want(http.StatusSeeOther, "/moderation/mails")
	b.get("/moderation/mails").want(http.StatusOK).has("[role=status]", "deleted").has(".empty", "No parked mails")
	if mails := s.ClaimAll(t); len(mails) != 0 {
		t.Errorf("a deleted mail came back: %+v", mails)
	}
}

// park submits a pledge whose confirmation mail the server refuses for good.
func park(t *testing.T, s *site, pledge models.NewPledge) {
	t.Helper()
	if _, err := s.SubmitPledge(t.Context(), pledge); err != nil {
		t.Fatal(err)
	}
	mails, err := s.ClaimMails(t.Context(), 10, time.Minute)
	if err != nil || len(mails) != 1 {
		t.Fatalf("claimed %d mails, %v", len(mails), err)
	}
	if err := s.ParkMail(t.Context(), mails[0], "550 no such mailbox"); err != nil {
		t.Fatal(err)
	}
}

// action is the address of a form in the card of a mail.
func action(t *testing.T, page *answer, to, what string) string {
	t.Helper()
	card := page.page().Find(".cards > li").FilterFunction(func(_ int, card *goquery.Selection) bool {
		return strings.Contains(card.Text(), to)
	})
	address, found := card.Find("form[action$='/" + what + "']").Attr("action")
	if !found {
		t.Fatalf("no form to %s the mail to %s", what, to)
	}
	return address
}
