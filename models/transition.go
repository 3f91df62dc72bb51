package models

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"gorm.io/gorm"
)

// move is an arrow between two states of a pledge; "pledge." + move is its
// action in the audit trail. Every change of state is one of these.
type move string

// The moves.
const (
	moveConfirm     move = "confirm"
	movePark        move = "park"
	moveUnpark      move = "unpark"
	moveAsk         move = "ask"     // and again, while there is no answer
	moveRecall      move = "recall"  // of a question
	moveCorrect     move = "correct" // by the representative, who answers
	moveApprove     move = "approve"
	moveRefuse      move = "refuse"
	moveUndoApprove move = "undo_approve" // before the mail leaves
	moveUndoRefuse  move = "undo_refuse"  // likewise
	moveUndoAsk     move = "undo_ask"     // likewise
	moveTakeDown    move = "take_down"
	moveRestore     move = "restore" // after a take-down
	moveReopen      move = "reopen"  // after a refusal
)

// moves lists every arrow, in the order in which a pledge may take them.
func moves() []move {
	all := []move{
		moveConfirm, movePark, moveUnpark, moveAsk, moveRecall, moveCorrect,
		moveApprove, moveRefuse, moveUndoApprove, moveUndoRefuse, moveUndoAsk, moveTakeDown, moveRestore, moveReopen,
	}
	for _, state := range liveStates() {
		all = append(all, invalidate(state), reinstate(state))
	}
	return all
}

// What a rule against attacks does begins in several states, and can be taken back to each.
const (
	verbInvalidate = "invalidate"
	verbReinstate  = "reinstate"
)

func invalidate(from State) move { return verbInvalidate + move(" "+from) }

func reinstate(to State) move { return verbReinstate + move(" "+to) }

// action is the move's name in the audit trail: what a rule does is called the same, whatever the state.
func (m move) action() string {
	verb, _, _ := strings.Cut(string(m), " ")
	return "pledge." + verb
}

// arrow says where a move may begin, and where it ends.
func (m move) arrow() (from []State, to State) {
	switch m {
	case moveConfirm:
		return []State{StateUnconfirmed}, StateWaiting
	case movePark:
		return []State{StateWaiting}, StateParked
	case moveUnpark:
		return []State{StateParked}, StateWaiting
	case moveAsk:
		return []State{StateWaiting, StateNeedsInfo}, StateNeedsInfo
	case moveRecall, moveCorrect, moveUndoAsk:
		return []State{StateNeedsInfo}, StateWaiting
	case moveApprove:
		return []State{StateWaiting}, StateApproved
	case moveRefuse:
		return []State{StateWaiting, StateNeedsInfo}, StateRefused
	case moveUndoApprove:
		return []State{StateApproved}, StateWaiting
	case moveUndoRefuse:
		return []State{StateRefused}, StateWaiting
	case moveTakeDown:
		return []State{StateApproved}, StateTakenDown
	case moveRestore:
		return []State{StateTakenDown}, StateApproved
	case moveReopen:
		return []State{StateRefused}, StateWaiting
	default:
		return m.arrowOfRule()
	}
}

// arrowOfRule is the arrow of what a rule does: what stood on the wall is taken down, the rest refused.
func (m move) arrowOfRule() (from []State, to State) {
	verb, state, _ := strings.Cut(string(m), " ")
	former, invalid := State(state), StateRefused
	if former == StateApproved {
		invalid = StateTakenDown
	}
	switch verb {
	case verbInvalidate:
		return []State{former}, invalid
	case verbReinstate:
		return []State{invalid}, former
	default:
		panic("no such move: " + string(m))
	}
}

// undoes reports whether the move takes back a decision whose mail has not left.
func (m move) undoes() bool { return m == moveUndoApprove || m == moveUndoRefuse || m == moveUndoAsk }

// move takes a pledge along an arrow, setting columns with it, and returns the pledge
// as it is then. Where the pledge is in another state it returns a *DecidedError,
// ErrUnconfirmed or ErrNotFound and changes nothing.
func (t *transaction) move(id string, m move, columns map[string]any) (pledgeRow, error) {
	from, to := m.arrow()
	set := map[string]any{"state": to, "version": gorm.Expr("version + 1")}
	maps.Copy(set, columns)
	if to == StateWaiting && !m.undoes() { // an undone decision is as if never made
		maps.Copy(set, noFirstApproval())
	}
	updated := t.db.Model(&pledgeRow{}).Where("id = ? AND state IN ?", id, from).Updates(set)
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
	return pledge, t.endClaims("pledge_id = ?", id)
}

// refuseMove explains why a pledge could not be moved: by who moved or marked it last.
func (t *transaction) refuseMove(pledge pledgeRow) error {
	if pledge.State == StateUnconfirmed {
		return ErrUnconfirmed
	}
	actions := []string{actionFlag, actionUnflag, actionEdit, actionApproveFirst, actionTakeBackFirst}
	for _, m := range moves() {
		actions = append(actions, m.action())
	}
	last := struct {
		At time.Time
		By string
	}{At: pledge.SubmittedAt}
	err := t.db.Raw(`SELECT audit.at, COALESCE(moderators.name, '') AS "by" FROM audit
		LEFT JOIN moderators ON moderators.id = audit.actor_id
		WHERE audit.pledge_id = ? AND audit.action IN ? ORDER BY audit.id DESC LIMIT 1`, pledge.ID, actions).Scan(&last).Error
	if err != nil {
		return fmt.Errorf("find who was faster: %w", err)
	}
	return &DecidedError{State: pledge.State, By: last.By, At: last.At}
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
