package models

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// invitationValid is how long a moderator has to choose a password.
const invitationValid = 7 * 24 * time.Hour

// Invitation lets one person choose a password once.
type Invitation struct {
	Token     string // only when just created
	Moderator Moderator
	First     bool // the first administrator, who also gives name and address
	ExpiresAt time.Time
}

// FirstAdministrator returns a new one-time invitation for the first administrator and
// takes earlier ones back. ErrDuplicate says that there is an administrator already.
func (s *Store) FirstAdministrator(ctx context.Context) (Invitation, error) {
	var invitation Invitation
	err := s.write(ctx, "invite the first administrator", func(t *transaction) error {
		if err := requireNoAdministrator(t.db); err != nil {
			return err
		}
		if err := t.db.Where("purpose = ?", purposeFirstAdministrator).Delete(&tokenRow{}).Error; err != nil {
			return err
		}
		var err error
		invitation, err = t.issueInvitation(tokenRow{Purpose: purposeFirstAdministrator})
		return err
	})
	return invitation, err
}

func requireNoAdministrator(db *gorm.DB) error {
	var administrators int64
	err := db.Model(&moderatorRow{}).
		Where("role = ? AND password_hash <> '' AND disabled_at IS NULL", RoleAdministrator).
		Count(&administrators).Error
	if err != nil {
		return fmt.Errorf("count administrators: %w", err)
	}
	if administrators > 0 {
		return fmt.Errorf("an administrator: %w", ErrDuplicate)
	}
	return nil
}

// invite issues an invitation and queues the mail that carries another.
func (t *transaction) invite(row moderatorRow) (Invitation, error) {
	invitation, err := t.issueInvitation(tokenRow{Purpose: purposeInvitation, ModeratorID: &row.ID})
	if err != nil {
		return Invitation{}, err
	}
	invitation.Moderator = row.moderator()
	return invitation, t.queue(outboxRow{Kind: MailInvitation, ModeratorID: &row.ID, Language: row.Language})
}

func (t *transaction) issueInvitation(row tokenRow) (Invitation, error) {
	token, hash, err := t.ids.secret()
	if err != nil {
		return Invitation{}, err
	}
	row.Hash, row.CreatedAt, row.ExpiresAt = hash, t.now, t.now.Add(invitationValid)
	if err := t.db.Create(&row).Error; err != nil {
		return Invitation{}, fmt.Errorf("insert invitation: %w", err)
	}
	return Invitation{
		Token: token, ExpiresAt: row.ExpiresAt, First: row.Purpose == purposeFirstAdministrator,
	}, nil
}

// Invitation finds an invitation that can still be accepted; ErrNotFound otherwise.
func (s *Store) Invitation(ctx context.Context, token string) (Invitation, error) {
	_, invitation, err := findInvitation(s.read.WithContext(ctx), token, s.opts.Now().UTC())
	return invitation, err
}

func findInvitation(db *gorm.DB, token string, now time.Time) (moderatorRow, Invitation, error) {
	row, err := findToken(db, purposeInvitation, token, now)
	if err == nil {
		moderator, err := findModerator(db, *row.ModeratorID)
		return moderator, Invitation{Token: token, Moderator: moderator.moderator(), ExpiresAt: row.ExpiresAt}, err
	}
	if !errors.Is(err, ErrNotFound) {
		return moderatorRow{}, Invitation{}, err
	}
	row, err = findToken(db, purposeFirstAdministrator, token, now)
	if err != nil {
		return moderatorRow{}, Invitation{}, err
	}
	return moderatorRow{}, Invitation{Token: token, First: true, ExpiresAt: row.ExpiresAt}, nil
}

// AcceptInvitation sets the password of the invited account, uses the invitation up and signs its owner in; where
// the account HasFactor, as for SignIn, TakeSecondStep is still to come. The first administrator's account is
// created from what is given; others have theirs.
// It returns ErrNotFound for a used or expired invitation, or FieldErrors.
func (s *Store) AcceptInvitation(
	ctx context.Context, token string, first NewModerator, password string,
) (Moderator, error) {
	row, invitation, err := findInvitation(s.read.WithContext(ctx), token, s.opts.Now().UTC())
	if err != nil {
		return Moderator{}, err
	}
	faults := FieldErrors{}
	if invitation.First {
		first.Role = RoleAdministrator
		row, faults = first.row()
	}
	if code := s.checkPassword(password, row); code != "" {
		faults["password"] = code
	}
	if len(faults) > 0 {
		return Moderator{}, faults
	}
	if row.PasswordHash, err = s.hashPassword(ctx, password); err != nil {
		return Moderator{}, err
	}
	err = s.write(ctx, "accept invitation", func(t *transaction) error {
		row, err = t.acceptInvitation(token, row)
		return err
	})
	return row.moderator(), err
}

// acceptInvitation takes effect once: of two people with the same link, one wins.
func (t *transaction) acceptInvitation(token string, row moderatorRow) (moderatorRow, error) {
	used := t.db.Where("hash = ? AND expires_at > ?", hashToken(token), t.now).Delete(&tokenRow{})
	if used.Error != nil {
		return row, used.Error
	}
	if used.RowsAffected == 0 {
		return row, fmt.Errorf("invitation: %w", ErrNotFound)
	}
	if row.ID == "" {
		row.LastSignInAt = &t.now
		return t.addFirstAdministrator(row)
	}
	if !row.moderator().HasFactor() {
		row.LastSignInAt = &t.now
	}
	err := t.db.Model(&moderatorRow{}).Where("id = ?", row.ID).
		Updates(map[string]any{"password_hash": row.PasswordHash, "last_sign_in_at": row.LastSignInAt}).Error
	if err != nil {
		return row, err
	}
	if _, err := t.endSessions(row.ID, nil); err != nil {
		return row, err
	}
	if err := t.takeInvitationsBack(row.ID); err != nil { // the mail's own link is another token
		return row, err
	}
	return row, t.audit(byModerator(row.moderator()), "moderator.password", "", row.ID)
}

// takeInvitationsBack makes the links to an account's password useless, and keeps the mails that wait from
// bringing new ones.
func (t *transaction) takeInvitationsBack(moderatorID string) error {
	if err := t.db.Where("moderator_id = ?", moderatorID).Delete(&tokenRow{}).Error; err != nil {
		return fmt.Errorf("delete invitations: %w", err)
	}
	waiting := t.db.Where("moderator_id = ? AND kind = ? AND sent_at IS NULL", moderatorID, MailInvitation)
	if err := waiting.Delete(&outboxRow{}).Error; err != nil {
		return fmt.Errorf("delete invitation mails: %w", err)
	}
	return nil
}

func (t *transaction) addFirstAdministrator(row moderatorRow) (moderatorRow, error) {
	if err := requireNoAdministrator(t.db); err != nil {
		return row, err
	}
	row, err := t.insertModerator(row)
	if errors.Is(err, ErrDuplicate) {
		return row, FieldErrors{"email": "taken"}
	}
	if err != nil {
		return row, err
	}
	return row, t.audit(byModerator(row.moderator()), "moderator.first", "", row.ID)
}
