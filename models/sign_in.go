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

// SignIn checks an address and password. Where the moderator it returns HasFactor, the sign-in is complete with
// TakeSecondStep only. It returns ErrWrongCredentials, the same for an unknown address, a disabled account and a wrong
// password, or a *LimitedError.
func (s *Store) SignIn(ctx context.Context, email, password string, from netip.Addr) (Moderator, error) {
	row, err := s.checkCredentials(ctx, email, password, from)
	if err != nil || row.moderator().HasFactor() {
		return row.moderator(), err
	}
	var by Moderator
	err = s.write(ctx, "sign in", func(t *transaction) error {
		by, err = t.signedIn(row, withPassword)
		return err
	})
	return by, err
}

func (s *Store) checkCredentials(
	ctx context.Context, email, password string, from netip.Addr,
) (moderatorRow, error) {
	if err := s.takeSignIn(ctx, email, from); err != nil {
		return moderatorRow{}, err
	}
	row, err := findModeratorByEmail(s.read.WithContext(ctx), email)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return moderatorRow{}, err
	}
	matches, err := s.passwordMatches(ctx, password, row.PasswordHash)
	if err != nil {
		return moderatorRow{}, err
	}
	if !matches || row.DisabledAt != nil {
		return moderatorRow{}, ErrWrongCredentials
	}
	return row, nil
}

// checkOwnPassword asks who is signed in for the password again, within the limits of signing in.
func (s *Store) checkOwnPassword(ctx context.Context, by Moderator, proof Proof) error {
	_, err := s.checkCredentials(ctx, by.Email, proof.Password, proof.From)
	return err
}

// takeSignIn counts an attempt per sender, and per account and network: guessing at an
// account from one network never keeps its owner out on another.
func (s *Store) takeSignIn(ctx context.Context, email string, from netip.Addr) error {
	limits := perHour("sign-in", from, s.Settings().Limits.SignInsPerIPPerHour)
	if address, ok := typed.ParseEmail(email); ok {
		purpose := "sign-in:" + hex.EncodeToString(hashToken(address.Canonical)[:16])
		limits = append(limits, perHour(purpose, from, s.Settings().Limits.SignInsPerAccountPerHour)...)
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
