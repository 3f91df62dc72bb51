package models

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"gorm.io/gorm"

	"alliance/models/typed"
)

// Role is what a moderator may do.
type Role string

// The roles.
const (
	RoleViewer        Role = "viewer" // reports only
	RoleModerator     Role = "moderator"
	RoleAdministrator Role = "administrator"
)

// Valid reports whether r is one of the three roles.
func (r Role) Valid() bool {
	return r == RoleViewer || r == RoleModerator || r == RoleAdministrator
}

// Moderator is a person with an account in the console.
type Moderator struct {
	ID           string
	Email        string
	Name         string
	Role         Role
	CreatedAt    time.Time
	DisabledAt   *time.Time
	LastSignInAt *time.Time
	HasPassword  bool
	Scope        Scope
	HasApp       bool   // an authenticator app, as second factor
	HasPasskey   bool   // a passkey, as second factor or in place of the password
	SignInMark   string // changes with the password and the second factors; a session is bound to the one it began with
}

// HasFactor reports whether a sign-in by password has a second step.
func (m Moderator) HasFactor() bool { return m.HasApp || m.HasPasskey }

// moderatorRow is a row of the table moderators.
type moderatorRow struct {
	ID             string
	Email          string
	EmailKey       string
	Name           string
	Role           Role
	Language       string
	PasswordHash   string
	FactorChanges  int64
	CreatedAt      time.Time
	DisabledAt     *time.Time
	LastSignInAt   *time.Time
	HubSeenAt      *time.Time // what the overview's news are counted from
	ScopeCountries string
	ScopeKinds     string
	HasApp         bool `gorm:"->"` // of moderatorColumns
	HasPasskey     bool `gorm:"->"`
}

// moderatorColumns are a moderator's own, and which second factors there are.
const moderatorColumns = `moderators.*,
	EXISTS (SELECT 1 FROM authenticators WHERE moderator_id = moderators.id AND confirmed_at IS NOT NULL) AS has_app,
	EXISTS (SELECT 1 FROM passkeys WHERE moderator_id = moderators.id) AS has_passkey`

func (moderatorRow) TableName() string { return "moderators" }

func (r moderatorRow) moderator() Moderator {
	return Moderator{
		ID: r.ID, Email: r.Email, Name: r.Name, Role: r.Role, CreatedAt: r.CreatedAt,
		DisabledAt: r.DisabledAt, LastSignInAt: r.LastSignInAt, HasPassword: r.PasswordHash != "",
		Scope:  r.scope(),
		HasApp: r.HasApp, HasPasskey: r.HasPasskey,
		SignInMark: hex.EncodeToString(hashToken(r.PasswordHash + strconv.FormatInt(r.FactorChanges, 10))[:8]),
	}
}

// Moderators returns every account, by name.
func (s *Store) Moderators(ctx context.Context) ([]Moderator, error) {
	var rows []moderatorRow
	if err := s.read.WithContext(ctx).Select(moderatorColumns).Order("name, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read moderators: %w", err)
	}
	moderators := make([]Moderator, 0, len(rows))
	for _, row := range rows {
		moderators = append(moderators, row.moderator())
	}
	return moderators, nil
}

// Moderator finds an account that may sign in; ErrNotFound also for a disabled one.
func (s *Store) Moderator(ctx context.Context, id string) (Moderator, error) {
	row, err := findModerator(s.read.WithContext(ctx), id)
	if err != nil {
		return Moderator{}, err
	}
	if row.DisabledAt != nil {
		return Moderator{}, fmt.Errorf("moderator %s is disabled: %w", id, ErrNotFound)
	}
	return row.moderator(), nil
}

// NewModerator is an account to be created.
type NewModerator struct {
	Email, Name string
	Role        Role
	Language    string // of the mails to its owner; English where it is empty
}

// AddModerator creates an account and queues the mail that invites its owner to choose
// a password; the invitation it returns can be handed over by other means too. It
// returns FieldErrors, or ErrDuplicate where the address has an account.
func (s *Store) AddModerator(ctx context.Context, by Moderator, account NewModerator) (Invitation, error) {
	row, faults := account.row()
	if len(faults) > 0 {
		return Invitation{}, faults
	}
	var invitation Invitation
	err := s.write(ctx, "add moderator", func(t *transaction) error {
		var err error
		if row, err = t.insertModerator(row); err != nil {
			return err
		}
		invitation, err = t.invite(row)
		if err != nil {
			return err
		}
		return t.audit(byModerator(by), "moderator.add", "", fmt.Sprintf("%s, %s", row.ID, row.Role))
	})
	return invitation, err
}

func (a NewModerator) row() (moderatorRow, FieldErrors) {
	faults := FieldErrors{}
	row := moderatorRow{
		Name: faults.line("name", a.Name, maxName), Role: a.Role, Language: cmp.Or(a.Language, fallbackLanguage),
	}
	address, ok := typed.ParseEmail(a.Email)
	if !ok {
		faults["email"] = "invalid"
	}
	if !a.Role.Valid() {
		faults["role"] = "unknown"
	}
	row.Email, row.EmailKey = address.Typed, address.Canonical
	return row, faults
}

func (t *transaction) insertModerator(row moderatorRow) (moderatorRow, error) {
	id, err := t.ids.id()
	if err != nil {
		return row, err
	}
	row.ID, row.CreatedAt = id, t.now
	err = t.db.Create(&row).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return row, fmt.Errorf("an account with this address: %w", ErrDuplicate)
	}
	return row, err
}

// ResetModerator takes the password away and invites the account's owner to choose a
// new one; it also enables a disabled account. ErrNotFound when there is none.
func (s *Store) ResetModerator(ctx context.Context, by Moderator, email string) (Invitation, error) {
	var invitation Invitation
	err := s.write(ctx, "reset moderator", func(t *transaction) error {
		row, err := findModeratorByEmail(t.db, email)
		if err != nil {
			return err
		}
		err = t.db.Model(&moderatorRow{}).Where("id = ?", row.ID).
			Updates(map[string]any{"password_hash": "", "disabled_at": nil}).Error
		if err != nil {
			return err
		}
		if _, err := t.endSessions(row.ID, nil); err != nil {
			return err
		}
		if err := t.takeInvitationsBack(row.ID); err != nil {
			return err
		}
		if invitation, err = t.invite(row); err != nil {
			return err
		}
		return t.audit(byModerator(by), "moderator.reset", "", row.ID)
	})
	return invitation, err
}

// DisableModerator ends an account's access; its decisions stay. ErrNotFound when there is none.
func (s *Store) DisableModerator(ctx context.Context, by Moderator, email string) error {
	return s.write(ctx, "disable moderator", func(t *transaction) error {
		row, err := findModeratorByEmail(t.db, email)
		if err != nil {
			return err
		}
		err = t.db.Model(&moderatorRow{}).Where("id = ?", row.ID).Update("disabled_at", t.now).Error
		if err != nil {
			return err
		}
		if _, err := t.endSessions(row.ID, nil); err != nil {
			return err
		}
		if err := t.takeInvitationsBack(row.ID); err != nil {
			return err
		}
		if err := t.endClaims("moderator_id = ?", row.ID); err != nil {
			return err
		}
		return t.audit(byModerator(by), "moderator.disable", "", row.ID)
	})
}

func findModerator(db *gorm.DB, id string) (moderatorRow, error) {
	return takeModerator(db.Where("id = ?", id))
}

func findModeratorByEmail(db *gorm.DB, email string) (moderatorRow, error) {
	address, ok := typed.ParseEmail(email)
	if !ok {
		return moderatorRow{}, fmt.Errorf("moderator: %w", ErrNotFound)
	}
	return takeModerator(db.Where("email_key = ?", address.Canonical))
}

func takeModerator(query *gorm.DB) (moderatorRow, error) {
	var row moderatorRow
	err := query.Select(moderatorColumns).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return moderatorRow{}, fmt.Errorf("moderator: %w", ErrNotFound)
	}
	if err != nil {
		return moderatorRow{}, fmt.Errorf("read moderator: %w", err)
	}
	return row, nil
}
