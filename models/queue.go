package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// queuePageSize is how many pledges a queue page holds unless the filter says otherwise.
const queuePageSize = 50

// QueueFilter selects pledges for moderators.
type QueueFilter struct {
	State     State // empty means waiting
	Kind      Kind
	Country   string
	Language  string // of the pledge
	Query     string // e-mail address or domain, or name of body or territory in any case, any accents
	Band      Band   // of those that wait for a decision; empty means any
	Suspected bool   // true shows the suspected ones only; false hides those that wait for a decision
	Scope     Scope
	After     string
	Limit     int // 0 means 50

	limits bandLimits
}

// QueueItem is one line of the queue.
type QueueItem struct {
	ID          string
	State       State
	Band        Band // empty unless it waits for a decision
	Suspected   bool
	Kind        Kind
	Country     string
	Body        string
	Territory   string // name of the matched territory; may be empty
	EmailDomain string
	Language    string
	SubmittedAt time.Time
	ConfirmedAt *time.Time
	DecidedBy   string
	DecidedAt   *time.Time
	Version     int64 // rises with every change
}

// Queue is one page of the moderators' queue, oldest confirmation first.
type Queue struct {
	Items     []QueueItem
	Next      string
	Total     int
	Kinds     []FacetCount  // pledges in the filter's state per kind, whatever else it says
	States    map[State]int // pledges per state, suspected ones too
	Bands     map[Band]int  // pledges in the filter's state per band, whatever else it says; nil where none waits
	Suspected int           // of those that wait for a decision
}

// queueRow is a queue line as the database gives it.
type queueRow struct {
	Pledge    pledgeRow `gorm:"embedded"`
	Territory string
	Decider   string
}

// Queue returns one page of pledges, those that have waited longest first.
func (s *Store) Queue(ctx context.Context, f QueueFilter) (Queue, error) {
	if f.State == "" {
		f.State = StateWaiting
	}
	if f.Limit <= 0 {
		f.Limit = queuePageSize
	}
	f.limits = s.bandLimits()
	db := s.read.WithContext(ctx)
	var queue Queue
	if err := f.count(db, &queue); err != nil {
		return Queue{}, err
	}
	rows, err := f.page(db)
	if err != nil {
		return Queue{}, err
	}
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		last := rows[f.Limit-1]
		queue.Next = timeCursor(last.Pledge.queuedAt(), last.Pledge.ID)
	}
	for _, row := range rows {
		item := row.item()
		item.Band = f.limits.band(row.Pledge)
		queue.Items = append(queue.Items, item)
	}
	return queue, nil
}

// count fills the totals: of the filter, and of what waits whatever the filter.
func (f QueueFilter) count(db *gorm.DB, queue *Queue) error {
	var total int64
	if err := f.where(db).Count(&total).Error; err != nil {
		return fmt.Errorf("count the queue: %w", err)
	}
	queue.Total = int(total)
	var states []struct {
		State State
		Count int
	}
	err := f.Scope.where(db.Model(&pledgeRow{})).Select("state, count(*) AS count").Group("state").Scan(&states).Error
	if err != nil {
		return fmt.Errorf("count pledges per state: %w", err)
	}
	queue.States = make(map[State]int, len(states))
	for _, row := range states {
		queue.States[row.State] = row.Count
	}
	var suspected int64
	marked := QueueFilter{State: StateWaiting, Suspected: true, Scope: f.Scope}
	if err := marked.where(db).Count(&suspected).Error; err != nil {
		return fmt.Errorf("count suspected pledges: %w", err)
	}
	queue.Suspected = int(suspected)
	all := QueueFilter{State: f.State, Suspected: f.Suspected, Scope: f.Scope}
	if queue.Kinds, err = countPer(all.where(db), "kind"); err != nil || f.State != StateWaiting {
		return err
	}
	queue.Bands, err = f.limits.count(all.where(db))
	return err
}

// where selects the pledges of the filter.
func (f QueueFilter) where(db *gorm.DB) *gorm.DB {
	query := db.Model(&pledgeRow{}).Where("pledges.state = ?", f.State)
	if f.Suspected {
		query = query.Where("pledges.suspected_reasons <> ''")
	} else if f.State == StateWaiting {
		query = query.Where("pledges.suspected_reasons = ''")
	}
	if f.Kind != "" {
		query = query.Where("pledges.kind = ?", f.Kind)
	}
	if f.Band != "" {
		query = f.limits.where(query, f.Band)
	}
	if f.Country != "" {
		query = query.Where("pledges.country = ?", f.Country)
	}
	if f.Language != "" {
		query = query.Where("pledges.language = ?", f.Language)
	}
	return searched(f.Scope.where(query), f.Query)
}

func (f QueueFilter) page(db *gorm.DB) ([]queueRow, error) {
	query := f.where(db)
	if after, id, paged := parseTimeCursor(f.After); paged {
		query = query.Where("("+f.queuedAt()+", pledges.id) > (?, ?)", after, id)
	}
	return queueRows(query.Order(f.queuedAt() + ", pledges.id").Limit(f.Limit + 1))
}

// queueRows reads pledges with the names of their territory and decider.
func queueRows(query *gorm.DB) ([]queueRow, error) {
	var rows []queueRow
	err := query.
		Joins("LEFT JOIN territories ON territories.id = pledges.territory_id").
		Joins("LEFT JOIN moderators ON moderators.id = pledges.decided_by").
		Select("pledges.*, COALESCE(territories.name, '') AS territory, COALESCE(moderators.name, '') AS decider").
		Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the queue: %w", err)
	}
	return rows, nil
}

// queuedAt is the column that orders the queue: whatever is confirmed has waited since then.
func (f QueueFilter) queuedAt() string {
	if f.State == StateUnconfirmed {
		return "pledges.submitted_at"
	}
	return "pledges.confirmed_at"
}

func (p pledgeRow) queuedAt() time.Time {
	if p.ConfirmedAt != nil {
		return *p.ConfirmedAt
	}
	return p.SubmittedAt
}

func (r queueRow) item() QueueItem {
	pledge := r.Pledge
	return QueueItem{
		ID: pledge.ID, State: pledge.State, Suspected: pledge.SuspectedReasons != "", Kind: pledge.Kind,
		Country: pledge.Country, Body: pledge.Body, Territory: r.Territory, EmailDomain: pledge.EmailDomain,
		Language: pledge.Language, SubmittedAt: pledge.SubmittedAt, ConfirmedAt: pledge.ConfirmedAt,
		DecidedBy: r.Decider, DecidedAt: pledge.DecidedAt,
		Version: pledge.Version,
	}
}
