package web

import "slices"

// RecordPage is /moderation/record, for administrators: pledges signed by hand, or made by an association for its
// members.
type RecordPage struct {
	ConsoleLayout
	Form                              RecordForm
	Kinds, Associations, Declarations []string // from which to choose
	Today                             string   // 2026-11-23
	Errors                            map[string]string
}

// RecordForm is what was typed.
type RecordForm struct {
	Joining
	Bodies                 string // a line each
	Kind, Country, Website string
	Associations           []string
	Declaration, SignedOn  string
}

// Belongs reports whether the box of an association is ticked.
func (f RecordForm) Belongs(association string) bool {
	return slices.Contains(f.Associations, association)
}

// Origins are the ways to choose from.
func (RecordPage) Origins() []string { return []string{"paper", "collective"} }
