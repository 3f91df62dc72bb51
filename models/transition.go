package models

import (
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// move is an arrow between two states of a pledge; "pledge." + move is its
// action in the audit trail. Every change of state is one of these.
type move string

// The moves.
const (
	moveConfirm move = "confirm"
	moveApprove move = "approve"
	moveRefuse  move = "refuse"
)

// moves lists every arrow, in the order in which a pledge may take them.
func moves() []move { return []move{moveConfirm, moveApprove, moveRefuse} }

// arrow says where a move begins and ends.
func (m move) arrow() (from, to State) {
	switch m {
	case moveConfirm:
		return StateUnconfirmed, StateWaiting
	case moveApprove:
		return StateWaiting, StateApproved
	case moveRefuse:
		return StateWaiting, StateRefused
	default:
		panic("no such move: " + string(m))
	}
}

// move takes a pledge along an arrow, setting columns with it, and returns the pledge
// as it is then. Where the pledge is in another state it returns a *DecidedError,
// ErrUnconfirmed or ErrNotFound and changes nothing.
func (t *transaction) move(id string, m move, columns map[string]any) (pledgeRow, error) {
	from, to := m.arrow()
	set := map[string]any{"state": to}
	for column, value := range columns {
		set[column] = value
	}
	updated := t.db.Model(&pledgeRow{}).Where("id = ? AND state = ?", id, from).Updates(set)
	if updated.Error != nil {
		return pledgeRow{}, fmt.Errorf("%s pledge %s: %w", m, id, updated.Error)
	}
	pledge, err := findPledge(t.db, id)
	if err != nil {
		return pledgeRow{}, err
	}
	if updated.RowsAffected == 0 {
		return pledge, t.refuseMove(pledge)
	}
	return pledge, nil
}

// refuseMove explains why a pledge could not be moved.
func (t *transaction) refuseMove(pledge pledgeRow) error {
	if pledge.State == StateUnconfirmed {
		return ErrUnconfirmed
	}
	decided := &DecidedError{State: pledge.State}
	if pledge.DecidedAt != nil {
		decided.At = *pledge.DecidedAt
	}
	if pledge.DecidedBy == nil {
		return decided
	}
	err := t.db.Raw("SELECT name FROM moderators WHERE id = ?", *pledge.DecidedBy).Scan(&decided.By).Error
	if err != nil {
		return fmt.Errorf("find who decided: %w", err)
	}
	return decided
}

func findPledge(db *gorm.DB, id string) (pledgeRow, error) {
	var pledge pledgeRow
	err := db.Where("id = ?", id).Take(&pledge).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return pledgeRow{}, fmt.Errorf("pledge %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return pledgeRow{}, fmt.Errorf("read pledge %s: %w", id, err)
	}
	return pledge, nil
}
