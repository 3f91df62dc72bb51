package models

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"alliance/models/typed"
)

// MailNotification tells the team's mailbox that new pledges wait. It names no body and no person.
const MailNotification MailKind = "notification"

// NotificationMode says when the team's mailbox hears of new pledges.
type NotificationMode string

// The modes.
const (
	NotifyNever   NotificationMode = ""
	NotifyInstant NotificationMode = "instant" // within minutes, and at most every five
	NotifyDaily   NotificationMode = "daily"
)

// notifyEvery is the shortest time between two notifications: what comes meanwhile is gathered.
const notifyEvery = 5 * time.Minute

// Notification is the setting for mails about new pledges.
type Notification struct {
	Mode     NotificationMode `json:"mode"`
	Address  string           `json:"address"`  // of a functional mailbox, not a person's
	Hour     int              `json:"hour"`     // of a daily one, in UTC
	Language string           `json:"language"` // of the mail
}

// unnamed is the setting without the address, for the audit trail: a mailbox may be a person's after all.
func (n Notification) unnamed() Notification {
	if n.Address != "" {
		n.Address = "…"
	}
	return n
}

func (n Notification) check(faults FieldErrors) {
	address, ok := typed.ParseEmail(n.Address)
	switch {
	case n.Mode != NotifyNever && n.Mode != NotifyInstant && n.Mode != NotifyDaily:
		faults["mode"] = "unknown"
	case n.Mode != NotifyNever && n.Address == "":
		faults["address"] = "required"
	case n.Address != "" && (!ok || address.Typed != n.Address):
		faults["address"] = "invalid"
	}
	if n.Hour < 0 || n.Hour > 23 {
		faults["hour"] = "hour"
	}
}

// due reports whether the mailbox may be written to, after it was last at a time.
func (n Notification) due(last, now time.Time) bool {
	switch n.Mode {
	case NotifyInstant:
		return !now.Before(last.Add(notifyEvery))
	case NotifyDaily:
		scheduled := now.Truncate(day).Add(time.Duration(n.Hour) * time.Hour)
		if now.Before(scheduled) {
			scheduled = scheduled.Add(-day)
		}
		return last.Before(scheduled)
	case NotifyNever:
	}
	return false
}

// notifiedSetting is the row of the table settings that holds until when the mailbox was told.
const notifiedSetting = "notified_until"

// Notify queues a mail to the team's mailbox if it is time and pledges were confirmed since the last one. Its memory
// is in the database, so that a restart neither repeats nor loses one.
func (s *Store) Notify(ctx context.Context) error {
	setting := s.Settings().Notification
	if setting.Mode == NotifyNever {
		return nil
	}
	return s.write(ctx, "notify the mailbox", func(t *transaction) error {
		var row settingRow
		if err := t.db.Limit(1).Find(&row, "name = ?", notifiedSetting).Error; err != nil {
			return err
		}
		last, err := time.Parse(time.RFC3339Nano, row.Value)
		if err != nil { // the first time: what waited before is no news
			return t.storeNotified()
		}
		if !setting.due(last, t.now) {
			return nil
		}
		var confirmed int64
		err = t.db.Model(&pledgeRow{}).
			Where("state = ? AND suspected_reasons = '' AND confirmed_at > ?", StateWaiting, last).
			Count(&confirmed).Error
		if err != nil || confirmed == 0 && setting.Mode == NotifyInstant {
			return err
		}
		if confirmed > 0 {
			if err := t.queue(outboxRow{Kind: MailNotification, Language: setting.Language}); err != nil {
				return err
			}
		}
		return t.storeNotified()
	})
}

func (t *transaction) storeNotified() error {
	row := settingRow{Name: notifiedSetting, Value: t.now.Format(time.RFC3339Nano)}
	return t.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
}

// forgetNotifications drops what an earlier setting queued, and begins anew: the mailbox may be another.
func (t *transaction) forgetNotifications() error {
	return errors.Join(
		t.db.Where("kind = ? AND sent_at IS NULL", MailNotification).Delete(&outboxRow{}).Error,
		t.storeNotified(),
	)
}

// Waiting counts the pledges that wait for a decision, without the suspected ones.
type Waiting struct {
	Total     int
	Bands     map[Band]int
	Kinds     []FacetCount
	Countries []FacetCount
}

// addressToMailbox fills a notification with what waits now. Its counts hold nothing that a visitor typed.
func (s *Store) addressToMailbox(t *transaction, mail *Mail) error {
	mail.To = s.Settings().Notification.Address
	waiting := func() *gorm.DB { return queueQuery{QueueFilter: QueueFilter{State: StateWaiting}}.where(t.db) }
	var err error
	if mail.Waiting.Kinds, err = countPer(waiting(), "pledges.kind"); err != nil {
		return err
	}
	if mail.Waiting.Countries, err = countPer(waiting(), "pledges.country"); err != nil {
		return err
	}
	for _, kind := range mail.Waiting.Kinds {
		mail.Waiting.Total += kind.Count
	}
	mail.Waiting.Bands, err = s.bandLimits().count(waiting(), mail.Waiting.Total)
	return err
}
