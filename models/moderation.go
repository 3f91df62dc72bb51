package models

import (
	"context"
	"slices"
	"time"

	"alliance/models/typed"
)

// maxReasonText is the longest own sentence of a refusal, in graphemes.
const maxReasonText = 500

// Approve publishes a pledge: its signatory is created, or found where the body has
// signed before. Where the kind needs two moderators, the first one's approval is noted and the pledge stays
// waiting; the same one again gets ErrSecondModerator. It returns a *DecidedError when the pledge is not waiting
// any more or not as it was seen, a *ClaimedError, ErrUnconfirmed, ErrOutOfScope or ErrNotFound.
func (s *Store) Approve(ctx context.Context, by Moderator, seen Seen) error {
	return s.ApproveAs(ctx, by, seen, As{})
}

// approve moves the pledge and creates or finds its signatory.
func (t *transaction) approve(by actor, pledgeID string, as As) (pledgeRow, error) {
	pledge, err := t.move(pledgeID, moveApprove, decision(by, t.now))
	if err != nil {
		return pledge, err
	}
	pledge.SignatoryID, err = t.publish(pledge, as)
	if err != nil {
		return pledge, err
	}
	err = t.db.Model(&pledgeRow{}).Where("id = ?", pledge.ID).Update("signatory_id", *pledge.SignatoryID).Error
	if err != nil {
		return pledge, err
	}
	if err := t.showAgain(pledge.SignatoryID); err != nil {
		return pledge, err
	}
	return pledge, t.audit(by, moveApprove.action(), pledge.ID, "signatory "+*pledge.SignatoryID)
}

// decision is what a decision writes beside the state.
func decision(by actor, at time.Time) map[string]any {
	columns := map[string]any{"decided_at": at, "decided_by": nil}
	if by.id != "" {
		columns["decided_by"] = by.id
	}
	return columns
}

// notDecided are the columns of a pledge that waits for a decision.
func notDecided() map[string]any {
	return map[string]any{
		"decided_at": nil, "decided_by": nil, "reason": "", "reason_text": "", "signatory_id": nil,
	}
}

// Refuse ends a pledge with a reason code and an own sentence, which may be empty. It
// returns FieldErrors, or errors as Approve does.
func (s *Store) Refuse(ctx context.Context, by Moderator, seen Seen, reason, text string) error {
	text, err := s.CheckRefusal(reason, text)
	if err != nil {
		return err
	}
	return s.write(ctx, "refuse pledge", func(t *transaction) error {
		if _, err := t.seen(by, seen); err != nil {
			return err
		}
		columns := decision(byModerator(by), t.now)
		columns["reason"], columns["reason_text"] = reason, text
		pledge, err := t.move(seen.ID, moveRefuse, columns)
		if err != nil {
			return err
		}
		if err := t.audit(byModerator(by), moveRefuse.action(), pledge.ID, reason); err != nil {
			return err
		}
		if err := t.dropUnsent(MailNeedsInfo, pledge); err != nil {
			return err
		}
		return t.queueDecisionMail(MailRefused, pledge)
	})
}

// CheckRefusal brings the own sentence of a refusal into its normal form, or returns FieldErrors.
func (s *Store) CheckRefusal(reason, text string) (string, error) {
	faults := FieldErrors{}
	switch {
	case reason == "":
		faults["reason"] = "required"
	case !slices.Contains(s.Reasons(), reason):
		faults["reason"] = "unknown"
	}
	text, code := typed.Text(text, maxReasonText)
	if code != "" && code != "required" {
		faults["reason_text"] = code
	}
	if len(faults) > 0 {
		return text, faults
	}
	return text, nil
}
