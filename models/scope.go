package models

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// Scope limits a moderator to countries and kinds; what is empty is no limit.
type Scope struct {
	Countries []string
	Kinds     []Kind
}

// Allows reports whether a pledge of this kind and country lies within the scope.
func (s Scope) Allows(kind Kind, country string) bool {
	return (len(s.Kinds) == 0 || slices.Contains(s.Kinds, kind)) &&
		(len(s.Countries) == 0 || slices.Contains(s.Countries, country))
}

// where leaves out the pledges that lie outside.
func (s Scope) where(pledges *gorm.DB) *gorm.DB {
	if len(s.Countries) > 0 {
		pledges = pledges.Where("pledges.country IN ?", s.Countries)
	}
	if len(s.Kinds) > 0 {
		pledges = pledges.Where("pledges.kind IN ?", s.Kinds)
	}
	return pledges
}

// scope reads the scope of a moderator as its row keeps it.
func (r moderatorRow) scope() Scope {
	var scope Scope
	for country := range strings.SplitSeq(r.ScopeCountries, ",") {
		if country != "" {
			scope.Countries = append(scope.Countries, country)
		}
	}
	for kind := range strings.SplitSeq(r.ScopeKinds, ",") {
		if kind != "" {
			scope.Kinds = append(scope.Kinds, Kind(kind))
		}
	}
	return scope
}

// ChangeModerator gives an account a role and, to a moderator, a scope; viewers and administrators have none. It
// returns FieldErrors, or ErrNotFound.
func (s *Store) ChangeModerator(ctx context.Context, by Moderator, id string, role Role, scope Scope) error {
	if role != RoleModerator {
		scope = Scope{}
	}
	if faults := s.checkAccess(role, scope); len(faults) > 0 {
		return faults
	}
	kinds := make([]string, 0, len(scope.Kinds))
	for _, kind := range scope.Kinds {
		kinds = append(kinds, string(kind))
	}
	countries := strings.Join(scope.Countries, ",")
	return s.write(ctx, "change moderator", func(t *transaction) error {
		before, err := findModerator(t.db, id)
		if err != nil {
			return err
		}
		after := before
		after.Role, after.ScopeCountries, after.ScopeKinds = role, countries, strings.Join(kinds, ",")
		if after == before {
			return nil
		}
		err = t.db.Model(&moderatorRow{}).Where("id = ?", id).
			Select("role", "scope_countries", "scope_kinds").Updates(after).Error
		if err != nil {
			return err
		}
		detail := fmt.Sprintf("%s: %s → %s", id, before.access(), after.access())
		return t.audit(byModerator(by), "moderator.change", "", detail)
	})
}

func (s *Store) checkAccess(role Role, scope Scope) FieldErrors {
	faults := FieldErrors{}
	if !role.Valid() {
		faults["role"] = "unknown"
	}
	for _, country := range scope.Countries {
		if !slices.Contains(s.countries, country) {
			faults["countries"] = "unknown"
		}
	}
	for _, kind := range scope.Kinds {
		if !slices.Contains(Kinds(), kind) {
			faults["kinds"] = "unknown"
		}
	}
	return faults
}

// access is what an account may do, for the audit trail: "moderator LV,EE city".
func (r moderatorRow) access() string {
	return strings.Join(strings.Fields(string(r.Role)+" "+r.ScopeCountries+" "+r.ScopeKinds), " ")
}
