package models

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
)

// MailKind says what a mail is for.
type MailKind string

// The kinds of mail.
const (
	MailConfirmation  MailKind = "confirmation"
	MailAlreadySigned MailKind = "already_signed"
	MailApproved      MailKind = "approved"
	MailRefused       MailKind = "refused"
	MailNeedsInfo     MailKind = "needs_info" // a moderator's question
	MailInvitation    MailKind = "invitation" // to a moderator: choose a password
)

// Mail is an outbox row claimed for delivery, with what its text needs.
// Body holds the name from the territory register or the moderated name,
// never free text that a visitor typed and nobody has checked.
type Mail struct {
	ID         int64
	Reference  string // stable over retries; the Message-ID derives from it
	Kind       MailKind
	Language   string
	To         string
	Attempts   int // earlier ones that failed
	CreatedAt  time.Time
	ClaimedAt  time.Time
	Claim      string // who holds the row; marks of a claim that was lost do nothing
	Body       string // may be empty
	BodyKind   Kind
	Token      string    // of the mail's link; minted by this claim, only its hash is stored
	Code       string    // confirmation: six digits
	ExpiresAt  time.Time // of Token and Code
	Reason     string    // refused: the reason code
	ReasonOwn  string    // refused: its text, where the code is one of the administrators' own
	ReasonText string    // refused: the moderator's own sentence, may be empty
	Question   Question  // needs_info
	Slug       string    // approved: the signatory's page
	Member     string    // approved: the signatory's name where the pledge was added to another's entry
	Name       string    // invitation: the moderator's name
	Waiting    Waiting   // notification: what waits now
}

// ErrClaimLost says that the lease of a claim ran out and the row is someone else's.
var ErrClaimLost = errors.New("the claim on the mail was lost")

// outboxRow is a row of the table outbox.
type outboxRow struct {
	ID           int64 `gorm:"primaryKey"`
	Reference    string
	Kind         MailKind
	PledgeID     *string
	ModeratorID  *string
	Language     string
	DueAt        time.Time
	Attempts     int
	Claim        string
	ClaimedUntil *time.Time
	SentAt       *time.Time
	ParkedAt     *time.Time
	LastError    string
	CreatedAt    time.Time
}

func (outboxRow) TableName() string { return "outbox" }

// queueMail decides within the transaction that a mail about a pledge will leave.
func (t *transaction) queueMail(kind MailKind, pledge pledgeRow) error {
	return t.queue(outboxRow{Kind: kind, PledgeID: &pledge.ID, Language: pledge.Language})
}

// queue adds a mail; without a time of its own it is due at once.
func (t *transaction) queue(row outboxRow) error {
	reference, err := t.ids.id()
	if err != nil {
		return err
	}
	row.Reference, row.CreatedAt = reference, t.now
	if row.DueAt.IsZero() {
		row.DueAt = t.now
	}
	_, err = t.exec(`INSERT INTO outbox (reference, kind, pledge_id, moderator_id, language, due_at, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		row.Reference, row.Kind, row.PledgeID, row.ModeratorID, row.Language, row.DueAt, row.CreatedAt)
	if err != nil {
		return fmt.Errorf("queue %s mail: %w", row.Kind, err)
	}
	t.queuedMail = true
	return nil
}

// wakeMailer tells a waiting mailer that there is work; one that is busy looks again anyway.
func (s *Store) wakeMailer() {
	select {
	case s.mailsWaiting <- struct{}{}:
	default:
	}
}

// MailsWaiting receives after commits that queued mail.
func (s *Store) MailsWaiting() <-chan struct{} { return s.mailsWaiting }

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
		// "Still free" stands outside too: PostgreSQL checks the inner one before it waits for the row.
		var rows []outboxRow
		err = t.db.Raw(`UPDATE outbox SET claim = @claim, claimed_until = @until
			WHERE id IN (SELECT id FROM outbox
				WHERE sent_at IS NULL AND parked_at IS NULL AND due_at <= @now
					AND (claimed_until IS NULL OR claimed_until <= @now)
				ORDER BY due_at, id LIMIT @limit)
			AND sent_at IS NULL AND parked_at IS NULL AND (claimed_until IS NULL OR claimed_until <= @now)
			RETURNING *`, map[string]any{"claim": claim, "until": t.now.Add(lease), "now": t.now, "limit": limit}).
			Scan(&rows).Error
		if err != nil {
			return err
		}
		slices.SortFunc(rows, func(a, b outboxRow) int { // RETURNING promises no order
			return cmp.Or(a.DueAt.Compare(b.DueAt), cmp.Compare(a.ID, b.ID))
		})
		mails, err = s.addressMails(t, rows)
		return err
	})
	return mails, err
}

// addressMails fills claimed rows with what their texts need.
func (s *Store) addressMails(t *transaction, rows []outboxRow) ([]Mail, error) {
	mails := make([]Mail, 0, len(rows))
	for _, row := range rows {
		mail := Mail{
			ID: row.ID, Reference: row.Reference, Kind: row.Kind, Language: row.Language,
			Attempts: row.Attempts, CreatedAt: row.CreatedAt, ClaimedAt: t.now, Claim: row.Claim,
		}
		var err error
		switch {
		case row.Kind == MailNotification:
			err = s.addressToMailbox(t, &mail)
		case row.ModeratorID != nil:
			err = s.addressToModerator(t, &mail, *row.ModeratorID)
		default:
			err = s.addressToRepresentative(t, &mail, *row.PledgeID)
		}
		if err != nil {
			return nil, fmt.Errorf("address mail %d: %w", row.ID, err)
		}
		mails = append(mails, mail)
	}
	return mails, nil
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

func (s *Store) addressToRepresentative(t *transaction, mail *Mail, pledgeID string) error {
	pledge, err := findPledge(t.db, pledgeID)
	if err != nil {
		return err
	}
	mail.To, mail.BodyKind = pledge.Email, pledge.Kind
	switch mail.Kind {
	case MailConfirmation:
		if err := nameFromRegister(t.db, mail, pledge); err != nil {
			return err
		}
		return s.issueConfirmation(t, mail, pledge)
	case MailAlreadySigned:
		return nameFromRegister(t.db, mail, pledge)
	case MailRefused:
		mail.Body, mail.Reason, mail.ReasonText = pledge.Body, pledge.Reason, pledge.ReasonText
		mail.ReasonOwn, _ = s.ReasonText(pledge.Reason, mail.Language)
		return nil
	case MailNeedsInfo:
		mail.Body = pledge.Body
		return s.issueCorrection(t, mail, pledge)
	default:
		mail.Body = pledge.Body
		return nameMember(t.db, mail, pledge)
	}
}

// nameMember names the page of an approved pledge, and the member where its name is not the body's.
func nameMember(db *gorm.DB, mail *Mail, pledge pledgeRow) error {
	var member struct{ Slug, Name, SearchKey string }
	err := db.Raw("SELECT slug, name, search_key FROM signatories WHERE id = ?", pledge.SignatoryID).Scan(&member).Error
	mail.Slug = member.Slug
	if member.SearchKey != pledge.BodyKey {
		mail.Member = member.Name
	}
	return err
}

// nameFromRegister names the body in a mail that nobody has moderated: only by a name
// from the register, so that the form cannot be used to send texts to strangers.
func nameFromRegister(db *gorm.DB, mail *Mail, pledge pledgeRow) error {
	if pledge.TerritoryID == nil {
		return nil
	}
	return db.Raw("SELECT name FROM territories WHERE id = ?", *pledge.TerritoryID).Scan(&mail.Body).Error
}

func (s *Store) issueConfirmation(t *transaction, mail *Mail, pledge pledgeRow) error {
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
	row := tokenRow{
		Hash: hash, Purpose: purposeConfirmation, PledgeID: &pledge.ID, CodeHash: hashCode(hash, code),
		CreatedAt: t.now, ExpiresAt: expiresAt, // later than the mail says: who is too late is told so
	}
	_, err = t.exec(`INSERT INTO tokens (hash, purpose, pledge_id, code_hash, created_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?)`,
		row.Hash, row.Purpose, row.PledgeID, row.CodeHash, row.CreatedAt, row.ExpiresAt)
	return err
}

// MarkMailSent notes that the server accepted a mail. ErrClaimLost as for the other marks.
func (s *Store) MarkMailSent(ctx context.Context, m Mail) error {
	return s.write(ctx, "mark mail sent", func(t *transaction) error {
		marked, err := t.exec(`UPDATE outbox SET sent_at = ?, last_error = '', claim = '', claimed_until = NULL
			WHERE id = ? AND claim = ? AND sent_at IS NULL`, t.now, m.ID, m.Claim)
		if err == nil && marked == 0 {
			return ErrClaimLost
		}
		return err
	})
}

// DelayMail counts a failed attempt and gives the mail back until a later time.
func (s *Store) DelayMail(ctx context.Context, m Mail, until time.Time, lastError string) error {
	return s.markMail(ctx, m, func(*transaction) map[string]any {
		return map[string]any{"due_at": until.UTC(), "attempts": gorm.Expr("attempts + 1"), "last_error": lastError}
	})
}

// ReleaseMail gives a mail back that was not tried.
func (s *Store) ReleaseMail(ctx context.Context, m Mail) error {
	return s.markMail(ctx, m, func(*transaction) map[string]any { return map[string]any{} })
}

// ParkMail sets a mail aside that the server refused for good; an administrator decides.
func (s *Store) ParkMail(ctx context.Context, m Mail, lastError string) error {
	return s.markMail(ctx, m, func(t *transaction) map[string]any {
		return map[string]any{"parked_at": t.now, "attempts": gorm.Expr("attempts + 1"), "last_error": lastError}
	})
}

func (s *Store) markMail(ctx context.Context, m Mail, columns func(*transaction) map[string]any) error {
	return s.write(ctx, fmt.Sprintf("mark mail %d", m.ID), func(t *transaction) error {
		set := columns(t)
		set["claim"], set["claimed_until"] = "", nil
		updated := t.db.Model(&outboxRow{}).Where("id = ? AND claim = ? AND sent_at IS NULL", m.ID, m.Claim).Updates(set)
		if updated.Error == nil && updated.RowsAffected == 0 {
			return ErrClaimLost
		}
		return updated.Error
	})
}

// NextMailDue returns when the next mail can be claimed; ErrNotFound when none waits.
func (s *Store) NextMailDue(ctx context.Context) (time.Time, error) {
	var row outboxRow
	err := s.read.WithContext(ctx).Where("sent_at IS NULL AND parked_at IS NULL").
		Order("CASE WHEN claimed_until > due_at THEN claimed_until ELSE due_at END").Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return time.Time{}, ErrNotFound
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("find the next mail: %w", err)
	}
	if row.ClaimedUntil != nil && row.ClaimedUntil.After(row.DueAt) {
		return *row.ClaimedUntil, nil
	}
	return row.DueAt, nil
}
