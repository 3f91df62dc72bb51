package models

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"alliance/models/typed"
)

// The details of a take-down in the audit trail.
const (
	keptInReports     = "kept_in_reports"
	hiddenFromReports = "hidden_from_reports"
)

// TakeDown takes an approved pledge off the wall; hide leaves it out of reports too. Its signatory is
// hidden unless another approved pledge supports it. reason is for the team and must not be empty. No
// mail leaves, and one about the approval that has not left yet is dropped: it is no longer true. It
// returns FieldErrors, or errors as Approve does.
func (s *Store) TakeDown(ctx context.Context, by Moderator, seen Seen, reason string, hide bool) error {
	reason, code := typed.Text(reason, maxReasonText)
	if code != "" {
		return FieldErrors{"reason_text": code}
	}
	return s.write(ctx, "take down pledge", func(t *transaction) error {
		if _, err := t.seen(by, seen); err != nil {
			return err
		}
		columns := decision(byModerator(by), t.now)
		columns["reason_text"], columns["hidden_from_reports"] = reason, hide
		pledge, err := t.move(seen.ID, moveTakeDown, columns)
		if err != nil {
			return err
		}
		if err := t.rebuildSignatory(pledge.SignatoryID); err != nil {
			return err
		}
		if err := t.dropUnsent(MailApproved, pledge); err != nil {
			return err
		}
		detail := keptInReports
		if hide {
			detail = hiddenFromReports
		}
		return t.audit(byModerator(by), moveTakeDown.action(), pledge.ID, detail)
	})
}

// Restore takes back a take-down, so that the signatory stands on the wall again, or a refusal, so that
// the pledge waits again; it is for administrators. No mail leaves. It returns ErrErased where retention
// has removed the personal data, ErrDuplicate where the body has signed again meanwhile, or errors as
// Approve does.
func (s *Store) Restore(ctx context.Context, by Moderator, seen Seen) error {
	err := s.write(ctx, "restore pledge", func(t *transaction) error {
		pledge, err := t.seen(by, seen)
		if err != nil {
			return err
		}
		if pledge.Email == "" {
			return fmt.Errorf("pledge %s: %w", seen.ID, ErrErased)
		}
		if done, err := t.reinstateByHand(byModerator(by), pledge); err != nil || done {
			return err
		}
		if pledge.State == StateRefused {
			return t.reopen(byModerator(by), seen.ID)
		}
		return t.restore(byModerator(by), seen.ID)
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) { // the indices pledges_live
		return fmt.Errorf("a live pledge of the same body and address: %w", ErrDuplicate)
	}
	return err
}

// restore puts a pledge that was taken down back on the wall.
func (t *transaction) restore(by actor, pledgeID string) error {
	columns := decision(by, t.now)
	columns["reason_text"], columns["hidden_from_reports"] = "", false
	pledge, err := t.move(pledgeID, moveRestore, columns)
	if err != nil {
		return err
	}
	if err := t.rebuildSignatory(pledge.SignatoryID); err != nil {
		return err
	}
	return t.audit(by, moveRestore.action(), pledge.ID, "")
}

// reopen takes back a refusal, and its mail where that has not left yet.
func (t *transaction) reopen(by actor, pledgeID string) error {
	pledge, err := t.move(pledgeID, moveReopen, notDecided())
	if err != nil {
		return err
	}
	if err := t.dropUnsent(MailRefused, pledge); err != nil {
		return err
	}
	return t.audit(by, moveReopen.action(), pledge.ID, "")
}

// dropUnsent deletes the mails about a decision that have not left; one that is being sent just now leaves.
func (t *transaction) dropUnsent(kind MailKind, pledge pledgeRow) error {
	err := t.db.Where("pledge_id = ? AND kind = ? AND sent_at IS NULL", pledge.ID, kind).Delete(&outboxRow{}).Error
	if err != nil {
		return fmt.Errorf("drop the %s mail: %w", kind, err)
	}
	return nil
}

// showAgain shows a hidden signatory with what its approved pledges say.
func (t *transaction) showAgain(signatoryID *string) error {
	var hidden int64
	err := t.db.Model(&signatoryRow{}).Where("id = ? AND hidden_at IS NOT NULL", signatoryID).Count(&hidden).Error
	if err != nil {
		return fmt.Errorf("look for a hidden signatory: %w", err)
	}
	if hidden == 0 {
		return nil
	}
	return t.rebuildSignatory(signatoryID)
}

// rebuildSignatory makes public what the approved pledges of a signatory say, and no more: the words of
// the one approved first, the declarations and associations of all. What a list of existing signatories said
// counts like a pledge. Without either the signatory is hidden.
// Its name, its address and the day since when it is a member stay.
func (t *transaction) rebuildSignatory(id *string) error {
	approved, err := approvedPledges(t.db, id)
	if err != nil {
		return err
	}
	listed, err := t.importedWords(id)
	if err != nil {
		return err
	}
	row := signatoryRow{HiddenAt: &t.now, UpdatedAt: t.now}
	columns := []string{"hidden_at", "updated_at"}
	if len(approved) > 0 || len(listed) > 0 {
		row.HiddenAt = nil
		row.speak(approved, listed)
		columns = append(columns, "website", "website_domain", "statement", "statement_language", "representative_name")
		if err := t.rebuildLists(id); err != nil {
			return err
		}
	}
	if err := t.db.Model(&signatoryRow{}).Where("id = ?", id).Select(columns).Updates(row).Error; err != nil {
		return fmt.Errorf("rebuild signatory: %w", err)
	}
	return t.publicChanged()
}

// approvedPledges are the pledges that support a signatory, the one approved first before the others.
func approvedPledges(db *gorm.DB, signatoryID *string) ([]pledgeRow, error) {
	var approved []pledgeRow
	err := db.Where("signatory_id = ? AND state = ?", signatoryID, StateApproved).
		Order("decided_at, id").Find(&approved).Error
	if err != nil {
		return nil, fmt.Errorf("find the pledges of a signatory: %w", err)
	}
	return approved, nil
}

// speak gives a signatory the words that repeat what its pledges say: those of the first, and the first web site,
// before that of a list.
func (r *signatoryRow) speak(approved []pledgeRow, listed []importRow) {
	r.Website, r.WebsiteDomain, r.Statement, r.StatementLanguage, r.RepresentativeName = "", "", "", "", ""
	if len(listed) > 0 {
		r.Website, r.WebsiteDomain = listed[0].Website, listed[0].WebsiteDomain
	}
	if len(approved) == 0 {
		return
	}
	first := approved[0]
	r.Statement = first.Statement
	if first.Statement != "" {
		r.StatementLanguage = cmp.Or(first.StatementLanguage, first.Language)
	}
	r.RepresentativeName = first.shownName()
	for _, pledge := range approved {
		if pledge.Website != "" {
			r.Website, r.WebsiteDomain = pledge.Website, pledge.WebsiteDomain
			break
		}
	}
}

// rebuildLists gathers the declarations and associations of a signatory's approved pledges.
func (t *transaction) rebuildLists(id *string) error {
	arguments := map[string]any{"signatory": id, "approved": StateApproved, "now": t.now}
	for _, statement := range []string{
		"DELETE FROM signatory_declarations WHERE signatory_id = @signatory",
		`INSERT INTO signatory_declarations (signatory_id, version, signed_at)
			SELECT signatory_id, declaration_version, min(submitted_at) FROM pledges
			WHERE signatory_id = @signatory AND state = @approved GROUP BY signatory_id, declaration_version`,
		// What lists of existing signatories say, too.
		`INSERT INTO signatory_declarations (signatory_id, version, signed_at)
			SELECT signatory_id, declaration, COALESCE(min(signed_at), @now) FROM import_rows
			WHERE signatory_id = @signatory AND outcome IN ('created', 'added', 'kept') AND declaration <> ''
			GROUP BY signatory_id, declaration ON CONFLICT DO NOTHING`,
		"DELETE FROM signatory_associations WHERE signatory_id = @signatory",
		`INSERT INTO signatory_associations (signatory_id, association)
			SELECT DISTINCT p.signatory_id, a.association FROM pledges p JOIN pledge_associations a ON a.pledge_id = p.id
			WHERE p.signatory_id = @signatory AND p.state = @approved`,
		`INSERT INTO signatory_associations (signatory_id, association)
			SELECT DISTINCT r.signatory_id, a.value FROM import_rows r,
				json_each('["' || replace(r.associations, ',', '","') || '"]') a
			WHERE r.signatory_id = @signatory AND r.outcome IN ('created', 'added', 'kept') AND r.associations <> ''
			ON CONFLICT DO NOTHING`,
	} {
		if err := t.db.Exec(statement, arguments).Error; err != nil {
			return fmt.Errorf("rebuild the lists of a signatory: %w", err)
		}
	}
	return nil
}
