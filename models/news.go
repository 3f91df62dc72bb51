package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// News is what happened to pledges since a moderator last looked at the overview.
type News struct {
	Since       time.Time // 30 days ago at the earliest
	Submitted   int       // of the pledges that are still kept
	Moves       []NewsMove
	MailsParked int // that are parked still
}

// NewsMove counts one move of pledges, such as "pledge.approve".
type NewsMove struct {
	Action string
	Count  int
	By     []NewsActor // who made it, the most first
}

// NewsActor counts how often somebody made a move.
type NewsActor struct {
	Actor string // a moderator's id, ActorSystem or ActorRepresentative
	Name  string // of a moderator; empty for the others
	Count int
}

// News counts what happened in the moderator's scope since the sign-in before the present one, or since MarkHubSeen
// where that is later.
func (s *Store) News(ctx context.Context, by Moderator) (News, error) {
	db := s.read.WithContext(ctx)
	row, err := findModerator(db, by.ID)
	if err != nil {
		return News{}, err
	}
	news := News{Since: s.opts.Now().UTC().Add(-activityDays * day)}
	if row.HubSeenAt != nil && row.HubSeenAt.After(news.Since) {
		news.Since = row.HubSeenAt.UTC()
	}
	if news.Submitted, err = countSince(by.Scope.where(db.Model(&pledgeRow{})), "submitted_at", news.Since); err != nil {
		return News{}, err
	}
	if news.MailsParked, err = countSince(db.Model(&outboxRow{}), "parked_at", news.Since); err != nil {
		return News{}, err
	}
	news.Moves, err = newsMoves(db, by.Scope, news.Since)
	return news, err
}

func countSince(rows *gorm.DB, column string, since time.Time) (int, error) {
	var count int64
	if err := rows.Where(column+" > ?", since).Count(&count).Error; err != nil {
		return 0, fmt.Errorf("count %s: %w", column, err)
	}
	return int(count), nil
}

// newsMoves counts the moves since then, in the order in which a pledge may take them.
func newsMoves(db *gorm.DB, scope Scope, since time.Time) ([]NewsMove, error) {
	actions := make([]string, 0, len(moves()))
	for _, m := range moves() {
		actions = append(actions, m.action())
	}
	var rows []struct {
		Action, Actor, ActorID, Name string
		Count                        int
	}
	err := scope.where(db.Model(&auditRow{})).
		Joins("LEFT JOIN pledges ON pledges.id = audit.pledge_id").
		Joins("LEFT JOIN moderators ON moderators.id = audit.actor_id").
		Where("audit.action IN ? AND audit.at > ?", actions, since).
		Select(`audit.action, audit.actor, audit.actor_id, COALESCE(moderators.name, '') AS name, count(*) AS count`).
		Group("audit.action, audit.actor, audit.actor_id").Order("count DESC, name, audit.actor").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count what happened: %w", err)
	}
	var counted []NewsMove
	for _, action := range actions {
		done := NewsMove{Action: action}
		for _, row := range rows {
			if row.Action != action {
				continue
			}
			actor := NewsActor{Actor: row.Actor, Name: row.Name, Count: row.Count}
			if row.ActorID != "" {
				actor.Actor = row.ActorID
			}
			done.By, done.Count = append(done.By, actor), done.Count+row.Count
		}
		if done.Count > 0 {
			counted = append(counted, done)
		}
	}
	return counted, nil
}

// MarkHubSeen lets the news of the overview begin anew for a moderator.
func (s *Store) MarkHubSeen(ctx context.Context, by Moderator) error {
	return s.write(ctx, "mark overview as seen", func(t *transaction) error {
		return t.db.Model(&moderatorRow{}).Where("id = ?", by.ID).Update("hub_seen_at", t.now).Error
	})
}

// hubSeen is from when on the news count once the moderator signs in anew: the sign-in before, or what was marked
// as seen since.
func (r moderatorRow) hubSeen() *time.Time {
	if r.HubSeenAt == nil || r.LastSignInAt != nil && r.LastSignInAt.After(*r.HubSeenAt) {
		return r.LastSignInAt
	}
	return r.HubSeenAt
}
