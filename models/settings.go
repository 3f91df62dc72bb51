package models

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Settings are what administrators change while the site runs. Each begins as the configuration says, and follows
// it until somebody changes it. Treat as read-only.
type Settings struct {
	TwoPersonKinds      []Kind `json:"two_person_kinds"`      // approved by two moderators
	RequireSecondFactor bool   `json:"require_second_factor"` // of everybody who signs in to the console

	Reasons []Reason `json:"reasons"` // the administrators' own, and the built-in ones that are switched off
}

// settingRow is a row of the table settings; the value is JSON.
type settingRow struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

func (settingRow) TableName() string { return "settings" }

// Settings returns what holds now.
func (s *Store) Settings() Settings { return *s.settings.Load() }

// defaultSettings are the settings that nobody has changed.
func (s *Store) defaultSettings() Settings { return Settings{} }

// loadSettings reads what was changed, over what the configuration says.
func (s *Store) loadSettings(db *gorm.DB) (Settings, error) {
	settings := s.defaultSettings()
	known, err := settingValues(settings)
	if err != nil {
		return Settings{}, err
	}
	var rows []settingRow
	if err := db.Find(&rows, "name IN ?", settingNames(known)).Error; err != nil { // the table keeps other things too
		return Settings{}, fmt.Errorf("read settings: %w", err)
	}
	changed := make(map[string]json.RawMessage, len(rows))
	for _, row := range rows {
		changed[row.Name] = json.RawMessage(row.Value)
	}
	object, err := json.Marshal(changed)
	if err != nil {
		return Settings{}, fmt.Errorf("read settings: %w", err)
	}
	if err := json.Unmarshal(object, &settings); err != nil {
		return Settings{}, fmt.Errorf("read settings: %w", err)
	}
	return settings, nil
}

// ChangeSettings applies change to the settings as they are now. Each one that differs then is
// an audit row that says what it was before. Lists in Settings must be replaced, not written into.
func (s *Store) ChangeSettings(ctx context.Context, by Moderator, change func(*Settings)) error {
	var next Settings
	err := s.write(ctx, "change settings", func(t *transaction) error {
		before, err := s.loadSettings(t.db)
		if err != nil {
			return err
		}
		next = before
		change(&next)
		return t.storeSettings(by, before, next)
	})
	if err == nil {
		s.settings.Store(&next)
	}
	return err
}

// storeSettings writes the settings that differ.
func (t *transaction) storeSettings(by Moderator, before, after Settings) error {
	old, err := settingValues(before)
	if err != nil {
		return err
	}
	changed, err := settingValues(after)
	if err != nil {
		return err
	}
	for i, row := range changed {
		if row == old[i] {
			continue
		}
		if err := t.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
			return fmt.Errorf("store setting %s: %w", row.Name, err)
		}
		detail := fmt.Sprintf("%s: %s → %s", row.Name, old[i].Value, row.Value)
		if err := t.audit(byModerator(by), "settings.change", "", detail); err != nil {
			return err
		}
	}
	return nil
}

// settingValues are the settings as rows, by name.
func settingValues(of Settings) ([]settingRow, error) {
	object, err := json.Marshal(of)
	if err != nil {
		return nil, fmt.Errorf("encode settings: %w", err)
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(object, &values); err != nil {
		return nil, fmt.Errorf("encode settings: %w", err)
	}
	rows := make([]settingRow, 0, len(values))
	for name, value := range values {
		rows = append(rows, settingRow{Name: name, Value: string(value)})
	}
	slices.SortFunc(rows, func(a, b settingRow) int { return strings.Compare(a.Name, b.Name) })
	return rows, nil
}

func settingNames(of []settingRow) []string {
	names := make([]string, 0, len(of))
	for _, row := range of {
		names = append(names, row.Name)
	}
	return names
}
