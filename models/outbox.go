package models

import (
	"context"
	"errors"
	"fmt"
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

// MarkMailsSent notes that the server accepted mails, all or, on an error, none. It returns those whose claim
// was lost; nothing is noted of them.
func (s *Store) MarkMailsSent(ctx context.Context, mails ...Mail) (lost []Mail, err error) {
	err = s.write(ctx, "mark mails sent", func(t *transaction) error {
		lost = nil
		for _, m := range mails {
			marked, err := t.exec(`UPDATE outbox SET sent_at = ?, last_error = '', claim = '', claimed_until = NULL
				WHERE id = ? AND claim = ? AND sent_at IS NULL`, t.now, m.ID, m.Claim)
			if err != nil {
				return err
			}
			if marked == 0 {
				lost = append(lost, m)
			}
		}
		return nil
	})
	return lost, err
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
