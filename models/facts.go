package models

import (
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"alliance/models/duplicates"
	"alliance/models/territory"
	"alliance/models/typed"
)

// maxNeighbours is how many members of the same territory an e-mail domain is compared with.
const maxNeighbours = 20

// Neighbour is a member of the pledge's territory with the domains that it uses.
type Neighbour struct {
	Slug, Name string
	Since      time.Time
	Domains    []string // of its web site and of the addresses that its approved pledges came from
	Same       bool     // one of them is the pledge's e-mail domain, or lies under it or above it
}

// TerritoryTrust says how far the territory of a pledge is the body that signs.
type TerritoryTrust struct {
	Verdict TerritoryVerdict
	Percent int
	Name    string // in the register; of TrustNear the nearest one
}

// TerritoryVerdict says why.
type TerritoryVerdict string

// The verdicts on a territory.
const (
	TrustChosen    TerritoryVerdict = "chosen"    // picked from the register, and typed as there
	TrustOtherwise TerritoryVerdict = "otherwise" // picked from the register, but typed in another way
	TrustModerator TerritoryVerdict = "moderator" // picked from the register by a moderator
	TrustExact     TerritoryVerdict = "exact"     // typed as exactly one territory is called
	TrustNear      TerritoryVerdict = "near"      // none matched; one has a name like it
	TrustNone      TerritoryVerdict = "none"      // none matched, and none is near
)

// exactTrust leaves room for another body of the same name: only who picks from the register says which is meant.
const exactTrust = 95

// Fits reports whether the e-mail address speaks for the body.
func (c DomainCheck) Fits() bool { return c.Same && !c.FreeMail && !c.Disposable }

// completeFacts adds what is known of the body from the register and from members.
func completeFacts(db *gorm.DB, pledge pledgeRow, detail *PledgeDetail) error {
	if err := describeDuplicates(db, detail.Duplicates); err != nil {
		return err
	}
	var err error
	if detail.Domain.Neighbours, err = neighbours(db, pledge); err != nil {
		return err
	}
	if detail.Edited && pledge.TerritoryID != nil && detail.Typed.TerritoryID != *pledge.TerritoryID {
		detail.Trust = TerritoryTrust{Verdict: TrustModerator, Percent: 100, Name: detail.Territory}
		return nil
	}
	detail.Trust, err = territoryTrust(db, pledge, detail.Territory)
	return err
}

// territoryTrust compares the typed name with the register's. TrustNone without a percentage where a kind of body has
// no territory.
func territoryTrust(db *gorm.DB, pledge pledgeRow, name string) (TerritoryTrust, error) {
	switch pledge.TerritoryMatch {
	case MatchExact:
		return TerritoryTrust{Verdict: TrustExact, Percent: exactTrust, Name: name}, nil
	case MatchChosen:
		return chosenTrust(db, pledge, name)
	case MatchNone:
	}
	if pledge.Kind != KindCity && pledge.Kind != KindRegion {
		return TerritoryTrust{Verdict: TrustNone}, nil
	}
	return nearTrust(db, pledge)
}

// chosenTrust tells a name of the territory from another one, which a correction may have brought since.
func chosenTrust(db *gorm.DB, pledge pledgeRow, name string) (TerritoryTrust, error) {
	bears, err := territory.Bears(db, orNothing(pledge.TerritoryID), pledge.Body)
	if err != nil || bears {
		return TerritoryTrust{Verdict: TrustChosen, Percent: 100, Name: name}, err
	}
	return TerritoryTrust{Verdict: TrustOtherwise, Percent: nameLikeness(pledge, name), Name: name}, nil
}

// nearTrust looks for the territory whose name is most like the typed one.
func nearTrust(db *gorm.DB, pledge pledgeRow) (TerritoryTrust, error) {
	query := territory.Query{Text: pledge.Body, Country: pledge.Country, Among: pledge.Kind.territories()}
	match, suggestions, err := territory.Match(db, query)
	if err != nil {
		return TerritoryTrust{}, err
	}
	if match != nil { // the register has it since
		suggestions = append(suggestions, *match)
	}
	trust := TerritoryTrust{Verdict: TrustNone}
	for _, suggestion := range suggestions {
		if likeness := nameLikeness(pledge, suggestion.Name); likeness > trust.Percent {
			trust = TerritoryTrust{Verdict: TrustNear, Percent: likeness, Name: suggestion.Name}
		}
	}
	return trust, nil
}

// nameLikeness is how much the typed name is like another, in percent.
func nameLikeness(pledge pledgeRow, name string) int {
	body := duplicates.Body{Name: pledge.Body, Kind: string(pledge.Kind), Country: pledge.Country}
	other := body
	other.Name = name
	return duplicates.Compare(body, other).Similarity
}

// neighbours are the members of the pledge's territory but the one that the pledge became itself, with the same
// domain first.
func neighbours(db *gorm.DB, pledge pledgeRow) ([]Neighbour, error) {
	if pledge.TerritoryID == nil {
		return nil, nil
	}
	var rows []struct {
		ID, Slug, Name, WebsiteDomain string
		Since                         time.Time
	}
	err := db.Model(&signatoryRow{}).Where("territory_id = ? AND hidden_at IS NULL", *pledge.TerritoryID).
		Where("id <> ?", orNothing(pledge.SignatoryID)).Order("since, id").Limit(maxNeighbours).
		Select("id, slug, name, website_domain, since").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("find members of the territory: %w", err)
	}
	var found []Neighbour
	for _, row := range rows {
		neighbour := Neighbour{Slug: row.Slug, Name: row.Name, Since: row.Since}
		err := db.Model(&pledgeRow{}).Where("signatory_id = ? AND signatory_id IS NOT NULL", row.ID).
			Where("state = ?", StateApproved).Distinct().Order("email_domain").Pluck("email_domain", &neighbour.Domains).Error
		if err != nil {
			return nil, fmt.Errorf("find domains of a member: %w", err)
		}
		if row.WebsiteDomain != "" && !slices.Contains(neighbour.Domains, row.WebsiteDomain) {
			neighbour.Domains = append(neighbour.Domains, row.WebsiteDomain)
		}
		neighbour.Domains = slices.DeleteFunc(neighbour.Domains, typed.FreeMail) // these say nothing about a body
		neighbour.Same = slices.ContainsFunc(neighbour.Domains, func(domain string) bool {
			return typed.SameDomain(domain, pledge.EmailDomain)
		})
		found = append(found, neighbour)
	}
	same := func(n Neighbour) bool { return n.Same }
	others := slices.DeleteFunc(slices.Clone(found), same)
	return append(slices.DeleteFunc(found, func(n Neighbour) bool { return !n.Same }), others...), nil
}

// describeDuplicates adds what a comparison side by side shows beside the names.
func describeDuplicates(db *gorm.DB, found []LikelyDuplicate) error {
	for i := range found {
		duplicate := &found[i]
		err := db.Raw(`SELECT COALESCE(territories.name, '') AS territory, signatories.website,
				signatories.website_domain AS domain
			FROM signatories LEFT JOIN territories ON territories.id = signatories.territory_id
			WHERE signatories.slug = ?`, duplicate.Slug).Scan(&duplicate.Facts).Error
		if err != nil {
			return fmt.Errorf("describe a likely duplicate: %w", err)
		}
		err = db.Raw(`SELECT association FROM signatory_associations
			WHERE signatory_id = (SELECT id FROM signatories WHERE slug = ?) ORDER BY association`, duplicate.Slug).
			Scan(&duplicate.Associations).Error
		if err != nil {
			return fmt.Errorf("read the associations of a likely duplicate: %w", err)
		}
	}
	return nil
}
