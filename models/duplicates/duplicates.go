// Package duplicates says whether two bodies may be one and the same: by their names,
// their territories and their domains. It decides nothing; a moderator does.
package duplicates

import (
	"slices"

	"alliance/models/typed"
)

// Body is what is known of who signs; whatever is unknown may be empty.
type Body struct {
	Name        string // as typed
	Kind        string // "city", "region", "association", "organisation", "individual"
	Country     string
	TerritoryID string
	Domains     []string // hosts of web site and e-mail, lower case, as typed.Domain and typed.Email give them
}

// Reason is a code for what speaks for one body or, of Level, against it.
type Reason string

// The reasons, in the order in which a verdict lists them.
const (
	Name      Reason = "name"      // the names are alike
	Lookalike Reason = "lookalike" // and one of them mixes letters of several scripts
	Territory Reason = "territory" // both are matched to the same territory
	Domain    Reason = "domain"    // web site or e-mail in the same domain
	Level     Reason = "level"     // but the names tell of different levels: a province and its capital
)

// Verdict is the outcome of a comparison.
type Verdict struct {
	Similarity int // of the names, in percent
	Reasons    []Reason
	Likely     bool // worth a moderator's look
}

// Prepared is a body in the form in which it is compared, for comparing it with many.
type Prepared struct {
	body      Body
	folded    string // the whole name
	lookalike bool   // folding replaced letters of another script
	whole     form
	pieces    []form // the names in a name that holds several: "Bruxelles/Brussel"
}

// kindIndividual is a person: neither domain nor territory says who it is.
const kindIndividual = "individual"

// Prepare brings a body into the form in which it is compared.
func Prepare(body Body) Prepared {
	prepared := Prepared{body: body, folded: typed.FoldLookalikes(body.Name)}
	prepared.lookalike = !isASCII(body.Name) && typed.Fold(body.Name) != prepared.folded
	prepared.whole = newForm(prepared.folded, body.Kind)
	prepared.pieces = pieces(body.Name, body.Kind)
	prepared.body.Domains = telling(body.Domains)
	return prepared
}

// Compare prepares two bodies and compares them.
func Compare(a, b Body) Verdict {
	first, second := Prepare(a), Prepare(b)
	return first.Compare(&second)
}

// Compare says whether two bodies may be one; the order of the two makes no difference.
// Names are compared within a country only, and a person only with persons, by name.
func (p *Prepared) Compare(other *Prepared) Verdict {
	names := p.compareNames(other)
	verdict := Verdict{Similarity: names.similarity}
	person, otherPerson := p.body.Kind == kindIndividual, other.body.Kind == kindIndividual
	if person != otherPerson {
		return verdict
	}
	territory := !person && p.body.TerritoryID != "" && p.body.TerritoryID == other.body.TerritoryID
	domain := !person && sharesDomain(p.body.Domains, other.body.Domains)
	if !names.alike && !territory && !domain {
		return verdict
	}
	oneLevel := !names.otherLevel
	verdict.Likely = names.alike && (oneLevel || p.folded == other.folded) || territory && oneLevel || domain
	verdict.note(names.alike, Name)
	verdict.note(names.alike && (p.lookalike || other.lookalike), Lookalike)
	verdict.note(territory, Territory)
	verdict.note(domain, Domain)
	verdict.note(names.otherLevel, Level)
	return verdict
}

func (v *Verdict) note(holds bool, reason Reason) {
	if holds {
		v.Reasons = append(v.Reasons, reason)
	}
}

// telling returns the domains that say something about the body.
func telling(domains []string) []string {
	var kept []string
	for _, domain := range domains {
		if domain != "" && !typed.FreeMail(domain) && !servesAnybody(domain) && !slices.Contains(kept, domain) {
			kept = append(kept, domain)
		}
	}
	return kept
}

func sharesDomain(a, b []string) bool {
	for _, domain := range a {
		for _, other := range b {
			if typed.SameDomain(domain, other) {
				return true
			}
		}
	}
	return false
}

// servesAnybody reports hosts where many bodies have their pages beside each other.
func servesAnybody(domain string) bool {
	switch domain {
	case "facebook.com", "fb.com", "instagram.com", "linkedin.com", "twitter.com", "x.com", "youtube.com",
		"tiktok.com", "wikipedia.org", "linktr.ee", "google.com", "sites.google.com", "docs.google.com",
		"wordpress.com", "wixsite.com", "weebly.com", "jimdofree.com", "blogspot.com", "github.io":
		return true
	}
	return false
}
