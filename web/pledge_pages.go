package web

import (
	"maps"
	"slices"
	"strings"
	"time"

	"alliance/locale"
)

// PledgeForm is what was typed, with a code for each field at fault.
type PledgeForm struct {
	Kind, Country, Body, Territory, Website           string
	Associations                                      []string
	RepresentativeName, RepresentativeFunction, Email string
	Statement                                         string
	Authorised, ConsentName, ConsentNews              bool
	Declaration                                       string
	Answer                                            string // to a question; on the page of a correction only
	Trap                                              string // what the field no person sees came back with
	Errors                                            map[string]string
}

// PledgePage is /{lang}/pledge, step 1 of 2.
type PledgePage struct {
	Layout
	Form         PledgeForm
	Kinds        []string
	Associations []string
	Declaration  Declaration
	Suggestions  []Suggestion // "did you mean", shown at the body field; may be the one chosen before
	LastDay      time.Time    // on which pledges are taken; zero: no end
	Correction   *Correction  // nil: a new pledge
}

// Suggestion is a territory that the typed body may mean.
type Suggestion struct {
	ID, Name, Country, Parent string
}

// ReviewPage is step 2 of 2: everything as it will be stored, and the entry as the wall will show it.
type ReviewPage struct {
	Layout
	Form        PledgeForm
	Territory   string // name of the matched territory; may be empty
	Suggestions []Suggestion
	Declaration Declaration
	Preview     Entry
	Correction  *Correction // nil: a new pledge
}

// SentPage is /{lang}/pledge/sent/{receipt}.
type SentPage struct {
	Layout
	Receipt  string
	Email    string
	Fault    string // "", "wrong_code", "too_many_tries"
	Resent   bool
	MailDays int // days the link is valid
}

// ConfirmPage is GET /{lang}/confirm/{token}: one button, and what it confirms.
type ConfirmPage struct {
	Layout
	Token              string
	Body               string
	RepresentativeName string
	ConsentName        bool
	Statement          string
}

// ConfirmedPage follows the confirmation, the first time and every other.
type ConfirmedPage struct {
	Layout
	Body  string
	State string // waiting, approved, …
	Share []ShareLink
}

// LinkInvalidPage helps whoever holds a wrong, cut off or expired link.
type LinkInvalidPage struct {
	Layout
}

// Names of the form's fields; scripts and operators rely on them.
const (
	FieldKind           = "kind"
	FieldCountry        = "country"
	FieldBody           = "body"
	FieldTerritory      = "territory"
	FieldWebsite        = "website"
	FieldAssociation    = "association"
	FieldRepresentative = "representative_name"
	FieldFunction       = "representative_function"
	FieldEmail          = "email"
	FieldStatement      = "statement"
	FieldDeclaration    = "declaration"
	FieldAuthorised     = "authorised"
	FieldConsentName    = "consent_name"
	FieldConsentNews    = "consent_news"
	FieldAnswer         = "answer"
)

// StatementLimit is the length of a public statement in characters as a reader counts them (graphemes).
const StatementLimit = 500

// Ticked is the value of a ticked box.
const Ticked = "1"

const individual = "individual"

// fieldsInOrder lists the fields as the eye meets them, which is the order of the error summary.
func fieldsInOrder() []string {
	return []string{
		FieldDeclaration, FieldKind, FieldCountry, FieldBody, FieldTerritory, FieldWebsite, FieldAssociation,
		FieldRepresentative, FieldFunction, FieldEmail, FieldStatement,
		FieldAuthorised, FieldConsentName, FieldConsentNews,
	}
}

// Has reports whether the association was ticked.
func (f PledgeForm) Has(association string) bool { return slices.Contains(f.Associations, association) }

// Faulty reports whether something is wrong with the field.
func (f PledgeForm) Faulty(field string) bool { return f.Errors[field] != "" }

// Hidden lists every value of the form but the territory, which the review page may still ask for, and the trap,
// which stands there once more.
// What is empty or not ticked is left out, as a browser leaves out an unticked box.
func (f PledgeForm) Hidden() []FormField {
	all := []FormField{
		{FieldDeclaration, f.Declaration},
		{FieldKind, f.Kind},
		{FieldCountry, f.Country},
		{FieldBody, f.Body},
		{FieldWebsite, f.Website},
		{FieldRepresentative, f.RepresentativeName},
		{FieldFunction, f.RepresentativeFunction},
		{FieldEmail, f.Email},
		{FieldStatement, f.Statement},
		{FieldAuthorised, ticked(f.Authorised)},
		{FieldConsentName, ticked(f.ConsentName)},
		{FieldConsentNews, ticked(f.ConsentNews)},
		{FieldAnswer, f.Answer},
	}
	for _, association := range f.Associations {
		all = append(all, FormField{FieldAssociation, association})
	}
	return slices.DeleteFunc(all, func(field FormField) bool { return field.Value == "" })
}

func ticked(yes bool) string {
	if yes {
		return Ticked
	}
	return ""
}

// Fault is what is wrong with one field, told so that the visitor knows what to do.
type Fault struct {
	Field, Text string
	Anchor      string // id of the input to correct
}

// Field is the wiring of one input to its help and its faults (WCAG 2.2, 1.3.1 and 3.3.1).
type Field struct {
	Name        string
	DescribedBy string // ids of the texts that belong to the input
	Fault       string // the sentence; empty when nothing is wrong
	Prefix      string // says "Error:" to those who do not see the colour
}

// Field returns the wiring of the input of that name.
func (p PledgePage) Field(name string) Field {
	field := Field{
		Name: name, DescribedBy: name + "-help", Fault: p.faultText(name), Prefix: p.T("pledge.error.prefix"),
	}
	if field.Fault != "" {
		field.DescribedBy += " " + name + "-fault"
	}
	if name == FieldBody && p.Form.Faulty(FieldTerritory) && len(p.Suggestions) == 0 {
		field.DescribedBy += " " + FieldTerritory + "-fault" // the match has no input of its own then
	}
	return field
}

// Faults lists what has to be corrected, in the order of the form; a field the form does not know comes last.
func (p PledgePage) Faults() []Fault {
	names := p.fields()
	for _, name := range slices.Sorted(maps.Keys(p.Form.Errors)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	var faults []Fault
	for _, name := range names {
		if text := p.faultText(name); text != "" {
			faults = append(faults, Fault{Field: name, Text: text, Anchor: p.anchor(name)})
		}
	}
	return faults
}

// faultText is the sentence for the fault of a field: its own where there is one, else the code's; the last resort
// for a code without a sentence is that of "invalid".
func (p PledgePage) faultText(field string) string {
	code := p.Form.Errors[field]
	if code == "" {
		return ""
	}
	for _, key := range []string{"error.field." + field + "." + code, "error.field." + code} {
		if p.Printer.Has(key) {
			return p.T(key)
		}
	}
	return p.T("error.field.invalid")
}

// anchor is the id of the input where a fault is put right. Groups of inputs give the field's name to their first.
func (p PledgePage) anchor(field string) string {
	switch {
	case field == FieldTerritory && len(p.Suggestions) == 0:
		return FieldBody
	case slices.Contains(p.fields(), field):
		return field
	}
	return "pledge-form"
}

// Heading is the document's title; it says first that something has to be corrected (WCAG 2.2, 2.4.2).
func (p PledgePage) Heading() string {
	return p.errorHeading(len(p.Form.Errors) > 0)
}

// Heading is the document's title; it says first that the code was not taken.
func (p SentPage) Heading() string { return p.errorHeading(p.Fault != "") }

func (l Layout) errorHeading(faulty bool) string {
	if !faulty {
		return l.Heading()
	}
	return l.T("pledge.error.title", "title", l.Heading())
}

// Individuals reports whether persons may sign for themselves.
func (p PledgePage) Individuals() bool { return slices.Contains(p.Kinds, individual) }

// CountryGroup is a labelled part of the list of countries.
type CountryGroup struct {
	Label     string
	Countries []locale.Country
}

// CountryGroups lists the members of the EU first, then the others.
func (p PledgePage) CountryGroups() []CountryGroup {
	members := CountryGroup{Label: p.T("pledge.country.members")}
	others := CountryGroup{Label: p.T("pledge.country.others")}
	for _, country := range p.Countries() {
		if country.Status == "EU" {
			members.Countries = append(members.Countries, country)
			continue
		}
		others.Countries = append(others.Countries, country)
	}
	return []CountryGroup{members, others}
}

// Association is the full name of a founding association with its short name.
func (p PledgePage) Association(short string) string { return associationName(p.Layout, short) }

// Association is the full name of a founding association with its short name.
func (p ReviewPage) Association(short string) string { return associationName(p.Layout, short) }

func associationName(l Layout, short string) string {
	name := l.T("association." + short)
	if strings.EqualFold(name, short) {
		return name
	}
	return name + " (" + short + ")"
}

// Individual reports whether a person signs for themselves: their name is that of the entry then, and public.
func (p ReviewPage) Individual() bool { return p.Form.Kind == individual }

// Answer is one line of what was filled in.
type Answer struct {
	Label, Value string
	None         string // stands for an empty value
}

// Answer labels a value with a text of the page.
func (p ReviewPage) Answer(key, value string) Answer { return answer(p.Layout, key, value) }

// YesNo says whether a box was ticked.
func (p ReviewPage) YesNo(yes bool) string { return yesNo(p.Layout, yes) }

// Answers is what the pledge will say in public, and who signs it.
func (p ConfirmPage) Answers() []Answer {
	return []Answer{
		answer(p.Layout, "review.body", p.Body),
		answer(p.Layout, "review.representative_name", p.RepresentativeName),
		answer(p.Layout, "review.consent_name", yesNo(p.Layout, p.ConsentName)),
		answer(p.Layout, "review.statement", p.Statement),
	}
}

func answer(layout Layout, key, value string) Answer {
	return Answer{Label: layout.T(key), Value: value, None: layout.T("review.none")}
}

func yesNo(layout Layout, yes bool) string {
	if yes {
		return layout.T("review.yes")
	}
	return layout.T("review.no")
}

// StatementLimit is the length of a statement in characters.
func (PledgePage) StatementLimit() int { return StatementLimit }

// StateText is the locale key suffix of what a state of the pledge means to who confirmed it.
func (p ConfirmedPage) StateText() string {
	switch p.State {
	case "approved":
		return "approved"
	case "refused", "withdrawn", "taken_down":
		return "closed"
	}
	return "waiting"
}
