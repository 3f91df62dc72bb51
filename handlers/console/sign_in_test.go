package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestSignInOpensTheQueue(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.browser(t)
	b.get("/moderation/sign-in").want(http.StatusOK).
		has("h1", "Sign in").has("title", "Sign in").
		has("label[for=email]", "E-mail address").has("label[for=password]", "Password").
		hasNot("[role=alert]").hasNot("nav")
	if b.cookie("session") != "" {
		t.Error("the sign-in page set a cookie before anybody signed in")
	}
	b.signIn(s.admin.Email, modelstest.Password).want(http.StatusSeeOther, "/moderation")
	b.get("/moderation").want(http.StatusOK).has(".who", "Ada Admin").has(".who", "administrator")
	b.get("/moderation/sign-in").want(http.StatusSeeOther, "/moderation")
}

func TestFormsThatCannotBeReadAreNoIncident(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	for _, path := range []string{"/moderation/sign-in", "/moderation/invitation/x"} {
		for _, body := range []string{"email=%zz", "email=a;password=b"} {
			address, form := s.server.URL+path, "application/x-www-form-urlencoded"
			answer, err := s.server.Client().Post(address, form, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			if answer.StatusCode != http.StatusBadRequest {
				t.Errorf("POST %s with %q: %s, want 400", path, body, answer.Status)
			}
		}
	}
	if strings.Contains(s.log.String(), "level=ERROR") {
		t.Errorf("the log tells of an incident: %s", s.log)
	}
}

func TestSignInFailuresTellNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	left := s.colleague(t, "left@alliance.example", models.RoleModerator)
	if err := s.DisableModerator(t.Context(), models.Moderator{}, left.Email); err != nil {
		t.Fatal(err)
	}
	faults := map[string]bool{}
	for name, try := range map[string]struct{ email, password string }{
		"wrong password":  {s.admin.Email, "not the password"},
		"unknown address": {"nobody@alliance.example", modelstest.Password},
		"disabled":        {left.Email, modelstest.Password},
		"empty":           {"", ""},
	} {
		b := s.browser(t)
		answer := b.signIn(try.email, try.password).want(http.StatusUnprocessableEntity)
		fault := words(answer.page().Find("[role=alert]").Text())
		if fault == "" {
			t.Errorf("%s: no message", name)
		}
		faults[fault] = true
		if got, _ := answer.page().Find("#email").Attr("value"); got != try.email {
			t.Errorf("%s: the address typed is %q, want %q", name, got, try.email)
		}
		if got, _ := answer.page().Find("#password").Attr("value"); got != "" {
			t.Errorf("%s: the password came back", name)
		}
		if b.cookie("session") != "" {
			t.Errorf("%s: a session began", name)
		}
		b.get("/moderation").want(http.StatusSeeOther, "/moderation/sign-in")
	}
	if len(faults) != 1 {
		t.Errorf("the messages differ, which tells who has an account: %v", faults)
	}
}

func TestTooManySignInsSayHowLongToWait(t *testing.T) {
	t.Parallel()
	s := newSite(t, false, func(cfg *models.Config) { cfg.Limits.SignInsPerIPPerHour = 2 })
	b := s.browser(t)
	b.signIn(s.admin.Email, "wrong").want(http.StatusUnprocessableEntity)
	b.signIn(s.admin.Email, "wrong").want(http.StatusUnprocessableEntity)
	answer := b.signIn(s.admin.Email, modelstest.Password).want(http.StatusTooManyRequests).
		has("[role=alert]", "30 minutes")
	if got := answer.Header.Get("Retry-After"); got != "1800" {
		t.Errorf("Retry-After %q, want 1800", got)
	}
	s.Clock.Advance(31 * time.Minute)
	b.signIn(s.admin.Email, modelstest.Password).want(http.StatusSeeOther)
}

func TestSignInReturnsToThePageAskedFor(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	asked := "/moderation?kind=city&q=R%C4%ABga"
	b := s.browser(t)
	signIn := "/moderation/sign-in?next=" + url.QueryEscape(asked)
	b.get(asked).want(http.StatusSeeOther, signIn)
	next, _ := b.get(signIn).want(http.StatusOK).has("main", "Please sign in").
		page().Find("input[name=next]").Attr("value")
	if next != asked {
		t.Fatalf("the form carries %q, want %q", next, asked)
	}
	b.post("/moderation/sign-in", "email", s.admin.Email, "password", "wrong", "next", next).
		want(http.StatusUnprocessableEntity).count("form[action$='/sign-in'] input[name=next][value='"+asked+"']", 1)
	b.post("/moderation/sign-in", "email", s.admin.Email, "password", modelstest.Password, "next", next).
		want(http.StatusSeeOther, asked)
}

func TestSignInLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	for _, next := range []string{
		"https://evil.example/moderation", "//evil.example/moderation", "/\\evil.example", "\\\\evil.example",
		"/moderation/../../evil", "/moderation/..//evil.example", "/moderation//evil.example", "javascript:alert(1)",
		"/moderation\\@evil.example", "/moderationevil", "/en/members", "moderation", "///evil.example/moderation",
		"/moderation/%2e%2e/en", "https:/moderation", "/moderation/\r\nSet-Cookie: a=b", "@evil.example/moderation",
	} {
		b := s.browser(t)
		b.post("/moderation/sign-in", "email", s.admin.Email, "password", modelstest.Password, "next", next).
			want(http.StatusSeeOther, "/moderation")
		b.get("/moderation/sign-in?next="+url.QueryEscape(next)).want(http.StatusSeeOther, "/moderation")
		s.browser(t).get("/moderation/sign-in?next=" + url.QueryEscape(next)).want(http.StatusOK).
			hasNot("input[name=next]")
	}
}

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		secure bool
		cookie string
	}{
		"https": {true, "__Host-session"},
		"http":  {false, "session"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, test.secure)
			cookie := s.browser(t).signIn(s.admin.Email, modelstest.Password).
				want(http.StatusSeeOther).setCookie(test.cookie)
			if cookie == nil {
				t.Fatalf("no cookie %q", test.cookie)
			}
			if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode ||
				cookie.Path != "/" || cookie.Domain != "" {
				t.Errorf("cookie %q is not bound tightly enough", cookie.Raw)
			}
			if cookie.Secure != test.secure {
				t.Errorf("cookie %q: Secure is %v, want %v", cookie.Raw, cookie.Secure, test.secure)
			}
			if cookie.MaxAge != 0 || !cookie.Expires.IsZero() {
				t.Errorf("cookie %q outlives the browser", cookie.Raw)
			}
			if len(cookie.Value) < 22 {
				t.Errorf("a token of %d characters has less than 128 bits", len(cookie.Value))
			}
		})
	}
}

func TestATokenPlantedBeforeSignInIsWorthNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	first := s.asAdmin(t)
	planted := first.cookie("session")

	victim := s.browser(t)
	address, err := url.Parse(s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{planted, "a-token-that-the-server-never-gave"} {
		victim.client.Jar.SetCookies(address, []*http.Cookie{{Name: "session", Value: token, Path: "/"}})
		victim.signIn(s.admin.Email, modelstest.Password).want(http.StatusSeeOther)
		if victim.cookie("session") == token {
			t.Errorf("signing in kept the token %q", token)
		}
	}
	first.get("/moderation").want(http.StatusSeeOther, "/moderation/sign-in")
}

func TestSignOutEndsTheSessionOnTheServer(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	token := b.cookie("session")
	b.get("/moderation/sign-out").want(http.StatusNotFound)
	b.get("/moderation").want(http.StatusOK)
	b.post("/moderation/sign-out").want(http.StatusSeeOther, "/moderation/sign-in")
	if b.cookie("session") != "" {
		t.Error("the browser kept the cookie")
	}
	thief := s.browser(t)
	address, err := url.Parse(s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	thief.client.Jar.SetCookies(address, []*http.Cookie{{Name: "session", Value: token, Path: "/"}})
	thief.get("/moderation").want(http.StatusSeeOther, "/moderation/sign-in")
	b.post("/moderation/sign-out").want(http.StatusSeeOther, "/moderation/sign-in")
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	const email = "mo@alliance.example"
	for name, test := range map[string]struct {
		happens func(t *testing.T, s *site, b *browser)
		ends    bool
	}{
		"after hours of work": {func(t *testing.T, s *site, b *browser) {
			t.Helper()
			for range 5 {
				s.Clock.Advance(4 * time.Hour)
				b.get("/moderation").want(http.StatusOK)
			}
		}, false},
		"after eight idle hours": {func(_ *testing.T, s *site, _ *browser) { s.Clock.Advance(8 * time.Hour) }, true},
		"short of eight hours": {func(_ *testing.T, s *site, _ *browser) {
			s.Clock.Advance(8*time.Hour - time.Second)
		}, false},
		"after a day, idle or not": {func(t *testing.T, s *site, b *browser) {
			t.Helper()
			for range 11 {
				s.Clock.Advance(2 * time.Hour)
				b.get("/moderation").want(http.StatusOK)
			}
			s.Clock.Advance(2 * time.Hour)
		}, true},
		"disabled": {func(t *testing.T, s *site, _ *browser) {
			t.Helper()
			if err := s.DisableModerator(t.Context(), models.Moderator{}, email); err != nil {
				t.Fatal(err)
			}
		}, true},
		"password taken away": {func(t *testing.T, s *site, _ *browser) {
			t.Helper()
			if _, err := s.ResetModerator(t.Context(), models.Moderator{}, email); err != nil {
				t.Fatal(err)
			}
		}, true},
		"new password chosen elsewhere": {func(t *testing.T, s *site, _ *browser) {
			t.Helper()
			invitation, err := s.ResetModerator(t.Context(), models.Moderator{}, email)
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.AcceptInvitation(t.Context(), invitation.Token, models.NewModerator{}, "another long password")
			if err != nil {
				t.Fatal(err)
			}
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, false)
			s.colleague(t, email, models.RoleModerator)
			b := s.signedIn(t, email)
			test.happens(t, s, b)
			if test.ends {
				b.get("/moderation").want(http.StatusSeeOther, "/moderation/sign-in")
				return
			}
			b.get("/moderation").want(http.StatusOK)
		})
	}
}

func TestReadingWritesNoSession(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	for range 3 {
		if cookies := b.get("/moderation").want(http.StatusOK).Cookies(); len(cookies) > 0 {
			t.Errorf("reading a page set %v", cookies)
		}
	}
}

func TestTheLogHoldsNoAddressAndNoToken(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.browser(t)
	b.signIn(s.admin.Email, "wrong password").want(http.StatusUnprocessableEntity)
	b.signIn(s.admin.Email, modelstest.Password).want(http.StatusSeeOther)
	b.get("/moderation/pledges/unknown").want(http.StatusNotFound)
	for _, secret := range []string{s.admin.Email, "wrong password", b.cookie("session")} {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
