package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"alliance/models"
	"alliance/models/modelstest"
)

const (
	creationOptions = account + "/passkeys/options"
	requestOptions  = "/moderation/sign-in/passkey/options"
	passkeySignIn   = "/moderation/sign-in/passkey"
)

// addPasskey adds a device's passkey to the account of who is signed in.
func (b *browser) addPasskey(d *device, name string) *answer {
	b.t.Helper()
	credential := d.create(b.t, b.post(creationOptions).want(http.StatusOK).text)
	return b.post(account+"/passkeys", "name", name, "credential", credential)
}

func (b *browser) signInWith(d *device) *answer {
	b.t.Helper()
	return b.post(passkeySignIn, "credential", d.get(b.t, b.post(requestOptions).want(http.StatusOK).text))
}

func TestAPasskeyIsAddedUsedAndRemoved(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b, elsewhere, phone := s.asAdmin(t), s.asAdmin(t), newDevice(t)
	b.addPasskey(phone, "My phone").want(http.StatusSeeOther, account+"/recovery-codes")
	b.get(account+"/recovery-codes").want(http.StatusOK).count(".codes li", 10)
	b.get(account).want(http.StatusOK).has("#passkeys ~ ul strong", "My phone").has("#passkeys ~ ul", "not used yet")
	elsewhere.get("/moderation").want(http.StatusSeeOther)
	s.Clock.Advance(time.Minute)
	b.addPasskey(newDevice(t), "Key ring").want(http.StatusSeeOther, account)

	s.Clock.Advance(time.Hour)
	other := s.browser(t)
	other.get("/moderation/sign-in?next=/moderation/hub").want(http.StatusOK).count("form[data-passkey]", 1)
	credential := phone.get(t, other.post(requestOptions).want(http.StatusOK).text)
	other.post(passkeySignIn, "credential", credential, "next", "/moderation/hub").
		want(http.StatusSeeOther, "/moderation/hub")
	other.get("/moderation/hub").want(http.StatusOK).has(".who", "Ada Admin")
	page := other.get(account).want(http.StatusOK).has("#passkeys ~ ul li:first-child", "last used")

	remove, _ := page.page().Find("#passkeys ~ ul form").First().Attr("action")
	other.post(remove, "password", "wrong").want(http.StatusUnprocessableEntity).
		has("[role=alert] a", "not your password").count("details[open] [aria-invalid=true]", 1)
	other.post(remove, "password", modelstest.Password).want(http.StatusSeeOther, account)
	other.get(account).want(http.StatusOK).count("#passkeys ~ ul > li", 1).count("#codes", 1)
	other.post(remove, "password", modelstest.Password).want(http.StatusNotFound)
	s.browser(t).signInWith(phone).want(http.StatusUnprocessableEntity).has("[role=alert]", "could not be used")
	b.get("/moderation").want(http.StatusSeeOther)
}

func TestAPasskeyAsSecondStep(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b, phone := s.asAdmin(t), newDevice(t)
	b.addPasskey(phone, "My phone").want(http.StatusSeeOther)
	other := s.browser(t)
	other.post("/moderation/sign-in", "email", s.admin.Email, "password", modelstest.Password, "next", "/moderation/team").
		want(http.StatusSeeOther, secondStep)
	other.get(secondStep).want(http.StatusOK).count("form[data-passkey]", 1).hasNot("#code").
		count("details[open] #recovery", 1)
	other.post(secondStep, "code", "000000").want(http.StatusUnprocessableEntity)
	other.signInWith(phone).want(http.StatusSeeOther, "/moderation/team")
	other.get("/moderation/team").want(http.StatusOK)
}

func TestPasskeysThatAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b, phone := s.asAdmin(t), newDevice(t)
	b.addPasskey(phone, "My phone").want(http.StatusSeeOther)
	for name, change := range map[string]func(*device){
		"made for another site":   func(d *device) { d.origin = "https://evil.example" },
		"of another host":         func(d *device) { d.host = "evil.example" },
		"without asking who":      func(d *device) { d.unverified = true },
		"of another owner":        func(d *device) { d.owner = []byte("somebody else") },
		"unknown":                 func(d *device) { d.id = []byte("unknown") },
		"signed by another key":   func(d *device) { d.key = newDevice(t).key },
		"a copy, with an old sum": func(d *device) { d.counter = 0 },
	} {
		s.browser(t).signInWith(phone).want(http.StatusSeeOther)
		wrong := *phone
		change(&wrong)
		guest := s.browser(t)
		if name == "a copy, with an old sum" {
			wrong.counter = phone.counter - 1
		}
		answer := guest.signInWith(&wrong)
		if answer.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d, want 422", name, answer.StatusCode)
		}
		guest.get("/moderation").want(http.StatusSeeOther)
	}
	if strings.Contains(s.log.String(), s.admin.Email) {
		t.Error("the log holds an address")
	}
}

func TestACeremonyIsGoodForOneAnswerInTime(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b, phone := s.asAdmin(t), newDevice(t)
	b.addPasskey(phone, "My phone").want(http.StatusSeeOther)
	guest := s.browser(t)
	credential := phone.get(t, guest.post(requestOptions).want(http.StatusOK).text)
	s.browser(t).post(passkeySignIn, "credential", credential).want(http.StatusUnprocessableEntity)
	guest.post(passkeySignIn, "credential", credential).want(http.StatusSeeOther)
	guest.post(passkeySignIn, "credential", credential).want(http.StatusUnprocessableEntity)

	late := s.browser(t)
	credential = phone.get(t, late.post(requestOptions).want(http.StatusOK).text)
	s.Clock.Advance(6 * time.Minute)
	late.post(passkeySignIn, "credential", credential).want(http.StatusUnprocessableEntity)
	for _, nonsense := range []string{"", "{}", "[]", "null", strings.Repeat("{", 1000)} {
		late.post(requestOptions).want(http.StatusOK)
		late.post(passkeySignIn, "credential", nonsense).want(http.StatusUnprocessableEntity)
		b.post(creationOptions).want(http.StatusOK)
		b.post(account+"/passkeys", "name", "x", "credential", nonsense).want(http.StatusUnprocessableEntity)
	}
	made := newDevice(t).create(t, b.post(creationOptions).want(http.StatusOK).text)
	b.post(account+"/passkeys", "name", "", "credential", made).want(http.StatusUnprocessableEntity).
		has("#passkey-name-fault", "Enter the name")
	b.addPasskey(phone, "The same again").want(http.StatusUnprocessableEntity).
		has("#passkey-name-fault", "known here already")
}

func TestPasskeysOfWhoMayNotSignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	mo := s.colleague(t, "mo@alliance.example", models.RoleModerator)
	phone := newDevice(t)
	s.signedIn(t, mo.Email).addPasskey(phone, "Phone").want(http.StatusSeeOther)
	if err := s.DisableModerator(t.Context(), models.Moderator{}, mo.Email); err != nil {
		t.Fatal(err)
	}
	s.browser(t).signInWith(phone).want(http.StatusUnprocessableEntity)
}

func TestTooManyPasskeysNeverLockAColleagueOut(t *testing.T) {
	t.Parallel()
	s := newSite(t, false, func(cfg *models.Config) { cfg.Limits.SignInsPerIPPerHour = 2 })
	b := s.browser(t)
	for range 2 {
		b.post(requestOptions).want(http.StatusOK)
	}
	b.post(requestOptions).want(http.StatusTooManyRequests)
	s.asAdmin(t).get("/moderation").want(http.StatusOK) // a password is counted by itself
}

func TestPasskeysAreOnlyOfferedWhereBrowsersAllowThem(t *testing.T) {
	t.Parallel()
	for baseURL, offered := range map[string]bool{
		"https://alliance.example": true, "http://localhost:8080": true,
		"http://127.0.0.1:8080": false, "http://alliance.example": false, "https://192.0.2.1": false, "": false,
	} {
		s := newSiteAt(t, baseURL, false)
		page := s.browser(t).get("/moderation/sign-in").want(http.StatusOK)
		if got := page.page().Find("form[data-passkey]").Length() == 1; got != offered {
			t.Errorf("%q: offered is %v, want %v", baseURL, got, offered)
		}
		if !offered {
			s.browser(t).post(requestOptions).want(http.StatusNotFound)
			s.browser(t).post(passkeySignIn).want(http.StatusUnprocessableEntity)
			s.asAdmin(t).post(creationOptions).want(http.StatusNotFound)
		}
	}
}
