package web_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"alliance/web"
)

func consoleNow() time.Time { return time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC) }

// console begins a page for an administrator.
func (s site) console(title string) web.ConsoleLayout {
	return web.ConsoleLayout{
		Layout: web.Layout{
			Printer: s.catalog.Printer("en"), Title: title, NoIndex: true,
			Site: web.Site{Name: "#CohesionAlliance", BaseURL: "https://alliance.example", Languages: []string{"en"}},
		},
		Moderator: "Ada Admin", Role: "administrator", Now: consoleNow(),
	}
}

// pledgeForTest is a pledge with something in every group of its page.
func pledgeForTest() web.ModerationPledge {
	day := consoleNow().AddDate(0, 0, -3)
	item := web.QueueItem{
		ID: "01", State: "waiting", Kind: "city", Country: "LV", Body: "Rīga", Territory: "Rīga",
		EmailDomain: "riga.lv", Language: "lv", SubmittedAt: day, ConfirmedAt: &day,
	}
	riga := web.Entry{Slug: "riga", Name: "Rīga", Kind: "city", Country: "LV", Since: day}
	return web.ModerationPledge{
		Trust:     web.TerritoryTrust{Verdict: "exact", Percent: 95, Name: "Rīga"},
		QueueItem: item, Email: "a@riga.lv", Website: "https://riga.lv",
		EmailDomainHost: "riga.lv", WebsiteHost: "riga.lv", DomainsSame: true, DeclarationVersion: "2026-1",
		Duplicates: []web.Duplicate{{Entry: riga, Similarity: 100, Reasons: []string{"name", "territory"}}},
		SameBody:   []web.QueueItem{item},
		Mails: []web.MailStatus{
			{Kind: "confirmation", CreatedAt: day, SentAt: &day},
			{Kind: "approved", CreatedAt: day},
			{Kind: "approved", CreatedAt: day, Attempts: 2, LastError: "451 later"},
			{Kind: "refused", CreatedAt: day, ParkedAt: &day, Attempts: 1, LastError: "550 no"},
		},
		History: []web.HistoryEntry{{At: day, Actor: "representative", Action: "pledge.confirm"}},
	}
}

func (s site) memberPage() web.MemberPage {
	return web.MemberPage{
		ConsoleLayout: s.console("What Mo may do"), Roles: []string{"viewer", "moderator"}, AllKinds: []string{"city"},
		Member: web.TeamMember{ID: "3", Name: "Mo", Role: "moderator", Countries: []string{"LV"}, Kinds: []string{"city"}},
		Errors: map[string]string{"role": "unknown", "kinds": "unknown", "countries": "unknown"},
	}
}

// consolePages are the console's pages in their states.
func (s site) consolePages() map[string]web.Page {
	day, faults := consoleNow().AddDate(0, 0, -3), map[string]string{"name": "required", "email": "taken"}
	queue := web.QueuePage{ConsoleLayout: s.console("Pledges"), Items: []web.QueueItem{pledgeForTest().QueueItem}}
	queue.Total, queue.NextURL = 1, "/moderation?after=x"
	empty := web.QueuePage{ConsoleLayout: s.console("Pledges"), Filter: web.QueueFilter{State: "waiting"}}
	pledge := web.ModerationPage{ConsoleLayout: s.console("Rīga"), Pledge: pledgeForTest(), Reasons: []string{"test"}}
	pledge.Waiting, pledge.NextID = queue.Items, "02"
	wrong, refused := pledge, pledge
	wrong.Errors = map[string]string{"reason": "required", "reason_text": "too_long"}
	refused.Pledge.State, refused.Pledge.Reason, refused.Pledge.DecidedBy = "refused", "test", "Jo"
	refused.Pledge.DecidedAt, refused.Decided = &day, &web.Decided{State: "refused", By: "Jo", At: day}
	parked, approved := pledge, pledge
	parked.Pledge.State, parked.Pledge.Suspected, parked.Pledge.SuspectedReasons = "parked", true, []string{"moderator"}
	parked.Decided = &web.Decided{State: "parked", By: "Jo", At: day}
	approved.Pledge.State, approved.Hide = "approved", true
	approved.Errors = map[string]string{"reason_text": "required"}
	mails := web.ParkedMailsPage{ConsoleLayout: s.console("Mails"), Fault: "gone", Mails: []web.ParkedMail{
		{ID: 1, Kind: "invitation", To: "a@b.example", ParkedAt: day, Attempts: 1},
		{ID: 2, Kind: "approved", To: "c@d.example", ParkedAt: day, PledgeID: "01"},
	}}
	team := web.TeamPage{ConsoleLayout: s.console("Team"), Roles: []string{"viewer"}}
	team.Link, team.Form.Errors = "https://alliance.example/x", faults
	team.Members = []web.TeamMember{
		{ID: "1", Name: "Ada", Role: "administrator", Self: true, HasPassword: true, LastSignInAt: &day},
		{ID: "2", Name: "Jo", Role: "viewer", HasPassword: true, HasFactor: true},
		{ID: "3", Name: "Mo", Role: "moderator", Disabled: true, Countries: []string{"LV"}, Kinds: []string{"city"}},
	}
	pages := map[string]web.Page{
		"sign in":    web.SignInPage{ConsoleLayout: s.console("Sign in"), Fault: "wrong_credentials"},
		"invitation": web.InvitationPage{ConsoleLayout: s.console("Password"), First: true, Errors: faults},
		"error":      web.ConsoleErrorPage{ConsoleLayout: s.console("Nothing here"), Code: "not_found"},
		"hub":        s.hubPage(), "empty hub": web.HubPage{ConsoleLayout: s.console("Overview")},
		"queue": queue, "empty queue": empty,
		"pledge": pledge, "faults": wrong, "refused": refused, "parked": parked, "taking down": approved,
		"mails": mails, "team": team, "member": s.memberPage(),
		"account": s.accountPage(), "account with faults": s.faultyAccountPage(),
		"authenticator": s.authenticatorPage(), "recovery codes": web.RecoveryCodesPage{
			ConsoleLayout: s.console("Codes"), Codes: []string{"aaaa-bbbb-cccc-dddd"},
		},
		"second step":  web.SecondStepPage{ConsoleLayout: s.console("One more step"), App: true, Fault: "wrong_code"},
		"passkey only": web.SecondStepPage{ConsoleLayout: s.console("One more step"), Passkey: true, Fault: "limited"},
		"audit":        s.auditPage(), "empty audit": web.AuditPage{ConsoleLayout: s.console("Audit trail")},
	}
	maps.Copy(pages, s.bulkPages())
	maps.Copy(pages, s.importPages())
	maps.Copy(pages, s.rulePages())
	return pages
}

func TestConsolePagesAreWellFormed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, page := range s.consolePages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := parse(t, s.render(t, page))
			for _, selector := range []string{
				"html[lang=en]", "h1", "main#main", "body > header", `a.skip[href="#main"]`,
				`meta[name=robots][content=noindex]`,
			} {
				if n := doc.Find(selector).Length(); n != 1 {
					t.Errorf("%d of %q, want 1", n, selector)
				}
			}
			if found := doc.Find("script:not([src]), style, [style], [onclick], a[target]"); found.Length() > 0 {
				t.Errorf("inline script or style: %q", goquery.NodeName(found))
			}
			if strings.Contains(doc.Find("title, body").Text(), "console.") {
				t.Error("a key stands in place of its text")
			}
			checkFields(t, doc)
			checkIDs(t, doc)
		})
	}
}

// checkFields wants a label for every field, and a description that exists (WCAG 2.2, 1.3.1 and 3.3.2).
func checkFields(t *testing.T, doc *goquery.Document) {
	t.Helper()
	doc.Find("input:not([type=hidden]), select, textarea").Each(func(_ int, field *goquery.Selection) {
		id := field.AttrOr("id", "")
		if doc.Find("label[for='"+id+"']").Length() != 1 {
			t.Errorf("field %q has no label", id)
		}
		for described := range strings.FieldsSeq(field.AttrOr("aria-describedby", "")) {
			if doc.Find("#"+described).Length() != 1 {
				t.Errorf("field %q is described by %q, which is not there", id, described)
			}
		}
	})
	doc.Find("form[method=post] button").Each(func(_ int, button *goquery.Selection) {
		if strings.TrimSpace(button.Text()) == "" || button.AttrOr("type", "") != "submit" {
			t.Errorf("button %q says nothing or does nothing", button.Text())
		}
	})
}

func checkIDs(t *testing.T, doc *goquery.Document) {
	t.Helper()
	seen := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, element *goquery.Selection) {
		id := element.AttrOr("id", "")
		if seen[id] {
			t.Errorf("id %q stands twice", id)
		}
		seen[id] = true
	})
}

func TestConsoleNavigationFollowsTheRole(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for role, want := range map[string][]string{
		"":          nil,
		"viewer":    {"/moderation/hub"},
		"moderator": {"/moderation/hub", "/moderation"},
		"administrator": {
			"/moderation/hub", "/moderation", "/moderation/mails", "/moderation/team", "/moderation/settings",
			"/moderation/record", "/moderation/imports", "/moderation/invalidations", "/moderation/lists",
			"/moderation/audit",
		},
	} {
		layout := s.console("Pledges")
		layout.Role = role
		if role == "" {
			layout.Moderator = ""
		}
		doc := parse(t, s.render(t, web.QueuePage{ConsoleLayout: layout}))
		var links []string
		doc.Find("header nav a").Each(func(_ int, a *goquery.Selection) { links = append(links, a.AttrOr("href", "")) })
		if diff := cmp.Diff(want, links); diff != "" {
			t.Errorf("%q: links (-want +got):\n%s", role, diff)
		}
		if signOut := doc.Find("form[action='/moderation/sign-out']").Length() == 1; signOut != (role != "") {
			t.Errorf("%q: can sign out: %v", role, signOut)
		}
	}
}

func TestWhatAPledgeOffersInItsState(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const moderator, administrator = "moderator", "administrator"
	for _, test := range []struct {
		state, role string
		suspected   bool
		want        []string // the forms of the decision, in their order
		explained   bool     // in words
	}{
		{"waiting", moderator, false, []string{"approve", "refuse", "ask", "park", "flag"}, true},
		{"needs_info", moderator, false, []string{"recall", "ask", "refuse", "flag"}, true},
		{"waiting", moderator, true, []string{"approve", "refuse", "ask", "park", "unflag"}, true},
		{"parked", moderator, false, []string{"unpark", "flag"}, true},
		{"parked", moderator, true, []string{"unpark", "unflag"}, true},
		{"approved", moderator, false, []string{"take-down"}, true},
		{"approved", moderator, true, []string{"take-down"}, true},
		{"taken_down", moderator, false, nil, false},
		{"taken_down", administrator, false, []string{"restore"}, true},
		{"refused", moderator, false, nil, false},
		{"refused", administrator, false, []string{"restore"}, true},
		{"unconfirmed", administrator, false, nil, true},
		{"withdrawn", administrator, false, nil, false},
	} {
		page := web.ModerationPage{ConsoleLayout: s.console("Rīga"), Pledge: pledgeForTest()}
		page.Pledge.State, page.Role, page.Pledge.Suspected = test.state, test.role, test.suspected
		doc := parse(t, s.render(t, page))
		var forms []string
		doc.Find(".decision form").Each(func(_ int, form *goquery.Selection) {
			forms = append(forms, strings.TrimPrefix(form.AttrOr("action", ""), "/moderation/pledges/01/"))
		})
		if diff := cmp.Diff(test.want, forms); diff != "" {
			t.Errorf("%s, %s, suspected %v (-want +got):\n%s", test.state, test.role, test.suspected, diff)
		}
		if got := doc.Find(".decision p").Length() > 0; got != test.explained {
			t.Errorf("%s, %s: explains itself: %v", test.state, test.role, got)
		}
		if open := doc.Find(".decision details[open]"); open.Length() > 0 {
			t.Errorf("%s, %s: a menu stands open without a fault", test.state, test.role)
		}
	}
}

func TestAnErasedPledgeOffersNoRestoring(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := web.ModerationPage{ConsoleLayout: s.console("Erased"), Pledge: pledgeForTest()}
	page.Pledge.State, page.Pledge.Body = "refused", ""
	if n := parse(t, s.render(t, page)).Find(".decision").Length(); n != 0 {
		t.Error("an erased pledge can be restored")
	}
}

func TestOnlyWhatIsOnTheWallIsLinkedToIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for state, want := range map[string]int{"approved": 1, "taken_down": 0} {
		page := web.ModerationPage{ConsoleLayout: s.console("Rīga"), Pledge: pledgeForTest()}
		page.Pledge.State, page.Pledge.SignatorySlug, page.Pledge.DecidedAt = state, "riga", page.Pledge.ConfirmedAt
		page.Pledge.HiddenFromReports = state == "taken_down"
		page.Pledge.Duplicates[0].Hidden = state == "taken_down"
		doc := parse(t, s.render(t, page))
		if got := doc.Find("article header a[href='/en/members/riga']").Length(); got != want {
			t.Errorf("%s: %d links to the wall, want %d", state, got, want)
		}
		if got := doc.Find("section a[href='/en/members/riga']").Length(); got != want {
			t.Errorf("%s: %d links to the likely duplicate, want %d", state, got, want)
		}
		if got := strings.Contains(doc.Find("article header").Text(), "Left out of reports"); got != (state == "taken_down") {
			t.Errorf("%s: says that it is left out of reports: %v", state, got)
		}
	}
}

func TestWhatHappenedMeanwhile(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ state, by, want string }{
		{"approved", "Jo", "decided_by"},
		{"refused", "", "decided"},
		{"parked", "Jo", "changed_by"},
		{"waiting", "", "changed"},
	} {
		if got := (web.Decided{State: test.state, By: test.by}).Key(); got != test.want {
			t.Errorf("%s by %q: %q, want %q", test.state, test.by, got, test.want)
		}
	}
}

func TestAgo(t *testing.T) {
	t.Parallel()
	layout := newSite(t).console("")
	for passed, want := range map[time.Duration]string{
		-time.Minute:     "less than a minute",
		59 * time.Second: "less than a minute",
		time.Minute:      "1 minute",
		59 * time.Minute: "59 minutes",
		time.Hour:        "1 hour",
		23 * time.Hour:   "23 hours",
		24 * time.Hour:   "1 day",
		71 * time.Hour:   "2 days",
	} {
		if got := layout.Ago(consoleNow().Add(-passed)); got != want {
			t.Errorf("%s: %q, want %q", passed, got, want)
		}
	}
}

func TestMomentIsInUTC(t *testing.T) {
	t.Parallel()
	layout := newSite(t).console("")
	riga := time.FixedZone("EET", 2*60*60)
	got := layout.Moment(time.Date(2026, 11, 23, 1, 5, 0, 0, riga))
	if want := "22 November 2026, 23:05 UTC"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWordsForCodes(t *testing.T) {
	t.Parallel()
	layout := newSite(t).console("")
	detail := func(action, detail string) string {
		return layout.DetailText(web.HistoryEntry{Action: action, Detail: detail})
	}
	for _, test := range []struct{ name, got, want string }{
		{"a field's own fault", layout.FaultText("reason", "required"), "Choose a reason."},
		{"a fault of any field", layout.FaultText("role", "required"), "Please fill in this field."},
		{"an unknown fault", layout.FaultText("name", "odd"), "Please check this field."},
		{"an action", layout.ActionText("pledge.approve"), "Approved"},
		{"an unknown action", layout.ActionText("pledge.sing"), "pledge.sing"},
		{"a person", layout.ActorText("Jo"), "Jo"},
		{"no person", layout.ActorText("system"), "the system"},
		{"the reason of a refusal", detail("pledge.refuse", "test"), "A test"},
		{"an id", detail("pledge.approve", "signatory 01"), ""},
		{"the reasons of a mark", detail("pledge.unflag", "trap"), ""},
		{"a take-down", detail("pledge.take_down", "hidden_from_reports"), "left out of reports"},
		{"another detail", detail("pledge.x", "y"), "y"},
	} {
		if test.got != test.want {
			t.Errorf("%s: %q, want %q", test.name, test.got, test.want)
		}
	}
}

func TestDomainVerdict(t *testing.T) {
	t.Parallel()
	for want, pledge := range map[string]web.ModerationPledge{
		"free_mail":  {FreeMail: true, WebsiteHost: "gmail.com", DomainsSame: true},
		"no_website": {},
		"same":       {WebsiteHost: "riga.lv", DomainsSame: true},
		"different":  {WebsiteHost: "riga.lv"},
	} {
		if got := pledge.DomainVerdict(); got != want {
			t.Errorf("%+v: %q, want %q", pledge, got, want)
		}
	}
}

func TestMailboxTextParts(t *testing.T) {
	t.Parallel()
	link := func(url string) web.TextPart { return web.TextPart{Text: url, URL: url} }
	for text, want := range map[string][]web.TextPart{
		"":      nil,
		"Hello": {{Text: "Hello"}},
		"Open http://localhost:8080/en/confirm/a-_b.\nBye": {
			{Text: "Open "}, link("http://localhost:8080/en/confirm/a-_b"), {Text: ".\nBye"},
		},
		"(https://a.example/?x=1&y=2)": {{Text: "("}, link("https://a.example/?x=1&y=2"), {Text: ")"}},
		"javascript:alert(1)":          {{Text: "javascript:alert(1)"}},
		"https://a.example":            {link("https://a.example")},
	} {
		if diff := cmp.Diff(want, web.MailboxMail{Text: text}.TextParts()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestMailboxPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	layout := s.console("Mailbox").Layout
	layout.Path = "/"
	empty := parse(t, s.render(t, web.MailboxPage{Layout: layout}))
	if empty.Find("article").Length() != 0 || !strings.Contains(empty.Find("main").Text(), "No mails yet") {
		t.Error("the empty mailbox does not say so")
	}
	doc := parse(t, s.render(t, web.MailboxPage{Layout: layout, Mails: []web.MailboxMail{
		{
			ID: "7", To: "a@b.example", Subject: "<b>Confirm</b>", At: consoleNow(),
			Text: "Open http://localhost/x\n", HTML: "<script>",
		},
		{ID: "8", To: "c@d.example", Subject: "Plain", Text: "Hello", At: consoleNow()},
	}}))
	for selector, want := range map[string]string{
		"#mail-7 h2": "<b>Confirm</b>", "#mail-7 dl": "a@b.example", "#mail-7 time": "22 November 2026, 09:30 UTC",
		`#mail-7 a[href="http://localhost/x"]`: "http://localhost/x",
		`#mail-7 a[href="/mailbox/7.html"]`:    "Open as HTML",
		"#mail-8 .mail-text":                   "Hello",
	} {
		if got := doc.Find(selector).Text(); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q in it", selector, got, want)
		}
	}
	if doc.Find("iframe, article script, article b, #mail-8 a, [style]").Length() > 0 {
		t.Error("a mail is more than text and links")
	}
}
