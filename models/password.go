package models

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"alliance/models/passwords"
	"alliance/models/typed"
)

// Length of a password in characters; the upper bound keeps hashing cheap.
const (
	MinPassword = 12
	maxPassword = 128
)

// ChangePassword gives the own account another password and ends its sessions; the mark of the one that goes on is in
// the answer. ErrWrongCredentials where the present password is not proof's, FieldErrors for the new one, or a
// *LimitedError.
func (s *Store) ChangePassword(ctx context.Context, by Moderator, proof Proof, password string) (Moderator, error) {
	row, err := s.checkCredentials(ctx, by.Email, proof.Password, proof.From)
	if err != nil {
		return Moderator{}, err
	}
	if code := s.checkPassword(password, row); code != "" {
		return Moderator{}, FieldErrors{"password": code}
	}
	before := row.PasswordHash
	if row.PasswordHash, err = s.hashPassword(ctx, password); err != nil {
		return Moderator{}, err
	}
	err = s.write(ctx, "change password", func(t *transaction) error {
		changed := t.db.Model(&moderatorRow{}).Where("id = ? AND password_hash = ?", row.ID, before).
			Update("password_hash", row.PasswordHash)
		if changed.Error != nil {
			return changed.Error
		}
		if changed.RowsAffected == 0 {
			return fmt.Errorf("changed meanwhile: %w", ErrWrongCredentials)
		}
		if _, err := t.endSessions(row.ID, nil); err != nil {
			return err
		}
		return t.audit(byModerator(by), "moderator.password", "", row.ID)
	})
	return row.moderator(), err
}

// checkPassword returns the code of what is wrong with a password, or "".
func (s *Store) checkPassword(password string, of moderatorRow) string {
	length := utf8.RuneCountInString(password)
	local, _, _ := strings.Cut(of.Email, "@")
	switch {
	case length < MinPassword:
		return "too_short"
	case length > maxPassword:
		return "too_long"
	case passwords.Common(password):
		return "too_common"
	case typed.Fold(password) == typed.Fold(of.Name), passwords.Tells(password, local, s.opts.SiteName):
		return "personal"
	default:
		return ""
	}
}

// hashPassword computes an argon2id hash when a place is free: each takes 19 MiB.
func (s *Store) hashPassword(ctx context.Context, password string) (string, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	hash, err := argon2id.CreateHash(password, passwordParams())
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

// passwordParams are the OWASP Password Storage Cheat Sheet's argon2id minimum (19 MiB,
// two passes, one lane): two at once stay far below the memory a small host has.
func passwordParams() *argon2id.Params {
	return &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}
