package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Settings are what administrators change while the site runs. Each begins as the configuration says, and follows
// it until somebody changes it. Treat as read-only.
type Settings struct {
	Collection Collection `json:"collection"`
	Kinds      []Kind     `json:"kinds"` // that may sign

	TwoPersonKinds      []Kind `json:"two_person_kinds"`      // approved by two moderators
	RequireSecondFactor bool   `json:"require_second_factor"` // of everybody who signs in to the console

	Reasons []Reason `json:"reasons"` // the administrators' own, and the built-in ones that are switched off

	Limits       LimitsConfig     `json:"limits"`
	WaitingTimes ModerationConfig `json:"waiting_times"`
	Notification Notification     `json:"notification"`
}

// SettingNames are the names of the settings: those of their JSON.
func SettingNames() []string {
	return []string{
		"collection", "kinds", "reasons", "two_person_kinds", "require_second_factor", "waiting_times", "limits",
		"notification",
	}
}

// settingRow is a row of the table settings; the value is JSON.
type settingRow struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

func (settingRow) TableName() string { return "settings" }

// Settings returns what holds now.
func (s *Store) Settings() Settings { return *s.settings.Load() }

// ConfiguredSettings returns what holds where nobody has changed a setting.
func (s *Store) ConfiguredSettings() Settings {
	return Settings{
		Kinds:  slices.Clone(s.cfg.Pledge.Kinds), // a copy: JSON is read into it
		Limits: s.cfg.Limits, WaitingTimes: s.cfg.Moderation,
		Notification: Notification{Hour: 7, Language: fallbackLanguage},
	}
}

// loadSettings reads what was changed, over what the configuration says.
func (s *Store) loadSettings(db *gorm.DB) (Settings, error) {
	var rows []settingRow
	if err := db.Find(&rows, "name IN ?", SettingNames()).Error; err != nil { // the table keeps other things too
		return Settings{}, fmt.Errorf("read settings: %w", err)
	}
	settings := s.ConfiguredSettings()
	for _, row := range rows {
		if err := settings.set(row); err != nil {
			return Settings{}, fmt.Errorf("read setting %s: %w", row.Name, err)
		}
	}
	return settings, nil
}

// set reads the value of one setting.
func (s *Settings) set(row settingRow) error {
	object, err := json.Marshal(map[string]json.RawMessage{row.Name: json.RawMessage(row.Value)})
	if err != nil {
		return err
	}
	return json.Unmarshal(object, s)
}

// values are the settings as JSON, by name.
func (s Settings) values() (map[string]string, error) {
	object, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encode settings: %w", err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(object, &raw); err != nil {
		return nil, fmt.Errorf("encode settings: %w", err)
	}
	values := make(map[string]string, len(raw))
	for name, value := range raw {
		values[name] = string(value)
	}
	return values, nil
}

// ChangeSettings applies change to the settings as they are now. Each one that differs then is
// an audit row that says what it was before. Lists in Settings must be replaced, not written into. It returns
// FieldErrors for values that are not allowed.
func (s *Store) ChangeSettings(ctx context.Context, by Moderator, change func(*Settings)) error {
	return s.changeSettings(ctx, by, func(_ *transaction, _ Settings, next *Settings) error {
		change(next)
		return nil
	})
}

// changeSettings runs change in a transaction and lets the result hold. One change at a time, so that the last one
// that is stored is the last one that holds.
func (s *Store) changeSettings(
	ctx context.Context, by Moderator, change func(t *transaction, before Settings, next *Settings) error,
) error {
	s.changingSettings.Lock()
	defer s.changingSettings.Unlock()
	var next Settings
	err := s.write(ctx, "change settings", func(t *transaction) error {
		before, err := s.loadSettings(t.db)
		if err != nil {
			return err
		}
		next = before
		if err := change(t, before, &next); err != nil {
			return err
		}
		return s.storeSettings(t, by, before, next)
	})
	if err == nil {
		s.settings.Store(&next)
	}
	return err
}

// storeSettings checks and writes the settings that differ. One that is as configured leaves no row: it
// follows the configuration again.
func (s *Store) storeSettings(t *transaction, by Moderator, before, after Settings) error {
	old, err := before.values()
	if err != nil {
		return err
	}
	changed, err := after.values()
	if err != nil {
		return err
	}
	configured, err := s.ConfiguredSettings().values()
	if err != nil {
		return err
	}
	for _, name := range SettingNames() {
		if changed[name] == old[name] {
			continue
		}
		if faults := after.check(name, before, t.now); len(faults) > 0 {
			return faults
		}
		if err := t.storeSetting(settingRow{name, changed[name]}, changed[name] == configured[name]); err != nil {
			return err
		}
		detail, err := settingChange(name, before, after)
		if err != nil {
			return err
		}
		if err := t.audit(byModerator(by), actionSetting, "", detail); err != nil {
			return err
		}
	}
	return nil
}

// actionSetting is the change of a setting in the audit trail; its detail begins with the setting's name.
const actionSetting = "settings.change"

func (t *transaction) storeSetting(row settingRow, configured bool) error {
	write := t.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row)
	if configured {
		write = t.db.Delete(&settingRow{}, "name = ?", row.Name)
	}
	if write.Error != nil {
		return fmt.Errorf("store setting %s: %w", row.Name, write.Error)
	}
	if row.Name == "notification" {
		return t.forgetNotifications()
	}
	if row.Name == "collection" || row.Name == "kinds" {
		return t.publicChanged()
	}
	return nil
}

// settingChange is what the audit trail says of a change: the name, and the JSON before and after.
func settingChange(name string, before, after Settings) (string, error) {
	before.Reasons, after.Reasons = changedReasons(before, after)
	before.Notification, after.Notification = before.Notification.unnamed(), after.Notification.unnamed()
	from, err := before.values()
	if err != nil {
		return "", err
	}
	to, err := after.values()
	if err != nil {
		return "", err
	}
	return name + ": " + from[name] + settingArrow + to[name], nil
}

const settingArrow = " → "

// ReadSettingChange reads the detail of a change of a setting in the audit trail: which one, and its value before
// and after. It reports false for what is no such detail.
func ReadSettingChange(detail string) (name string, before, after Settings, ok bool) {
	name, values, found := strings.Cut(detail, ": ")
	if !found || !slices.Contains(SettingNames(), name) {
		return "", before, after, false
	}
	decoder := json.NewDecoder(strings.NewReader(values)) // a value may itself hold an arrow
	var from json.RawMessage
	if err := decoder.Decode(&from); err != nil {
		return "", before, after, false
	}
	to, found := strings.CutPrefix(values[decoder.InputOffset():], settingArrow)
	if !found || before.set(settingRow{name, string(from)}) != nil || after.set(settingRow{name, to}) != nil {
		return "", before, after, false
	}
	return name, before, after, true
}

// SeenSetting is a setting as an administrator had it on the screen.
type SeenSetting struct {
	Name string
	Mark string // of the value; empty: as it is now
}

// SettingChangedError says that a setting was changed since it was seen.
type SettingChangedError struct {
	By string // who changed it last
	At time.Time
}

func (e *SettingChangedError) Error() string { return "the setting was changed meanwhile" }

// SettingMark identifies the present value of a setting.
func (s *Store) SettingMark(name string) (string, error) { return s.Settings().Mark(name) }

// Mark identifies the value of a setting.
func (s Settings) Mark(name string) (string, error) {
	values, err := s.values()
	return fmt.Sprintf("%x", hashToken(values[name])[:8]), err
}

// ChangeSetting applies change to one setting as an administrator saw it. It returns a *SettingChangedError where a
// colleague has changed it since, FieldErrors as ChangeSettings does, or the error of change.
func (s *Store) ChangeSetting(ctx context.Context, by Moderator, seen SeenSetting, change func(*Settings) error) error {
	return s.changeSettings(ctx, by, func(t *transaction, before Settings, next *Settings) error {
		mark, err := before.Mark(seen.Name)
		if err != nil {
			return err
		}
		if seen.Mark != "" && seen.Mark != mark {
			return t.settingChanged(seen.Name)
		}
		return change(next)
	})
}

// ResetSetting lets a setting follow the configuration again. It returns errors as ChangeSetting does, and
// ErrNotFound where there is no such setting.
func (s *Store) ResetSetting(ctx context.Context, by Moderator, seen SeenSetting) error {
	if !slices.Contains(SettingNames(), seen.Name) {
		return fmt.Errorf("setting %q: %w", seen.Name, ErrNotFound)
	}
	return s.ChangeSetting(ctx, by, seen, func(next *Settings) error {
		if seen.Name == "reasons" { // pledges name them: what was added stays, switched off
			next.Reasons = next.resetReasons()
			return nil
		}
		values, err := next.values()
		*next = s.ConfiguredSettings()
		for name, value := range values {
			if name != seen.Name {
				err = errors.Join(err, next.set(settingRow{name, value}))
			}
		}
		return err
	})
}

// settingChanged tells who changed a setting last.
func (t *transaction) settingChanged(name string) error {
	var row auditRow
	err := t.db.Where("action = ? AND detail LIKE ?", actionSetting, name+": %").
		Order("at DESC, id DESC").Limit(1).Find(&row).Error
	if err != nil {
		return fmt.Errorf("find who changed setting %s: %w", name, err)
	}
	return &SettingChangedError{By: row.ActorName, At: row.At}
}
