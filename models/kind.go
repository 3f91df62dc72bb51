package models

import "slices"

// Kind says what sort of body signs.
type Kind string

// The kinds of body, in the order in which pages list them.
const (
	KindRegion       Kind = "region"
	KindCity         Kind = "city" // any municipality or local authority
	KindAssociation  Kind = "association"
	KindOrganisation Kind = "organisation"
	KindIndividual   Kind = "individual"
)

// Kinds returns every kind in display order.
func Kinds() []Kind {
	return []Kind{KindRegion, KindCity, KindAssociation, KindOrganisation, KindIndividual}
}

// Valid reports whether k is one of the five kinds.
func (k Kind) Valid() bool { return slices.Contains(Kinds(), k) }

// HasTerritory reports whether bodies of this kind are found in the territory register.
func (k Kind) HasTerritory() bool { return k == KindRegion || k == KindCity }

// FoundingAssociations returns the short names of the Alliance's founding associations.
func FoundingAssociations() []string {
	return []string{"AER", "AEBR", "CALRE", "CEMR", "CPMR", "EUROCITIES"}
}
