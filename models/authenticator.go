package models

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"time"

	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Codes of an authenticator app (RFC 6238): six digits, a new one every 30 seconds. One step to either side is
// accepted, for clocks that differ and codes typed late (5.2 and 6 of the RFC).
const (
	totpPeriod    = 30 // seconds
	totpTolerance = 1  // steps
	totpSecret    = 20 // bytes, 32 letters in base32; RFC 4226, 4 asks for 160 bits
)

// Authenticator is what an authenticator app is set up with.
type Authenticator struct {
	Secret string // base32, to be typed
	URL    string // otpauth://…, to be scanned
}

// authenticatorRow is a row of the table authenticators.
type authenticatorRow struct {
	ModeratorID string
	Secret      string
	LastStep    int64
	CreatedAt   time.Time
	ConfirmedAt *time.Time
}

func (authenticatorRow) TableName() string { return "authenticators" }

// StartAuthenticator makes the secret of a new authenticator app; it counts once ConfirmAuthenticator has seen a code
// of it. ErrDuplicate: the account has an app already.
func (s *Store) StartAuthenticator(ctx context.Context, by Moderator) error {
	return s.write(ctx, "start authenticator", func(t *transaction) error {
		secret := make([]byte, totpSecret)
		if _, err := io.ReadFull(t.ids.rand, secret); err != nil {
			return fmt.Errorf("make a secret: %w", err)
		}
		row := authenticatorRow{ModeratorID: by.ID, Secret: base32.StdEncoding.EncodeToString(secret), CreatedAt: t.now}
		written := t.db.Clauses(clause.OnConflict{
			Columns:   []clause.Column{{Name: "moderator_id"}},
			DoUpdates: clause.AssignmentColumns([]string{"secret", "created_at"}),
			Where:     clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "authenticators.confirmed_at IS NULL"}}},
		}).Create(&row)
		if written.Error == nil && written.RowsAffected == 0 {
			return fmt.Errorf("authenticator: %w", ErrDuplicate)
		}
		return written.Error
	})
}

// PendingAuthenticator returns what StartAuthenticator made, under the site's name; ErrNotFound when nothing waits to
// be confirmed.
func (s *Store) PendingAuthenticator(ctx context.Context, by Moderator, site string) (Authenticator, error) {
	row, err := findAuthenticator(s.read.WithContext(ctx), by.ID)
	if err != nil {
		return Authenticator{}, err
	}
	if row.ConfirmedAt != nil {
		return Authenticator{}, fmt.Errorf("authenticator to confirm: %w", ErrNotFound)
	}
	secret, err := base32.StdEncoding.DecodeString(row.Secret)
	if err != nil {
		return Authenticator{}, fmt.Errorf("read the secret of an authenticator: %w", err)
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: site, AccountName: by.Email, Secret: secret})
	if err != nil {
		return Authenticator{}, fmt.Errorf("address of an authenticator: %w", err)
	}
	return Authenticator{Secret: row.Secret, URL: key.URL()}, nil
}

// ConfirmAuthenticator makes the app a second factor of the account once a code shows that it has the secret. It ends
// the account's sessions; the answer carries the mark of the one to go on with. ErrWrongCode, or ErrNotFound when
// nothing waits to be confirmed.
func (s *Store) ConfirmAuthenticator(ctx context.Context, by Moderator, code string) (FactorChange, error) {
	var change FactorChange
	err := s.write(ctx, "confirm authenticator", func(t *transaction) error {
		row, err := findAuthenticator(t.db, by.ID)
		if err != nil {
			return err
		}
		if row.ConfirmedAt != nil {
			return fmt.Errorf("authenticator to confirm: %w", ErrNotFound)
		}
		if err := t.useTOTP(row, code); err != nil {
			return err
		}
		err = t.db.Model(&authenticatorRow{}).Where("moderator_id = ?", by.ID).Update("confirmed_at", t.now).Error
		if err != nil {
			return err
		}
		change, err = t.factorAdded(by, "moderator.factor_add", "")
		return err
	})
	return change, err
}

// Proof is what a change of the account's protection asks for, beside the session.
type Proof struct {
	Password string
	Code     string // of the app, or a recovery code; read where the account has an app
	From     netip.Addr
}

// RemoveAuthenticator switches the app off, and the recovery codes with it where no passkey is left. It ends the
// account's sessions, as ConfirmAuthenticator does. ErrWrongCredentials, ErrWrongCode or a *LimitedError.
func (s *Store) RemoveAuthenticator(ctx context.Context, by Moderator, proof Proof) (FactorChange, error) {
	if err := s.checkOwnPassword(ctx, by, proof); err != nil {
		return FactorChange{}, err
	}
	var change FactorChange
	err := s.write(ctx, "remove authenticator", func(t *transaction) error {
		if _, err := t.useCode(by.ID, proof.Code); err != nil {
			return err
		}
		removed := t.db.Where("moderator_id = ?", by.ID).Delete(&authenticatorRow{})
		if removed.Error != nil {
			return removed.Error
		}
		var err error
		change, err = t.factorRemoved(by, "moderator.factor_remove", "")
		return err
	})
	return change, err
}

// useTOTP accepts a code of the app once: neither it nor an older one is good again (RFC 6238, 5.2).
func (t *transaction) useTOTP(row authenticatorRow, code string) error {
	now := t.now.Unix() / totpPeriod
	for step := now - totpTolerance; step <= now+totpTolerance; step++ {
		if step <= row.LastStep || step < 0 || !hotp.Validate(code, uint64(step), row.Secret) {
			continue
		}
		used := t.db.Model(&authenticatorRow{}).
			Where("moderator_id = ? AND last_step < ?", row.ModeratorID, step).Update("last_step", step)
		if used.Error != nil {
			return fmt.Errorf("note the code used: %w", used.Error)
		}
		if used.RowsAffected == 1 {
			return nil
		}
	}
	return fmt.Errorf("code of the authenticator: %w", ErrWrongCode)
}

func findAuthenticator(db *gorm.DB, moderatorID string) (authenticatorRow, error) {
	var row authenticatorRow
	err := db.Where("moderator_id = ?", moderatorID).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return authenticatorRow{}, fmt.Errorf("authenticator: %w", ErrNotFound)
	}
	if err != nil {
		return authenticatorRow{}, fmt.Errorf("read authenticator: %w", err)
	}
	return row, nil
}
