package web_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/web"
)

// accountPage is the account of somebody with everything set up.
func (s site) accountPage() web.AccountPage {
	page := web.AccountPage{
		ConsoleLayout: s.console("Your account"), Email: "ada@alliance.example", App: true, Factor: true, CodesLeft: 1,
		PasskeysOffered: true, MinPassword: 12,
		Passkeys: []web.Passkey{{ID: "A", Name: "Phone"}, {ID: "B", Name: "Key ring"}},
		Sessions: []web.OpenSession{
			{ID: "01", Browser: web.Browser{Name: "Firefox", System: "Windows"}, Current: true},
			{ID: "02", Browser: web.Browser{Name: "Chrome"}},
			{ID: "03"},
		},
	}
	page.Section = "account"
	return page
}

func (s site) faultyAccountPage() web.AccountPage {
	page := s.accountPage()
	page.Owed = true
	page.Errors = map[string]string{
		"app-password": "wrong_password", "app-code": "wrong_code", "codes-password": "limited",
		"passkey-A": "wrong_password", "passkey-name": "required", "current_password": "wrong_password",
		"new_password": "personal", "password_repeat": "different",
	}
	return page
}

func (s site) authenticatorPage() web.AuthenticatorPage {
	return web.AuthenticatorPage{
		ConsoleLayout: s.console("Set up an app"), Code: web.QRCode{Path: "M4 4h7v1h-7z", Width: 29},
		Secret: "ABCDEFGHIJ", Errors: map[string]string{"code": "wrong_code"},
	}
}

func TestAccountPageSaysWhatItKnows(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	doc := parse(t, s.render(t, s.accountPage()))
	for selector, want := range map[string]string{
		".who a[aria-current]":               "Ada Admin",
		"#codes + p":                         "1 code is left",
		"#sessions + ul > li:nth-child(1)":   "Firefox on Windows this browser",
		"#sessions + ul > li:nth-child(2)":   "Chrome",
		"#sessions + ul > li:nth-child(3)":   "Unknown browser",
		"form[action$='/sessions/02/end']":   "Sign out there",
		"form[action$='/end-others'] button": "Sign out everywhere else",
	} {
		if got := strings.Join(strings.Fields(doc.Find(selector).Text()), " "); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q in it", selector, got, want)
		}
	}
	if doc.Find("form[action$='/sessions/01/end'], [role=alert]").Length() > 0 {
		t.Error("the session in use is offered for ending, or there is an alert without a fault")
	}
	owed := parse(t, s.render(t, web.AccountPage{ConsoleLayout: s.console("Your account"), Owed: true}))
	if got := owed.Find("[role=alert]").Text(); !strings.Contains(got, "ask everybody for a second step") {
		t.Errorf("what is owed: %q", got)
	}
	if owed.Find("#codes, form[action$='/end-others']").Length() > 0 {
		t.Error("offers what is not there")
	}
}

func TestEveryFaultOfTheAccountHasItsOwnSentence(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.faultyAccountPage()
	doc := parse(t, s.render(t, page))
	for field := range page.Errors {
		fault := strings.TrimSpace(doc.Find("#" + field + "-fault").Text())
		inSummary := strings.TrimSpace(doc.Find("[role=alert] a[href='#" + field + "']").Text())
		if fault == "" || fault != inSummary || fault == "Please check this field." {
			t.Errorf("%s: %q at the field, %q in the summary", field, fault, inSummary)
		}
		if doc.Find("#"+field+"[aria-invalid=true]").Length() != 1 {
			t.Errorf("%s is not marked", field)
		}
		if hidden := doc.Find("details:not([open]) #" + field); hidden.Length() > 0 {
			t.Errorf("%s is folded away", field)
		}
	}
}

func TestPasskeysNeedTheirScript(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	offered := web.SignInPage{ConsoleLayout: s.console("Sign in"), Passkeys: true, Next: "/moderation/hub"}
	for name, page := range map[string]web.Page{
		"account": s.accountPage(), "sign in": offered,
		"second step": web.SecondStepPage{ConsoleLayout: s.console("One more step"), Passkey: true},
	} {
		doc := parse(t, s.render(t, page))
		if doc.Find("script[src*=passkey]").Length() != 1 || doc.Find("form[data-passkey][hidden]").Length() != 1 {
			t.Errorf("%s: no script, or its form shows without it", name)
		}
	}
	doc := parse(t, s.render(t, offered))
	if next := doc.Find("form[data-passkey] [name=next]").AttrOr("value", ""); next != "/moderation/hub" {
		t.Errorf("next is %q", next)
	}
	for name, page := range map[string]web.Page{
		"account":     web.AccountPage{ConsoleLayout: s.console("Your account")},
		"sign in":     web.SignInPage{ConsoleLayout: s.console("Sign in")},
		"second step": web.SecondStepPage{ConsoleLayout: s.console("One more step"), App: true},
	} {
		if doc := parse(t, s.render(t, page)); doc.Find("script, form[data-passkey]").Length() != 0 {
			t.Errorf("%s: offers passkeys where there are none", name)
		}
	}
}

func TestTheSecretIsEasyToType(t *testing.T) {
	t.Parallel()
	for secret, want := range map[string][]string{
		"": nil, "ABC": {"ABC"}, "ABCD": {"ABCD"}, "ABCDEFGHIJ": {"ABCD", "EFGH", "IJ"},
	} {
		if diff := cmp.Diff(want, web.AuthenticatorPage{Secret: secret}.Groups()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", secret, diff)
		}
	}
}

// The three corners of a QR code are squares of seven modules, with a quiet zone of four around the whole.
func TestQRCode(t *testing.T) {
	t.Parallel()
	code, err := web.NewQRCode("otpauth://totp/Alliance:a@b.example?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
	if err != nil {
		t.Fatal(err)
	}
	if code.Width < 21+8 || (code.Width-8-21)%4 != 0 { // versions differ by four modules
		t.Errorf("width %d is of no version", code.Width)
	}
	if !strings.HasPrefix(code.Path, "M4 4h7v1h-7z") || strings.Contains(code.Path, "M3 ") {
		t.Errorf("path begins %.40q, want a corner behind the quiet zone", code.Path)
	}
	if _, err := web.NewQRCode(strings.Repeat("x", 4000)); err == nil {
		t.Error("drew more than a code can hold")
	}
}
