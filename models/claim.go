package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
)

// claimValid is how long a claim lives without a sign of its holder.
const claimValid = 5 * time.Minute

// Claim says who works on a pledge just now; the zero value says that nobody does.
type Claim struct {
	PledgeID    string
	ModeratorID string
	Name        string // of the moderator
	Since       time.Time
}

// HeldBy reports whether a moderator holds the claim.
func (c Claim) HeldBy(m Moderator) bool { return c.ModeratorID != "" && c.ModeratorID == m.ID }

// HeldFrom reports whether a colleague holds the claim, and so keeps a moderator from deciding.
func (c Claim) HeldFrom(m Moderator) bool { return c.ModeratorID != "" && c.ModeratorID != m.ID }

// ClaimedError refuses a decision because a colleague works on the pledge.
type ClaimedError struct {
	Claim Claim
}

func (e *ClaimedError) Error() string { return "a colleague works on the pledge" }

// claimRow is a row of the table claims.
type claimRow struct {
	PledgeID    string `gorm:"primaryKey"`
	ModeratorID string
	Since       time.Time
	Until       time.Time
}

func (claimRow) TableName() string { return "claims" }

// liveClaims returns the claims on some pledges that hold at a time, by pledge.
func liveClaims(db *gorm.DB, now time.Time, pledgeIDs ...string) (map[string]Claim, error) {
	var claims []Claim
	err := db.Raw(`SELECT c.pledge_id, c.moderator_id, m.name, c.since FROM claims c
		JOIN moderators m ON m.id = c.moderator_id WHERE c.pledge_id IN ? AND c.until > ?`, pledgeIDs, now).
		Scan(&claims).Error
	if err != nil {
		return nil, fmt.Errorf("read claims: %w", err)
	}
	byPledge := make(map[string]Claim, len(claims))
	for _, claim := range claims {
		byPledge[claim.PledgeID] = claim
	}
	return byPledge, nil
}

// addColleagues says of each item who works on it, and whose approval a second one has to follow.
func (s *Store) addColleagues(db *gorm.DB, items []QueueItem) error {
	ids := make([]string, 0, len(items))
	for _, item := range items {
		ids = append(ids, item.ID)
	}
	claims, err := liveClaims(db, s.opts.Now().UTC(), ids...)
	if err != nil {
		return err
	}
	for i, item := range items {
		items[i].Claim = claims[item.ID]
		if !s.needsTwo(item.Kind) { // the setting was changed since
			items[i].FirstBy, items[i].FirstByID = "", ""
		}
	}
	return nil
}

// unclaimed refuses to act on a pledge that a colleague works on (a *ClaimedError). Programs have no colleagues.
func (t *transaction) unclaimed(by Moderator, pledge pledgeRow) error {
	if by.ID == "" {
		return nil
	}
	claims, err := liveClaims(t.db, t.now, pledge.ID)
	if err != nil {
		return err
	}
	if claim := claims[pledge.ID]; claim.HeldFrom(by) {
		return &ClaimedError{Claim: claim}
	}
	return nil
}

// claimable reports whether a pledge in this state can be worked on by one moderator at a time.
func claimable(state State) bool { return slices.Contains(undecided(), state) }

// Claim claims a pledge for a moderator, or keeps the claim alive. It returns the claim that holds then: a
// colleague's, where one is alive, and none for a pledge that is decided. ErrNotFound and ErrOutOfScope as elsewhere.
func (s *Store) Claim(ctx context.Context, by Moderator, pledgeID string) (Claim, error) {
	var claim Claim
	err := s.write(ctx, "claim pledge", func(t *transaction) error {
		claim = Claim{}
		pledge, err := t.asSeen(by, Seen{ID: pledgeID})
		if err != nil || !claimable(pledge.State) {
			return err
		}
		var held *ClaimedError
		if err := t.unclaimed(by, pledge); errors.As(err, &held) {
			claim = held.Claim
			return nil
		} else if err != nil {
			return err
		}
		claim, err = t.claim(by, pledgeID)
		return err
	})
	return claim, err
}

// claim gives a pledge to a moderator; one who holds it already keeps it since then.
func (t *transaction) claim(by Moderator, pledgeID string) (Claim, error) {
	row := claimRow{PledgeID: pledgeID, ModeratorID: by.ID, Since: t.now, Until: t.now.Add(claimValid)}
	err := t.db.Exec(`INSERT INTO claims (pledge_id, moderator_id, since, until) VALUES (@pledge, @by, @now, @until)
		ON CONFLICT (pledge_id) DO UPDATE SET until = excluded.until, moderator_id = excluded.moderator_id,
			since = CASE WHEN moderator_id = excluded.moderator_id AND until > @now THEN since ELSE excluded.since END`,
		map[string]any{"pledge": pledgeID, "by": by.ID, "now": t.now, "until": row.Until}).Error
	if err != nil {
		return Claim{}, fmt.Errorf("claim pledge %s: %w", pledgeID, err)
	}
	claims, err := liveClaims(t.db, t.now, pledgeID)
	return claims[pledgeID], err
}

// Release gives up the claim of a moderator; where there is none, it does nothing.
func (s *Store) Release(ctx context.Context, by Moderator, pledgeID string) error {
	return s.write(ctx, "release pledge", func(t *transaction) error {
		err := t.db.Where("pledge_id = ? AND moderator_id = ?", pledgeID, by.ID).Delete(&claimRow{}).Error
		if err != nil {
			return fmt.Errorf("release pledge %s: %w", pledgeID, err)
		}
		return nil
	})
}

// TakeOver takes a claim over from the colleague who holds it. Where somebody else holds it meanwhile it changes
// nothing and returns a *ClaimedError; where nobody does, it claims the pledge. Errors as for Claim.
func (s *Store) TakeOver(ctx context.Context, by Moderator, pledgeID, holderID string) error {
	return s.write(ctx, "take over pledge", func(t *transaction) error {
		pledge, err := t.asSeen(by, Seen{ID: pledgeID})
		if err != nil {
			return err
		}
		if !claimable(pledge.State) {
			return t.refuseMove(pledge)
		}
		var held *ClaimedError
		err = t.unclaimed(by, pledge)
		taken := errors.As(err, &held) && held.Claim.ModeratorID == holderID
		if err != nil && !taken {
			return err
		}
		if _, err := t.claim(by, pledgeID); err != nil || !taken {
			return err
		}
		return t.audit(byModerator(by), actionTakeOver, pledgeID, holderID)
	})
}

// actionTakeOver is a claim that changed hands, in the audit trail; the detail is the id of who held it.
const actionTakeOver = "pledge.take_over"

// endClaims ends the claims that a condition selects.
func (t *transaction) endClaims(condition string, args ...any) error {
	if err := t.db.Where(condition, args...).Delete(&claimRow{}).Error; err != nil {
		return fmt.Errorf("end claims: %w", err)
	}
	return nil
}
