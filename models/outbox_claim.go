package models

import (
	"context"
	"fmt"
	"time"
)

// claimDueMails takes what is due. "Still free" stands outside too: PostgreSQL checks the inner one before it waits
// for the row.
const claimDueMails = `UPDATE outbox SET claim = ?1, claimed_until = ?2
	WHERE id IN (SELECT id FROM outbox
		WHERE sent_at IS NULL AND parked_at IS NULL AND due_at <= ?3
			AND (claimed_until IS NULL OR claimed_until <= ?3)
		ORDER BY due_at, id LIMIT ?4)
	AND sent_at IS NULL AND parked_at IS NULL AND (claimed_until IS NULL OR claimed_until <= ?3)
	RETURNING id`

// addressedMails reads claimed mails, oldest first, with what their texts say of pledge, territory and signatory.
// One statement for all of them: while a claim is worked on, no other write can be.
const addressedMails = `SELECT o.id, o.reference, o.kind, o.language, o.attempts, o.created_at,
		COALESCE(o.moderator_id, ''), COALESCE(o.pledge_id, ''),
		COALESCE(p.email, ''), COALESCE(p.kind, ''), COALESCE(p.body, ''), COALESCE(p.body_key, ''),
		COALESCE(p.reason, ''), COALESCE(p.reason_text, ''),
		COALESCE(t.name, ''), COALESCE(s.slug, ''), COALESCE(s.name, ''), COALESCE(s.search_key, '')
	FROM json_each(?) claimed CROSS JOIN outbox o ON o.id = claimed.value
	LEFT JOIN pledges p ON p.id = o.pledge_id
	LEFT JOIN territories t ON t.id = p.territory_id
	LEFT JOIN signatories s ON s.id = p.signatory_id
	ORDER BY o.due_at, o.id`

// claimedMail is a mail with what its addressing reads from.
type claimedMail struct {
	Mail
	moderatorID, pledgeID string // one of them, or none
	pledge                struct{ email, body, bodyKey, reason, reasonText string }
	territory             string // the register's name of the body
	signatory             struct{ slug, name, searchKey string }
}

func (m *claimedMail) columns() []any {
	return []any{
		&m.ID, &m.Reference, &m.Kind, &m.Language, &m.Attempts, &m.CreatedAt, &m.moderatorID, &m.pledgeID,
		&m.pledge.email, &m.BodyKind, &m.pledge.body, &m.pledge.bodyKey, &m.pledge.reason, &m.pledge.reasonText,
		&m.territory, &m.signatory.slug, &m.signatory.name, &m.signatory.searchKey,
	}
}

// ClaimMails hands out at most limit mails that are due, oldest first, to one worker
// until the lease ends. A row whose lease ended unmarked (its worker was killed) is
// handed out again. Tokens and codes are made here and returned in the clear; only
// their hashes are stored.
func (s *Store) ClaimMails(ctx context.Context, limit int, lease time.Duration) ([]Mail, error) {
	var mails []Mail
	err := s.write(ctx, "claim mails", func(t *transaction) error {
		claim, err := t.ids.id()
		if err != nil {
			return err
		}
		claimed, err := t.claimMails(claim, limit, lease)
		if err != nil {
			return err
		}
		mails = make([]Mail, 0, len(claimed))
		for i := range claimed {
			m := &claimed[i]
			m.Claim, m.ClaimedAt = claim, t.now
			if err := s.addressMail(t, m); err != nil {
				return fmt.Errorf("address mail %d: %w", m.ID, err)
			}
			mails = append(mails, m.Mail)
		}
		return nil
	})
	return mails, err
}

func (t *transaction) claimMails(claim string, limit int, lease time.Duration) ([]claimedMail, error) {
	var ids []int64
	err := t.each(func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		ids = append(ids, id)
		return err
	}, claimDueMails, claim, t.now.Add(lease), t.now, limit)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	claimed := make([]claimedMail, 0, len(ids))
	err = t.each(func(scan func(...any) error) error {
		var m claimedMail
		err := scan(m.columns()...)
		claimed = append(claimed, m)
		return err
	}, addressedMails, jsonList(ids))
	return claimed, err
}

// addressMail fills a claimed mail with what its text needs.
func (s *Store) addressMail(t *transaction, m *claimedMail) error {
	switch {
	case m.Kind == MailNotification:
		return s.addressToMailbox(t, &m.Mail)
	case m.moderatorID != "":
		return s.addressToModerator(t, &m.Mail, m.moderatorID)
	default:
		return s.addressToRepresentative(t, m)
	}
}

func (s *Store) addressToModerator(t *transaction, mail *Mail, moderatorID string) error {
	moderator, err := findModerator(t.db, moderatorID)
	if err != nil {
		return err
	}
	mail.To, mail.Name = moderator.Email, moderator.Name
	invitation, err := t.issueInvitation(tokenRow{Purpose: purposeInvitation, ModeratorID: &moderatorID})
	mail.Token, mail.ExpiresAt = invitation.Token, invitation.ExpiresAt
	return err
}

// addressToRepresentative names the body, in a mail that nobody has moderated, only by a name from the register, so
// that the form cannot be used to send texts to strangers.
func (s *Store) addressToRepresentative(t *transaction, m *claimedMail) error {
	m.To = m.pledge.email
	switch m.Kind {
	case MailConfirmation:
		m.Body = m.territory
		return s.issueConfirmation(t, &m.Mail, m.pledgeID)
	case MailAlreadySigned:
		m.Body = m.territory
	case MailRefused:
		m.Body, m.Reason, m.ReasonText = m.pledge.body, m.pledge.reason, m.pledge.reasonText
		m.ReasonOwn, _ = s.ReasonText(m.Reason, m.Language)
	case MailNeedsInfo:
		m.Body = m.pledge.body
		return s.issueCorrection(t, &m.Mail, m.pledgeID)
	default:
		m.Body, m.Slug = m.pledge.body, m.signatory.slug
		if m.signatory.searchKey != m.pledge.bodyKey {
			m.Member = m.signatory.name
		}
	}
	return nil
}

func (s *Store) issueConfirmation(t *transaction, mail *Mail, pledgeID string) error {
	token, hash, err := t.ids.secret()
	if err != nil {
		return err
	}
	code, err := t.ids.code()
	if err != nil {
		return err
	}
	mail.Token, mail.Code = token, code
	expiresAt := t.now.Add(s.cfg.Pledge.ConfirmationValid)
	mail.ExpiresAt = s.Settings().Collection.confirmBy(expiresAt)
	_, err = t.exec(`INSERT INTO tokens (hash, purpose, pledge_id, code_hash, created_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?)`,
		hash, purposeConfirmation, pledgeID, hashCode(hash, code), t.now,
		expiresAt) // later than the mail says: who is too late is told so
	return err
}
