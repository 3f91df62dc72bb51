package models

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"alliance/models/typed"
)

const (
	// maxNote is the longest text about one pledge, in graphemes.
	maxNote = 5000
	// actionNote in the audit trail says that a note was changed, never what it says.
	actionNote = "pledge.note"
	// oneSitting is how long the changes of one moderator count as one: a note saves itself every few words.
	oneSitting = 15 * time.Minute
)

// Note is what the team wrote about a pledge: one text, shared by all of it, never public.
type Note struct {
	Text      string
	Version   int64 // rises with every change; 0 before the first
	UpdatedAt time.Time
	UpdatedBy string // name; empty before the first change
}

// NoteDraft is a note as a moderator leaves it.
type NoteDraft struct {
	Text string
	Base int64 // the version that it was written over
}

// NoteConflictError says that a colleague changed the note meanwhile: nothing is stored, and both texts are kept.
type NoteConflictError struct {
	Stored Note // the colleague's
	Typed  string
}

func (e *NoteConflictError) Error() string {
	return fmt.Sprintf("the note was changed to version %d meanwhile", e.Stored.Version)
}

// noteRow is a row of the table pledge_notes.
type noteRow struct {
	PledgeID  string
	Text      string
	Version   int64
	UpdatedAt time.Time
	UpdatedBy *string // nil: the operator at the command line
}

func (noteRow) TableName() string { return "pledge_notes" }

// SaveNote replaces the note of a pledge; an empty text clears it. It returns FieldErrors, a *NoteConflictError,
// ErrOutOfScope or ErrNotFound. The version of the pledge itself makes no difference: words are not lost because a
// decision came first.
func (s *Store) SaveNote(ctx context.Context, by Moderator, pledgeID string, draft NoteDraft) (Note, error) {
	text, code := typed.Text(draft.Text, maxNote)
	if code != "" && code != "required" {
		return Note{}, FieldErrors{"note": code}
	}
	var saved Note
	err := s.write(ctx, "save note", func(t *transaction) error {
		if _, err := t.seen(by, Seen{ID: pledgeID}); err != nil {
			return err
		}
		before, err := findNote(t.db, pledgeID)
		if err != nil || before.Text == text {
			saved = before
			return err
		}
		if before.Version != draft.Base {
			return &NoteConflictError{Stored: before, Typed: text}
		}
		saved = Note{Text: text, Version: before.Version + 1, UpdatedAt: t.now, UpdatedBy: by.Name}
		return t.saveNote(by, pledgeID, before, saved)
	})
	return saved, err
}

// saveNote stores the note, and a row in the audit trail for each sitting.
func (t *transaction) saveNote(by Moderator, pledgeID string, before, note Note) error {
	row := noteRow{PledgeID: pledgeID, Text: note.Text, Version: note.Version, UpdatedAt: note.UpdatedAt}
	if by.ID != "" {
		row.UpdatedBy = &by.ID
	}
	replace := clause.OnConflict{Columns: []clause.Column{{Name: "pledge_id"}}, UpdateAll: true}
	if err := t.db.Clauses(replace).Create(&row).Error; err != nil {
		return fmt.Errorf("store note of pledge %s: %w", pledgeID, err)
	}
	if before.UpdatedBy == note.UpdatedBy && note.UpdatedAt.Sub(before.UpdatedAt) < oneSitting {
		return nil
	}
	return t.audit(byModerator(by), actionNote, pledgeID, "")
}

// findNote returns the note of a pledge; an empty one where nobody has written any.
func findNote(db *gorm.DB, pledgeID string) (Note, error) {
	var row struct {
		Note   noteRow `gorm:"embedded"`
		Author string
	}
	err := db.Model(&noteRow{}).Joins("LEFT JOIN moderators ON moderators.id = pledge_notes.updated_by").
		Select("pledge_notes.*, COALESCE(moderators.name, '') AS author").
		Where("pledge_id = ?", pledgeID).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Note{}, nil
	}
	if err != nil {
		return Note{}, fmt.Errorf("read note of pledge %s: %w", pledgeID, err)
	}
	note := row.Note
	return Note{Text: note.Text, Version: note.Version, UpdatedAt: note.UpdatedAt, UpdatedBy: row.Author}, nil
}
