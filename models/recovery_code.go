package models

import (
	"context"
	"encoding/base32"
	"fmt"
	"io"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// Recovery codes: 80 random bits each, so that a plain hash of one cannot be turned round.
const (
	recoveryCodes      = 10
	recoveryCodeBytes  = 10
	recoveryCodeLength = 16 // letters, without the hyphens between them
)

// recoveryCodeRow is a row of the table recovery_codes.
type recoveryCodeRow struct {
	Hash        []byte
	ModeratorID string
}

func (recoveryCodeRow) TableName() string { return "recovery_codes" }

// RenewRecoveryCodes replaces the account's recovery codes and returns the new ones, to be shown once.
// ErrWrongCredentials, a *LimitedError, or ErrNotFound where the account has no second factor.
func (s *Store) RenewRecoveryCodes(ctx context.Context, by Moderator, proof Proof) ([]string, error) {
	if err := s.checkOwnPassword(ctx, by, proof); err != nil {
		return nil, err
	}
	var codes []string
	err := s.write(ctx, "renew recovery codes", func(t *transaction) error {
		row, err := findModerator(t.db, by.ID)
		if err != nil {
			return err
		}
		if !row.moderator().HasFactor() {
			return fmt.Errorf("second factor: %w", ErrNotFound)
		}
		codes, err = t.makeRecoveryCodes(by)
		return err
	})
	return codes, err
}

// RecoveryCodesLeft is how many recovery codes the account has.
func (s *Store) RecoveryCodesLeft(ctx context.Context, by Moderator) (int, error) {
	return countRecoveryCodes(s.read.WithContext(ctx), by.ID)
}

// makeRecoveryCodes replaces an account's codes; those of before are worth nothing.
func (t *transaction) makeRecoveryCodes(by Moderator) ([]string, error) {
	if err := t.dropRecoveryCodes(by.ID); err != nil {
		return nil, err
	}
	codes, rows := make([]string, recoveryCodes), make([]recoveryCodeRow, recoveryCodes)
	for i := range codes {
		raw := make([]byte, recoveryCodeBytes)
		if _, err := io.ReadFull(t.ids.rand, raw); err != nil {
			return nil, fmt.Errorf("make a recovery code: %w", err)
		}
		code := strings.ToLower(base32.StdEncoding.EncodeToString(raw))
		codes[i] = code[:4] + "-" + code[4:8] + "-" + code[8:12] + "-" + code[12:]
		rows[i] = recoveryCodeRow{Hash: hashToken(by.ID + code), ModeratorID: by.ID}
	}
	if err := t.db.Create(&rows).Error; err != nil {
		return nil, fmt.Errorf("insert recovery codes: %w", err)
	}
	return codes, t.audit(byModerator(by), "moderator.recovery_make", "", "")
}

func (t *transaction) dropRecoveryCodes(moderatorID string) error {
	err := t.db.Where("moderator_id = ?", moderatorID).Delete(&recoveryCodeRow{}).Error
	if err != nil {
		return fmt.Errorf("delete recovery codes: %w", err)
	}
	return nil
}

// useRecoveryCode deletes a code: each is good once.
func (t *transaction) useRecoveryCode(moderatorID, code string) error {
	used := t.db.Where("hash = ? AND moderator_id = ?", hashToken(moderatorID+code), moderatorID).
		Delete(&recoveryCodeRow{})
	if used.Error != nil {
		return fmt.Errorf("use recovery code: %w", used.Error)
	}
	if used.RowsAffected == 0 {
		return fmt.Errorf("recovery code: %w", ErrWrongCode)
	}
	left, err := countRecoveryCodes(t.db, moderatorID)
	if err != nil {
		return err
	}
	row, err := findModerator(t.db, moderatorID)
	if err != nil {
		return err
	}
	return t.audit(byModerator(row.moderator()), "moderator.recovery_use", "", strconv.Itoa(left))
}

func countRecoveryCodes(db *gorm.DB, moderatorID string) (int, error) {
	var left int64
	err := db.Model(&recoveryCodeRow{}).Where("moderator_id = ?", moderatorID).Count(&left).Error
	if err != nil {
		return 0, fmt.Errorf("count recovery codes: %w", err)
	}
	return int(left), nil
}
