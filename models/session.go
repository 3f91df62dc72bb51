package models

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// SessionStore keeps the console's sessions in the database, by the hash of their
// token; it satisfies scs.CtxStore.
type SessionStore struct {
	store *Store
}

// Sessions returns the store of console sessions.
func (s *Store) Sessions() *SessionStore { return &SessionStore{store: s} }

type sessionRow struct {
	Hash      []byte
	Data      []byte
	ExpiresAt time.Time
}

func (sessionRow) TableName() string { return "sessions" }

// FindCtx returns the data of a session that has not expired.
func (st *SessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var row sessionRow
	err := st.store.read.WithContext(ctx).
		Where("hash = ? AND expires_at > ?", hashToken(token), st.store.opts.Now().UTC()).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read session: %w", err)
	}
	return row.Data, true, nil
}

// CommitCtx stores a session.
func (st *SessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return st.store.write(ctx, "store session", func(t *transaction) error {
		row := sessionRow{Hash: hashToken(token), Data: data, ExpiresAt: expiry.UTC()}
		return t.db.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "hash"}}, DoUpdates: clause.AssignmentColumns([]string{"data", "expires_at"}),
		}).Create(&row).Error
	})
}

// DeleteCtx ends a session.
func (st *SessionStore) DeleteCtx(ctx context.Context, token string) error {
	return st.store.write(ctx, "end session", func(t *transaction) error {
		return t.db.Where("hash = ?", hashToken(token)).Delete(&sessionRow{}).Error
	})
}

// Find is FindCtx for scs.Store.
func (st *SessionStore) Find(token string) ([]byte, bool, error) {
	return st.FindCtx(context.Background(), token)
}

// Commit is CommitCtx for scs.Store.
func (st *SessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return st.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx for scs.Store.
func (st *SessionStore) Delete(token string) error {
	return st.DeleteCtx(context.Background(), token)
}
