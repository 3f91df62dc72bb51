package models

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"

	"github.com/alexedwards/argon2id"

	"alliance/models/typed"
)

// SignIn checks an address and password. It returns ErrWrongCredentials, the same for
// an unknown address, a disabled account and a wrong password, or a *LimitedError.
func (s *Store) SignIn(ctx context.Context, email, password string, from netip.Addr) (Moderator, error) {
	if err := s.takeSignIn(ctx, email, from); err != nil {
		return Moderator{}, err
	}
	row, err := findModeratorByEmail(s.read.WithContext(ctx), email)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Moderator{}, err
	}
	matches, err := s.passwordMatches(ctx, password, row.PasswordHash)
	if err != nil {
		return Moderator{}, err
	}
	if !matches || row.DisabledAt != nil {
		return Moderator{}, ErrWrongCredentials
	}
	err = s.write(ctx, "sign in", func(t *transaction) error {
		row.LastSignInAt = &t.now
		err := t.db.Model(&moderatorRow{}).Where("id = ?", row.ID).Update("last_sign_in_at", t.now).Error
		if err != nil {
			return err
		}
		return t.audit(byModerator(row.moderator()), "moderator.sign_in", "", "")
	})
	return row.moderator(), err
}

// takeSignIn counts an attempt per sender, and per account and network: guessing at an
// account from one network never keeps its owner out on another.
func (s *Store) takeSignIn(ctx context.Context, email string, from netip.Addr) error {
	limits := perHour("sign-in", from, s.cfg.Limits.SignInsPerIPPerHour)
	if address, ok := typed.ParseEmail(email); ok {
		purpose := "sign-in:" + hex.EncodeToString(hashToken(address.Canonical)[:16])
		limits = append(limits, perHour(purpose, from, s.cfg.Limits.SignInsPerAccountPerHour)...)
	}
	return s.write(ctx, "count sign-in", func(t *transaction) error { return t.take(limits...) })
}

// passwordMatches takes as long for an account without a password as for one with it.
func (s *Store) passwordMatches(ctx context.Context, password, hash string) (bool, error) {
	if hash == "" {
		_, err := s.hashPassword(ctx, password)
		return false, err
	}
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	matches, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, fmt.Errorf("compare password: %w", err)
	}
	return matches, nil
}
