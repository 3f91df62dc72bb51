package mailer

import (
	"fmt"
	"strings"
	"time"

	"alliance/locale"
	"alliance/models"
)

// letter is the content of a mail; the templates set it as HTML and as text.
type letter struct {
	Language string
	Subject  string
	Title    string
	Greeting string
	Before   []string // paragraphs before the button
	Quote    *quote
	Ask      string // leads to the button; may be empty
	Button   button
	Code     *code
	After    []string // paragraphs after the button
	LinkHelp string
	Footer   []string
	SiteName string
	SiteURL  string
}

type button struct{ Label, URL string }

// quote is what a moderator wrote.
type quote struct{ Intro, Text string }

// code is the six digits that confirm a pledge without the link.
type code struct{ Intro, Digits string }

// writer knows how to fill a letter for one mail.
type writer struct {
	*locale.Printer
	site Site
	mail models.Mail
}

// write fills the letter for the mail's kind.
func (w writer) write() (letter, error) {
	var l letter
	switch w.mail.Kind {
	case models.MailConfirmation:
		l = w.confirmation()
	case models.MailAlreadySigned:
		l = w.alreadySigned()
	case models.MailApproved:
		l = w.approved()
	case models.MailRefused:
		if w.mail.ReasonOwn == "" && !w.Has("refusal."+w.mail.Reason) {
			return letter{}, fmt.Errorf("no text for the reason %q", w.mail.Reason)
		}
		l = w.refused()
	case models.MailInvitation:
		l = w.invitation()
	default:
		return letter{}, fmt.Errorf("unknown kind of mail %q", w.mail.Kind)
	}
	l.Language = w.Lang()
	if l.Greeting == "" {
		l.Greeting = w.T("mail.greeting")
	}
	l.LinkHelp = w.T("mail.link")
	l.Footer = []string{
		w.T("mail.footer.automatic", "site", w.site.Name),
		w.T("mail.footer.contact", "contact", w.site.Contact),
	}
	l.SiteName, l.SiteURL = w.site.Name, w.site.BaseURL
	return l, nil
}

func (w writer) confirmation() letter {
	intro := w.T("mail.confirmation.intro", "site", w.site.Name)
	if w.mail.Body != "" {
		intro = w.T("mail.confirmation.intro_body", "site", w.site.Name, "body", w.mail.Body)
	}
	return letter{
		Subject: w.T("mail.confirmation.subject", "site", w.site.Name),
		Title:   w.T("mail.confirmation.title"),
		Before:  []string{intro},
		Button:  button{w.T("mail.confirmation.button"), w.link(w.Lang(), "confirm", w.mail.Token)},
		Code:    &code{w.T("mail.confirmation.code"), spaced(w.mail.Code)},
		After: []string{
			w.validUntil("mail.confirmation.valid"),
			w.T("mail.confirmation.ignore"),
		},
	}
}

func (w writer) alreadySigned() letter {
	intro := w.T("mail.already_signed.intro", "site", w.site.Name)
	if w.mail.Body != "" {
		intro = w.T("mail.already_signed.intro_body", "site", w.site.Name, "body", w.mail.Body)
	}
	return letter{
		Subject: w.T("mail.already_signed.subject", "site", w.site.Name),
		Title:   w.T("mail.already_signed.title"),
		Before:  []string{intro, w.T("mail.already_signed.state")},
		Button:  button{w.T("mail.already_signed.button"), w.link(w.Lang(), "members")},
		After:   []string{w.T("mail.already_signed.ignore")},
	}
}

func (w writer) approved() letter {
	intro := w.T("mail.approved.intro", "body", w.mail.Body)
	if w.mail.BodyKind == models.KindIndividual {
		intro = w.T("mail.approved.intro_individual", "body", w.mail.Body)
	}
	if w.mail.Member != "" {
		intro = w.T("mail.approved.intro_member", "body", w.mail.Body, "member", w.mail.Member)
	}
	return letter{
		Subject: w.T("mail.approved.subject", "site", w.site.Name),
		Title:   w.T("mail.approved.title", "site", w.site.Name),
		Before:  []string{intro},
		Button:  button{w.T("mail.approved.button"), w.link(w.Lang(), "members", w.mail.Slug)},
		After: []string{
			w.T("mail.approved.share"),
			w.T("mail.approved.change", "contact", w.site.Contact),
		},
	}
}

func (w writer) refused() letter {
	intro := w.T("mail.refused.intro", "site", w.site.Name, "body", w.mail.Body)
	if w.mail.BodyKind == models.KindIndividual || w.mail.Body == "" {
		intro = w.T("mail.refused.intro_individual", "site", w.site.Name)
	}
	reason := w.mail.ReasonOwn
	if reason == "" {
		reason = w.T("refusal." + w.mail.Reason)
	}
	l := letter{
		Subject: w.T("mail.refused.subject", "site", w.site.Name),
		Title:   w.T("mail.refused.title"),
		Before:  []string{intro, reason},
		Button:  button{w.T("mail.refused.button"), w.link(w.Lang(), "pledge")},
		Ask:     w.T("mail.refused.again"),
		After:   []string{w.T("mail.refused.mistake", "contact", w.site.Contact)},
	}
	if w.mail.ReasonText != "" {
		l.Quote = &quote{w.T("mail.refused.quote"), w.mail.ReasonText}
	}
	return l
}

func (w writer) invitation() letter {
	l := letter{
		Subject: w.T("mail.invitation.subject", "site", w.site.Name),
		Title:   w.T("mail.invitation.title"),
		Before:  []string{w.T("mail.invitation.intro", "site", w.site.Name)},
		Button:  button{w.T("mail.invitation.button"), w.link("moderation", "invitation", w.mail.Token)},
		After: []string{
			w.validUntil("mail.invitation.valid"),
			w.T("mail.invitation.ignore", "contact", w.site.Contact),
		},
	}
	if w.mail.Name != "" {
		l.Greeting = w.T("mail.greeting_name", "name", w.mail.Name)
	}
	return l
}

func (w writer) link(segments ...string) string {
	return w.site.BaseURL + "/" + strings.Join(escapeAll(segments), "/")
}

func (w writer) validUntil(key string) string {
	until := w.mail.ExpiresAt.UTC().Truncate(time.Minute)
	return w.T(key, "date", w.Date(until), "time", until.Format("15:04"))
}

// spaced sets six digits as two groups of three, as they are easiest to carry over.
func spaced(digits string) string {
	if len(digits) != 6 {
		return digits
	}
	return digits[:3] + " " + digits[3:]
}
