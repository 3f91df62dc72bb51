package models

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"alliance/models/territory"
)

// PledgeDetail is everything a decision needs.
type PledgeDetail struct {
	QueueItem
	TerritoryMatch         TerritoryMatch
	TerritoryRegion        string
	Trust                  TerritoryTrust
	Website                string
	Associations           []string
	RepresentativeName     string
	RepresentativeFunction string
	Email                  string
	Statement              string
	ConsentName            bool
	Words                  PublicWords // as edited, where that is so
	Edited                 bool        // by moderators
	Typed                  PublicWords // by the representative, where it was edited
	ConsentNews            bool
	DeclarationVersion     string
	SuspectedReasons       []string
	AssigneeID             string // of who looks after it; may be empty
	ClientIP               string // that it was sent from; cleared after a while
	Note                   Note
	Reason                 string
	ReasonText             string // also why it was taken down
	HiddenFromReports      bool   // taken down
	Questions              []AskedQuestion
	SignatorySlug          string
	Domain                 DomainCheck
	Duplicates             []LikelyDuplicate
	Publication            Publication
	SameBody               []QueueItem // other pledges for the same body or from the same address
	History                []AuditEntry
	Mails                  []MailStatus // what was sent, and when
}

// TerritoryMatch says how a pledge came to its territory.
type TerritoryMatch string

// How a territory was matched.
const (
	MatchNone   TerritoryMatch = ""
	MatchChosen TerritoryMatch = "chosen" // the representative picked it from the register
	MatchExact  TerritoryMatch = "exact"  // the typed name is a name of exactly one territory
)

// DomainCheck compares the e-mail domain with the web site's.
type DomainCheck struct {
	Email    string
	Website  string // host without "www."; empty without a web site
	Same     bool   // equal, or one lies under the other
	FreeMail bool   // a provider whose addresses prove nothing about the body

	Disposable bool // a provider of addresses that live for minutes
	Neighbours []Neighbour
}

// MailStatus is one mail of a pledge's history.
type MailStatus struct {
	Kind      MailKind
	CreatedAt time.Time
	SentAt    *time.Time
	ParkedAt  *time.Time
	Attempts  int
	LastError string
}

// PledgeDetail returns everything a decision about a pledge needs; ErrNotFound when there is no such pledge,
// ErrOutOfScope when the moderator does not decide it.
func (s *Store) PledgeDetail(ctx context.Context, by Moderator, id string) (PledgeDetail, error) {
	db := s.read.WithContext(ctx)
	rows, err := queueRows(db.Model(&pledgeRow{}).Where("pledges.id = ?", id))
	if err != nil {
		return PledgeDetail{}, err
	}
	if len(rows) == 0 {
		return PledgeDetail{}, fmt.Errorf("pledge %s: %w", id, ErrNotFound)
	}
	if !by.Scope.Allows(rows[0].Pledge.Kind, rows[0].Pledge.Country) {
		return PledgeDetail{}, fmt.Errorf("pledge %s: %w", id, ErrOutOfScope)
	}
	detail := rows[0].detail()
	items := []QueueItem{detail.QueueItem}
	if err := s.addColleagues(db, items); err != nil {
		return PledgeDetail{}, err
	}
	detail.QueueItem = items[0]
	if err := s.completeDetail(db, rows[0].Pledge, &detail); err != nil {
		return PledgeDetail{}, fmt.Errorf("read pledge %s: %w", id, err)
	}
	return detail, nil
}

func (r queueRow) detail() PledgeDetail {
	pledge := r.Pledge
	detail := PledgeDetail{
		QueueItem: r.item(), TerritoryMatch: pledge.TerritoryMatch, Website: pledge.Website,
		RepresentativeName: pledge.RepresentativeName, RepresentativeFunction: pledge.RepresentativeFunction,
		Email: pledge.Email, Statement: pledge.Statement,
		ConsentName: pledge.ConsentName, ConsentNews: pledge.ConsentNews,
		DeclarationVersion: pledge.DeclarationVersion, Reason: pledge.Reason, ReasonText: pledge.ReasonText,
		HiddenFromReports: pledge.HiddenFromReports,
		AssigneeID:        orNothing(r.AssignedTo), ClientIP: pledge.ClientIP,
		Domain: pledge.domainCheck(),
	}
	if pledge.SuspectedReasons != "" {
		detail.SuspectedReasons = strings.Split(pledge.SuspectedReasons, ",")
	}
	return detail
}

// completeDetail adds what lies in other tables.
func (s *Store) completeDetail(db *gorm.DB, pledge pledgeRow, detail *PledgeDetail) error {
	var err error
	if detail.Note, err = findNote(db, pledge.ID); err != nil {
		return err
	}
	tags, err := tagsOf(db, []string{pledge.ID})
	if err != nil {
		return err
	}
	detail.Tags = tags[pledge.ID]
	if err := detail.readWords(db, pledge); err != nil {
		return err
	}
	if pledge.TerritoryID != nil {
		detail.TerritoryRegion, err = regionName(db, *pledge.TerritoryID)
		if err != nil {
			return err
		}
	}
	if pledge.SignatoryID != nil {
		err := db.Raw("SELECT slug FROM signatories WHERE id = ?", *pledge.SignatoryID).Scan(&detail.SignatorySlug).Error
		if err != nil {
			return fmt.Errorf("read signatory: %w", err)
		}
	}
	if detail.SameBody, err = samePledges(db, pledge); err != nil {
		return err
	}
	if detail.Duplicates, err = likelyDuplicates(db, pledge); err != nil {
		return err
	}
	if detail.Publication, err = publication(db, pledge, s.opts.Now().UTC().Truncate(time.Microsecond)); err != nil {
		return err
	}
	detail.Publication.choices(pledge, detail.Duplicates)
	if err := completeFacts(db, pledge, detail); err != nil {
		return err
	}
	if detail.Questions, err = askedQuestions(db, pledge.ID); err != nil {
		return err
	}
	if detail.Mails, err = mailStatuses(db, pledge.ID); err != nil {
		return err
	}
	detail.History, err = pledgeHistory(db, pledge.ID)
	return err
}

// readWords reads what the pledge says in public, and what it said before moderators edited it.
func (d *PledgeDetail) readWords(db *gorm.DB, pledge pledgeRow) error {
	var err error
	if d.Words, err = pledge.words(db); err != nil {
		return err
	}
	d.Associations = d.Words.Associations
	d.Typed, d.Edited, err = typedWords(db, pledge.ID)
	return err
}

// regionName returns the name of the territory that another lies in.
func regionName(db *gorm.DB, territoryID string) (string, error) {
	var name string
	err := db.Raw(`SELECT parent.name FROM territories t JOIN territories parent ON parent.id = t.parent_id
		WHERE t.id = ? AND parent.level <> ?`, territoryID, territory.LevelCountry).Scan(&name).Error
	if err != nil {
		return "", fmt.Errorf("read region: %w", err)
	}
	return name, nil
}

// samePledges returns other pledges for the same body or from the same address.
func samePledges(db *gorm.DB, pledge pledgeRow) ([]QueueItem, error) {
	rows, err := queueRows(db.Model(&pledgeRow{}).
		Where("pledges.id <> ?", pledge.ID).
		Where(`pledges.email_key = ? AND pledges.email_key <> ''
			OR pledges.country = ? AND pledges.body_key = ? AND pledges.body_key <> ''`, // erased ones have neither
			pledge.EmailKey, pledge.Country, pledge.BodyKey).
		Order("pledges.submitted_at DESC").Limit(20))
	if err != nil {
		return nil, err
	}
	items := make([]QueueItem, 0, len(rows))
	for _, row := range rows {
		items = append(items, row.item())
	}
	return items, nil
}

func mailStatuses(db *gorm.DB, pledgeID string) ([]MailStatus, error) {
	var mails []MailStatus
	err := db.Model(&outboxRow{}).Where("pledge_id = ?", pledgeID).Order("id").Scan(&mails).Error
	if err != nil {
		return nil, fmt.Errorf("read mails: %w", err)
	}
	return mails, nil
}
