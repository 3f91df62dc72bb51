package models

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// SessionStore keeps the console's sessions in the database, by the hash of their token.
type SessionStore struct {
	store *Store
}

// Sessions returns the store of console sessions.
func (s *Store) Sessions() *SessionStore { return &SessionStore{store: s} }

// SessionState is a session to be stored. The data is the console's business; the other fields say whose it is.
type SessionState struct {
	Token       string
	Data        []byte
	ExpiresAt   time.Time
	ModeratorID string // empty until the sign-in is complete
	BeganAt     time.Time
	SeenAt      time.Time
	UserAgent   string // shortened
}

// OpenSession is a session as its owner sees it.
type OpenSession struct {
	ID        string // names the session and opens nothing
	BeganAt   time.Time
	SeenAt    time.Time
	UserAgent string
	Current   bool
}

type sessionRow struct {
	Hash        []byte
	Data        []byte
	ExpiresAt   time.Time
	ModeratorID *string
	BeganAt     *time.Time
	SeenAt      *time.Time
	UserAgent   string
	EndedAt     *time.Time
}

func (sessionRow) TableName() string { return "sessions" }

// FindCtx returns the data of a session that has neither expired nor been ended.
func (st *SessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var row sessionRow
	err := st.store.read.WithContext(ctx).
		Where("hash = ? AND expires_at > ? AND ended_at IS NULL", hashToken(token), st.store.opts.Now().UTC()).
		Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read session: %w", err)
	}
	return row.Data, true, nil
}

// Save stores a session, unless it was ended meanwhile.
func (st *SessionStore) Save(ctx context.Context, session SessionState) error {
	return st.store.write(ctx, "store session", func(t *transaction) error {
		row := sessionRow{
			Hash: hashToken(session.Token), Data: session.Data, ExpiresAt: session.ExpiresAt.UTC(),
			UserAgent: session.UserAgent,
		}
		if session.ModeratorID != "" {
			began, seen := session.BeganAt.UTC(), session.SeenAt.UTC()
			row.ModeratorID, row.BeganAt, row.SeenAt = &session.ModeratorID, &began, &seen
		}
		return t.db.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "hash"}},
			DoUpdates: clause.AssignmentColumns(
				[]string{"data", "expires_at", "moderator_id", "began_at", "seen_at", "user_agent"}),
			Where: clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "sessions.ended_at IS NULL"}}},
		}).Create(&row).Error
	})
}

// DeleteCtx ends a session.
func (st *SessionStore) DeleteCtx(ctx context.Context, token string) error {
	return st.store.write(ctx, "end session", func(t *transaction) error {
		return t.db.Where("hash = ?", hashToken(token)).Delete(&sessionRow{}).Error
	})
}

// OpenSessions lists the moderator's sessions, the one last seen first; token is of the one that asks.
func (s *Store) OpenSessions(ctx context.Context, by Moderator, token string) ([]OpenSession, error) {
	var rows []sessionRow
	err := s.read.WithContext(ctx).
		Where("moderator_id = ? AND expires_at > ? AND ended_at IS NULL", by.ID, s.opts.Now().UTC()).
		Order("seen_at DESC").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read sessions: %w", err)
	}
	sessions := make([]OpenSession, 0, len(rows))
	for _, row := range rows {
		sessions = append(sessions, OpenSession{
			ID: hex.EncodeToString(row.Hash), BeganAt: *row.BeganAt, SeenAt: *row.SeenAt,
			UserAgent: row.UserAgent, Current: sameHash(row.Hash, hashToken(token)),
		})
	}
	return sessions, nil
}

// EndSession ends one of the moderator's sessions; ErrNotFound when there is none of that id.
func (s *Store) EndSession(ctx context.Context, by Moderator, id string) error {
	hash, err := hex.DecodeString(id)
	if err != nil {
		return fmt.Errorf("session: %w", ErrNotFound)
	}
	return s.write(ctx, "end session", func(t *transaction) error {
		ended := t.end(t.db.Where("moderator_id = ? AND hash = ?", by.ID, hash))
		if ended.Error != nil {
			return ended.Error
		}
		if ended.RowsAffected == 0 {
			return fmt.Errorf("session: %w", ErrNotFound)
		}
		return t.audit(byModerator(by), "moderator.sessions_end", "", "1")
	})
}

// EndOtherSessions ends all of the moderator's sessions but the one of token, and says how many they were.
func (s *Store) EndOtherSessions(ctx context.Context, by Moderator, token string) (int, error) {
	var ended int
	err := s.write(ctx, "end other sessions", func(t *transaction) error {
		var err error
		if ended, err = t.endSessions(by.ID, hashToken(token)); err != nil || ended == 0 {
			return err
		}
		return t.audit(byModerator(by), "moderator.sessions_end", "", fmt.Sprint(ended))
	})
	return ended, err
}

// endSessions ends the sessions of an account, all but the one of that hash.
func (t *transaction) endSessions(moderatorID string, but []byte) (int, error) {
	sessions := t.db.Where("moderator_id = ?", moderatorID)
	if but != nil {
		sessions = sessions.Where("hash <> ?", but)
	}
	ended := t.end(sessions)
	return int(ended.RowsAffected), ended.Error
}

// end empties sessions; what is left of one keeps its token from being stored again.
func (t *transaction) end(sessions *gorm.DB) *gorm.DB {
	return sessions.Model(&sessionRow{}).Where("ended_at IS NULL AND expires_at > ?", t.now).
		Updates(map[string]any{"ended_at": t.now, "data": []byte{}, "user_agent": ""})
}
