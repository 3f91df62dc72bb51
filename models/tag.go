package models

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"alliance/models/typed"
)

const (
	maxTag        = 30  // graphemes of a tag
	maxPledgeTags = 10  // tags of one pledge
	maxTags       = 500 // that are offered

	// The audit trail names a tag by its id: its words may be somebody's name.
	actionTag   = "pledge.tag"
	actionUntag = "pledge.untag"
)

// Tag is a word of the team's own for pledges. It is there as long as a pledge bears it.
type Tag struct {
	ID   string
	Name string // as first typed
}

// tagRow is a row of the table tags.
type tagRow struct {
	ID   string
	Name string
	Key  string
}

func (tagRow) TableName() string { return "tags" }

// pledgeTagRow is a row of the table pledge_tags.
type pledgeTagRow struct {
	PledgeID string
	TagID    string
}

func (pledgeTagRow) TableName() string { return "pledge_tags" }

// Tags returns the tags that pledges bear, by name; at most 500.
func (s *Store) Tags(ctx context.Context) ([]Tag, error) {
	var tags []Tag
	err := s.read.WithContext(ctx).Model(&tagRow{}).Order("key").Limit(maxTags).Scan(&tags).Error
	if err != nil {
		return nil, fmt.Errorf("read tags: %w", err)
	}
	return tags, nil
}

// AddTag puts a tag on a pledge; where it bears it already, in any case and with any accents, nothing changes. It
// returns FieldErrors, or errors as Approve does.
func (s *Store) AddTag(ctx context.Context, by Moderator, seen Seen, name string) error {
	name, code := typed.Line(name, maxTag)
	if code != "" {
		return FieldErrors{"tag": code}
	}
	return s.write(ctx, "tag pledge", func(t *transaction) error {
		if _, err := t.seen(by, seen); err != nil {
			return err
		}
		tag, err := t.findOrCreateTag(name)
		if err != nil {
			return err
		}
		added := t.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&pledgeTagRow{PledgeID: seen.ID, TagID: tag.ID})
		if added.Error != nil || added.RowsAffected == 0 {
			return added.Error
		}
		var tags int64
		if err := t.db.Model(&pledgeTagRow{}).Where("pledge_id = ?", seen.ID).Count(&tags).Error; err != nil {
			return err
		}
		if tags > maxPledgeTags {
			return FieldErrors{"tag": "too_many"}
		}
		return t.audit(byModerator(by), actionTag, seen.ID, tag.ID)
	})
}

// findOrCreateTag returns the tag of that name, however it is written.
func (t *transaction) findOrCreateTag(name string) (tagRow, error) {
	id, err := t.ids.id()
	if err != nil {
		return tagRow{}, err
	}
	fresh := tagRow{ID: id, Name: name, Key: cmp.Or(typed.Fold(name), strings.ToLower(name))} // signs fold to nothing
	if err := t.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&fresh).Error; err != nil {
		return tagRow{}, fmt.Errorf("create tag: %w", err)
	}
	var tag tagRow
	if err := t.db.Where("key = ?", fresh.Key).Take(&tag).Error; err != nil {
		return tagRow{}, fmt.Errorf("find tag: %w", err)
	}
	return tag, nil
}

// RemoveTag takes a tag off a pledge; where it does not bear it, nothing changes. It returns errors as Approve does.
func (s *Store) RemoveTag(ctx context.Context, by Moderator, seen Seen, tagID string) error {
	return s.write(ctx, "untag pledge", func(t *transaction) error {
		if _, err := t.seen(by, seen); err != nil {
			return err
		}
		removed := t.db.Where("pledge_id = ? AND tag_id = ?", seen.ID, tagID).Delete(&pledgeTagRow{})
		if removed.Error != nil || removed.RowsAffected == 0 {
			return removed.Error
		}
		return t.audit(byModerator(by), actionUntag, seen.ID, tagID)
	})
}

// tagsOf returns the tags of pledges, by pledge and name.
func tagsOf(db *gorm.DB, pledgeIDs []string) (map[string][]Tag, error) {
	if len(pledgeIDs) == 0 {
		return nil, nil
	}
	var rows []struct {
		Tag
		PledgeID string
	}
	err := db.Model(&pledgeTagRow{}).Joins("JOIN tags ON tags.id = pledge_tags.tag_id").
		Where("pledge_tags.pledge_id IN ?", pledgeIDs).Order("tags.key").
		Select("tags.id, tags.name, pledge_tags.pledge_id").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read tags of pledges: %w", err)
	}
	tags := map[string][]Tag{}
	for _, row := range rows {
		tags[row.PledgeID] = append(tags[row.PledgeID], row.Tag)
	}
	return tags, nil
}
