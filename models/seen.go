package models

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrOutOfScope says that a pledge is of a country or kind that the moderator does not decide.
var ErrOutOfScope = errors.New("outside the moderator's scope")

// Seen is a pledge as a moderator had it on the screen.
type Seen struct {
	ID      string
	Version int64 // 0: as it is now, for programs, which look at no page
}

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

// seen returns the pledge that a moderator acts on. It is the one place that checks that the moderator
// may decide it (ErrOutOfScope) and that it is still as it was seen (a *DecidedError, or ErrUnconfirmed).
func (t *transaction) seen(by Moderator, seen Seen) (pledgeRow, error) {
	pledge, err := findPledge(t.db, seen.ID)
	if err != nil {
		return pledgeRow{}, err
	}
	if !by.Scope.Allows(pledge.Kind, pledge.Country) {
		return pledgeRow{}, fmt.Errorf("pledge %s: %w", seen.ID, ErrOutOfScope)
	}
	if seen.Version != 0 && seen.Version != pledge.Version {
		return pledge, t.refuseMove(pledge)
	}
	return pledge, nil
}
