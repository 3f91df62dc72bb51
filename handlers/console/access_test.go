package console_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"alliance/models"
)

// visit is a route with the status that each may expect.
type visit struct {
	method, path string
	want         [4]int // as nobody, viewer, moderator, administrator
}

// reaches reports whether the visit is one of the route's.
func (v visit) reaches(route gin.RouteInfo) bool {
	address, _, _ := strings.Cut(v.path, "?")
	asked, parts := strings.Split(address, "/"), strings.Split(route.Path, "/")
	return v.method == route.Method && slices.EqualFunc(asked, parts, func(part, pattern string) bool {
		return part == pattern || strings.HasPrefix(pattern, ":")
	})
}

// TestRoutesAndRoles visits every route as everybody. The moderators' POSTs carry what changes nothing.
func TestRoutesAndRoles(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.colleague(t, "viewer@alliance.example", models.RoleViewer)
	s.colleague(t, "moderator@alliance.example", models.RoleModerator)
	pledge := "/moderation/pledges/" + s.Confirm(t, pledgeFor("Union of Towns"))
	const (
		ok, in, no     = http.StatusOK, http.StatusSeeOther, http.StatusForbidden
		missing, wrong = http.StatusNotFound, http.StatusUnprocessableEntity
		late, bad      = http.StatusConflict, http.StatusBadRequest
	)
	tests := []visit{
		{"GET", "/moderation/sign-in", [4]int{ok, in, in, in}},
		{"POST", "/moderation/sign-in", [4]int{wrong, wrong, wrong, wrong}},
		{"GET", "/moderation/sign-in/second-step", [4]int{in, in, in, in}},
		{"POST", "/moderation/sign-in/second-step", [4]int{in, in, in, in}},
		{"POST", "/moderation/sign-in/passkey/options", [4]int{ok, ok, ok, ok}},
		{"POST", "/moderation/sign-in/passkey", [4]int{wrong, wrong, wrong, wrong}},
		{"POST", "/moderation/sign-out", [4]int{in, in, in, in}},
		{"GET", "/moderation/invitation/none", [4]int{missing, missing, missing, missing}},
		{"POST", "/moderation/invitation/none", [4]int{missing, missing, missing, missing}},
		{"GET", "/moderation/hub", [4]int{in, ok, ok, ok}},
		{"GET", "/moderation/account", [4]int{in, ok, ok, ok}},
		{"GET", "/moderation/account/authenticator", [4]int{in, in, in, in}},
		{"POST", "/moderation/account/authenticator", [4]int{in, in, in, in}},
		{"POST", "/moderation/account/authenticator/confirm", [4]int{in, wrong, wrong, wrong}},
		{"POST", "/moderation/account/authenticator/remove", [4]int{in, wrong, wrong, wrong}},
		{"GET", "/moderation/account/recovery-codes", [4]int{in, in, in, in}},
		{"POST", "/moderation/account/recovery-codes", [4]int{in, wrong, wrong, wrong}},
		{"POST", "/moderation/account/passkeys/options", [4]int{in, ok, ok, ok}},
		{"POST", "/moderation/account/passkeys", [4]int{in, wrong, wrong, wrong}},
		{"POST", "/moderation/account/passkeys/none/remove", [4]int{in, wrong, wrong, wrong}},
		{"POST", "/moderation/account/password", [4]int{in, wrong, wrong, wrong}},
		{"POST", "/moderation/account/sessions/end-others", [4]int{in, in, in, in}},
		{"POST", "/moderation/account/sessions/none/end", [4]int{in, missing, missing, missing}},
		{"POST", "/moderation/hub/seen", [4]int{in, in, in, in}},
		{"GET", "/moderation", [4]int{in, no, ok, ok}},
		{"GET", "/moderation/bulk", [4]int{in, no, missing, missing}},
		{"POST", "/moderation/bulk/review", [4]int{in, no, wrong, wrong}},
		{"POST", "/moderation/bulk", [4]int{in, no, wrong, wrong}},
		{"POST", "/moderation/bulk/undo", [4]int{in, no, missing, missing}},
		{"GET", pledge, [4]int{in, no, ok, ok}},
		{"GET", pledge + "/edit", [4]int{in, no, ok, ok}},
		{"POST", pledge + "/edit", [4]int{in, no, wrong, wrong}},
		{"POST", pledge + "/park", [4]int{in, no, in, late}},
		{"POST", pledge + "/unpark", [4]int{in, no, in, late}},
		{"POST", pledge + "/flag", [4]int{in, no, in, late}},
		{"POST", pledge + "/unflag", [4]int{in, no, in, late}},
		{"POST", pledge + "/claim", [4]int{in, no, in, in}},
		{"POST", pledge + "/take-over", [4]int{in, no, in, late}},
		{"POST", pledge + "/release", [4]int{in, no, in, in}},
		{"POST", pledge + "/take-back", [4]int{in, no, late, late}},
		{"POST", pledge + "/approve", [4]int{in, no, in, late}},
		{"POST", pledge + "/undo", [4]int{in, no, late, late}},
		{"POST", pledge + "/ask", [4]int{in, no, wrong, wrong}},
		{"POST", pledge + "/recall", [4]int{in, no, late, late}},
		{"POST", pledge + "/refuse", [4]int{in, no, wrong, wrong}},
		{"POST", pledge + "/note", [4]int{in, no, in, in}},
		{"POST", pledge + "/tags", [4]int{in, no, wrong, wrong}},
		{"POST", pledge + "/untag", [4]int{in, no, in, in}},
		{"POST", pledge + "/assign", [4]int{in, no, in, in}},
		{"POST", pledge + "/take-down", [4]int{in, no, wrong, wrong}},
		{"POST", pledge + "/restore", [4]int{in, no, no, late}},
		{"GET", "/moderation/mails", [4]int{in, no, no, ok}},
		{"POST", "/moderation/mails/7/resend", [4]int{in, no, no, wrong}},
		{"POST", "/moderation/mails/7/drop", [4]int{in, no, no, wrong}},
		{"GET", "/moderation/settings", [4]int{in, no, no, ok}},
		{"GET", "/moderation/settings/collection", [4]int{in, no, no, ok}},
		{"GET", "/moderation/settings/none", [4]int{in, no, no, missing}},
		{"POST", "/moderation/settings/kinds", [4]int{in, no, no, wrong}},
		{"POST", "/moderation/settings/none/reset", [4]int{in, no, no, missing}},
		{"GET", "/moderation/lists", [4]int{in, no, no, ok}},
		{"POST", "/moderation/lists", [4]int{in, no, no, wrong}},
		{"POST", "/moderation/lists/none/remove", [4]int{in, no, no, missing}},
		{"GET", "/moderation/reasons", [4]int{in, no, no, ok}},
		{"POST", "/moderation/reasons", [4]int{in, no, no, wrong}},
		{"POST", "/moderation/reasons/switch", [4]int{in, no, no, missing}},
		{"GET", "/moderation/invalidations", [4]int{in, no, no, ok}},
		{"POST", "/moderation/invalidations", [4]int{in, no, no, wrong}},
		{"GET", "/moderation/invalidations/none", [4]int{in, no, no, missing}},
		{"POST", "/moderation/invalidations/none/cancel", [4]int{in, no, no, missing}},
		{"POST", "/moderation/invalidations/none/reverse", [4]int{in, no, no, missing}},
		{"GET", "/moderation/audit", [4]int{in, no, no, ok}},
		{"GET", "/moderation/record", [4]int{in, no, no, ok}},
		{"POST", "/moderation/record", [4]int{in, no, no, wrong}},
		{"GET", "/moderation/imports", [4]int{in, no, no, ok}},
		{"POST", "/moderation/imports", [4]int{in, no, no, wrong}},
		{"GET", "/moderation/imports/none", [4]int{in, no, no, missing}},
		{"GET", "/moderation/imports/none/progress", [4]int{in, no, no, missing}},
		{"GET", "/moderation/imports/none/report", [4]int{in, no, no, missing}},
		{"POST", "/moderation/imports/none/check", [4]int{in, no, no, missing}},
		{"POST", "/moderation/imports/none/run", [4]int{in, no, no, missing}},
		{"POST", "/moderation/imports/none/undo", [4]int{in, no, no, missing}},
		{"POST", "/moderation/imports/none/drop", [4]int{in, no, no, missing}},
		{"POST", "/moderation/export/signatories", [4]int{in, bad, bad, bad}},
		{"POST", "/moderation/export/pledges", [4]int{in, no, bad, bad}},
		{"POST", "/moderation/export/audit", [4]int{in, no, no, bad}},
		{"GET", "/moderation/team", [4]int{in, no, no, ok}},
		{"POST", "/moderation/team", [4]int{in, no, no, wrong}},
		{"GET", "/moderation/team/none", [4]int{in, no, no, missing}},
		{"POST", "/moderation/team/none", [4]int{in, no, no, missing}},
		{"POST", "/moderation/team/none/disable", [4]int{in, no, no, missing}},
		{"POST", "/moderation/team/none/reset", [4]int{in, no, no, missing}},
		{"POST", "/moderation/team/none/reset-factor", [4]int{in, no, no, missing}},
	}
	for _, route := range s.routes {
		if !slices.ContainsFunc(tests, func(v visit) bool { return v.reaches(route) }) {
			t.Errorf("%s %s is visited by nobody in this test", route.Method, route.Path)
		}
	}
	for _, test := range tests {
		for i, visitor := range []string{"nobody", "viewer", "moderator", "administrator"} {
			b := s.browser(t)
			switch visitor {
			case "nobody":
			case "administrator":
				b = s.asAdmin(t)
			default:
				b = s.signedIn(t, visitor+"@alliance.example")
			}
			answer := b.do(test.method, test.path, strings.NewReader(""))
			if answer.StatusCode != test.want[i] {
				t.Errorf("%s as %s: status %d, want %d", answer.what, visitor, answer.StatusCode, test.want[i])
			}
			if got := answer.Header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("%s as %s: Cache-Control %q", answer.what, visitor, got)
			}
			signIn := strings.HasPrefix(answer.Header.Get("Location"), "/moderation/sign-in")
			if visitor == "nobody" && test.want[i] == in && !signIn {
				t.Errorf("%s as %s: leads to %q", answer.what, visitor, answer.Header.Get("Location"))
			}
			if answer.StatusCode == no && strings.Contains(answer.text, "Union of Towns") {
				t.Errorf("%s as %s: the refusal shows the pledge", answer.what, visitor)
			}
		}
	}
}

func TestWhoMayNotSeesWhyAndCanSignOut(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.colleague(t, "viewer@alliance.example", models.RoleViewer)
	s.colleague(t, "moderator@alliance.example", models.RoleModerator)
	s.signedIn(t, "viewer@alliance.example").get("/moderation").want(http.StatusForbidden).
		has("h1", "Your role does not cover this page").has(".who button", "Sign out").
		count("nav a", 1).count("nav a[href='/moderation/hub']", 1).
		count("main a", 1).has("main a[href='/moderation/hub']", "Open the overview").
		count("header .mark[href='/moderation/hub']", 1)
	s.signedIn(t, "moderator@alliance.example").get("/moderation/team").want(http.StatusForbidden).
		count("main a[href='/moderation']", 1).
		hasNot("nav a[href='/moderation/team']").hasNot("nav a[href='/moderation/mails']")
}

func TestUnknownAddressesAreHelpful(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	for _, path := range []string{"/moderation/pledges/none", "/moderation/pledges/%3Cscript%3E"} {
		b.get(path).want(http.StatusNotFound).has("h1", "There is nothing here").has(".who", "Ada Admin")
	}
	b.post("/moderation/pledges/none/approve").want(http.StatusNotFound)
	b.post("/moderation/pledges/none/refuse", "reason", "test").want(http.StatusNotFound)
	b.post("/moderation/mails/seven/resend").want(http.StatusNotFound)
}

func TestADecisionAskedForWithoutASessionComesBackToItsPledge(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	id := s.Confirm(t, pledgeFor("Union of Towns"))
	s.browser(t).post("/moderation/pledges/"+id+"/approve").
		want(http.StatusSeeOther, "/moderation/sign-in?next=%2Fmoderation%2Fpledges%2F"+id)
	s.browser(t).post("/moderation/mails/1/drop").want(http.StatusSeeOther, "/moderation/sign-in")
}

func TestHeadersOfAConsolePage(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	answer := s.asAdmin(t).get("/moderation").want(http.StatusOK)
	for header, want := range map[string]string{
		"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "same-origin",
		"Content-Language": "en",
	} {
		if got := answer.Header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	answer.hasNot("[style]").hasNot("style").hasNot("script:not([src])").hasNot("[onclick]")
}
