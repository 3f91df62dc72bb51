package models

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"alliance/models/territory"
	"alliance/models/typed"
)

// Longest values of a pledge, in graphemes.
const (
	maxBody      = 120
	maxName      = 100
	maxFunction  = 100
	MaxStatement = 500
)

// CheckPledge brings a pledge into its normal form and finds what is wrong with it.
// The returned pledge can be shown again, also with FieldErrors.
func (s *Store) CheckPledge(ctx context.Context, p NewPledge) (CheckedPledge, error) {
	return s.checkPledge(ctx, p, territory.Match)
}

// matcher finds the territory that a body is, or some that it may be.
type matcher func(*gorm.DB, territory.Query) (*Territory, []Territory, error)

func (s *Store) checkPledge(ctx context.Context, p NewPledge, match matcher) (CheckedPledge, error) {
	checked := CheckedPledge{NewPledge: p}
	faults := FieldErrors{}
	s.checkBody(&checked.NewPledge, faults)
	checkRepresentative(&checked.NewPledge, faults)
	s.checkDeclaration(checked.NewPledge, faults)
	if err := s.findTerritory(ctx, &checked, faults, match); err != nil {
		return checked, fmt.Errorf("check pledge: %w", err)
	}
	if len(faults) > 0 {
		return checked, faults
	}
	return checked, nil
}

func (s *Store) checkBody(p *NewPledge, faults FieldErrors) {
	switch {
	case p.Kind == "":
		faults["kind"] = "required"
	case !p.Kind.Valid():
		faults["kind"] = "unknown"
	case !slices.Contains(s.Settings().Kinds, p.Kind):
		faults["kind"] = "disabled"
	}
	switch {
	case p.Country == "":
		faults["country"] = "required"
	case !slices.Contains(s.countries, p.Country):
		faults["country"] = "unknown"
	}
	if p.Kind == KindIndividual {
		p.Body, p.TerritoryID = "", ""
	} else {
		p.Body = faults.line("body", p.Body, maxBody)
	}
	checkWebsite(p, faults)
	p.Associations = slices.Compact(slices.Sorted(slices.Values(p.Associations)))
	for _, association := range p.Associations {
		if !slices.Contains(FoundingAssociations(), association) {
			faults["association"] = "unknown"
		}
	}
}

func checkWebsite(p *NewPledge, faults FieldErrors) {
	if p.Website == "" {
		return
	}
	website, ok := typed.ParseWebsite(p.Website)
	if !ok {
		faults["website"] = "invalid"
		return
	}
	p.Website = website
}

func checkRepresentative(p *NewPledge, faults FieldErrors) {
	p.RepresentativeName = faults.line("representative_name", p.RepresentativeName, maxName)
	if p.Kind == KindIndividual {
		p.RepresentativeFunction = faults.optionalLine("representative_function", p.RepresentativeFunction, maxFunction)
	} else {
		p.RepresentativeFunction = faults.line("representative_function", p.RepresentativeFunction, maxFunction)
	}
	email, ok := typed.ParseEmail(p.Email)
	switch {
	case p.Email == "":
		faults["email"] = "required"
	case !ok:
		faults["email"] = "invalid"
	default:
		p.Email = email.Typed
	}
	checkStatement(p, faults)
	if !p.Authorised {
		faults["authorised"] = "required"
	}
}

func checkStatement(p *NewPledge, faults FieldErrors) {
	statement, code := typed.Text(p.Statement, MaxStatement)
	if code != "" && statement != "" {
		faults["statement"] = code
	}
	p.Statement = statement
}

func (s *Store) checkDeclaration(p NewPledge, faults FieldErrors) {
	switch _, found := s.declarations.texts[p.DeclarationVersion]; {
	case p.DeclarationVersion == "":
		faults["declaration"] = "required"
	case !found:
		faults["declaration"] = "unknown"
	case p.DeclarationVersion != s.declarations.versions[0]:
		faults["declaration"] = "superseded"
	}
}

// findTerritory finds the body in the register: the choice of the representative, else
// the one match of the name. Free text is always possible, so no match is no fault; a
// choice that does not fit is dropped.
func (s *Store) findTerritory(ctx context.Context, p *CheckedPledge, faults FieldErrors, match matcher) error {
	if !p.Kind.HasTerritory() {
		p.TerritoryID = ""
		return nil
	}
	if p.TerritoryID != "" {
		chosen, err := s.Territory(ctx, p.TerritoryID)
		if err == nil && chosen.Country == p.Country {
			return s.chooseTerritory(ctx, p, chosen)
		}
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		p.TerritoryID = ""
	}
	if p.Body == "" || faults["body"] != "" {
		return nil
	}
	var err error
	p.Territory, p.Suggestions, err = match(s.read.WithContext(ctx), territory.Query{
		Text: p.Body, Country: p.Country, Among: p.Kind.territories(),
	})
	return storageError(err)
}

// chooseTerritory takes the representative's choice. Where the typed name is not one of
// its names, the choice was the answer to "did you mean": the body gets the right name.
func (s *Store) chooseTerritory(ctx context.Context, p *CheckedPledge, chosen Territory) error {
	p.Territory = &chosen
	bears, err := territory.Bears(s.read.WithContext(ctx), chosen.ID, p.Body)
	if err == nil && !bears {
		p.Body = chosen.Name
	}
	return err
}

// line normalises a field that must be filled in.
func (e FieldErrors) line(field, value string, longest int) string {
	value, code := typed.Line(value, longest)
	if code != "" {
		e[field] = code
	}
	return value
}

// optionalLine normalises a field that may be empty.
func (e FieldErrors) optionalLine(field, value string, longest int) string {
	value, code := typed.Line(value, longest)
	if code != "" && code != "required" {
		e[field] = code
	}
	return value
}
