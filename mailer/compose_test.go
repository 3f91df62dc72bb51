package mailer_test

import (
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"alliance/locale"
	"alliance/mailer"
	"alliance/models"
	"alliance/models/modelstest"
)

var update = flag.Bool("update", false, "write the golden files anew") //nolint:gochecknoglobals // a flag of go test

func testSite() mailer.Site {
	return mailer.Site{
		Name: "#CohesionAlliance", BaseURL: "https://alliance.example.eu/", Contact: "contact@alliance.example.eu",
	}
}

func loadCatalog(t testing.TB) *locale.Catalog {
	t.Helper()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalog
}

func newComposer(t testing.TB) *mailer.Composer {
	t.Helper()
	composer, err := mailer.NewComposer(loadCatalog(t), testSite())
	if err != nil {
		t.Fatal(err)
	}
	return composer
}

// sampleMail returns a mail of the kind with everything that models may give it.
func sampleMail(kind models.MailKind, change ...func(*models.Mail)) models.Mail {
	at := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	m := models.Mail{
		ID: 7, Reference: "01KAQ0Z9V2", Kind: kind, Language: "en", To: "anna.berzina@riga.lv",
		CreatedAt: at, ClaimedAt: at, Body: "Rīga", BodyKind: models.KindCity,
	}
	switch kind {
	case models.MailConfirmation:
		m.Token, m.Code, m.ExpiresAt = "q8Zr-7Yw_1xK3mN5pT9vBA", "408213", at.Add(72*time.Hour)
	case models.MailInvitation:
		m.Token, m.Name, m.ExpiresAt, m.Body = "Xy7-token_of-invitation", "Ieva Ozola", at.Add(48*time.Hour), ""
	case models.MailNotification:
		m.To, m.Body = "alliance-team@alliance.example", ""
		m.Waiting = models.Waiting{
			Total: 3, Bands: map[models.Band]int{models.BandOnTime: 2, models.BandLate: 1},
			Kinds:     []models.FacetCount{{Value: "city", Count: 2}, {Value: "region", Count: 1}},
			Countries: []models.FacetCount{{Value: "LV", Count: 3}},
		}
	case models.MailApproved:
		m.Slug = "riga"
	case models.MailRefused:
		m.Reason, m.ReasonText = "incomplete", "Please name the council's decision.\nIts date is enough."
	case models.MailNeedsInfo:
		m.Token, m.ExpiresAt = "Kb3-token_of-question", at.Add(30*24*time.Hour)
		m.Question = models.Question{
			Text:   "Which body of the city decided this?\nIts date is enough.",
			Fields: []string{"body", "representative_function"},
		}
	default:
	}
	for _, apply := range change {
		apply(&m)
	}
	return m
}

func compose(t *testing.T, m models.Mail) mailer.Message {
	t.Helper()
	message, err := newComposer(t).Compose(m)
	if err != nil {
		t.Fatal(err)
	}
	return message
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run the test with -update to write it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", path, diff)
	}
}

func allKinds() []models.MailKind {
	return []models.MailKind{
		models.MailConfirmation, models.MailAlreadySigned, models.MailApproved, models.MailRefused,
		models.MailNeedsInfo, models.MailInvitation, models.MailNotification,
	}
}

// Every kind of mail, word for word, in every language whose mails are complete.
func TestComposeGolden(t *testing.T) {
	composer := newComposer(t)
	for _, lang := range loadCatalog(t).Languages() {
		for _, kind := range allKinds() {
			t.Run(lang+"/"+string(kind), func(t *testing.T) {
				message, err := composer.Compose(sampleMail(kind, func(m *models.Mail) { m.Language = lang }))
				if err != nil {
					t.Fatal(err)
				}
				name := string(kind) + "." + lang
				golden(t, name+".txt", "Subject: "+message.Subject+"\n\n"+message.Text)
				golden(t, name+".html", message.HTML)
			})
		}
	}
}

func TestComposeSays(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		mail    models.Mail
		want    []string // in the text and in the HTML
		mustNot []string // in either
	}{
		"confirmation without a register name speaks of no body": {
			mail: sampleMail(models.MailConfirmation, func(m *models.Mail) { m.Body = "" }),
			want: []string{
				"A pledge for #CohesionAlliance was made with this e-mail address",
				"https://alliance.example.eu/en/confirm/q8Zr-7Yw_1xK3mN5pT9vBA",
				"408 213", "25 November 2026, 09:30 UTC", "If you did not ask for this, do nothing",
			},
			mustNot: []string{" for .", "Rīga", "anna.berzina@riga.lv"},
		},
		"confirmation with one names it": {
			mail: sampleMail(models.MailConfirmation),
			want: []string{"A pledge for #CohesionAlliance by Rīga was made"},
		},
		"already signed gives nothing that grants anything": {
			mail: sampleMail(models.MailAlreadySigned, func(m *models.Mail) {
				m.Token, m.Code = "secret-token", "408213"
			}),
			want: []string{
				"We already have this pledge", "It either waits for our moderators or stands in the public list",
				"https://alliance.example.eu/en/members",
			},
			mustNot: []string{"/confirm/", "secret-token", "408"},
		},
		"approved leads to the page": {
			mail:    sampleMail(models.MailApproved),
			want:    []string{"The pledge for Rīga has been approved", "https://alliance.example.eu/en/members/riga"},
			mustNot: []string{"/confirm/", "moderation"},
		},
		"approved names the member that the pledge was added to": {
			mail:    sampleMail(models.MailApproved, func(m *models.Mail) { m.Member = "Latvijas galvaspilsēta" }),
			want:    []string{"added to the entry of Latvijas galvaspilsēta", "/en/members/riga"},
			mustNot: []string{"a page of its own"},
		},
		"an approved person is addressed as one": {
			mail: sampleMail(models.MailApproved, func(m *models.Mail) {
				m.Body, m.BodyKind = "Anna Bērziņa", models.KindIndividual
			}),
			want:    []string{"Your name, Anna Bērziņa, now stands in the public list"},
			mustNot: []string{"he pledge for Anna"},
		},
		"refused gives the reason and what can be done": {
			mail: sampleMail(models.MailRefused),
			want: []string{
				"Details that we need are missing", "The moderator adds:", "Its date is enough.",
				"contact@alliance.example.eu", "https://alliance.example.eu/en/pledge",
			},
			mustNot: []string{"refusal.", "welcome to #Cohesion"},
		},
		"refused without a sentence of the moderator quotes nobody": {
			mail:    sampleMail(models.MailRefused, func(m *models.Mail) { m.ReasonText = "" }),
			want:    []string{"Details that we need are missing"},
			mustNot: []string{"The moderator adds", "blockquote"},
		},
		"a refused person is not called a body": {
			mail:    sampleMail(models.MailRefused, func(m *models.Mail) { m.BodyKind = models.KindIndividual }),
			want:    []string{"Thank you for your pledge for #CohesionAlliance."},
			mustNot: []string{"Rīga"},
		},
		"invitation greets by name": {
			mail: sampleMail(models.MailInvitation),
			want: []string{
				"Hello Ieva Ozola,", "https://alliance.example.eu/moderation/invitation/Xy7-token_of-invitation",
				"24 November 2026, 09:30 UTC", "works once",
			},
			mustNot: []string{"/en/moderation"},
		},
		"an unknown language becomes English": {
			mail: sampleMail(models.MailApproved, func(m *models.Mail) { m.Language = "xx" }),
			want: []string{"https://alliance.example.eu/en/members/riga"},
		},
		"what is no path segment is escaped": {
			mail:    sampleMail(models.MailApproved, func(m *models.Mail) { m.Slug = "a/../b?c" }),
			want:    []string{"/en/members/a%2F..%2Fb%3Fc"},
			mustNot: []string{"a/../b"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			message := compose(t, test.mail)
			document, err := goquery.NewDocumentFromReader(strings.NewReader(message.HTML))
			if err != nil {
				t.Fatal(err)
			}
			shown := map[string]string{"text": oneSpaced(message.Text), "HTML": oneSpaced(document.Find("body").Text())}
			for part, content := range shown {
				for _, want := range test.want {
					if !strings.Contains(content, want) {
						t.Errorf("the %s lacks %q:\n%s", part, want, content)
					}
				}
			}
			for _, mustNot := range test.mustNot {
				if strings.Contains(message.Text+message.HTML, mustNot) {
					t.Errorf("the mail has %q", mustNot)
				}
			}
		})
	}
}

func oneSpaced(text string) string { return strings.Join(strings.Fields(text), " ") }

// Every reason of the domain has a sentence; a code must never stand in a mail.
func TestEveryReasonHasASentence(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	for _, lang := range loadCatalog(t).Languages() {
		for _, reason := range store.Reasons() {
			printer := loadCatalog(t).Printer(lang)
			if !printer.Has("refusal." + reason) {
				t.Errorf("%s: no text for the reason %s", lang, reason)
			}
		}
	}
}

func TestAReasonOfTheAdministratorsOwnSpeaksForItself(t *testing.T) {
	t.Parallel()
	message := compose(t, sampleMail(models.MailRefused, func(m *models.Mail) {
		m.Reason, m.ReasonOwn = "no_council", "The council has <not> decided yet."
	}))
	if !strings.Contains(oneSpaced(message.Text), "The council has <not> decided yet.") {
		t.Errorf("the text lacks the reason:\n%s", message.Text)
	}
	if !strings.Contains(message.HTML, "The council has &lt;not&gt; decided yet.") {
		t.Errorf("the HTML lacks the reason:\n%s", message.HTML)
	}
}

func TestHTMLWorksEverywhere(t *testing.T) {
	t.Parallel()
	for _, kind := range allKinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			message := compose(t, sampleMail(kind))
			document, err := goquery.NewDocumentFromReader(strings.NewReader(message.HTML))
			if err != nil {
				t.Fatal(err)
			}
			if lang, _ := document.Find("html").Attr("lang"); lang != "en" {
				t.Errorf("lang is %q", lang)
			}
			if n := document.Find("h1").Length(); n != 1 {
				t.Errorf("%d h1", n)
			}
			remote := "img, script, link, iframe, video, audio, object, form, svg, [src], [background]"
			if n := document.Find(remote).Length(); n != 0 {
				t.Errorf("%d elements that load something or that mail programs strip", n)
			}
			if strings.Contains(message.HTML, "url(") || strings.Contains(message.HTML, "@import") {
				t.Error("the styles load something")
			}
			document.Find("table").Each(func(_ int, table *goquery.Selection) {
				if role, _ := table.Attr("role"); role != "presentation" {
					t.Error("a layout table is announced as a table")
				}
			})
			button, _ := document.Find("td.button a").Attr("href")
			if shown := document.Find("p a").First().Text(); shown != button || button == "" {
				t.Errorf("the button leads to %q, the link in the text reads %q", button, shown)
			}
			document.Find("a").Each(func(_ int, link *goquery.Selection) {
				href, _ := link.Attr("href")
				if !strings.HasPrefix(href, "https://alliance.example.eu") {
					t.Errorf("link to %q", href)
				}
			})
		})
	}
}

func TestTextIsWrapped(t *testing.T) {
	t.Parallel()
	for _, kind := range allKinds() {
		message := compose(t, sampleMail(kind, func(m *models.Mail) {
			m.ReasonText = strings.Repeat("quoted words ", 40)
		}))
		for line := range strings.Lines(message.Text) {
			line = strings.TrimSuffix(line, "\n")
			if utf8.RuneCountInString(line) > 72 && !strings.HasPrefix(line, "https://") {
				t.Errorf("%s: a line of %d characters: %q", kind, utf8.RuneCountInString(line), line)
			}
			if strings.TrimRight(line, " ") != line && line != "-- " {
				t.Errorf("%s: blank at the end of %q", kind, line)
			}
		}
		if strings.Contains(message.Text, "\n\n\n") {
			t.Errorf("%s: two empty lines in a row:\n%s", kind, message.Text)
		}
	}
}

// What a moderator or the register writes is shown as written, and does nothing.
func TestMarkupIsText(t *testing.T) {
	t.Parallel()
	hostile := `<b>Rīga</b> & "Co" <script>alert(1)</script>`
	message := compose(t, sampleMail(models.MailRefused, func(m *models.Mail) {
		m.Body, m.ReasonText = hostile, hostile
	}))
	document, err := goquery.NewDocumentFromReader(strings.NewReader(message.HTML))
	if err != nil {
		t.Fatal(err)
	}
	if n := document.Find("script, b").Length(); n != 0 {
		t.Errorf("%d elements came out of a text", n)
	}
	if got := document.Find("blockquote").Text(); got != hostile {
		t.Errorf("quoted %q", got)
	}
	if !strings.Contains(message.Text, "> "+hostile) {
		t.Errorf("the text part does not quote it as written:\n%s", message.Text)
	}
}

func TestComposeRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*models.Mail){
		"an unknown kind":             func(m *models.Mail) { m.Kind = "news" },
		"a reason without a text":     func(m *models.Mail) { m.Kind, m.Reason = models.MailRefused, "mood" },
		"no address":                  func(m *models.Mail) { m.To = "" },
		"two addresses":               func(m *models.Mail) { m.To = "a@example.eu, b@example.eu" },
		"an address with a name":      func(m *models.Mail) { m.To = "Anna <a@example.eu>" },
		"a header behind the address": func(m *models.Mail) { m.To = "a@example.eu\r\nBcc: b@example.eu" },
		"a domain that cannot be":     func(m *models.Mail) { m.To = "a@exa_mple..eu" },
	}
	composer := newComposer(t)
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := sampleMail(models.MailConfirmation, change)
			message, err := composer.Compose(m)
			if err == nil {
				t.Fatalf("composed %+v", message)
			}
			if m.To != "" && strings.Contains(err.Error(), m.To) {
				t.Errorf("the error holds the address: %v", err)
			}
		})
	}
}

func TestSubjectIsOneLine(t *testing.T) {
	t.Parallel()
	site := testSite()
	site.Name = "Alliance\r\nBcc: everybody@example.eu\x00\u0085"
	composer, err := mailer.NewComposer(loadCatalog(t), site)
	if err != nil {
		t.Fatal(err)
	}
	message, err := composer.Compose(sampleMail(models.MailConfirmation))
	if err != nil {
		t.Fatal(err)
	}
	if want := "Please confirm your pledge for Alliance Bcc: everybody@example.eu"; message.Subject != want {
		t.Errorf("subject %q, want %q", message.Subject, want)
	}
}

func TestNewComposerRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*mailer.Site){
		"no address":           func(s *mailer.Site) { s.BaseURL = "" },
		"an address of a file": func(s *mailer.Site) { s.BaseURL = "file:///etc" },
		"a host only":          func(s *mailer.Site) { s.BaseURL = "alliance.example.eu" },
		"no name":              func(s *mailer.Site) { s.Name = "" },
		"no contact":           func(s *mailer.Site) { s.Contact = "" },
	}
	catalog := loadCatalog(t)
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := testSite()
			change(&site)
			if _, err := mailer.NewComposer(catalog, site); err == nil {
				t.Errorf("accepted %+v", site)
			}
		})
	}
}

// Whatever token a claim mints, the link in both parts opens exactly it.
func TestLinksSurvive(t *testing.T) {
	t.Parallel()
	composer := newComposer(t)
	rapid.Check(t, func(t *rapid.T) {
		token := rapid.StringMatching(`[A-Za-z0-9_-]{1,200}`).Draw(t, "token")
		message, err := composer.Compose(sampleMail(models.MailConfirmation, func(m *models.Mail) { m.Token = token }))
		if err != nil {
			t.Fatal(err)
		}
		document, err := goquery.NewDocumentFromReader(strings.NewReader(message.HTML))
		if err != nil {
			t.Fatal(err)
		}
		inHTML, _ := document.Find("td.button a").Attr("href")
		var inText string
		for word := range strings.FieldsSeq(message.Text) {
			if strings.Contains(word, "/confirm/") {
				inText = word
			}
		}
		for _, link := range []string{inHTML, inText} {
			parsed, err := url.Parse(link)
			if err != nil || parsed.Path != "/en/confirm/"+token {
				t.Errorf("link %q for token %q: %v", link, token, err)
			}
		}
	})
}
