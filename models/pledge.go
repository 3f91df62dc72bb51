package models

import (
	"net/netip"
	"time"
)

// State is where a pledge stands on its way to the wall.
type State string

// The states of a pledge; the moves between them are in transition.go.
const (
	StateUnconfirmed State = "unconfirmed"
	StateWaiting     State = "waiting"
	StateNeedsInfo   State = "needs_info"
	StateParked      State = "parked"
	StateApproved    State = "approved"
	StateRefused     State = "refused"
	StateWithdrawn   State = "withdrawn"
	StateTakenDown   State = "taken_down"
)

// Reasons for the mark "suspected": the pledge waits outside the ordinary queue.
const (
	suspectTrap       = "trap"        // the field no person sees was filled in
	suspectManyBodies = "many_bodies" // one address signs for more bodies than the setting allows
	suspectBlocked    = "blocked"     // the address or its domain is on the block list
	suspectModerator  = "moderator"   // a moderator's own judgement
)

// NewPledge is a pledge as the form sends it.
type NewPledge struct {
	Kind                   Kind
	Country                string // EU style code: EL, UK
	Body                   string // as typed; for individuals the representative's name is used
	TerritoryID            string // chosen from the register; may be empty
	Website                string
	Associations           []string
	RepresentativeName     string
	RepresentativeFunction string
	Email                  string
	Statement              string
	Authorised             bool
	ConsentName            bool // publish the representative's name
	ConsentNews            bool
	DeclarationVersion     string // the version that was read
	Language               string // of the form and the declaration as read; mails follow it
	ClientAddr             netip.Addr
	Trapped                bool // the field no person sees was filled in
}

// CheckedPledge is what the review page shows: the pledge in its normal form
// and the territories that the typed body may mean.
type CheckedPledge struct {
	NewPledge
	Territory   *Territory  // the match, chosen or exact; nil when there is none
	Suggestions []Territory // "did you mean"; empty when Territory is set
}

// pledgeRow is a row of the table pledges.
type pledgeRow struct {
	ID                     string
	State                  State
	SuspectedReasons       string
	Kind                   Kind
	Country                string
	Body                   string
	BodyKey                string
	TerritoryID            *string
	TerritoryMatch         TerritoryMatch
	Website                string
	WebsiteDomain          string
	RepresentativeName     string
	RepresentativeFunction string
	Email                  string
	EmailKey               string
	EmailDomain            string
	Statement              string
	StatementLanguage      string // empty: that of the pledge
	ConsentName            bool
	ConsentNews            bool
	Language               string
	DeclarationVersion     string
	DeclarationLanguage    string
	ClientIP               string
	ClientKey              string // of ClientIP, in the order of addresses
	SubmittedAt            time.Time
	ConfirmedAt            *time.Time
	DecidedAt              *time.Time
	DecidedBy              *string
	Reason                 string
	ReasonText             string
	SignatoryID            *string
	HiddenFromReports      bool
	NameWithheld           bool // although its publication was consented to
	Version                int64
	FirstApprovedBy        *string
	FirstApprovedAt        *time.Time
}

func (pledgeRow) TableName() string { return "pledges" }

type pledgeAssociationRow struct {
	PledgeID    string
	Association string
}

func (pledgeAssociationRow) TableName() string { return "pledge_associations" }

// consentRow is the evidence of one consent.
type consentRow struct {
	PledgeID      string
	Purpose       string
	NoticeVersion string
	Language      string
	GivenAt       time.Time
}

func (consentRow) TableName() string { return "consents" }
