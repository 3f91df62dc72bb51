package web

import (
	"regexp"
	"strings"
	"time"
)

// ConsoleLayout is what every console page has.
type ConsoleLayout struct {
	Layout
	Moderator string    // name of who is signed in; empty when nobody is
	Role      string    // viewer, moderator, administrator
	Section   string    // hub, queue, mails, team, settings, lists, audit, account; empty elsewhere
	Notice    Notice    // of the action just done
	Now       time.Time // UTC; what "3 days" counts from

	OwnReasons map[string]string // labels of the administrators' own reasons for refusing, by code
	Undo       *Undo             // the decision that can be taken back here; nil otherwise
}

// Notice tells what an action did; the zero value shows nothing.
type Notice struct {
	Key string // locale key suffix below console.notice.
	Arg string // {name} in that text
	URL string // back to what was done; may be empty

	Undo string // id of the pledge just decided; may be empty
}

// SignInPage is /moderation/sign-in.
type SignInPage struct {
	ConsoleLayout
	Email    string
	Next     string // the page asked for, below /moderation; may be empty
	Fault    string // "", "wrong_credentials", "limited", "passkey"
	Wait     int    // minutes, with "limited"
	Passkeys bool   // can be used to sign in
}

// InvitationPage is /moderation/invitation/{token}: choose a password.
type InvitationPage struct {
	ConsoleLayout
	Token       string
	First       bool // asks for name and address too
	Email, Name string
	MinPassword int // in characters
	Errors      map[string]string
}

// ConsoleErrorPage tells why there is no page.
type ConsoleErrorPage struct {
	ConsoleLayout
	Code string // locale key suffix below console.error.: forbidden, out_of_scope, not_found, invitation
}

// QueuePage is /moderation.
type QueuePage struct {
	ConsoleLayout
	Export          ExportForm
	Filter          QueueFilter
	Items           []QueueItem
	URL             string // of this page
	Total           int
	More            bool     // there are more than Total
	PledgeLanguages []string // codes
	Tags            []Choice
	Colleagues      []Choice
	States          []FacetLink
	Kinds           []FacetLink
	Bands           []FacetLink // of those that wait; empty where none can
	Bulk            *BulkBar    // nil where none of the pledges can be decided
	NextURL         string
	FirstURL        string // back to the first page; empty on it
	ClearURL        string // without kind, band, search and the other filters; empty when none is set
}

// QueueFilter is what the moderator chose.
type QueueFilter struct {
	State, Kind, Country, Language, Query, Band string
	Tag                                         string // id
	Assigned                                    string // id, "me" or "nobody"
	Suspected, Second                           bool
	Reported                                    bool // leaves out what is hidden from reports
}

// QueueItem is one line of the queue.
type QueueItem struct {
	ID, State, Kind, Country, Body, Territory, EmailDomain, Language string
	Band                                                             string // on_time, nearly_late, late; may be empty
	Suspected                                                        bool
	SubmittedAt                                                      time.Time
	ConfirmedAt                                                      *time.Time
	Version                                                          int64
	AssignedTo                                                       string // name of who looks after it; may be empty
	Tags                                                             []Choice
	DecidedBy                                                        string
	DecidedAt                                                        *time.Time
	Claim                                                            Claim
	FirstBy, FirstByID                                               string // who approved first; may be empty
	FirstMine                                                        bool   // it is who looks
	Verdicts                                                         Verdicts
	NextID                                                           string // of the line below; may be empty
}

// ModerationPage is /moderation/pledges/{id}: everything a decision needs.
type ModerationPage struct {
	ConsoleLayout
	Pledge     ModerationPledge
	Claim      Claim
	Reasons    []string
	Errors     map[string]string
	Fault      string   // why nothing was changed: locale key suffix below console.pledge.fault.; may be empty
	Reason     string   // as chosen, when the form comes back
	ReasonText string   // as typed, when the form comes back
	Changes    []Change // of what was typed, by moderators
	As         string   // the member as chosen, when the form comes back
	Hide       bool     // from reports too: as chosen, when the form comes back
	Decided    *Decided // who was faster; nil otherwise
	Desk       Desk
	AskFields  []string // of the form, which a question may name
	Ask        AskForm  // as typed, when the form comes back
	Preview    string   // the mail to be shown before it is sent: PreviewRefusal, PreviewQuestion; may be empty
	Letter     *LetterPreview
	Waiting    []QueueItem
	NextID     string // the next pledge in the queue; may be empty
}

// Decided says who was faster.
type Decided struct {
	State, By string
	At        time.Time
}

// ModerationPledge is the pledge under moderation.
type ModerationPledge struct {
	QueueItem
	TerritoryRegion, Website                          string
	Associations                                      []string
	RepresentativeName, RepresentativeFunction, Email string
	Statement, DeclarationVersion                     string
	ConsentName, ConsentNews                          bool
	Editable                                          bool // moderators may correct what becomes public
	SuspectedReasons                                  []string
	Reason, ReasonText, SignatorySlug                 string
	HiddenFromReports                                 bool
	EmailDomainHost, WebsiteHost                      string
	DomainsSame, FreeMail, Disposable                 bool
	Trust                                             TerritoryTrust
	Neighbours                                        []Neighbour
	Duplicates                                        []Duplicate
	Publication                                       Publication
	SameBody                                          []QueueItem
	Questions                                         []AskedQuestion
	History                                           []HistoryEntry
	Mails                                             []MailStatus
}

// Duplicate is a signatory that may be the same body.
type Duplicate struct {
	Entry
	Hidden     bool // taken down: not on the wall
	Similarity int  // of the names, in percent
	Reasons    []string

	Website, Domain string // Entry has the territory
	Associations    []string
}

// HistoryEntry is one line of the audit trail.
type HistoryEntry struct {
	At                    time.Time
	Actor, Action, Detail string
}

// MailStatus is one mail of the pledge.
type MailStatus struct {
	Kind, LastError  string
	CreatedAt        time.Time
	SentAt, ParkedAt *time.Time
	Attempts         int
}

// ParkedMailsPage is /moderation/mails, for administrators.
type ParkedMailsPage struct {
	ConsoleLayout
	Mails []ParkedMail
	Fault string // locale key suffix below console.mails.fault.; may be empty
}

// ParkedMail is a mail that the server refused for good.
type ParkedMail struct {
	ID                            int64
	Kind, To, LastError, PledgeID string
	Attempts                      int
	CreatedAt, ParkedAt           time.Time
}

// TeamPage is /moderation/team, for administrators.
type TeamPage struct {
	ConsoleLayout
	Members []TeamMember
	Link    string // a one-time link just made, shown this once
	Roles   []string
	Form    TeamForm
	Fault   string // locale key suffix below console.team.fault.; may be empty
}

// TeamForm invites a colleague.
type TeamForm struct {
	Email, Name, Role string
	Errors            map[string]string
}

// TeamMember is a colleague.
type TeamMember struct {
	ID, Email, Name, Role       string
	Disabled, HasPassword, Self bool
	HasFactor                   bool // a second factor
	LastSignInAt                *time.Time
	Countries, Kinds            []string // what a moderator is limited to
}

// MailboxPage is /mailbox, in development only.
type MailboxPage struct {
	Layout
	Mails []MailboxMail
}

// MailboxMail is one delivered mail. Its HTML part is a document of its own at /mailbox/{id}.html.
type MailboxMail struct {
	ID, To, Subject, Text, HTML string
	At                          time.Time
}

// Home is where the console begins for this role.
func (l ConsoleLayout) Home() string {
	if l.Role == "viewer" {
		return "/moderation/hub"
	}
	return "/moderation"
}

// Ago says in words how long ago t was, rounded down: "3 days".
func (l ConsoleLayout) Ago(t time.Time) string {
	passed := l.Now.Sub(t)
	switch {
	case passed < time.Minute:
		return l.T("console.ago.moment")
	case passed < time.Hour:
		return l.N("console.ago.minutes", int(passed/time.Minute))
	case passed < 24*time.Hour:
		return l.N("console.ago.hours", int(passed/time.Hour))
	}
	return l.N("console.ago.days", int(passed/(24*time.Hour)))
}

// Length is a length of time in words, in the largest unit that tells it to the minute: "3 days", "36 hours".
func (l ConsoleLayout) Length(d time.Duration) string {
	switch {
	case d%(24*time.Hour) == 0:
		return l.N("console.ago.days", int(d/(24*time.Hour)))
	case d%time.Hour == 0:
		return l.N("console.ago.hours", int(d/time.Hour))
	}
	return l.N("console.ago.minutes", int(d/time.Minute))
}

// Moment is the date and the time of day of t, in UTC.
func (l ConsoleLayout) Moment(t time.Time) string {
	return l.T("console.moment", "date", l.Date(t.UTC()), "time", t.UTC().Format("15:04"))
}

// FaultText is the sentence for a field's fault code: the field's own where there is one, else the code's.
func (l ConsoleLayout) FaultText(field, code string) string {
	for _, key := range []string{"console.fault." + field + "." + code, "console.fault." + code} {
		if l.Has(key) {
			return l.T(key)
		}
	}
	return l.T("console.fault.invalid")
}

// ActionText names an entry of the audit trail; an action without a text of its own shows its code.
func (l ConsoleLayout) ActionText(action string) string {
	if key := "console.action." + action; l.Has(key) {
		return l.T(key)
	}
	return action
}

// DetailText is the detail of an entry in words: a refusal's reason. Ids, which the page shows as links, are left out.
func (l ConsoleLayout) DetailText(e HistoryEntry) string {
	switch e.Action {
	case "pledge.refuse":
		return l.ReasonLabel(e.Detail)
	case "pledge.approve", "pledge.flag", "pledge.unflag", "pledge.tag", "pledge.untag", "pledge.take_over",
		"pledge.invalidate", "pledge.reinstate":
		return ""
	case "pledge.edit":
		return l.fieldNames(e.Detail)
	case "pledge.take_down":
		return l.T("console.detail." + e.Detail)
	case "pledge.ask", "pledge.correct":
		return l.FieldLabels(strings.FieldsFunc(e.Detail, func(r rune) bool { return r == ',' }))
	}
	return e.Detail
}

// ReasonLabel names a reason for refusing a pledge.
func (l ConsoleLayout) ReasonLabel(code string) string {
	if label := l.OwnReasons[code]; label != "" {
		return label
	}
	return l.T("console.reason." + code)
}

// ActorText names who did what the audit trail tells: a moderator's name, or a word for those without one.
func (l ConsoleLayout) ActorText(actor string) string {
	if key := "console.actor." + actor; l.Has(key) {
		return l.T(key)
	}
	return actor
}

// SinceLabel heads the column that tells how long each pledge has been there.
func (p QueuePage) SinceLabel() string {
	switch p.Filter.State {
	case "waiting":
		return p.T("console.queue.waiting")
	case "unconfirmed":
		return p.T("console.queue.submitted")
	}
	return p.T("console.queue.since")
}

// WaitingSince is when the pledge joined the queue: its confirmation, or its submission before that.
func (q QueueItem) WaitingSince() time.Time {
	if q.ConfirmedAt != nil {
		return *q.ConfirmedAt
	}
	return q.SubmittedAt
}

// Key is the locale key suffix below console.meanwhile. of what happened meanwhile.
func (d Decided) Key() string {
	key := "decided"
	if d.State == "waiting" || d.State == "needs_info" || d.State == "parked" {
		key = "changed"
	}
	if d.By != "" {
		key += "_by"
	}
	return key
}

// Restorable reports whether who is signed in may take the take-down or the refusal back. An erased pledge has no
// name any more, and nothing that could be restored.
func (p ModerationPage) Restorable() bool {
	ended := p.Pledge.State == "taken_down" || p.Pledge.State == "refused"
	return ended && p.Role == "administrator" && p.Pledge.Body != ""
}

// PreviewKey is the locale key suffix of whether the preview shows what is public or what will be.
func (p ModerationPledge) PreviewKey() string {
	if p.State == "approved" {
		return "is"
	}
	return "will"
}

// Open reports whether the pledge can be decided now.
func (q QueueItem) Open() bool { return q.State == "waiting" }

// DomainVerdict is the locale key suffix of what the e-mail domain says about the claim.
func (p ModerationPledge) DomainVerdict() string {
	switch {
	case p.Disposable:
		return "disposable"
	case p.FreeMail:
		return "free_mail"
	case p.WebsiteHost == "":
		return "no_website"
	case p.DomainsSame:
		return "same"
	}
	return "different"
}

// TextPart is a piece of a mail's text; URL is set where the piece is an address.
type TextPart struct {
	Text, URL string
}

// TextParts cuts the text of the mail at its web addresses. A full stop or bracket after one belongs to the sentence.
func (m MailboxMail) TextParts() []TextPart {
	webAddress := regexp.MustCompile(`https?://[^\s<>"]*[^\s<>".,;:!?)\]]`)
	var parts []TextPart
	rest := 0
	for _, span := range webAddress.FindAllStringIndex(m.Text, -1) {
		if span[0] > rest {
			parts = append(parts, TextPart{Text: m.Text[rest:span[0]]})
		}
		address := m.Text[span[0]:span[1]]
		parts = append(parts, TextPart{Text: address, URL: address})
		rest = span[1]
	}
	if rest < len(m.Text) {
		parts = append(parts, TextPart{Text: m.Text[rest:]})
	}
	return parts
}
