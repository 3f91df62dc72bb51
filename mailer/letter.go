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
	Also     *also
	After    []string // paragraphs after the button
	LinkHelp string
	Footer   []string
	SiteName string
	SiteURL  string
}

type button struct{ Label, URL string }

// also is a second address, of less weight than the button's.
type also struct{ Intro, URL string }

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
	case models.MailNeedsInfo:
		l = w.needsInfo()
	case models.MailInvitation:
		l = w.invitation()
	case models.MailNotification:
		l = w.notification()
	default:
		return letter{}, fmt.Errorf("unknown kind of mail %q", w.mail.Kind)
	}
	l.Language = w.Lang()
	if l.Greeting == "" {
		l.Greeting = w.T("mail.greeting")
	}
	l.LinkHelp = w.T("mail.link")
	l.Footer = w.LetterFooter(w.site.Name, w.site.Contact)
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
		Also:    &also{w.T("mail.approved.certificate"), w.link(w.Lang(), "members", w.mail.Slug, "certificate")},
		After: []string{
			w.T("mail.approved.share"),
			w.T("mail.approved.change", "contact", w.site.Contact),
		},
	}
}

func (w writer) refused() letter {
	refusal := w.Refusal(w.occasion(w.mail.ReasonText), w.mail.Reason, w.mail.ReasonOwn)
	return w.decided(refusal, w.link(w.Lang(), "pledge"))
}

func (w writer) needsInfo() letter {
	question := w.mail.Question
	inquiry := w.Inquiry(w.occasion(question.Text), question.Fields, w.mail.ExpiresAt)
	return w.decided(inquiry, w.link(w.Lang(), "correct", w.mail.Token))
}

// occasion is what a mail about a decision says of its pledge.
func (w writer) occasion(words string) locale.Occasion {
	return locale.Occasion{
		Site: w.site.Name, Contact: w.site.Contact, Body: w.mail.Body, Person: w.mail.BodyKind == models.KindIndividual,
		Words: words,
	}
}

// decided sets the text that the moderator has seen.
func (w writer) decided(text locale.Letter, link string) letter {
	l := letter{
		Subject: text.Subject, Title: text.Title, Greeting: text.Greeting, Before: text.Before,
		Button: button{text.Button, link}, Ask: text.Ask, After: text.After,
	}
	if text.Quote != "" {
		l.Quote = &quote{text.Intro, text.Quote}
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

// notification says what waits, in numbers only.
func (w writer) notification() letter {
	waiting := w.mail.Waiting
	var bands, kinds, countries []string
	for _, band := range models.Bands() {
		bands = append(bands, w.count(w.T("mail.notification.band."+string(band)), waiting.Bands[band]))
	}
	for _, kind := range waiting.Kinds {
		kinds = append(kinds, w.count(w.T("kind."+kind.Value), kind.Count))
	}
	for _, country := range waiting.Countries {
		countries = append(countries, w.count(w.Country(country.Value), country.Count))
	}
	return letter{
		Subject: w.T("mail.notification.subject", "site", w.site.Name),
		Title:   w.T("mail.notification.title"),
		Before:  []string{w.N("mail.notification.waiting", waiting.Total)},
		Button:  button{w.T("mail.notification.button"), w.link("moderation")},
		After: []string{
			strings.Join(bands, ", "), strings.Join(kinds, ", "), strings.Join(countries, ", "),
			w.T("mail.notification.why"),
		},
	}
}

func (w writer) count(what string, count int) string { return what + ": " + w.Number(count) }

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
