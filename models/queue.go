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
	Query     string // e-mail address or domain, network, or name of body or territory in any case, any accents
	Tag       string // id
	Assigned  string // id of who looks after it, or AssignedToNobody; empty means any
	Band      Band   // of those that wait for a decision; empty means any
	Second    bool   // only those that a second moderator has to approve
	Suspected bool   // true shows the suspected ones only; false hides those that wait for a decision
	Reported  bool   // leaves out what is hidden from reports
	Scope     Scope
	After     string
	Limit     int // 0 means 50
}

// queueQuery is a filter with what it takes to ask the database.
type queueQuery struct {
	QueueFilter
	limits  bandLimits
	sources []queueSource
}

// AssignedToNobody filters the pledges that nobody looks after.
const AssignedToNobody = "nobody"

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
	AssignedTo  string // name of who looks after it; may be empty
	Tags        []Tag
	Version     int64  // rises with every change
	Claim       Claim  // who works on it just now
	FirstBy     string // the name of who approved it where a second moderator has to; empty otherwise
	FirstByID   string
	Verdicts    Verdicts // of a waiting one
}

// Queue is one page of the moderators' queue, oldest confirmation first.
type Queue struct {
	Items     []QueueItem
	Next      string
	Total     int
	More      bool          // there are more than Total: counting ends at 1,000 where the filter is not a plain one
	Kinds     []FacetCount  // pledges in the filter's state per kind, whatever else it says
	States    map[State]int // pledges per state, suspected ones too
	Bands     map[Band]int  // pledges in the filter's state per band, whatever else it says; nil where none waits
	Second    int           // of those that wait, which need a second approval
	Suspected int           // of those that wait for a decision
}

// queueRow is a queue line as the database gives it.
type queueRow struct {
	Pledge     pledgeRow `gorm:"embedded"`
	Territory  string
	Decider    string
	AssignedTo *string
	Assignee   string
	First      string // name of who approved first
}

// Queue returns one page of pledges, those that have waited longest first.
func (s *Store) Queue(ctx context.Context, f QueueFilter) (Queue, error) {
	if f.State == "" {
		f.State = StateWaiting
	}
	if f.Limit <= 0 {
		f.Limit = queuePageSize
	}
	db := s.read.WithContext(ctx)
	query := queueQuery{QueueFilter: f, limits: s.bandLimits()}
	if err := query.findSources(db); err != nil {
		return Queue{}, err
	}
	var queue Queue
	if err := query.count(db, &queue); err != nil {
		return Queue{}, err
	}
	var err error
	if queue.Second, err = s.countSecond(db, f.Scope); err != nil {
		return Queue{}, err
	}
	rows, err := query.page(db)
	if err != nil {
		return Queue{}, err
	}
	if err := query.countFound(db, len(rows), &queue); err != nil {
		return Queue{}, err
	}
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		last := rows[f.Limit-1]
		queue.Next = timeCursor(last.Pledge.queuedAt(), last.Pledge.ID)
	}
	if queue.Items, err = query.items(db, rows); err != nil {
		return Queue{}, err
	}
	if f.State == StateWaiting {
		if err := addVerdicts(db, rows, queue.Items); err != nil {
			return Queue{}, err
		}
	}
	return queue, s.addColleagues(db, queue.Items)
}

// items are the lines of a page, with their tags.
func (f queueQuery) items(db *gorm.DB, rows []queueRow) ([]QueueItem, error) {
	ids := make([]string, 0, len(rows))
	for _, row := range rows {
		ids = append(ids, row.Pledge.ID)
	}
	tags, err := tagsOf(db, ids)
	if err != nil {
		return nil, err
	}
	var items []QueueItem
	for _, row := range rows {
		item := row.item()
		item.Band, item.Tags = f.limits.band(row.Pledge), tags[item.ID]
		items = append(items, item)
	}
	return items, nil
}

// where selects the pledges of the filter.
func (f queueQuery) where(db *gorm.DB) *gorm.DB {
	query := f.from(db).Where("pledges.state = ?", f.State)
	if f.Suspected {
		query = query.Where("pledges.suspected_reasons <> ''")
	} else if f.State == StateWaiting {
		query = query.Where("pledges.suspected_reasons = ''")
	}
	if f.Kind != "" {
		query = query.Where("pledges.kind = ?", f.Kind)
	}
	if f.Second {
		query = query.Where("pledges.first_approved_by IS NOT NULL")
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
	if f.Reported {
		query = query.Where("NOT pledges.hidden_from_reports")
	}
	switch f.Assigned {
	case "":
	case AssignedToNobody:
		query = query.Where("pledges.assigned_to IS NULL")
	default:
		query = query.Where("pledges.assigned_to = ?", f.Assigned)
	}
	return f.Scope.where(query)
}

func (f queueQuery) page(db *gorm.DB) ([]queueRow, error) {
	query := f.where(db)
	if after, id, paged := parseTimeCursor(f.After); paged {
		query = query.Where("("+f.queuedAt()+", pledges.id) > (?, ?)", after, id)
	}
	return queueRows(query.Order(f.queuedAt() + ", pledges.id").Limit(f.Limit + 1))
}

// queueRows reads pledges with the names of their territory, their decider and who looks after them.
func queueRows(query *gorm.DB) ([]queueRow, error) {
	var rows []queueRow
	err := query.
		Joins("LEFT JOIN territories ON territories.id = pledges.territory_id").
		Joins("LEFT JOIN moderators ON moderators.id = pledges.decided_by").
		Joins("LEFT JOIN moderators AS assignees ON assignees.id = pledges.assigned_to").
		Joins("LEFT JOIN moderators AS firsts ON firsts.id = pledges.first_approved_by").
		Select(`pledges.*, COALESCE(territories.name, '') AS territory, COALESCE(moderators.name, '') AS decider,
			COALESCE(assignees.name, '') AS assignee, COALESCE(firsts.name, '') AS first`).
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
	item := QueueItem{
		ID: pledge.ID, State: pledge.State, Suspected: pledge.SuspectedReasons != "", Kind: pledge.Kind,
		Country: pledge.Country, Body: pledge.Body, Territory: r.Territory, EmailDomain: pledge.EmailDomain,
		Language: pledge.Language, SubmittedAt: pledge.SubmittedAt, ConfirmedAt: pledge.ConfirmedAt,
		DecidedBy: r.Decider, DecidedAt: pledge.DecidedAt,
		AssignedTo: r.Assignee, Version: pledge.Version,
	}
	if pledge.State == StateWaiting {
		item.FirstBy, item.FirstByID = r.First, orNothing(pledge.FirstApprovedBy)
	}
	return item
}
