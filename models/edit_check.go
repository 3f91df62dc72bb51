package models

import (
	"context"
	"fmt"

	"alliance/models/territory"
	"alliance/models/typed"
)

// CheckEdit brings edited words into their normal form by the rules of the pledge form and compares them with what
// the pledge says now; nothing is changed. It returns FieldErrors ("edit": "unchanged" where nothing differs), a
// *DecidedError where the pledge can be edited no more, ErrUnconfirmed, ErrOutOfScope or ErrNotFound. The returned
// edit can be shown again, also with FieldErrors.
func (s *Store) CheckEdit(ctx context.Context, by Moderator, seen Seen, words PublicWords) (Edit, error) {
	db := s.read.WithContext(ctx)
	t := &transaction{db: db}
	pledge, err := t.asSeen(by, seen)
	if err != nil {
		return Edit{}, err
	}
	if !pledge.State.Editable() {
		return Edit{}, t.refuseMove(pledge)
	}
	edit := Edit{After: words}
	if edit.Before, err = pledge.words(db); err != nil {
		return edit, err
	}
	faults := FieldErrors{}
	s.checkWords(pledge, &edit.After, faults)
	checkKindEdit(by, pledge, words.Kind, faults)
	if err := s.findEditedTerritory(ctx, pledge.Country, &edit, faults); err != nil {
		return edit, fmt.Errorf("check the edit of pledge %s: %w", pledge.ID, err)
	}
	edit.Fields = edit.Before.editedFields(edit.After)
	if len(faults) == 0 && len(edit.Fields) == 0 {
		faults["edit"] = "unchanged"
	}
	if len(faults) > 0 {
		return edit, faults
	}
	return edit, nil
}

// checkWords holds edited words to the rules of the pledge form.
func (s *Store) checkWords(pledge pledgeRow, words *PublicWords, faults FieldErrors) {
	form := NewPledge{
		Kind: words.Kind, Country: pledge.Country, Body: words.Body, Website: words.Website,
		Associations: words.Associations, Statement: words.Statement,
	}
	s.checkBody(&form, faults)
	checkStatement(&form, faults)
	if words.Kind == pledge.Kind {
		delete(faults, "kind") // signed while the kind was accepted
	}
	delete(faults, "country")
	words.Website, words.Associations, words.Statement = form.Website, form.Associations, form.Statement
	if pledge.Kind == KindIndividual {
		words.Body = faults.line("body", words.Body, maxName)
	} else {
		words.Body = form.Body
	}
	if words.Statement == "" { // the language of nothing is not worth a difference
		words.StatementLanguage = pledge.StatementLanguage
		if words.StatementLanguage == "" {
			words.StatementLanguage = pledge.Language
		}
	}
	if !typed.LanguageCode(words.StatementLanguage) {
		faults["statement_language"] = "unknown"
	}
	if words.ShowName && !pledge.ConsentName {
		faults["show_name"] = "no_consent"
	}
}

// checkKindEdit allows another kind only before the approval, among bodies, and within what the moderator decides.
func checkKindEdit(by Moderator, pledge pledgeRow, kind Kind, faults FieldErrors) {
	switch {
	case kind == pledge.Kind || faults["kind"] != "":
	case pledge.State == StateApproved:
		faults["kind"] = "fixed"
	case kind == KindIndividual || pledge.Kind == KindIndividual:
		faults["kind"] = "person"
	case !by.Scope.Allows(kind, pledge.Country):
		faults["kind"] = "out_of_scope"
	}
}

// findEditedTerritory finds what is meant by the name of the territory: the one chosen, if it bears that name and
// fits kind and country, else the only match. No name means none.
func (s *Store) findEditedTerritory(ctx context.Context, country string, edit *Edit, faults FieldErrors) error {
	words := &edit.After
	chosen := words.TerritoryID
	words.TerritoryID, words.Region = "", ""
	if !words.Kind.HasTerritory() {
		words.Territory = ""
	}
	if words.Territory == "" {
		return nil
	}
	db := s.read.WithContext(ctx)
	query := territory.Query{Text: words.Territory, Country: country, Among: words.Kind.territories()}
	fits, err := territory.Fits(db, chosen, query)
	asBefore := words.Kind == edit.Before.Kind && chosen != "" && chosen == edit.Before.TerritoryID &&
		words.Territory == edit.Before.Territory
	switch {
	case err != nil:
		return storageError(err)
	case fits || asBefore:
		words.TerritoryID = chosen
		return words.nameTerritory(db)
	}
	match, suggestions, err := territory.Match(db, query)
	switch {
	case err != nil:
		return storageError(err)
	case match != nil:
		words.TerritoryID = match.ID
		return words.nameTerritory(db)
	case len(suggestions) > 0:
		faults["territory"], edit.Suggestions = "choose", suggestions
	default:
		faults["territory"] = "not_registered"
	}
	return nil
}
