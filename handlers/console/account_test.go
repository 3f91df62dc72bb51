package console_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/pquerna/otp/totp"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestSetUpAnAuthenticatorApp(t *testing.T) {
	t.Parallel()
	s := newSite(t, true)
	s.colleague(t, "viewer@alliance.example", models.RoleViewer)
	b, elsewhere := s.signedIn(t, "viewer@alliance.example"), s.signedIn(t, "viewer@alliance.example")
	b.get(account).want(http.StatusOK).has("h1", "Your account").has("main", "viewer@alliance.example").
		hasNot("#codes").count("form[action='/moderation/account/authenticator']", 1)
	b.get(account+"/authenticator").want(http.StatusSeeOther, account)
	b.get(account+"/recovery-codes").want(http.StatusSeeOther, account)
	b.post(account+"/authenticator").want(http.StatusSeeOther, account+"/authenticator")
	page := b.get(account+"/authenticator").want(http.StatusOK).
		count("svg.qr[role=img][aria-label] path[d^=M]", 1).hasNot("[style]")
	groups := strings.Fields(page.page().Find(".secret").Text())
	if len(groups) != 8 || len(groups[0]) != 4 {
		t.Fatalf("secret in groups %q, want eight of four", groups)
	}
	b.post(account+"/authenticator/confirm", "code", "000000").want(http.StatusUnprocessableEntity).
		has("#code-fault", "The code is wrong").has(".secret", groups[0])
	code, err := totp.GenerateCode(strings.Join(groups, ""), s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	done := b.post(account+"/authenticator/confirm", "code", code).want(http.StatusSeeOther, account+"/recovery-codes")
	cookie := done.setCookie("__Host-recovery")
	if cookie == nil || !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode ||
		cookie.MaxAge > 60 {
		t.Fatalf("cookie %+v is not bound tightly enough", cookie)
	}
	b.get(account+"/recovery-codes").want(http.StatusOK).count(".codes li", 10).
		has("[role=status]", "The second step is on")
	b.get(account+"/recovery-codes").want(http.StatusSeeOther, account)
	b.get(account).want(http.StatusOK).has("#app ~ p .state", "On").has("#codes + p", "10 codes are left")
	elsewhere.get(account).want(http.StatusSeeOther, "/moderation/sign-in?next=%2Fmoderation%2Faccount")
	b.post(account+"/authenticator").want(http.StatusSeeOther, account)
}

func TestSwitchTheAppOff(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	app := s.AddApp(t, s.admin)
	b := s.browser(t)
	b.signIn(s.admin.Email, modelstest.Password).want(http.StatusSeeOther, secondStep)
	b.post(secondStep, "code", app.RecoveryCodes[0]).want(http.StatusSeeOther)
	remove := account + "/authenticator/remove"
	b.post(remove, "password", "wrong", "code", app.Code(t)).want(http.StatusUnprocessableEntity).
		has("[role=alert] a[href='#app-password']", "This is not your password").
		count("#app-password[aria-invalid=true]", 1).count("details[open] #app-code", 1)
	b.post(remove, "password", modelstest.Password, "code", "000000").want(http.StatusUnprocessableEntity).
		has("#app-code-fault", "The code is wrong").hasNot("#app-password-fault")
	b.post(remove, "password", modelstest.Password, "code", app.Code(t)).want(http.StatusSeeOther, account)
	b.get(account).want(http.StatusOK).has("[role=status]", "switched off").hasNot("#codes")
	s.asAdmin(t).get(account).want(http.StatusOK)
}

func TestNewRecoveryCodes(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	app := s.AddApp(t, s.admin)
	b := s.browser(t)
	b.signIn(s.admin.Email, modelstest.Password).want(http.StatusSeeOther)
	b.post(secondStep, "code", app.Code(t)).want(http.StatusSeeOther)
	b.post(account+"/recovery-codes", "password", "wrong").want(http.StatusUnprocessableEntity).
		has("#codes-password-fault", "not your password")
	b.post(account+"/recovery-codes", "password", modelstest.Password).
		want(http.StatusSeeOther, account+"/recovery-codes")
	codes := b.get(account + "/recovery-codes").want(http.StatusOK).page().Find(".codes code").
		Map(func(_ int, code *goquery.Selection) string { return code.Text() })
	if len(codes) != 10 || codes[0] == app.RecoveryCodes[0] {
		t.Errorf("codes %q, want ten new ones", codes)
	}
}

func TestTooManyPasswordsOnTheAccountPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, false, func(cfg *models.Config) { cfg.Limits.SignInsPerAccountPerHour = 2 })
	b := s.asAdmin(t)
	b.post(account+"/recovery-codes", "password", "wrong").want(http.StatusUnprocessableEntity)
	b.post(account+"/recovery-codes", "password", modelstest.Password).want(http.StatusTooManyRequests).
		has("[role=alert]", "Too many attempts")
}

func TestOwnSessions(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	first, second, third := s.asAdmin(t), s.asAdmin(t), s.asAdmin(t)
	page := first.get(account).want(http.StatusOK).count("#sessions + ul > li", 3).
		has("#sessions + ul .state", "this browser").count("form[action$='/end']", 2)
	end, _ := page.page().Find("form[action$='/end']").First().Attr("action")
	first.post(end).want(http.StatusSeeOther, account)
	first.get(account).want(http.StatusOK).has("[role=status]", "ended").count("#sessions + ul > li", 2)
	first.post(end).want(http.StatusNotFound)
	open := 0
	for _, b := range []*browser{second, third} {
		if b.get("/moderation").StatusCode == http.StatusOK {
			open++
		}
	}
	if open != 1 {
		t.Errorf("%d of the others are open, want one", open)
	}
	first.post(account+"/sessions/end-others").want(http.StatusSeeOther, account)
	first.get(account).want(http.StatusOK).count("#sessions + ul > li", 1).
		hasNot("form[action$='/end-others']").hasNot("form[action$='/end']")
	second.get("/moderation").want(http.StatusSeeOther)
	third.get("/moderation").want(http.StatusSeeOther)
	first.get("/moderation").want(http.StatusOK)

	mo := s.colleague(t, "mo@alliance.example", models.RoleModerator)
	theirs := s.signedIn(t, mo.Email).get(account).want(http.StatusOK).count("#sessions + ul > li", 1)
	if strings.Contains(theirs.text, s.admin.Email) {
		t.Error("a colleague's account page tells of another account")
	}
}

func TestBrowsersInWords(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	const apple, google = "AppleWebKit/605.1.15 Version/18.0 Mobile", "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0"
	script := "<script>alert(1)</script>"
	for header, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0":  "Firefox on Windows",
		"Mozilla/5.0 (X11; Linux x86_64) " + google + " Safari/537.36":          "Chrome on Linux",
		"Mozilla/5.0 (Windows NT 10.0) " + google + " Safari/537.36 Edg/142.0":  "Edge on Windows",
		"Mozilla/5.0 (iPhone; like Mac OS X) " + apple + " Safari/604.1":        "Safari on iPhone",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X) " + apple + " Safari/605.1.15": "Safari on macOS",
		"Mozilla/5.0 (Linux; Android 15) " + google + " Mobile Safari/537.36":   "Chrome on Android",
		"curl/8.14.1":                     "curl/8.14.1",
		script + strings.Repeat("x", 500): script + strings.Repeat("x", 35),
		"":                                "Unknown browser",
	} {
		b := s.browser(t)
		b.agent = &header
		b.signIn(s.admin.Email, modelstest.Password).want(http.StatusSeeOther)
		page := b.get(account).want(http.StatusOK).page()
		got := page.Find("#sessions + ul > li").FilterFunction(func(_ int, item *goquery.Selection) bool {
			return item.Find(".state").Length() > 0
		}).Find("strong").Text()
		if got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
}

func TestChangeThePassword(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b, elsewhere := s.asAdmin(t), s.asAdmin(t)
	const path, chosen = account + "/password", "three cows in the rain"
	for _, test := range []struct{ present, chosen, repeat, field, fault string }{
		{"wrong", chosen, chosen, "current_password", "This is not your password"},
		{modelstest.Password, chosen, "another", "password_repeat", "same password twice"},
		{modelstest.Password, "short", "short", "new_password", "longer password"},
		{modelstest.Password, "Password2026!!", "Password2026!!", "new_password", "lists of stolen ones"},
		{modelstest.Password, "my cohesionalliance", "my cohesionalliance", "new_password", "name of this site"},
	} {
		b.post(path, "password", test.present, "new_password", test.chosen, "password_repeat", test.repeat).
			want(http.StatusUnprocessableEntity).has("#"+test.field+"-fault", test.fault).
			has("[role=alert] a[href='#"+test.field+"']", test.fault).hasNot("input[value='" + test.chosen + "']")
	}
	b.post(path, "password", modelstest.Password, "new_password", chosen, "password_repeat", chosen).
		want(http.StatusSeeOther, account)
	b.get(account).want(http.StatusOK).has("[role=status]", "new password is saved").count("#sessions + ul > li", 1)
	elsewhere.get("/moderation").want(http.StatusSeeOther)
	s.browser(t).signIn(s.admin.Email, modelstest.Password).want(http.StatusUnprocessableEntity)
	s.browser(t).signIn(s.admin.Email, chosen).want(http.StatusSeeOther, "/moderation")
}
