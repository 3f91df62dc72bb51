package models

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"gorm.io/gorm"
)

// receiptValid is how long the page after submitting can be opened again.
const receiptValid = 24 * time.Hour

// Receipt is what the visitor's browser holds after submitting. Its token
// opens the page that takes the six-digit code; it is the same for a new
// pledge, a repeated one and one that was signed long ago.
type Receipt struct {
	Token     string
	Email     string // as typed in this submission
	Language  string
	ExpiresAt time.Time
}

// receiptRow is a row of the table receipts.
type receiptRow struct {
	Hash      []byte
	PledgeID  string
	Email     string
	Language  string
	Tries     int
	ExpiresAt time.Time
}

func (receiptRow) TableName() string { return "receipts" }

func (s *Store) issueReceipt(t *transaction, pledge pledgeRow, p NewPledge) (Receipt, error) {
	token, hash, err := t.ids.secret()
	if err != nil {
		return Receipt{}, err
	}
	row := receiptRow{
		Hash: hash, PledgeID: pledge.ID, Email: p.Email, Language: p.Language, ExpiresAt: t.now.Add(receiptValid),
	}
	_, err = t.exec(`INSERT INTO receipts (hash, pledge_id, email, language, tries, expires_at) VALUES (?, ?, ?, ?, ?, ?)`,
		row.Hash, row.PledgeID, row.Email, row.Language, row.Tries, row.ExpiresAt)
	if err != nil {
		return Receipt{}, fmt.Errorf("insert receipt: %w", err)
	}
	return Receipt{Token: token, Email: row.Email, Language: row.Language, ExpiresAt: row.ExpiresAt}, nil
}

// Receipt finds a receipt that is still valid; ErrNotFound otherwise.
func (s *Store) Receipt(ctx context.Context, token string) (Receipt, error) {
	row, err := findReceipt(s.read.WithContext(ctx), token, s.opts.Now().UTC())
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{Token: token, Email: row.Email, Language: row.Language, ExpiresAt: row.ExpiresAt}, nil
}

func findReceipt(db *gorm.DB, token string, now time.Time) (receiptRow, error) {
	var row receiptRow
	err := db.Where("hash = ? AND expires_at > ?", hashToken(token), now).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return receiptRow{}, fmt.Errorf("receipt: %w", ErrNotFound)
	}
	if err != nil {
		return receiptRow{}, fmt.Errorf("read receipt: %w", err)
	}
	return row, nil
}

// ResendConfirmation sends the mail of a receipt once more, within the limits of the
// mailbox and the sender; it returns nil also where nothing may be sent. ErrNotFound
// says that the receipt has expired; ErrCollectionClosed, that nothing can be
// confirmed any more; ErrSenderBlocked, that the network is blocked.
func (s *Store) ResendConfirmation(ctx context.Context, receipt string, from netip.Addr) error {
	return s.write(ctx, "resend confirmation", func(t *transaction) error {
		row, err := findReceipt(t.db, receipt, t.now)
		if err != nil {
			return err
		}
		if err := s.Settings().Collection.refuseConfirmation(t.now); err != nil {
			return err
		}
		pledge, err := findPledge(t.db, row.PledgeID)
		if err != nil {
			return err
		}
		if err := s.admit(t, &pledge, from); err != nil { // what it marks here is not stored
			return err
		}
		return s.queueAnswer(t, pledge)
	})
}
