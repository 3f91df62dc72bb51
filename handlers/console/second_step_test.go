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
	secondStep = "/moderation/sign-in/second-step"
	account    = "/moderation/account"
)

func TestSignInInTwoSteps(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	app := s.AddApp(t, s.admin)
	b := s.browser(t)
	asked := "/moderation?kind=city"
	b.post("/moderation/sign-in", "email", s.admin.Email, "password", modelstest.Password, "next", asked).
		want(http.StatusSeeOther, secondStep)
	b.get("/moderation").want(http.StatusSeeOther, "/moderation/sign-in")
	b.get(account).want(http.StatusSeeOther, "/moderation/sign-in?next=%2Fmoderation%2Faccount")
	b.post(account + "/authenticator/remove").want(http.StatusSeeOther)
	half := b.cookie("session")

	b.get(secondStep).want(http.StatusOK).has("h1", "One more step").hasNot("nav").hasNot(".who").
		count("#code[autocomplete=one-time-code][inputmode=numeric]", 1).count("#recovery", 1).hasNot("[role=alert]")
	b.post(secondStep, "code", "000000").want(http.StatusUnprocessableEntity).
		has("[role=alert]", "The code is wrong").hasNot("#code[value]")
	b.post(secondStep, "code", app.Code(t)).want(http.StatusSeeOther, asked)
	if b.cookie("session") == half {
		t.Error("the second step kept the token of the first")
	}
	b.get("/moderation").want(http.StatusOK).has(".who a[href='/moderation/account']", "Ada Admin")
	b.get(secondStep).want(http.StatusSeeOther, "/moderation/sign-in")
	s.browser(t).get(secondStep).want(http.StatusSeeOther, "/moderation/sign-in")
	s.browser(t).post(secondStep, "code", app.Code(t)).want(http.StatusSeeOther, "/moderation/sign-in")
}

func TestTheSecondStepExpires(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	app := s.AddApp(t, s.admin)
	b := s.browser(t)
	b.signIn(s.admin.Email, modelstest.Password).want(http.StatusSeeOther, secondStep)
	s.Clock.Advance(10 * time.Minute)
	b.post(secondStep, "code", app.Code(t)).want(http.StatusSeeOther, "/moderation/sign-in")
	b.get("/moderation").want(http.StatusSeeOther, "/moderation/sign-in")
}

func TestARecoveryCodeTellsHowManyAreLeft(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	app := s.AddApp(t, s.admin)
	b := s.browser(t)
	b.signIn(s.admin.Email, modelstest.Password).want(http.StatusSeeOther, secondStep)
	b.post(secondStep, "code", app.RecoveryCodes[0]).want(http.StatusSeeOther, "/moderation")
	b.get("/moderation").want(http.StatusOK).has("[role=status]", "Codes left: 9")
	b.get(account).want(http.StatusOK).has("#codes + p", "9 codes are left")
	again := s.browser(t)
	again.signIn(s.admin.Email, modelstest.Password).want(http.StatusSeeOther, secondStep)
	again.post(secondStep, "code", app.RecoveryCodes[0]).want(http.StatusUnprocessableEntity)
}

func TestTooManyCodesSayHowLongToWait(t *testing.T) {
	t.Parallel()
	s := newSite(t, false, func(cfg *models.Config) { cfg.Limits.SignInsPerAccountPerHour = 2 })
	app := s.AddApp(t, s.admin)
	b := s.browser(t)
	b.signIn(s.admin.Email, modelstest.Password).want(http.StatusSeeOther, secondStep)
	for range 2 {
		b.post(secondStep, "code", "000000").want(http.StatusUnprocessableEntity)
	}
	answer := b.post(secondStep, "code", app.Code(t)).want(http.StatusTooManyRequests).has("[role=alert]", "30 minutes")
	if answer.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

func TestANewPasswordStillNeedsTheSecondStep(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	mo := s.colleague(t, "mo@alliance.example", models.RoleModerator)
	app := s.AddApp(t, mo)
	invitation, err := s.ResetModerator(t.Context(), models.Moderator{}, mo.Email)
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser(t)
	b.post("/moderation/invitation/"+invitation.Token,
		"password", modelstest.Password, "password_repeat", modelstest.Password).want(http.StatusSeeOther, secondStep)
	b.get("/moderation").want(http.StatusSeeOther, "/moderation/sign-in")
	b.post(secondStep, "code", app.Code(t)).want(http.StatusSeeOther, "/moderation")
}

func TestAnAdministratorResetsASecondFactor(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	mo := s.colleague(t, "mo@alliance.example", models.RoleModerator)
	b := s.asAdmin(t)
	b.get("/moderation/team").want(http.StatusOK).hasNot("form[action$='/reset-factor']")
	s.AddApp(t, mo)
	path := "/moderation/team/" + mo.ID + "/reset-factor"
	b.get("/moderation/team").want(http.StatusOK).has("li", "with a second step").
		count("details form[action='"+path+"']", 1)
	b.post(path).want(http.StatusSeeOther, "/moderation/team")
	b.get("/moderation/team").want(http.StatusOK).has("[role=status]", "second step of Mo Colleague is reset").
		hasNot("form[action='" + path + "']")
	s.signedIn(t, mo.Email).get("/moderation").want(http.StatusOK)
	b.post("/moderation/team/"+s.admin.ID+"/reset-factor").want(http.StatusUnprocessableEntity).
		has("[role=alert]", "you cannot do this with your own account")
}

func TestTheLogHoldsNoCode(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	app := s.AddApp(t, s.admin)
	b := s.browser(t)
	b.signIn(s.admin.Email, modelstest.Password).want(http.StatusSeeOther)
	b.post(secondStep, "code", app.RecoveryCodes[0]).want(http.StatusSeeOther)
	for _, secret := range []string{app.Secret, app.RecoveryCodes[0]} {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestARequiredSecondFactorComesFirst(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	viewer := s.colleague(t, "viewer@alliance.example", models.RoleViewer)
	b, before := s.asAdmin(t), s.signedIn(t, viewer.Email)
	err := s.ChangeSettings(t.Context(), s.admin, func(settings *models.Settings) { settings.RequireSecondFactor = true })
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/moderation", "/moderation/hub", "/moderation/team", "/moderation/pledges/none"} {
		b.get(path).want(http.StatusSeeOther, account)
		before.get(path).want(http.StatusSeeOther, account)
	}
	b.post("/moderation/team/"+viewer.ID+"/disable").want(http.StatusSeeOther, account)
	if _, err := s.Store.Store.Moderator(t.Context(), viewer.ID); err != nil {
		t.Errorf("an action went through: %v", err)
	}
	s.signedIn(t, viewer.Email).get(account).want(http.StatusOK).has("[role=alert]", "ask everybody for a second step")

	b.post(account+"/authenticator").want(http.StatusSeeOther, account+"/authenticator")
	secret := strings.Join(strings.Fields(b.get(account+"/authenticator").page().Find(".secret").Text()), "")
	app := modelstest.App{Secret: secret, Store: s.Store}
	b.post(account+"/authenticator/confirm", "code", app.Code(t)).want(http.StatusSeeOther)
	b.get("/moderation").want(http.StatusOK)
	b.post("/moderation/sign-out").want(http.StatusSeeOther, "/moderation/sign-in")
	before.post("/moderation/sign-out").want(http.StatusSeeOther, "/moderation/sign-in")
}
