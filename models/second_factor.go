package models

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"gorm.io/gorm"
)

// A second factor is an authenticator app or a passkey. This file is what they share: the second step of a sign-in,
// and what every change of them causes.

// With what somebody signed in, as the audit trail's detail.
const (
	withPassword     = "password"
	withCode         = "code"
	withRecoveryCode = "recovery_code"
	withPasskey      = "passkey"
)

// FactorChange is what a change of the second factors leaves: all sessions have ended.
type FactorChange struct {
	Moderator     Moderator // with the mark of a session that goes on
	RecoveryCodes []string  // new ones, to be shown once; empty where the account has some
}

// SecondStep is the second step of a sign-in whose first one, SignIn, asked for it.
type SecondStep struct {
	ModeratorID string
	Mark        string // SignInMark of the first step: what was changed since ends the attempt
	Code        string // of the app, or a recovery code
	From        netip.Addr
}

// Entrance is a sign-in that succeeded.
type Entrance struct {
	Moderator    Moderator
	RecoveryCode bool // used in place of a code of the app
	CodesLeft    int  // recovery codes, where one was used
}

// TakeSecondStep completes a sign-in. ErrWrongCode, a *LimitedError, or ErrNotFound where the account was changed
// since the first step and the sign-in begins anew.
func (s *Store) TakeSecondStep(ctx context.Context, step SecondStep) (Entrance, error) {
	if err := s.takeFactorTry(ctx, step.ModeratorID, step.From); err != nil {
		return Entrance{}, err
	}
	var entrance Entrance
	err := s.write(ctx, "take second step", func(t *transaction) error {
		entrance = Entrance{}
		row, err := findModerator(t.db, step.ModeratorID)
		if err != nil {
			return err
		}
		if row.DisabledAt != nil || row.moderator().SignInMark != step.Mark {
			return fmt.Errorf("the account was changed: %w", ErrNotFound)
		}
		if entrance.RecoveryCode, err = t.useCode(row.ID, step.Code); err != nil {
			return err
		}
		with := withCode
		if entrance.RecoveryCode {
			with = withRecoveryCode
			if entrance.CodesLeft, err = countRecoveryCodes(t.db, row.ID); err != nil {
				return err
			}
		}
		entrance.Moderator, err = t.signedIn(row, with)
		return err
	})
	return entrance, err
}

// takeFactorTry counts a try per sender, and per account and network, as takeSignIn does: nobody can use up the tries
// of a colleague on another network.
func (s *Store) takeFactorTry(ctx context.Context, moderatorID string, from netip.Addr) error {
	limits := append(perHour("factor", from, s.cfg.Limits.SignInsPerIPPerHour),
		perHour("factor:"+moderatorID, from, s.cfg.Limits.SignInsPerAccountPerHour)...)
	return s.write(ctx, "count second step", func(t *transaction) error { return t.take(limits...) })
}

// signedIn notes a sign-in that is complete.
func (t *transaction) signedIn(row moderatorRow, with string) (Moderator, error) {
	changed := map[string]any{"last_sign_in_at": t.now, "hub_seen_at": row.hubSeen()}
	row.LastSignInAt = &t.now
	err := t.db.Model(&moderatorRow{}).Where("id = ?", row.ID).Updates(changed).Error
	if err != nil {
		return Moderator{}, err
	}
	return row.moderator(), t.audit(byModerator(row.moderator()), "moderator.sign_in", "", with)
}

// useCode uses up a code of the account's app, or one of its recovery codes, and says which it was.
func (t *transaction) useCode(moderatorID, typed string) (recovery bool, err error) {
	code := strings.ToLower(strings.Join(strings.FieldsFunc(typed, func(r rune) bool { return r == '-' || r == ' ' }), ""))
	if len(code) == recoveryCodeLength {
		return true, t.useRecoveryCode(moderatorID, code)
	}
	row, err := findAuthenticator(t.db, moderatorID)
	if errors.Is(err, ErrNotFound) || err == nil && row.ConfirmedAt == nil {
		return false, fmt.Errorf("no authenticator: %w", ErrWrongCode)
	}
	if err != nil {
		return false, err
	}
	return false, t.useTOTP(row, code)
}

// factorAdded notes a new second factor; the account's first one brings recovery codes.
func (t *transaction) factorAdded(by Moderator, action, detail string) (FactorChange, error) {
	if err := t.audit(byModerator(by), action, "", detail); err != nil {
		return FactorChange{}, err
	}
	var change FactorChange
	left, err := countRecoveryCodes(t.db, by.ID)
	if err == nil && left == 0 {
		change.RecoveryCodes, err = t.makeRecoveryCodes(by)
	}
	if err != nil {
		return FactorChange{}, err
	}
	change.Moderator, err = t.factorsChanged(by.ID)
	return change, err
}

// factorRemoved notes that a second factor is gone; recovery codes go with the last.
func (t *transaction) factorRemoved(by Moderator, action, detail string) (FactorChange, error) {
	if err := t.audit(byModerator(by), action, "", detail); err != nil {
		return FactorChange{}, err
	}
	moderator, err := t.factorsChanged(by.ID)
	if err != nil || moderator.HasFactor() {
		return FactorChange{Moderator: moderator}, err
	}
	return FactorChange{Moderator: moderator}, t.dropRecoveryCodes(by.ID)
}

// factorsChanged ends the account's sessions: who came in before may not be its owner.
func (t *transaction) factorsChanged(moderatorID string) (Moderator, error) {
	err := t.db.Model(&moderatorRow{}).Where("id = ?", moderatorID).
		Update("factor_changes", gorm.Expr("factor_changes + 1")).Error
	if err != nil {
		return Moderator{}, err
	}
	if _, err := t.endSessions(moderatorID, nil); err != nil {
		return Moderator{}, err
	}
	row, err := findModerator(t.db, moderatorID)
	return row.moderator(), err
}

// ResetFactors takes an account's authenticator app, passkeys and recovery codes away and ends its sessions, for the
// colleague whose phone is lost; the password stays. ErrNotFound when there is no such account.
func (s *Store) ResetFactors(ctx context.Context, by Moderator, email string) error {
	return s.write(ctx, "reset second factor", func(t *transaction) error {
		row, err := findModeratorByEmail(t.db, email)
		if err != nil {
			return err
		}
		for _, table := range []any{&authenticatorRow{}, &passkeyRow{}, &recoveryCodeRow{}} {
			if err := t.db.Where("moderator_id = ?", row.ID).Delete(table).Error; err != nil {
				return err
			}
		}
		if _, err := t.factorsChanged(row.ID); err != nil {
			return err
		}
		return t.audit(byModerator(by), "moderator.factor_reset", "", row.ID)
	})
}
