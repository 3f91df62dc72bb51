package models

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"alliance/models/typed"
)

// SenderList is the list on which a sender stands.
type SenderList string

// The lists.
const (
	// ListBlock: pledges from a blocked network are refused with a page that says so, since honest people may share
	// it; those of a blocked domain or address wait as suspected, and whoever sends them learns nothing.
	ListBlock SenderList = "block"
	// ListAllow: an allowed network is free of the limit per IP address; an allowed domain or address may sign for
	// any number of bodies. It wins over ListBlock.
	ListAllow SenderList = "allow"
)

// The kinds of listed senders.
const (
	senderDomain  = "domain"
	senderAddress = "address"
	senderNetwork = "network"
)

const (
	maxSenderNote = 200
	// longestListing bounds how long an address or a network is listed: they are personal data.
	longestListing = 366 * day
	// leastNetwork4 and leastNetwork6 keep half of the internet from being listed by a slip.
	leastNetwork4, leastNetwork6 = 8, 16
)

// ErrSenderBlocked refuses a pledge from a blocked network.
var ErrSenderBlocked = errors.New("the network is blocked")

// ListedSender is an entry of a list.
type ListedSender struct {
	ID        string
	List      SenderList
	Kind      string // domain, address, network
	Value     string // empty for an address, of which only a digest is kept
	Note      string
	CreatedAt time.Time
	EndsAt    *time.Time // at the end of its last day
}

// NewListedSender is an entry to be made.
type NewListedSender struct {
	List  SenderList
	Value string // an e-mail address, a domain, or an IP address or network
	Note  string
	Until string // its last day, such as 2027-01-31; may be empty for a domain
}

// listedSenderRow is a row of the table listed_senders.
type listedSenderRow struct {
	ID        string
	List      SenderList
	Kind      string
	Value     string
	FirstKey  string
	LastKey   string
	Note      string
	CreatedAt time.Time
	EndsAt    *time.Time
}

func (listedSenderRow) TableName() string { return "listed_senders" }

// ListedSenders returns the entries that have not ended, newest first.
func (s *Store) ListedSenders(ctx context.Context) ([]ListedSender, error) {
	var rows []listedSenderRow
	err := s.read.WithContext(ctx).Where("ends_at IS NULL OR ends_at > ?", s.opts.Now().UTC()).
		Order("created_at DESC, id DESC").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read listed senders: %w", err)
	}
	senders := make([]ListedSender, 0, len(rows))
	for _, row := range rows {
		sender := ListedSender{
			ID: row.ID, List: row.List, Kind: row.Kind, Value: row.Value, Note: row.Note,
			CreatedAt: row.CreatedAt, EndsAt: row.EndsAt,
		}
		if row.Kind == senderAddress {
			sender.Value = ""
		}
		senders = append(senders, sender)
	}
	return senders, nil
}

// ListSender puts a sender on a list. It returns FieldErrors, or ErrDuplicate where it stands there already.
func (s *Store) ListSender(ctx context.Context, by Moderator, entry NewListedSender) error {
	row, faults := s.listedSenderRow(entry)
	if len(faults) > 0 {
		return faults
	}
	err := s.write(ctx, "list sender", func(t *transaction) error {
		expired := t.db.Where("ends_at <= ?", t.now).Delete(&listedSenderRow{}) // none stands in the way
		if expired.Error != nil {
			return expired.Error
		}
		var err error
		if row.ID, err = t.ids.id(); err != nil {
			return err
		}
		row.CreatedAt = t.now
		if err := t.db.Create(&row).Error; err != nil {
			return err
		}
		return t.audit(byModerator(by), "list.add", "", row.inWords())
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return fmt.Errorf("list sender: %w", ErrDuplicate)
	}
	return err
}

// inWords names the entry for the audit trail, which holds no personal data.
func (r listedSenderRow) inWords() string {
	if r.Kind == senderDomain {
		return fmt.Sprintf("%s, %s, %s", r.List, r.Kind, r.Value)
	}
	return fmt.Sprintf("%s, %s", r.List, r.Kind)
}

// UnlistSender takes an entry off its list. ErrNotFound when it is not there any more.
func (s *Store) UnlistSender(ctx context.Context, by Moderator, id string) error {
	return s.write(ctx, "unlist sender", func(t *transaction) error {
		var row listedSenderRow
		if err := t.db.Limit(1).Find(&row, "id = ?", id).Error; err != nil {
			return err
		}
		if row.ID == "" {
			return fmt.Errorf("listed sender %q: %w", id, ErrNotFound)
		}
		if err := t.db.Delete(&listedSenderRow{}, "id = ?", id).Error; err != nil {
			return err
		}
		return t.audit(byModerator(by), "list.remove", "", row.inWords())
	})
}

// listedSenderRow checks an entry; the value says of which kind it is.
func (s *Store) listedSenderRow(entry NewListedSender) (listedSenderRow, FieldErrors) {
	faults := FieldErrors{}
	row := listedSenderRow{List: entry.List, Note: faults.optionalLine("list_note", entry.Note, maxSenderNote)}
	if entry.List != ListBlock && entry.List != ListAllow {
		faults["list"] = "required"
	}
	if fault := s.readSender(&row, strings.TrimSpace(entry.Value)); fault != "" {
		faults["value"] = fault
	}
	today := s.opts.Now().UTC().Truncate(day)
	last, err := time.Parse(time.DateOnly, strings.TrimSpace(entry.Until))
	switch {
	case strings.TrimSpace(entry.Until) == "" && row.Kind == senderDomain:
		return row, faults
	case strings.TrimSpace(entry.Until) == "":
		faults["ends"] = "required"
	case err != nil:
		faults["ends"] = "invalid"
	case last.Before(today) || row.Kind != senderDomain && last.After(today.Add(longestListing)):
		faults["ends"] = "range"
	}
	end := last.Add(day)
	row.EndsAt = &end
	return row, faults
}

// readSender finds out what a value is, and returns the code of what is wrong with it.
func (s *Store) readSender(row *listedSenderRow, value string) string {
	if value == "" {
		return "required"
	}
	if first, last, ok := clientRange(value); ok {
		row.Kind, row.Value, row.FirstKey, row.LastKey = senderNetwork, networkText(value), first, last
		if wide(value) {
			return "wide"
		}
		return ""
	}
	if email, ok := typed.ParseEmail(value); ok {
		row.Kind, row.Value = senderAddress, s.senderDigest(email.Canonical)
		return ""
	}
	domain, ok := typed.EmailDomain(strings.TrimPrefix(value, "@"))
	if !ok {
		return "invalid"
	}
	row.Kind, row.Value = senderDomain, domain
	return ""
}

// networkText is the one way in which a network is written.
func networkText(value string) string {
	if network, err := netip.ParsePrefix(value); err == nil {
		return network.Masked().String()
	}
	return value
}

func wide(value string) bool {
	network, err := netip.ParsePrefix(value)
	if err != nil {
		return false
	}
	least := leastNetwork6
	if network.Addr().Is4() {
		least = leastNetwork4
	}
	return network.Bits() < least
}

// senderDigest stands for an e-mail address: equal for the same mailbox, and not to be read without the key.
func (s *Store) senderDigest(canonical string) string {
	mac := hmac.New(sha256.New, s.formKey)
	mac.Write(digest([]byte("listed address"), []byte(canonical)))
	return hex.EncodeToString(mac.Sum(nil))
}

// standing says on which lists a sender stands.
type standing struct {
	networkBlocked, networkAllowed bool
	mailboxBlocked, mailboxAllowed bool
}

// standing looks a sender up on the lists.
func (s *Store) standing(t *transaction, from netip.Addr, email typed.Email) (standing, error) {
	rows, err := s.listed(t, from, email)
	if err != nil {
		return standing{}, fmt.Errorf("look up listed senders: %w", err)
	}
	on := func(list SenderList, network bool) bool {
		return slices.ContainsFunc(rows, func(r listedSenderRow) bool {
			return r.List == list && (r.Kind == senderNetwork) == network
		})
	}
	found := standing{networkAllowed: on(ListAllow, true), mailboxAllowed: on(ListAllow, false)}
	found.networkBlocked = on(ListBlock, true) && !found.networkAllowed
	found.mailboxBlocked = on(ListBlock, false) && !found.mailboxAllowed
	return found, nil
}

// listed finds the entries that hold for a sender. Nearly always the lists are empty; that costs one look.
func (s *Store) listed(t *transaction, from netip.Addr, email typed.Email) ([]listedSenderRow, error) {
	var entries bool
	if err := t.scan([]any{&entries}, "SELECT EXISTS (SELECT 1 FROM listed_senders)"); err != nil || !entries {
		return nil, err
	}
	var rows []listedSenderRow
	key := clientKey(from)
	err := t.db.Where("ends_at IS NULL OR ends_at > ?", t.now).
		Where(t.db.Where("kind = ? AND value IN ?", senderDomain, parentDomains(email.Domain)).
			Or("kind = ? AND value = ?", senderAddress, s.senderDigest(email.Canonical)).
			Or("kind = ? AND first_key <= ? AND last_key >= ? AND ? <> ''", senderNetwork, key, key, key)).
		Find(&rows).Error
	return rows, err
}

// parentDomains lists a domain and those above it: an entry for example.eu holds for mail.example.eu.
func parentDomains(domain string) []string {
	domains := []string{domain}
	for {
		_, parent, found := strings.Cut(domain, ".")
		if !found {
			return domains
		}
		domain = parent
		domains = append(domains, domain)
	}
}
