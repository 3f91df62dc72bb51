package models

import (
	"fmt"
	"net/netip"
	"time"
)

// limit allows count events per window for one key, spread by the generic cell
// rate algorithm (GCRA): a burst of count, then one each window/count.
type limit struct {
	key    string
	count  int
	window time.Duration
}

// take uses up one event of each limit, or returns a *LimitedError. It is part of
// the transaction: refused work takes nothing, other instances see the same count.
func (t *transaction) take(limits ...limit) error {
	for _, l := range limits {
		if l.count <= 0 {
			continue
		}
		if err := t.takeOne(l); err != nil {
			return err
		}
	}
	return nil
}

func (t *transaction) takeOne(l limit) error {
	now, step := t.now.UnixMicro(), (l.window / time.Duration(l.count)).Microseconds()
	latest := now + l.window.Microseconds()
	taken, err := t.exec(`INSERT INTO limits AS l (key, conforms_at) VALUES (?, ?)
		ON CONFLICT (key) DO UPDATE
		SET conforms_at = CASE WHEN l.conforms_at > ? THEN l.conforms_at ELSE ? END + ?
		WHERE l.conforms_at + ? <= ?`, l.key, now+step, now, now, step, step, latest)
	if err != nil {
		return fmt.Errorf("take from limit: %w", err)
	}
	if taken == 0 {
		return t.limited(l.key, step, latest)
	}
	return nil
}

func (t *transaction) limited(key string, step, latest int64) error {
	var conformsAt int64
	err := t.db.Raw("SELECT conforms_at FROM limits WHERE key = ?", key).Scan(&conformsAt).Error
	if err != nil {
		return fmt.Errorf("read limit: %w", err)
	}
	return &LimitedError{RetryAfter: time.Duration(conformsAt+step-latest) * time.Microsecond}
}

// perHour limits one client address and, ten times wider, its network.
func perHour(purpose string, addr netip.Addr, count int) []limit {
	if !addr.IsValid() {
		return nil
	}
	addr = addr.Unmap() // all of IPv4 in the shape of IPv6 would be one network
	host, network := 64, 48
	if addr.Is4() {
		host, network = 32, 24
	}
	return []limit{
		{key: purpose + ":" + prefix(addr, host), count: count, window: time.Hour},
		{key: purpose + ":" + prefix(addr, network), count: 10 * count, window: time.Hour},
	}
}

func prefix(addr netip.Addr, bits int) string {
	return netip.PrefixFrom(addr, bits).Masked().String()
}
