package web

import (
	"slices"
	"strings"
)

// MemberPage is /moderation/team/{id}: what a colleague may do.
type MemberPage struct {
	ConsoleLayout
	Member   TeamMember // as stored; with faults, as chosen
	Roles    []string
	AllKinds []string
	Errors   map[string]string
}

// Limits says in words what a moderator is limited to; empty without a limit.
func (l ConsoleLayout) Limits(m TeamMember) string {
	var parts []string
	if len(m.Countries) > 0 {
		names := make([]string, 0, len(m.Countries))
		for _, code := range m.Countries {
			names = append(names, l.Country(code))
		}
		slices.SortFunc(names, l.Compare)
		parts = append(parts, strings.Join(names, ", "))
	}
	if len(m.Kinds) > 0 {
		names := make([]string, 0, len(m.Kinds))
		for _, kind := range m.Kinds {
			names = append(names, l.T("kind."+kind))
		}
		parts = append(parts, strings.Join(names, ", "))
	}
	return strings.Join(parts, "; ")
}

// Decides reports whether a country is among the member's.
func (p MemberPage) Decides(country string) bool { return slices.Contains(p.Member.Countries, country) }

// DecidesKind reports whether a kind is among the member's.
func (p MemberPage) DecidesKind(kind string) bool { return slices.Contains(p.Member.Kinds, kind) }
