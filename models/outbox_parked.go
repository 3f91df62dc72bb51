package models

import (
	"context"
	"fmt"
	"time"
)

// ParkedMail is a mail that the server refused for good, as the administrator sees it.
type ParkedMail struct {
	ID        int64
	Kind      MailKind
	To        string
	Attempts  int
	LastError string
	CreatedAt time.Time
	ParkedAt  time.Time
	PledgeID  string
}

// ParkedMails returns the latest 200 parked mails, newest first.
func (s *Store) ParkedMails(ctx context.Context) ([]ParkedMail, error) {
	var mails []ParkedMail
	err := s.read.WithContext(ctx).Raw(`SELECT o.id, o.kind, COALESCE(p.email, m.email, '') AS "to", o.attempts,
			o.last_error,
			o.created_at, o.parked_at, COALESCE(o.pledge_id, '') AS pledge_id
		FROM outbox o
		LEFT JOIN pledges p ON p.id = o.pledge_id
		LEFT JOIN moderators m ON m.id = o.moderator_id
		WHERE o.parked_at IS NOT NULL ORDER BY o.parked_at DESC, o.id DESC LIMIT 200`).Scan(&mails).Error
	if err != nil {
		return nil, fmt.Errorf("read parked mails: %w", err)
	}
	return mails, nil
}

// ResendParkedMail queues a parked mail again. ErrNotFound when it is not parked any more.
func (s *Store) ResendParkedMail(ctx context.Context, by Moderator, id int64) error {
	return s.write(ctx, "resend parked mail", func(t *transaction) error {
		resent := t.db.Model(&outboxRow{}).Where("id = ? AND parked_at IS NOT NULL", id).
			Updates(map[string]any{"parked_at": nil, "due_at": t.now, "attempts": 0})
		t.queuedMail = true
		return t.auditParked(by, "mail.resend", id, resent.RowsAffected, resent.Error)
	})
}

// DropParkedMail deletes a parked mail. ErrNotFound when it is not parked any more.
func (s *Store) DropParkedMail(ctx context.Context, by Moderator, id int64) error {
	return s.write(ctx, "drop parked mail", func(t *transaction) error {
		dropped := t.db.Where("id = ? AND parked_at IS NOT NULL", id).Delete(&outboxRow{})
		return t.auditParked(by, "mail.drop", id, dropped.RowsAffected, dropped.Error)
	})
}

func (t *transaction) auditParked(by Moderator, action string, id, changed int64, err error) error {
	if err != nil {
		return err
	}
	if changed == 0 {
		return fmt.Errorf("parked mail %d: %w", id, ErrNotFound)
	}
	return t.audit(byModerator(by), action, "", fmt.Sprintf("mail %d", id))
}
