package models

import (
	"fmt"
	"time"

	"gorm.io/gorm"
)

// Band says how long a pledge has waited for a decision, by the settings of ModerationConfig.
type Band string

// The bands, from the shortest time.
const (
	BandOnTime     Band = "on_time"
	BandNearlyLate Band = "nearly_late"
	BandLate       Band = "late"
)

// Bands returns every band, from the shortest time.
func Bands() []Band { return []Band{BandOnTime, BandNearlyLate, BandLate} }

// WaitingTimes returns the settings that the bands follow.
func (s *Store) WaitingTimes() ModerationConfig { return s.Settings().WaitingTimes }

// bandLimits are the latest confirmations of the pledges that are nearly late now, and late.
type bandLimits struct {
	nearlyLate, late time.Time
}

func (s *Store) bandLimits() bandLimits {
	now, times := s.opts.Now().UTC(), s.WaitingTimes()
	return bandLimits{now.Add(-times.NearlyLateAfter), now.Add(-times.LateAfter)}
}

// band returns the band of a pledge; empty where it waits for no decision.
func (l bandLimits) band(pledge pledgeRow) Band {
	switch {
	case pledge.State != StateWaiting || pledge.ConfirmedAt == nil:
		return ""
	case !pledge.ConfirmedAt.After(l.late):
		return BandLate
	case !pledge.ConfirmedAt.After(l.nearlyLate):
		return BandNearlyLate
	}
	return BandOnTime
}

// where keeps the pledges of one band; an empty one keeps all.
func (l bandLimits) where(query *gorm.DB, band Band) *gorm.DB {
	switch band {
	case BandOnTime:
		return query.Where("pledges.confirmed_at > ?", l.nearlyLate)
	case BandNearlyLate:
		return query.Where("pledges.confirmed_at <= ? AND pledges.confirmed_at > ?", l.nearlyLate, l.late)
	case BandLate:
		return query.Where("pledges.confirmed_at <= ?", l.late)
	}
	return query
}

// count counts the pledges of a query per band; all is how many they are.
func (l bandLimits) count(query *gorm.DB, all int) (map[Band]int, error) {
	var counts struct{ NearlyLate, Late int }
	err := query.Where("confirmed_at <= ?", l.nearlyLate).
		Select(`count(*) FILTER (WHERE confirmed_at > @late) AS nearly_late,
			count(*) FILTER (WHERE confirmed_at <= @late) AS late`, map[string]any{"late": l.late}).Scan(&counts).Error
	if err != nil {
		return nil, fmt.Errorf("count pledges per waiting time: %w", err)
	}
	return map[Band]int{
		BandOnTime: all - counts.NearlyLate - counts.Late, BandNearlyLate: counts.NearlyLate, BandLate: counts.Late,
	}, nil
}
