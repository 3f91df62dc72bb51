package locale

import (
	"strings"
	"time"
)

// Letter is what a mail about a decision says, in the language of its Printer. The mailer sends it, and the console
// shows it to the moderator before: one text for both.
type Letter struct {
	Subject  string
	Title    string
	Greeting string
	Before   []string // paragraphs before the quote
	Intro    string   // of the quote
	Quote    string   // a moderator's own words; may be empty
	Ask      string   // leads to the button
	Button   string
	After    []string // paragraphs after the button
	Footer   []string
}

// Occasion is what a letter is about.
type Occasion struct {
	Site, Contact string // name of the site, and its address for questions
	Body          string // may be empty
	Person        bool   // who signed for themselves: the letter does not name the body
	Words         string // the moderator's own
}

// Refusal writes the letter that tells why a pledge was refused: by the text of a reason of the administrators' own,
// or else by that of a built-in code.
func (p *Printer) Refusal(o Occasion, code, own string) Letter {
	letter := p.letter("mail.refused", o)
	reason := own
	if reason == "" {
		reason = p.T("refusal." + code)
	}
	letter.Before = append(letter.Before, reason)
	letter.Ask = p.T("mail.refused.again")
	letter.After = []string{p.T("mail.refused.mistake", "contact", o.Contact)}
	return letter
}

// Inquiry writes the letter that asks about a pledge; until is the last moment at which its link works, and fields
// names what to look at, as fields of the pledge form.
func (p *Printer) Inquiry(o Occasion, fields []string, until time.Time) Letter {
	letter := p.letter("mail.needs_info", o)
	letter.Ask = p.T("mail.needs_info.ask")
	if len(fields) > 0 {
		names := make([]string, 0, len(fields))
		for _, field := range fields {
			names = append(names, p.T("mail.needs_info.field."+field))
		}
		letter.Ask = p.T("mail.needs_info.ask_fields", "fields", strings.Join(names, ", "))
	}
	until = until.UTC().Truncate(time.Minute)
	letter.After = []string{
		p.T("mail.needs_info.valid", "date", p.Date(until), "time", until.Format("15:04")),
		p.T("mail.needs_info.other", "contact", o.Contact),
	}
	return letter
}

// letter writes what every letter about a decision has; key is where its texts begin.
func (p *Printer) letter(key string, o Occasion) Letter {
	letter := Letter{
		Subject:  p.T(key+".subject", "site", o.Site),
		Title:    p.T(key + ".title"),
		Greeting: p.T("mail.greeting"),
		Before:   []string{p.T(key+".intro_individual", "site", o.Site)},
		Button:   p.T(key + ".button"),
		Quote:    o.Words,
		Footer:   p.LetterFooter(o.Site, o.Contact),
	}
	if o.Body != "" && !o.Person {
		letter.Before[0] = p.T(key+".intro", "site", o.Site, "body", o.Body)
	}
	if o.Words != "" {
		letter.Intro = p.T(key + ".quote")
	}
	return letter
}

// LetterFooter are the last lines of every mail.
func (p *Printer) LetterFooter(site, contact string) []string {
	return []string{p.T("mail.footer.automatic", "site", site), p.T("mail.footer.contact", "contact", contact)}
}
