package models

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// tokenPurpose binds a token to the one thing it may do.
type tokenPurpose string

const (
	purposeConfirmation       tokenPurpose = "confirmation"
	purposeCorrection         tokenPurpose = "correction"
	purposeInvitation         tokenPurpose = "invitation"
	purposeFirstAdministrator tokenPurpose = "first_administrator"
)

// tokenRow is a row of the table tokens.
type tokenRow struct {
	Hash        []byte
	Purpose     tokenPurpose
	PledgeID    *string
	ModeratorID *string
	CodeHash    []byte
	CreatedAt   time.Time
	ExpiresAt   time.Time
}

func (tokenRow) TableName() string { return "tokens" }

// Confirmation is what the confirmation pages show.
type Confirmation struct {
	PledgeID           string
	Body               string
	Kind               Kind
	State              State
	Confirmed          bool // true once the pledge has left the state unconfirmed
	RepresentativeName string
	ConsentName        bool
	Statement          string
}

// Confirmation finds the pledge that a token confirms, and changes nothing.
// ErrNotFound says that the token is wrong, cut off or expired.
func (s *Store) Confirmation(ctx context.Context, token string) (Confirmation, error) {
	db := s.read.WithContext(ctx)
	row, err := findToken(db, purposeConfirmation, token, s.opts.Now().UTC())
	if err != nil {
		return Confirmation{}, err
	}
	pledge, err := findPledge(db, *row.PledgeID)
	if err != nil {
		return Confirmation{}, err
	}
	if pledge.invalidated() {
		return Confirmation{}, fmt.Errorf("an invalidated pledge: %w", ErrNotFound)
	}
	return pledge.confirmation(), nil
}

// ConfirmPledge confirms the pledge of a token. Doing it again changes nothing and
// gives the same answer. ErrNotFound as for Confirmation; ErrCollectionClosed once it is too late.
func (s *Store) ConfirmPledge(ctx context.Context, token string) (Confirmation, error) {
	var confirmation Confirmation
	err := s.write(ctx, "confirm pledge", func(t *transaction) error {
		row, err := findToken(t.db, purposeConfirmation, token, t.now)
		if err != nil {
			return err
		}
		confirmation, err = s.confirm(t, *row.PledgeID)
		return err
	})
	return confirmation, err
}

// ConfirmByCode confirms the pledge of a receipt by the six-digit code of its mail.
// It returns ErrWrongCode, ErrTooManyTries, or ErrNotFound for an expired receipt.
func (s *Store) ConfirmByCode(ctx context.Context, receipt, code string) (Confirmation, error) {
	var confirmation Confirmation
	var refusal error // returned after the commit: a wrong try must be counted
	err := s.write(ctx, "confirm pledge by code", func(t *transaction) error {
		row, err := findReceipt(t.db, receipt, t.now)
		if err != nil {
			return err
		}
		allowed, err := s.takeTry(t, row)
		if err != nil {
			return err
		}
		if !allowed {
			refusal = ErrTooManyTries
			return nil
		}
		right, err := codeMatches(t, row, code)
		if err != nil {
			return err
		}
		if !right {
			refusal = ErrWrongCode
			return t.db.Model(&receiptRow{}).Where("hash = ?", row.Hash).
				Update("tries", gorm.Expr("tries + 1")).Error
		}
		confirmation, err = s.confirm(t, row.PledgeID)
		return err
	})
	if err != nil {
		return Confirmation{}, err
	}
	return confirmation, refusal
}

// codeReceipts is from how many receipts codes may be tried for one pledge in a day: whoever
// submits it again and again must not collect tries at its code.
const codeReceipts = 5

// takeTry reports whether another code may be tried, and counts it for the pledge. The
// receipt counts the wrong ones only.
func (s *Store) takeTry(t *transaction, receipt receiptRow) (bool, error) {
	if receipt.Tries >= s.Settings().Limits.CodeTries {
		return false, nil
	}
	err := t.take(limit{key: "code:" + receipt.PledgeID, count: codeReceipts * s.Settings().Limits.CodeTries, window: day})
	var limited *LimitedError
	if errors.As(err, &limited) {
		return false, nil
	}
	return err == nil, err
}

// codeMatches compares code with the codes of every mail of the receipt's pledge from
// the time that a receipt lives: any of them may be the one in the visitor's hand.
func codeMatches(t *transaction, receipt receiptRow, code string) (bool, error) {
	var tokens []tokenRow
	err := t.db.Where("pledge_id = ? AND purpose = ? AND expires_at > ? AND created_at > ?",
		receipt.PledgeID, purposeConfirmation, t.now, t.now.Add(-receiptValid)).Find(&tokens).Error
	if err != nil {
		return false, fmt.Errorf("read codes: %w", err)
	}
	right := false
	for _, token := range tokens {
		if sameHash(token.CodeHash, hashCode(token.Hash, code)) {
			right = true
		}
	}
	return right, nil
}

// confirm moves the pledge; it returns ErrCollectionClosed where it is too late for that.
func (s *Store) confirm(t *transaction, pledgeID string) (Confirmation, error) {
	if closed := s.Settings().Collection.refuseConfirmation(t.now); closed != nil {
		pledge, err := findPledge(t.db, pledgeID)
		if err != nil {
			return Confirmation{}, err
		}
		if pledge.State == StateUnconfirmed {
			return Confirmation{}, closed
		}
		return pledge.confirmation(), nil
	}
	pledge, err := t.move(pledgeID, moveConfirm, map[string]any{"confirmed_at": t.now})
	var decided *DecidedError
	if errors.As(err, &decided) && pledge.invalidated() {
		return Confirmation{}, fmt.Errorf("an invalidated pledge: %w", ErrNotFound)
	}
	if errors.As(err, &decided) {
		return pledge.confirmation(), nil // confirmed before
	}
	if err != nil {
		return Confirmation{}, err
	}
	if err := t.audit(byRepresentative(), moveConfirm.action(), pledge.ID, ""); err != nil {
		return Confirmation{}, err
	}
	if pledge.Kind == KindIndividual && s.cfg.Pledge.ApproveIndividuals && pledge.SuspectedReasons == "" {
		pledge, err = t.approve(bySystem(), pledge.ID, As{})
	}
	return pledge.confirmation(), err
}

func (p pledgeRow) confirmation() Confirmation {
	return Confirmation{
		PledgeID: p.ID, Body: p.Body, Kind: p.Kind, State: p.State, Confirmed: p.State != StateUnconfirmed,
		RepresentativeName: p.RepresentativeName, ConsentName: p.ConsentName, Statement: p.Statement,
	}
}

// findToken finds a token of one purpose that is still valid. The look-up is by
// hash, so its timing says nothing about the token.
func findToken(db *gorm.DB, purpose tokenPurpose, token string, now time.Time) (tokenRow, error) {
	var row tokenRow
	err := db.Where("hash = ? AND purpose = ? AND expires_at > ?", hashToken(token), purpose, now).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return tokenRow{}, fmt.Errorf("%s token: %w", purpose, ErrNotFound)
	}
	if err != nil {
		return tokenRow{}, fmt.Errorf("read %s token: %w", purpose, err)
	}
	return row, nil
}
