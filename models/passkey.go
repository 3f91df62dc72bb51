package models

import (
	"time"
)

// passkeyRow is a row of the table passkeys.
type passkeyRow struct {
	ID          string
	Handle      []byte
	ModeratorID string
	Name        string
	Credential  string
	CreatedAt   time.Time
	LastUsedAt  *time.Time
}

func (passkeyRow) TableName() string { return "passkeys" }
