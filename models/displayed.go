package models

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm/clause"
)

// displayedFor is how long a list that was displayed may be decided on.
const displayedFor = 2 * time.Hour

// ErrNotDisplayed says that a page did not display these pledges to this moderator, or too long ago.
var ErrNotDisplayed = errors.New("the pledges were not displayed to the moderator lately")

// SealDisplayed writes down which pledges a page displays to a moderator, and how they were: HMAC-SHA256 (RFC 2104)
// keeps anybody from writing another list, and binds it to the moderator and to the next two hours.
func (s *Store) SealDisplayed(by Moderator, displayed []Seen) string {
	var list strings.Builder
	list.WriteString(strconv.FormatInt(s.opts.Now().Add(displayedFor).Unix(), 10))
	for _, seen := range displayed {
		fmt.Fprintf(&list, "\n%s %d", seen.ID, seen.Version)
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(list.String())) + "." + encode(s.sealOf(by, list.String()))
}

// OpenDisplayed returns those of a sealed list that were chosen, in the list's order. It returns ErrNotDisplayed when
// one of them does not stand there, or when the list was written by another, for another, or too long ago.
func (s *Store) OpenDisplayed(by Moderator, sealed string, chosen []string) ([]Seen, error) {
	list, err := s.unseal(by, sealed)
	if err != nil {
		return nil, err
	}
	wanted := make(map[string]bool, len(chosen))
	for _, id := range chosen {
		wanted[id] = true
	}
	var found []Seen
	for _, line := range list {
		id, version, _ := strings.Cut(line, " ")
		if !wanted[id] {
			continue
		}
		seen := Seen{ID: id}
		if seen.Version, err = strconv.ParseInt(version, 10, 64); err != nil {
			return nil, fmt.Errorf("displayed version %q: %w", version, err)
		}
		found = append(found, seen)
	}
	if len(found) != len(wanted) {
		return nil, ErrNotDisplayed
	}
	return found, nil
}

// unseal returns the lines of a list after checking its seal and its time.
func (s *Store) unseal(by Moderator, sealed string) ([]string, error) {
	written, seal, _ := strings.Cut(sealed, ".")
	list, err := base64.RawURLEncoding.DecodeString(written)
	if err != nil {
		return nil, ErrNotDisplayed
	}
	mac, err := base64.RawURLEncoding.DecodeString(seal)
	if err != nil || !hmac.Equal(mac, s.sealOf(by, string(list))) {
		return nil, ErrNotDisplayed
	}
	lines := strings.Split(string(list), "\n")
	until, err := strconv.ParseInt(lines[0], 10, 64)
	if err != nil || s.opts.Now().Unix() > until {
		return nil, ErrNotDisplayed
	}
	return lines[1:], nil
}

// sealOf is the code over a list, under the one purpose that it serves.
func (s *Store) sealOf(by Moderator, list string) []byte {
	mac := hmac.New(sha256.New, s.formKey)
	mac.Write(digest([]byte("displayed pledges"), []byte(by.ID), []byte(list)))
	return mac.Sum(nil)
}

// loadFormKey reads the installation's key, which is made the first time. It is no password: who reads it can do no
// more than a moderator who opens the same pledges one by one, and only with a moderator's session.
func (s *Store) loadFormKey(ctx context.Context) error {
	row := settingRow{Name: "form_key"}
	if err := s.read.WithContext(ctx).Limit(1).Find(&row, "name = ?", row.Name).Error; err != nil {
		return fmt.Errorf("read the form key: %w", err)
	}
	if row.Value == "" {
		if err := s.makeFormKey(ctx, &row); err != nil {
			return err
		}
	}
	var err error
	if s.formKey, err = hex.DecodeString(row.Value); err != nil {
		return fmt.Errorf("read the form key: %w", err)
	}
	return nil
}

// makeFormKey stores a new key, unless another process was faster, and reads what is stored.
func (s *Store) makeFormKey(ctx context.Context, row *settingRow) error {
	return s.write(ctx, "make the form key", func(t *transaction) error {
		key, err := t.ids.key()
		if err != nil {
			return err
		}
		made := settingRow{Name: row.Name, Value: hex.EncodeToString(key)}
		if err := t.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&made).Error; err != nil {
			return err
		}
		return t.db.Take(row, "name = ?", row.Name).Error
	})
}
