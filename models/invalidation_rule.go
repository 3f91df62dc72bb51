package models

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"gorm.io/gorm"

	"alliance/models/typed"
)

// InvalidationRule says which pledges belong to an attack: all conditions that are given must hold, and at least one
// must be given.
type InvalidationRule struct {
	EmailDomain  string    // and the domains under it
	Network      string    // of the sender: an address or a network (CIDR, RFC 4632); known for a short time only
	NamePattern  string    // of body or representative, with the wildcards "*" and "?"; case and accents do not count
	From, Until  time.Time // when it was submitted, in UTC; From belongs to the window, Until does not. Zero: no bound
	WithApproved bool      // takes down what is published already, too
}

// invalidationFilter is a rule in the form in which it is looked for.
type invalidationFilter struct {
	rule    InvalidationRule
	pattern typed.Pattern // nil where the rule has none
}

// filter checks a rule and brings it into its normal form. It returns FieldErrors.
func (r InvalidationRule) filter() (invalidationFilter, error) {
	f, faults := invalidationFilter{rule: r}, FieldErrors{}
	if text := strings.TrimPrefix(strings.TrimSpace(r.EmailDomain), "@"); text != "" {
		domain, ok := typed.EmailDomain(text)
		if !ok {
			faults["email_domain"] = "invalid"
		}
		f.rule.EmailDomain = domain
	}
	if text := strings.TrimSpace(r.Network); text != "" {
		network, ok := parseNetwork(text)
		if !ok {
			faults["network"] = "invalid"
		}
		f.rule.Network = network.String()
	}
	f.rule.NamePattern = strings.TrimSpace(r.NamePattern)
	if f.rule.NamePattern != "" {
		pattern, ok := typed.ParsePattern(f.rule.NamePattern)
		if !ok {
			faults["name_pattern"] = "every_name"
		}
		f.pattern = pattern
	}
	if !r.From.IsZero() && !r.Until.IsZero() && !r.From.Before(r.Until) {
		faults["submitted_until"] = "before_from"
	}
	if f.rule == (InvalidationRule{WithApproved: r.WithApproved}) {
		faults["conditions"] = "required"
	}
	if len(faults) > 0 {
		return invalidationFilter{}, faults
	}
	return f, nil
}

// parseNetwork reads an address or a network; an IPv4 one that is written as IPv6 is the IPv4 one.
func parseNetwork(text string) (netip.Prefix, bool) {
	if addr, err := netip.ParseAddr(text); err == nil && addr.Zone() == "" {
		addr = addr.Unmap()
		return netip.PrefixFrom(addr, addr.BitLen()), true
	}
	network, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, false
	}
	return network.Masked(), true
}

// invalidCandidate is what a rule looks at in a pledge.
type invalidCandidate struct {
	id, bodyKey, representative string
	state                       State
}

// where selects the pledges that may match, of those that were there when the rule was made.
func (f invalidationFilter) where(db *gorm.DB, states []State) *gorm.DB {
	query := db.Model(&pledgeRow{}).Where("pledges.state IN ?", states)
	if domain := f.rule.EmailDomain; domain != "" {
		// Few domains among many pledges: the names are read from their index alone.
		query = query.Where(`pledges.email_domain IN (SELECT DISTINCT email_domain FROM pledges
			WHERE email_domain = ? OR email_domain LIKE ?)`, domain, "%."+domain)
	}
	if f.rule.Network != "" {
		first, last, _ := clientRange(f.rule.Network)
		query = query.Where("pledges.client_key >= ? AND pledges.client_key <= ?", first, last)
	}
	if !f.rule.From.IsZero() {
		query = query.Where("pledges.submitted_at >= ?", f.rule.From.UTC())
	}
	if !f.rule.Until.IsZero() {
		query = query.Where("pledges.submitted_at < ?", f.rule.Until.UTC())
	}
	return query
}

// matches decides what the database cannot.
func (f invalidationFilter) matches(c invalidCandidate) bool {
	return f.pattern == nil || f.pattern.Matches(c.bodyKey) || f.pattern.Matches(typed.Fold(c.representative))
}

// each calls do with the pledges that match, in the order of the query, until it returns false.
func (f invalidationFilter) each(query *gorm.DB, do func(invalidCandidate) bool) error {
	rows, err := query.Select("pledges.id, pledges.state, pledges.body_key, pledges.representative_name").Rows()
	if err != nil {
		return fmt.Errorf("look for pledges of an attack: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c invalidCandidate
		if err := rows.Scan(&c.id, &c.state, &c.bodyKey, &c.representative); err != nil {
			return fmt.Errorf("look for pledges of an attack: %w", err)
		}
		if f.matches(c) && !do(c) {
			return nil
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("look for pledges of an attack: %w", err)
	}
	return nil
}
