package models

import (
	"fmt"
	"time"

	"gorm.io/gorm"
)

// AuditEntry is one row of the audit trail.
type AuditEntry struct {
	At     time.Time
	Actor  string // a moderator's name, "system" or "representative"
	Action string // such as "pledge.approve"
	Detail string
}

// auditRow is a row of the table audit; rows are only ever added.
type auditRow struct {
	ID        int64 `gorm:"primaryKey"`
	At        time.Time
	Actor     string
	ActorID   string
	ActorName string
	Action    string
	PledgeID  string
	Detail    string
	Salt      []byte // nil once name and detail are erased
	Words     []byte
	Previous  []byte
	Hash      []byte
}

func (auditRow) TableName() string { return "audit" }

// actor is who did what an audit row tells.
type actor struct {
	kind, id, name string
}

// byModerator names a moderator; the zero Moderator is the operator at the command line.
func byModerator(m Moderator) actor {
	if m.ID == "" {
		return bySystem()
	}
	return actor{kind: "moderator", id: m.ID, name: m.Name}
}

func byRepresentative() actor { return actor{kind: "representative"} }

func bySystem() actor { return actor{kind: "system"} }

// audit adds a row to the audit trail; detail must not hold personal data.
func (t *transaction) audit(by actor, action, pledgeID, detail string) error {
	var head auditHead
	if err := t.db.Take(&head).Error; err != nil {
		return fmt.Errorf("read the end of the audit trail: %w", err)
	}
	row := auditRow{
		ID: head.ID + 1, At: t.now, Actor: by.kind, ActorID: by.id, ActorName: by.name,
		Action: action, PledgeID: pledgeID, Detail: detail, Previous: head.Hash,
	}
	var err error
	if row.Salt, err = t.ids.salt(); err != nil {
		return err
	}
	row.Words = row.digestWords()
	row.Hash = row.chain()
	if err := t.db.Create(&row).Error; err != nil {
		return fmt.Errorf("audit %s: %w", action, err)
	}
	moved := t.db.Model(&auditHead{}).Where("id = ?", head.ID).Updates(auditHead{ID: row.ID, Hash: row.Hash})
	if moved.Error == nil && moved.RowsAffected == 0 {
		return fmt.Errorf("audit %s: another row came between", action)
	}
	return moved.Error
}

// pledgeHistory returns what happened to a pledge, oldest first.
func pledgeHistory(db *gorm.DB, pledgeID string) ([]AuditEntry, error) {
	var rows []auditRow
	if err := db.Where("pledge_id = ? AND pledge_id <> ''", pledgeID).Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read history of pledge %s: %w", pledgeID, err)
	}
	entries := make([]AuditEntry, 0, len(rows))
	for _, row := range rows {
		entries = append(entries, row.entry())
	}
	return entries, nil
}
