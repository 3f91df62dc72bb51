package web

import (
	"strings"
	"time"
)

// AuditPage is /moderation/audit, for administrators: the audit trail, newest first.
type AuditPage struct {
	ConsoleLayout
	Export   ExportForm
	Filter   AuditFilter
	Actions  []string      // that the trail holds
	Actors   []AuditChoice // all that may be chosen
	Entries  []AuditEntry
	NextURL  string
	FirstURL string // back to the newest; empty on the first page
	ClearURL string // without a filter; empty when none is set
}

// AuditFilter is what the administrator chose. From and To are days such as 2026-11-22; Since is a moment (RFC 3339)
// that the overview counts from.
type AuditFilter struct {
	Action, Actor, Pledge, From, To, Since string
}

// SinceText is the moment that the entries begin after, in words; empty without one.
func (p AuditPage) SinceText() string {
	moment, err := time.Parse(time.RFC3339Nano, p.Filter.Since)
	if err != nil {
		return ""
	}
	return p.T("console.audit.since", "moment", p.Moment(moment))
}

// AuditChoice is an option of a filter.
type AuditChoice struct {
	Value, Label string
}

// AuditEntry is one line of the audit trail.
type AuditEntry struct {
	HistoryEntry
	PledgeID       string // empty where it is about no pledge
	Known          bool   // the pledge is still kept: a link leads somewhere
	Body, Language string // of the pledge; no body once it is erased
}

// AuditDetail is the detail of an entry in words, as far as there are words for it.
func (p AuditPage) AuditDetail(e AuditEntry) string {
	if e.Detail == "" { // also where retention erased it
		return ""
	}
	switch e.Action {
	case "moderator.sign_in":
		return p.T("console.factor." + e.Detail)
	case "moderator.recovery_use":
		return p.T("console.factor.codes_left", "n", e.Detail)
	case "moderator.sessions_end":
		return p.T("console.factor.sessions", "n", e.Detail)
	case "pledge.refuse", "pledge.take_down":
		return p.DetailText(e.HistoryEntry)
	case "pledge.tag", "pledge.untag": // ids
		return ""
	case "pledge.flag", "pledge.unflag":
		var reasons []string
		for code := range strings.SplitSeq(e.Detail, ",") {
			reasons = append(reasons, p.T("console.suspected."+code))
		}
		return strings.Join(reasons, " ")
	}
	return e.Detail
}
