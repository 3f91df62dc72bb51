package models

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"
)

// auditHead is the one row of the table audit_head: the last row of the trail.
type auditHead struct {
	ID   int64
	Hash []byte
}

func (auditHead) TableName() string { return "audit_head" }

// digestWords covers what may be erased one day. The salt goes with the words, so that
// the digest that stays says nothing about a name.
func (r auditRow) digestWords() []byte {
	return digest(r.Salt, []byte(r.ActorName), []byte(r.Detail))
}

// chain is the hash of the row and, through Previous, of all rows before it.
func (r auditRow) chain() []byte {
	return digest(r.Previous, []byte(strconv.FormatInt(r.ID, 10)), []byte(r.At.UTC().Format(time.RFC3339Nano)),
		[]byte(r.Actor), []byte(r.ActorID), []byte(r.Action), []byte(r.PledgeID), r.Words)
}

// digest is the SHA-256 of parts, each with its length before it: no two lists of
// parts read the same.
func digest(parts ...[]byte) []byte {
	hash := sha256.New()
	for _, part := range parts {
		hash.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		hash.Write(part)
	}
	return hash.Sum(nil)
}

// AuditFault says at which row the audit trail is not what was written.
type AuditFault struct {
	Row  int64
	What string
}

func (e *AuditFault) Error() string { return fmt.Sprintf("audit row %d %s", e.Row, e.What) }

// AuditTrail is a trail that was found whole. Whoever notes Rows and Head elsewhere can
// tell later that not the whole database was replaced.
type AuditTrail struct {
	Rows int64
	Head string // hash of the last row, hex
}

// VerifyAudit reads the whole audit trail and returns an *AuditFault for the first row
// that was changed, removed or put elsewhere.
func (s *Store) VerifyAudit(ctx context.Context) (AuditTrail, error) {
	db := s.read.WithContext(ctx)
	var head auditHead
	if err := db.Take(&head).Error; err != nil {
		return AuditTrail{}, fmt.Errorf("read the end of the audit trail: %w", err)
	}
	rows, err := db.Model(&auditRow{}).Where("id <= ?", head.ID).Order("id").Rows()
	if err != nil {
		return AuditTrail{}, fmt.Errorf("read the audit trail: %w", err)
	}
	defer rows.Close()
	var last auditRow
	for rows.Next() {
		var row auditRow
		if err := db.ScanRows(rows, &row); err != nil {
			return AuditTrail{}, fmt.Errorf("read the audit trail: %w", err)
		}
		if fault := row.follows(last); fault != nil {
			return AuditTrail{}, fault
		}
		last = row
	}
	if err := rows.Err(); err != nil {
		return AuditTrail{}, fmt.Errorf("read the audit trail: %w", storageError(err))
	}
	if last.ID != head.ID {
		return AuditTrail{}, &AuditFault{Row: last.ID + 1, What: "is missing, and all behind it"}
	}
	if !bytes.Equal(last.Hash, head.Hash) {
		return AuditTrail{}, &AuditFault{Row: last.ID, What: "is not the one that was written last"}
	}
	return AuditTrail{Rows: last.ID, Head: hex.EncodeToString(head.Hash)}, nil
}

// follows checks one row against itself and the row before it; nil when all is well.
func (r auditRow) follows(before auditRow) error {
	switch {
	case r.ID != before.ID+1:
		return &AuditFault{Row: before.ID + 1, What: "is missing"}
	case r.Salt != nil && !bytes.Equal(r.Words, r.digestWords()):
		return &AuditFault{Row: r.ID, What: "was changed: its name or detail is not what was written"}
	case r.Salt == nil && r.ActorName+r.Detail != "":
		return &AuditFault{Row: r.ID, What: "was changed: words stand where they were erased"}
	case !bytes.Equal(r.Hash, r.chain()):
		return &AuditFault{Row: r.ID, What: "was changed"}
	case !bytes.Equal(r.Previous, before.Hash):
		return &AuditFault{Row: r.ID, What: "does not follow the row before it: one of them was put in or replaced"}
	default:
		return nil
	}
}
