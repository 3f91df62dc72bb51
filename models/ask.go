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

	"alliance/models/typed"
)

// maxQuestion is the longest question to a representative, in graphemes.
const maxQuestion = 500

// Question is what a moderator asks a representative before deciding.
type Question struct {
	Text   string
	Fields []string // of QuestionFields, to look at; may be empty
}

// AskedQuestion is a question with what came back.
type AskedQuestion struct {
	Question
	AskedAt    time.Time
	Answer     string     // may be empty: a correction alone is an answer
	AnsweredAt *time.Time // nil: not yet, or never as it was recalled
	Changes    []FieldChange
}

// FieldChange is what a correction did to one field of the form. A ticked box is "1", an unticked one empty;
// a territory is its name.
type FieldChange struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// QuestionFields are the fields of the form that a question may name.
func QuestionFields() []string {
	return []string{
		"body", "website", "association", "representative_name", "representative_function", "statement",
	}
}

// questionRow is a row of the table questions.
type questionRow struct {
	ID         int64 `gorm:"primaryKey"`
	PledgeID   string
	Question   string
	Fields     string
	AskedAt    time.Time
	Answer     string
	AnsweredAt *time.Time
	Changes    string
}

func (questionRow) TableName() string { return "questions" }

// CorrectionValid is how long the link in the mail with a question works.
func (s *Store) CorrectionValid() time.Duration { return s.cfg.Pledge.CorrectionValid }

// Ask asks the representative of a waiting pledge by mail. Where a question waits for its answer already, the new
// one replaces it, and the link to the older one ends. It returns FieldErrors, or errors as Approve does.
func (s *Store) Ask(ctx context.Context, by Moderator, seen Seen, question Question) error {
	question, err := CheckQuestion(question)
	if err != nil {
		return err
	}
	return s.write(ctx, "ask about pledge", func(t *transaction) error {
		if _, err := t.seen(by, seen); err != nil {
			return err
		}
		pledge, err := t.move(seen.ID, moveAsk, nil)
		if err != nil {
			return err
		}
		if err := t.replaceQuestion(pledge, question); err != nil {
			return err
		}
		if err := t.audit(byModerator(by), moveAsk.action(), pledge.ID, strings.Join(question.Fields, ",")); err != nil {
			return err
		}
		return t.queueDecisionMail(MailNeedsInfo, pledge)
	})
}

// CheckQuestion brings a question into its normal form, or returns FieldErrors.
func CheckQuestion(question Question) (Question, error) {
	faults := FieldErrors{}
	var code string
	if question.Text, code = typed.Text(question.Text, maxQuestion); code != "" {
		faults["question"] = code
	}
	question.Fields = slices.DeleteFunc(slices.Clone(question.Fields), func(field string) bool { return field == "" })
	for _, field := range question.Fields {
		if !slices.Contains(QuestionFields(), field) {
			faults["question_fields"] = "unknown"
		}
	}
	if len(faults) > 0 {
		return question, faults
	}
	return question, nil
}

// replaceQuestion stores the one question that waits for its answer; mails and links of an earlier one end.
func (t *transaction) replaceQuestion(pledge pledgeRow, question Question) error {
	if err := t.dropUnsent(MailNeedsInfo, pledge); err != nil {
		return err
	}
	err := t.db.Where("pledge_id = ? AND purpose = ?", pledge.ID, purposeCorrection).Delete(&tokenRow{}).Error
	if err != nil {
		return fmt.Errorf("end the links to the earlier question: %w", err)
	}
	if err := t.dropQuestion(pledge); err != nil {
		return err
	}
	row := questionRow{
		PledgeID: pledge.ID, Question: question.Text, Fields: strings.Join(question.Fields, ","), AskedAt: t.now,
		Changes: "[]",
	}
	if err := t.db.Create(&row).Error; err != nil {
		return fmt.Errorf("store the question: %w", err)
	}
	return nil
}

// dropQuestion deletes the question that waits for its answer.
func (t *transaction) dropQuestion(pledge pledgeRow) error {
	err := t.db.Where("pledge_id = ? AND answered_at IS NULL", pledge.ID).Delete(&questionRow{}).Error
	if err != nil {
		return fmt.Errorf("drop the question about pledge %s: %w", pledge.ID, err)
	}
	return nil
}

// Recall takes a pledge back into the queue although its question has no answer. The mail with the question is
// dropped where it has not left; no other leaves. It returns errors as Approve does.
func (s *Store) Recall(ctx context.Context, by Moderator, seen Seen) error {
	return s.write(ctx, "recall question", func(t *transaction) error {
		if _, err := t.seen(by, seen); err != nil {
			return err
		}
		pledge, err := t.move(seen.ID, moveRecall, nil)
		if err != nil {
			return err
		}
		if err := t.dropUnsent(MailNeedsInfo, pledge); err != nil {
			return err
		}
		return t.audit(byModerator(by), moveRecall.action(), pledge.ID, "")
	})
}

// issueCorrection makes the link by which the representative answers the latest question.
func (s *Store) issueCorrection(t *transaction, mail *Mail, pledgeID string) error {
	row, err := latestQuestion(t.db, pledgeID)
	if err != nil {
		return err
	}
	token, hash, err := t.ids.secret()
	if err != nil {
		return err
	}
	mail.Question, mail.Token, mail.ExpiresAt = row.question(), token, t.now.Add(s.cfg.Pledge.CorrectionValid)
	return t.db.Create(&tokenRow{
		Hash: hash, Purpose: purposeCorrection, PledgeID: &pledgeID, CreatedAt: t.now, ExpiresAt: mail.ExpiresAt,
	}).Error
}

// latestQuestion returns what a pledge's representative was asked last; ErrNotFound where nothing was asked.
func latestQuestion(db *gorm.DB, pledgeID string) (questionRow, error) {
	var row questionRow
	err := db.Where("pledge_id = ?", pledgeID).Order("id DESC").Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return questionRow{}, fmt.Errorf("question about pledge %s: %w", pledgeID, ErrNotFound)
	}
	if err != nil {
		return questionRow{}, fmt.Errorf("read question: %w", err)
	}
	return row, nil
}

// askedQuestions returns every question about a pledge, oldest first.
func askedQuestions(db *gorm.DB, pledgeID string) ([]AskedQuestion, error) {
	var rows []questionRow
	if err := db.Where("pledge_id = ?", pledgeID).Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read questions: %w", err)
	}
	asked := make([]AskedQuestion, 0, len(rows))
	for _, row := range rows {
		question := AskedQuestion{
			Question: row.question(), AskedAt: row.AskedAt, Answer: row.Answer, AnsweredAt: row.AnsweredAt,
		}
		if err := json.Unmarshal([]byte(row.Changes), &question.Changes); err != nil {
			return nil, fmt.Errorf("read what a correction changed: %w", err)
		}
		asked = append(asked, question)
	}
	return asked, nil
}

func (r questionRow) question() Question {
	question := Question{Text: r.Question}
	if r.Fields != "" {
		question.Fields = strings.Split(r.Fields, ",")
	}
	return question
}
