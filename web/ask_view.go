package web

import (
	"slices"
	"strings"
	"time"

	"alliance/locale"
)

// Which mail a moderator asks to see before it is sent.
const (
	PreviewRefusal  = "refuse"
	PreviewQuestion = "ask"
)

// AskForm is a question as typed.
type AskForm struct {
	Question string
	Fields   []string
}

// Has reports whether the field was ticked.
func (f AskForm) Has(field string) bool { return slices.Contains(f.Fields, field) }

// LetterPreview is a mail as the representative will get it.
type LetterPreview struct {
	Language string
	locale.Letter
}

// AskedQuestion is a question with what came back.
type AskedQuestion struct {
	AskForm
	AskedAt    time.Time
	Answer     string
	AnsweredAt *time.Time // nil: not yet, or never
	Open       bool       // an answer is waited for
	Changes    []FieldChange
}

// FieldChange is what a correction did to one field.
type FieldChange struct{ Field, Before, After string }

// Refusing reports whether the form of the refusal is open.
func (p ModerationPage) Refusing() bool {
	return p.Errors["reason"] != "" || p.Errors["reason_text"] != "" || p.Preview == PreviewRefusal
}

// Asking reports whether the form of the question is open.
func (p ModerationPage) Asking() bool {
	return p.Errors["question"] != "" || p.Errors["question_fields"] != "" || p.Preview == PreviewQuestion
}

// LetterFor is the preview that was asked for, where it is of this kind.
func (p ModerationPage) LetterFor(preview string) *LetterPreview {
	if p.Preview != preview {
		return nil
	}
	return p.Letter
}

// FieldLabel names a field of the pledge form for moderators.
func (l ConsoleLayout) FieldLabel(field string) string { return l.T("console.ask.field." + field) }

// FieldLabels names several fields.
func (l ConsoleLayout) FieldLabels(fields []string) string {
	labels := make([]string, 0, len(fields))
	for _, field := range fields {
		labels = append(labels, l.FieldLabel(field))
	}
	return strings.Join(labels, ", ")
}

// ChangedText is a value of a changed field in words.
func (l ConsoleLayout) ChangedText(field, value string) string {
	switch {
	case field == FieldConsentName || field == FieldConsentNews:
		if value == Ticked {
			return l.T("console.yes")
		}
		return l.T("console.no")
	case value == "":
		return l.T("console.none_given")
	}
	return value
}
