package models

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"alliance/models/territory"
	"alliance/models/typed"
)

// SubmitPledge stores a pledge and queues its confirmation mail. Its answer is the
// same for an address that is pending or confirmed already: only the owner of the
// mailbox learns of it. It returns FieldErrors, a *LimitedError, ErrSenderBlocked or
// ErrCollectionClosed.
func (s *Store) SubmitPledge(ctx context.Context, p NewPledge) (Receipt, error) {
	checked, err := s.checkPledge(ctx, p, territory.Named) // suggestions are for the form
	if err != nil {
		return Receipt{}, err
	}
	var receipt Receipt
	err = s.write(ctx, "submit pledge", func(t *transaction) error {
		if err := s.Settings().Collection.refuseNew(t.now); err != nil {
			return err
		}
		pledge, err := s.newPledgeRow(t, checked)
		if err != nil {
			return err
		}
		if err := s.admit(t, &pledge, p.ClientAddr); err != nil {
			return err
		}
		pledge, err = s.storePledge(t, pledge, checked)
		if err != nil {
			return err
		}
		if err := s.queueAnswer(t, pledge); err != nil {
			return err
		}
		receipt, err = s.issueReceipt(t, pledge, checked.NewPledge)
		return err
	})
	return receipt, err
}

// admit holds a sender to the lists and limits, and marks a pledge that looks suspicious.
func (s *Store) admit(t *transaction, row *pledgeRow, from netip.Addr) error {
	sender, err := s.standing(t, from, typed.Email{Canonical: row.EmailKey, Domain: row.EmailDomain})
	if err != nil {
		return err
	}
	if sender.networkBlocked {
		return ErrSenderBlocked
	}
	if !sender.networkAllowed {
		if err := t.take(perHour("pledge", from, s.Settings().Limits.PledgesPerIPPerHour)...); err != nil {
			return err
		}
	}
	if sender.mailboxBlocked {
		row.suspect(suspectBlocked)
	}
	if sender.mailboxAllowed {
		return nil
	}
	return s.markManyBodies(t, row)
}

// suspect adds a reason for the mark "suspected".
func (p *pledgeRow) suspect(reason string) {
	p.SuspectedReasons = strings.Trim(p.SuspectedReasons+","+reason, ",")
}

// newPledgeRow fills a row from a checked pledge.
func (s *Store) newPledgeRow(t *transaction, p CheckedPledge) (pledgeRow, error) {
	id, err := t.ids.id()
	if err != nil {
		return pledgeRow{}, err
	}
	email, _ := typed.ParseEmail(p.Email)
	declaration, err := s.Declaration(p.DeclarationVersion, p.Language)
	if err != nil {
		return pledgeRow{}, err
	}
	body := p.Body
	if p.Kind == KindIndividual {
		body = p.RepresentativeName
	}
	row := pledgeRow{
		ID: id, State: StateUnconfirmed, Kind: p.Kind, Country: p.Country, Body: body, BodyKey: typed.Fold(body),
		Website: p.Website, WebsiteDomain: typed.Domain(p.Website),
		RepresentativeName: p.RepresentativeName, RepresentativeFunction: p.RepresentativeFunction,
		Email: email.Typed, EmailKey: email.Canonical, EmailDomain: email.Domain,
		Statement: p.Statement, ConsentName: p.ConsentName, ConsentNews: p.ConsentNews,
		Language: p.Language, DeclarationVersion: declaration.Version, DeclarationLanguage: declaration.Language,
		SubmittedAt: t.now,
	}
	if p.Territory != nil {
		row.TerritoryID, row.TerritoryMatch = &p.Territory.ID, MatchExact
		if p.TerritoryID != "" {
			row.TerritoryMatch = MatchChosen
		}
	}
	if p.ClientAddr.IsValid() {
		row.ClientIP, row.ClientKey = p.ClientAddr.String(), clientKey(p.ClientAddr)
	}
	if p.Trapped {
		row.SuspectedReasons = suspectTrap
	}
	return row, nil
}

// storePledge inserts the pledge, or finds the live one that stands in its place. While
// that one is unconfirmed, what was typed last replaces it: somebody corrected an error.
func (s *Store) storePledge(t *transaction, row pledgeRow, p CheckedPledge) (pledgeRow, error) {
	inserted, err := t.insertPledge(row)
	if err != nil {
		return pledgeRow{}, fmt.Errorf("insert pledge: %w", err)
	}
	if inserted {
		if err := t.countReceived(); err != nil {
			return pledgeRow{}, err
		}
		return row, s.storeDetails(t, row, p)
	}
	live, err := findLivePledge(t.db, row)
	if err != nil {
		return pledgeRow{}, err
	}
	return s.correctPledge(t, live, row, p)
}

// insertPledge inserts what newPledgeRow fills in, or reports that a live pledge stands in its place.
func (t *transaction) insertPledge(p pledgeRow) (bool, error) {
	inserted, err := t.exec(`INSERT INTO pledges (id, state, suspected_reasons, kind, country, body, body_key,
			territory_id, territory_match, website, website_domain, representative_name, representative_function,
			email, email_key, email_domain, statement, consent_name, consent_news, language, declaration_version,
			declaration_language, client_ip, client_key, submitted_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`,
		p.ID, p.State, p.SuspectedReasons, p.Kind, p.Country, p.Body, p.BodyKey,
		p.TerritoryID, p.TerritoryMatch, p.Website, p.WebsiteDomain, p.RepresentativeName, p.RepresentativeFunction,
		p.Email, p.EmailKey, p.EmailDomain, p.Statement, p.ConsentName, p.ConsentNews, p.Language, p.DeclarationVersion,
		p.DeclarationLanguage, p.ClientIP, p.ClientKey, p.SubmittedAt, p.Version)
	return inserted == 1, err
}

// markManyBodies sets apart a pledge whose address signs for more bodies than one may.
func (s *Store) markManyBodies(t *transaction, row *pledgeRow) error {
	if s.cfg.Pledge.BodiesPerEmail <= 0 {
		return nil
	}
	const others = ` FROM pledges WHERE email_key = ? AND body_key <> ?
		AND state IN ('unconfirmed', 'waiting', 'needs_info', 'parked', 'approved')`
	// Finding the distinct ones takes ten times as long, so all are counted first: mostly there are none.
	var bodies int
	for _, query := range []string{
		"SELECT count(*)" + others,
		"SELECT count(*) FROM (SELECT DISTINCT kind, country, body_key" + others + ") AS bodies",
	} {
		if err := t.scan([]any{&bodies}, query, row.EmailKey, row.BodyKey); err != nil {
			return fmt.Errorf("count bodies of the address: %w", err)
		}
		if bodies < s.cfg.Pledge.BodiesPerEmail {
			return nil
		}
	}
	row.suspect(suspectManyBodies)
	return nil
}

// liveStates are the states in which a pledge stands in the way of another like it.
func liveStates() []State {
	return []State{StateUnconfirmed, StateWaiting, StateNeedsInfo, StateParked, StateApproved}
}

// findLivePledge finds the pledge whose unique key row would repeat.
func findLivePledge(db *gorm.DB, row pledgeRow) (pledgeRow, error) {
	query := db.Where("email_key = ? AND state IN ?", row.EmailKey, liveStates())
	if row.Kind == KindIndividual {
		query = query.Where("kind = ?", KindIndividual)
	} else {
		query = query.Where("kind = ? AND country = ? AND body_key = ? AND declaration_version = ?",
			row.Kind, row.Country, row.BodyKey, row.DeclarationVersion)
	}
	var live pledgeRow
	if err := query.Take(&live).Error; err != nil {
		return pledgeRow{}, fmt.Errorf("find the live pledge: %w", err)
	}
	return live, nil
}

// correctPledge replaces what an unconfirmed pledge says by what was typed last. Whoever
// holds a link to the earlier words must not confirm the later ones unseen: those links
// end, and nothing is replaced unless another mail may leave.
func (s *Store) correctPledge(t *transaction, live, row pledgeRow, p CheckedPledge) (pledgeRow, error) {
	if live.State != StateUnconfirmed {
		return live, nil
	}
	same, err := saysTheSame(t.db, live, row, p.Associations)
	if err != nil || same {
		return live, err
	}
	allowed, err := s.mayMail(t, live)
	if err != nil || !allowed {
		return live, err
	}
	return s.replaceUnconfirmed(t, live, row, p)
}

// saysTheSame reports whether a submission repeats a pledge to the letter.
func saysTheSame(db *gorm.DB, live, row pledgeRow, associations []string) (bool, error) {
	row.ID, row.SubmittedAt, row.ClientIP, row.ClientKey = live.ID, live.SubmittedAt, live.ClientIP, live.ClientKey
	if !reflect.DeepEqual(live, row) {
		return false, nil
	}
	earlier, err := associationsOf(db, live.ID)
	return slices.Equal(earlier, associations), err
}

func associationsOf(db *gorm.DB, pledgeID string) ([]string, error) {
	var associations []string
	err := db.Model(&pledgeAssociationRow{}).Where("pledge_id = ?", pledgeID).
		Order("association").Pluck("association", &associations).Error
	if err != nil {
		return nil, fmt.Errorf("read associations: %w", err)
	}
	return associations, nil
}

func (s *Store) replaceUnconfirmed(t *transaction, live, row pledgeRow, p CheckedPledge) (pledgeRow, error) {
	row.ID, row.SubmittedAt = live.ID, live.SubmittedAt
	row.SuspectedReasons = cmp.Or(live.SuspectedReasons, row.SuspectedReasons) // a correction clears nobody
	err := t.db.Model(&row).Where("id = ? AND state = ?", live.ID, StateUnconfirmed).
		Select("*").Omit("id", "state", "submitted_at").Updates(&row).Error
	if err != nil {
		return pledgeRow{}, fmt.Errorf("replace unconfirmed pledge: %w", err)
	}
	for _, detail := range []any{&pledgeAssociationRow{}, &consentRow{}, &tokenRow{}} {
		if err := t.db.Where("pledge_id = ?", row.ID).Delete(detail).Error; err != nil {
			return pledgeRow{}, fmt.Errorf("replace unconfirmed pledge: %w", err)
		}
	}
	return row, s.storeDetails(t, row, p)
}

// storeDetails writes the pledge's associations and the evidence of its consents.
func (s *Store) storeDetails(t *transaction, row pledgeRow, p CheckedPledge) error {
	if err := t.insertAssociations(row.ID, p.Associations); err != nil {
		return err
	}
	given := []struct {
		purpose string
		given   bool
	}{{"authorised", p.Authorised}, {"publish_name", p.ConsentName}, {"news", p.ConsentNews}}
	for _, consent := range given {
		if !consent.given {
			continue
		}
		if err := s.insertConsent(t, row.ID, consent.purpose, row.Language); err != nil {
			return err
		}
	}
	return nil
}

func (t *transaction) insertAssociations(pledgeID string, associations []string) error {
	for _, association := range associations {
		_, err := t.exec("INSERT INTO pledge_associations (pledge_id, association) VALUES (?, ?)", pledgeID, association)
		if err != nil {
			return fmt.Errorf("insert association: %w", err)
		}
	}
	return nil
}

// insertConsent writes the evidence of a consent given now, on a form in language.
func (s *Store) insertConsent(t *transaction, pledgeID, purpose, language string) error {
	_, err := t.exec(`INSERT INTO consents (pledge_id, purpose, notice_version, language, given_at)
		VALUES (?, ?, ?, ?, ?)`, pledgeID, purpose, s.cfg.Pledge.NoticeVersion, language, t.now)
	if err != nil {
		return fmt.Errorf("insert consent: %w", err)
	}
	return nil
}

// sameMailboxRange says which addresses are one mailbox: an address, and what it is with a tag, name+tag@domain. As
// bodies they may differ; most providers deliver both to one mailbox, which must not be flooded. It returns the address
// without its tag, and between which, and at which domain, those with a tag lie.
func sameMailboxRange(emailKey string) (exact, from, until, domain string) {
	local, domain, _ := strings.Cut(emailKey, "@")
	if untagged, _, _ := strings.Cut(local, "+"); untagged != "" {
		local = untagged
	}
	return local + "@" + domain, local + "+", local + ",", "@" + domain // "," follows "+"
}

// queueAnswer queues the mail that the owner of the mailbox should get, within the
// daily limit of the address.
func (s *Store) queueAnswer(t *transaction, pledge pledgeRow) error {
	allowed, err := s.mayMail(t, pledge)
	if err != nil || !allowed {
		return err
	}
	if !slices.Contains(liveStates(), pledge.State) {
		return nil // refused since: its mail has left
	}
	kind := MailAlreadySigned
	if pledge.State == StateUnconfirmed {
		kind = MailConfirmation
	}
	return t.queueMail(kind, pledge)
}

// mayMail reports whether the pledge's mailbox may get another mail today.
func (s *Store) mayMail(t *transaction, pledge pledgeRow) (bool, error) {
	exact, from, until, domain := sameMailboxRange(pledge.EmailKey) // SQLite would prepare a LIKE anew for each value
	var mails int
	err := t.scan([]any{&mails}, `SELECT count(*) FROM (
			SELECT id FROM pledges WHERE email_key = ?
			UNION ALL SELECT id FROM pledges WHERE email_key > ? AND email_key < ?
				AND substr(email_key, -length(?)) = ?) AS same
		CROSS JOIN outbox ON outbox.pledge_id = same.id
		WHERE outbox.created_at > ? AND outbox.kind IN ('confirmation', 'already_signed')`,
		exact, from, until, domain, domain, t.now.Add(-24*time.Hour))
	if err != nil {
		return false, fmt.Errorf("count mails to the address: %w", err)
	}
	most := s.Settings().Limits.MailsPerAddressPerDay
	return most <= 0 || mails < most, nil
}
