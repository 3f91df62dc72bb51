package web

import (
	"slices"
	"strings"
)

// Fields of the form in which moderators correct what a pledge says in public, beside those of the pledge form.
const (
	FieldTerritoryName     = "territory_name"
	FieldTerritoryChoice   = "territory_choice" // the answer to "did you mean"
	FieldStatementLanguage = "statement_language"
	FieldShowName          = "show_name"
)

// EditForm is what a pledge says in public as it stands in the form.
type EditForm struct {
	Kind, Body, Territory, TerritoryName, Website string
	Associations                                  []string
	Statement, StatementLanguage                  string
	ShowName                                      bool
	Region                                        string // the territory lies in; not a field
}

// EditPage is /moderation/pledges/{id}/edit.
type EditPage struct {
	ConsoleLayout
	Pledge             EditedPledge
	Form               EditForm
	Kinds              []string // that can be chosen; empty where the kind cannot change
	Associations       []string
	StatementLanguages []string // codes
	Suggestions        []Suggestion
	Errors             map[string]string
	Fault              string   // why nothing was saved, below console.pledge.fault.; may be empty
	Decided            *Decided // what happened to the pledge meanwhile; nil where nothing did
}

// Field is the wiring of the input of that name; help says whether a text explains it.
func (p EditPage) Field(name string, help bool) Field {
	field := Field{Name: name, Prefix: p.T("console.edit.fault_prefix")}
	var described []string
	if help {
		described = append(described, name+"-help")
	}
	if code := p.Errors[name]; code != "" {
		field.Fault = p.FaultText(name, code)
		described = append(described, name+"-fault")
	}
	field.DescribedBy = strings.Join(described, " ")
	return field
}

// EditReviewPage shows what an edit changes before it is saved.
type EditReviewPage struct {
	ConsoleLayout
	Pledge  EditedPledge
	Form    EditForm
	Changes []Change
}

// Was heads the words that an edit replaces.
func (p EditReviewPage) Was() string { return p.T("console.edit.before") }

// Was heads the words of the representative that moderators have edited.
func (p ModerationPage) Was() string { return p.T("console.edit.typed") }

// EditedPledge is the pledge whose words are edited.
type EditedPledge struct {
	ID, Body, Country, Language, State string
	Version                            int64
	Individual                         bool // a person, who has a name and no territory
	Consented                          bool // to the publication of the representative's name
	RepresentativeName                 string
	Further                            bool // approved, but the member has words of another pledge
}

// Change is what became of one field.
type Change struct {
	Field string // locale key suffix below console.edit.field.
	Parts []DiffPart
	Lang  string // of the texts; empty: the page's
}

// Before are the parts of the earlier text.
func (c Change) Before() []DiffPart {
	return slices.DeleteFunc(slices.Clone(c.Parts), func(p DiffPart) bool { return p.Inserted })
}

// After are the parts of the later text.
func (c Change) After() []DiffPart {
	return slices.DeleteFunc(slices.Clone(c.Parts), func(p DiffPart) bool { return p.Deleted })
}

// Has reports whether the association was ticked.
func (f EditForm) Has(association string) bool { return slices.Contains(f.Associations, association) }

// Hidden lists every value of the form for the way back and the way on.
func (f EditForm) Hidden() []FormField {
	all := []FormField{
		{FieldKind, f.Kind},
		{FieldBody, f.Body},
		{FieldTerritory, f.Territory},
		{FieldTerritoryName, f.TerritoryName},
		{FieldWebsite, f.Website},
		{FieldStatement, f.Statement},
		{FieldStatementLanguage, f.StatementLanguage},
		{FieldShowName, ticked(f.ShowName)},
	}
	for _, association := range f.Associations {
		all = append(all, FormField{FieldAssociation, association})
	}
	return slices.DeleteFunc(all, func(field FormField) bool { return field.Value == "" })
}

// Association is the full name of a founding association with its short name.
func (p EditPage) Association(short string) string { return associationName(p.Layout, short) }

// StatementLimit is the length of a statement in characters.
func (EditPage) StatementLimit() int { return StatementLimit }

// Changes compares what a pledge says in public, as it stands in forms, field by field; lang is the pledge's language.
func Changes(layout Layout, lang string, before, after EditForm) []Change {
	var changes []Change
	add := func(field, lang, was, is string) {
		if was != is {
			changes = append(changes, Change{Field: field, Lang: lang, Parts: Difference(was, is)})
		}
	}
	kind := func(f EditForm) string { return layout.T("kind." + f.Kind) }
	add(FieldKind, "", kind(before), kind(after))
	add(FieldBody, lang, before.Body, after.Body)
	add(FieldTerritory, "", before.place(), after.place())
	add(FieldWebsite, "", before.Website, after.Website)
	add(FieldAssociation, "", strings.Join(before.Associations, ", "), strings.Join(after.Associations, ", "))
	add(FieldStatement, after.StatementLanguage, before.Statement, after.Statement)
	language := func(f EditForm) string { return layout.LanguageName(f.StatementLanguage) }
	add(FieldStatementLanguage, "", language(before), language(after))
	add(FieldShowName, "", yesNo(layout, before.ShowName), yesNo(layout, after.ShowName))
	return changes
}

// place is the territory with its region, which tells namesakes apart.
func (f EditForm) place() string {
	if f.Region == "" || f.TerritoryName == "" || f.Region == f.TerritoryName {
		return f.TerritoryName
	}
	return f.TerritoryName + ", " + f.Region
}

// fieldNames names the edited fields, which the audit trail keeps as codes.
func (l ConsoleLayout) fieldNames(codes string) string {
	var names []string
	for code := range strings.SplitSeq(codes, ",") {
		name := code
		if key := "console.edit.field." + code; l.Has(key) {
			name = l.T(key)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}
