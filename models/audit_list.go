package models

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"gorm.io/gorm"
)

// auditPageSize is how many rows a page of the audit trail holds unless the filter says otherwise.
const auditPageSize = 50

// Actors of the audit trail that are no moderators.
const (
	ActorSystem         = "system"
	ActorRepresentative = "representative"
)

// AuditFilter selects rows of the audit trail. The zero value selects all.
type AuditFilter struct {
	Action   string // such as "pledge.approve"
	Actor    string // a moderator's id, ActorSystem or ActorRepresentative
	PledgeID string
	From, To time.Time // the first and the last day, in UTC; zero where there is none
	Since    time.Time // a moment, which is not included; zero where there is none
	After    string    // the cursor that an earlier page gave as Next
	Limit    int       // 0 means 50
}

// AuditItem is one line of the audit trail.
type AuditItem struct {
	AuditEntry
	PledgeID string // may be empty
	Known    bool   // the pledge is still kept
	Body     string // of the pledge; empty once it is erased
	Language string // of the pledge
}

// AuditList is one page of the audit trail, newest first.
type AuditList struct {
	Items []AuditItem
	Next  string // cursor of the next page; empty on the last
}

// auditListRow is a line as the database gives it.
type auditListRow struct {
	Row      auditRow `gorm:"embedded"`
	Known    bool
	Body     string
	Language string
}

// AuditTrailPage returns one page of the audit trail, newest first. It does not check the chain: VerifyAudit does.
func (s *Store) AuditTrailPage(ctx context.Context, f AuditFilter) (AuditList, error) {
	if f.Limit <= 0 {
		f.Limit = auditPageSize
	}
	var rows []auditListRow
	err := f.page(s.read.WithContext(ctx)).
		Joins("LEFT JOIN pledges ON pledges.id = audit.pledge_id").
		Select(`audit.*, pledges.id IS NOT NULL AS known, COALESCE(pledges.body, '') AS body,
			COALESCE(pledges.language, '') AS language`).
		Scan(&rows).Error
	if err != nil {
		return AuditList{}, fmt.Errorf("read a page of the audit trail: %w", err)
	}
	var list AuditList
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		last := rows[f.Limit-1].Row
		list.Next = timeCursor(last.At, strconv.FormatInt(last.ID, 10))
	}
	for _, row := range rows {
		list.Items = append(list.Items, row.item())
	}
	return list, nil
}

// AuditActions lists the actions that the audit trail holds, in the order of their codes. Each is one step in an
// index, however long the trail is.
func (s *Store) AuditActions(ctx context.Context) ([]string, error) {
	var actions []string
	err := s.read.WithContext(ctx).Raw(`WITH RECURSIVE found (action) AS (
			SELECT min(action) FROM audit
			UNION ALL
			SELECT (SELECT min(action) FROM audit WHERE action > found.action) FROM found
			WHERE found.action IS NOT NULL
		) SELECT action FROM found WHERE action IS NOT NULL`).Scan(&actions).Error
	if err != nil {
		return nil, fmt.Errorf("read the actions of the audit trail: %w", err)
	}
	return actions, nil
}

// page reads one row more than the page holds, to know whether another follows.
func (f AuditFilter) page(db *gorm.DB) *gorm.DB {
	query := f.where(db).Order("audit.at DESC, audit.id DESC").Limit(f.Limit + 1)
	at, written, paged := parseTimeCursor(f.After)
	if !paged {
		return query
	}
	id, err := strconv.ParseInt(written, 10, 64)
	if err != nil {
		return query
	}
	return query.Where("(audit.at, audit.id) < (?, ?)", at, id)
}

// where selects the rows of the filter.
func (f AuditFilter) where(db *gorm.DB) *gorm.DB {
	query := db.Model(&auditRow{})
	if f.Action != "" {
		query = query.Where("audit.action = ?", f.Action)
	}
	switch f.Actor {
	case "":
	case ActorSystem, ActorRepresentative:
		query = query.Where("audit.actor = ? AND audit.actor_id = ''", f.Actor)
	default:
		query = query.Where("audit.actor = 'moderator' AND audit.actor_id = ?", f.Actor)
	}
	if f.PledgeID != "" { // the index holds rows with a pledge only: the query has to say so too
		query = query.Where("audit.pledge_id = ? AND audit.pledge_id <> ''", f.PledgeID)
	}
	if !f.Since.IsZero() {
		query = query.Where("audit.at > ?", f.Since.UTC())
	}
	if !f.From.IsZero() {
		query = query.Where("audit.at >= ?", f.From.UTC().Truncate(day))
	}
	if !f.To.IsZero() {
		query = query.Where("audit.at < ?", f.To.UTC().Truncate(day).Add(day))
	}
	return query
}

func (r auditListRow) item() AuditItem {
	return AuditItem{
		AuditEntry: r.Row.entry(), PledgeID: r.Row.PledgeID, Known: r.Known, Body: r.Body, Language: r.Language,
	}
}

// entry names the actor by its kind where there is no name, or none any more.
func (r auditRow) entry() AuditEntry {
	name := r.ActorName
	if name == "" {
		name = r.Actor
	}
	return AuditEntry{At: r.At, Actor: name, Action: r.Action, Detail: r.Detail}
}
