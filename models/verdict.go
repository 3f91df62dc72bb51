package models

import (
	"fmt"

	"gorm.io/gorm"

	"alliance/models/typed"
)

// Verdicts are what can be said of a waiting pledge in a line of the queue.
type Verdicts struct {
	Territory bool // in the register, or of a kind that is not there
	Domain    DomainCheck
	Known     bool // a member, or another pledge, has its name, its territory or its domain
}

// Clear reports whether nothing speaks against approving the pledge from the queue. Names that are only alike are
// not among the verdicts: the page of the pledge shows them.
func (v Verdicts) Clear() bool { return v.Territory && v.Domain.Fits() && !v.Known }

// domainCheck compares the e-mail domain of a pledge with its web site's.
func (p pledgeRow) domainCheck() DomainCheck {
	return DomainCheck{
		Email: p.EmailDomain, Website: p.WebsiteDomain, FreeMail: typed.FreeMail(p.EmailDomain),
		Disposable: typed.Disposable(p.EmailDomain),
		Same:       p.WebsiteDomain != "" && typed.SameDomain(p.EmailDomain, p.WebsiteDomain),
	}
}

// addVerdicts says of each line of the queue what speaks for it; rows are those of the items.
func addVerdicts(db *gorm.DB, rows []queueRow, items []QueueItem) error {
	ids := make([]string, 0, len(rows))
	for _, row := range rows {
		ids = append(ids, row.Pledge.ID)
	}
	known, err := knownBodies(db, ids)
	if err != nil {
		return err
	}
	for i, row := range rows {
		pledge := row.Pledge
		registered := pledge.Kind == KindRegion || pledge.Kind == KindCity
		items[i].Verdicts = Verdicts{
			Territory: !registered || pledge.TerritoryID != nil, Domain: pledge.domainCheck(), Known: known[pledge.ID],
		}
	}
	return nil
}

// knownBodies finds the pledges whose name, territory or domain is known already. Each question is a look into an
// index: names that are only alike would take a look at every member of the country.
func knownBodies(db *gorm.DB, ids []string) (map[string]bool, error) {
	var found []string
	err := db.Raw(`SELECT p.id FROM pledges p WHERE p.id IN ? AND (
		EXISTS (SELECT 1 FROM signatories s WHERE s.territory_id = p.territory_id AND s.hidden_at IS NULL)
		OR EXISTS (SELECT 1 FROM signatories s
			WHERE s.kind = p.kind AND s.country = p.country AND s.search_key = p.body_key)
		OR EXISTS (SELECT 1 FROM signatories s WHERE s.country = p.country AND s.website_domain <> ''
			AND s.website_domain IN (p.website_domain, p.email_domain))
		OR EXISTS (SELECT 1 FROM pledges o
			WHERE o.country = p.country AND o.body_key = p.body_key AND o.id <> p.id AND o.state <> 'unconfirmed'))`, ids).
		Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("look for bodies that are known: %w", err)
	}
	known := make(map[string]bool, len(found))
	for _, id := range found {
		known[id] = true
	}
	return known, nil
}
