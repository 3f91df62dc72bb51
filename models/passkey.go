package models

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"gorm.io/gorm"
)

// Passkey is a key of a moderator's device (W3C Web Authentication). Credential is what the console verifies the next
// sign-in by; to this package it is opaque.
type Passkey struct {
	ID         string
	Handle     []byte // the credential's own id
	Name       string
	Credential string
	CreatedAt  time.Time
	LastUsedAt *time.Time
	Moderator  Moderator
}

// passkeyRow is a row of the table passkeys.
type passkeyRow struct {
	ID          string
	Handle      []byte
	ModeratorID string
	Name        string
	Credential  string
	CreatedAt   time.Time
	LastUsedAt  *time.Time
}

func (passkeyRow) TableName() string { return "passkeys" }

func (r passkeyRow) passkey(of Moderator) Passkey {
	return Passkey{
		ID: r.ID, Handle: r.Handle, Name: r.Name, Credential: r.Credential,
		CreatedAt: r.CreatedAt, LastUsedAt: r.LastUsedAt, Moderator: of,
	}
}

// Passkeys lists the moderator's passkeys, oldest first.
func (s *Store) Passkeys(ctx context.Context, by Moderator) ([]Passkey, error) {
	var rows []passkeyRow
	err := s.read.WithContext(ctx).Where("moderator_id = ?", by.ID).Order("created_at, id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read passkeys: %w", err)
	}
	keys := make([]Passkey, 0, len(rows))
	for _, row := range rows {
		keys = append(keys, row.passkey(by))
	}
	return keys, nil
}

// AddPasskey keeps a passkey that the console has verified, and ends the account's other sessions; the account's
// first second factor brings recovery codes. FieldErrors for its name, ErrDuplicate for a passkey that is known.
func (s *Store) AddPasskey(ctx context.Context, by Moderator, key Passkey) (FactorChange, error) {
	faults := FieldErrors{}
	row := passkeyRow{
		Handle: key.Handle, ModeratorID: by.ID, Name: faults.line("name", key.Name, maxName), Credential: key.Credential,
	}
	if len(faults) > 0 {
		return FactorChange{}, faults
	}
	var change FactorChange
	err := s.write(ctx, "add passkey", func(t *transaction) error {
		var err error
		if row.ID, err = t.ids.id(); err != nil {
			return err
		}
		row.CreatedAt = t.now
		err = t.db.Create(&row).Error
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return fmt.Errorf("passkey: %w", ErrDuplicate)
		}
		if err != nil {
			return err
		}
		change, err = t.factorAdded(by, "moderator.passkey_add", row.ID)
		return err
	})
	return change, err
}

// RemovePasskey forgets one of the moderator's passkeys, and the recovery codes with the last second factor. It ends
// the account's other sessions. ErrWrongCredentials, a *LimitedError, or ErrNotFound.
func (s *Store) RemovePasskey(ctx context.Context, by Moderator, id string, proof Proof) (FactorChange, error) {
	if err := s.checkOwnPassword(ctx, by, proof); err != nil {
		return FactorChange{}, err
	}
	var change FactorChange
	err := s.write(ctx, "remove passkey", func(t *transaction) error {
		removed := t.db.Where("id = ? AND moderator_id = ?", id, by.ID).Delete(&passkeyRow{})
		if removed.Error != nil {
			return removed.Error
		}
		if removed.RowsAffected == 0 {
			return fmt.Errorf("passkey: %w", ErrNotFound)
		}
		var err error
		change, err = t.factorRemoved(by, "moderator.passkey_remove", id)
		return err
	})
	return change, err
}

// TakePasskeyTry counts the beginning of a sign-in by passkey, whose account is not known yet, per sender.
func (s *Store) TakePasskeyTry(ctx context.Context, from netip.Addr) error {
	limits := perHour("passkey", from, s.cfg.Limits.SignInsPerIPPerHour)
	return s.write(ctx, "count sign-in by passkey", func(t *transaction) error { return t.take(limits...) })
}

// FindPasskey finds what to verify a sign-in by, and counts the try per account and network: a *LimitedError.
// ErrWrongCredentials for an unknown passkey and a disabled account alike.
func (s *Store) FindPasskey(ctx context.Context, handle []byte, from netip.Addr) (Passkey, error) {
	var row passkeyRow
	db := s.read.WithContext(ctx)
	err := db.Where("handle = ?", handle).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Passkey{}, ErrWrongCredentials
	}
	if err != nil {
		return Passkey{}, fmt.Errorf("read passkey: %w", err)
	}
	if err := s.takeFactorTry(ctx, row.ModeratorID, from); err != nil {
		return Passkey{}, err
	}
	owner, err := findModerator(db, row.ModeratorID)
	if err != nil {
		return Passkey{}, err
	}
	if owner.DisabledAt != nil || owner.PasswordHash == "" {
		return Passkey{}, ErrWrongCredentials
	}
	return row.passkey(owner.moderator()), nil
}

// SignInWithPasskey notes a sign-in that the console has verified by key, as FindPasskey found it; credential is what
// the next one is verified by, with the sign counter of this one. ErrWrongCredentials where key was used or removed,
// or the account disabled, meanwhile.
func (s *Store) SignInWithPasskey(ctx context.Context, key Passkey, credential string) (Moderator, error) {
	var by Moderator
	err := s.write(ctx, "sign in by passkey", func(t *transaction) error {
		used := t.db.Model(&passkeyRow{}).Where("id = ? AND credential = ?", key.ID, key.Credential).
			Updates(map[string]any{"credential": credential, "last_used_at": t.now})
		if used.Error != nil {
			return used.Error
		}
		owner, err := findModerator(t.db, key.Moderator.ID)
		if err != nil {
			return err
		}
		if used.RowsAffected == 0 || owner.DisabledAt != nil || owner.PasswordHash == "" {
			return ErrWrongCredentials
		}
		by, err = t.signedIn(owner, withPasskey)
		return err
	})
	return by, err
}
