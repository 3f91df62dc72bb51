package models

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"alliance/models/typed"
)

// actionEdit is an edit in the audit trail; its detail names the fields that changed.
const actionEdit = "pledge.edit"

// PublicWords are what a pledge says in public: what moderators may correct.
type PublicWords struct {
	Kind              Kind
	Body              string
	TerritoryID       string // empty: not in the register
	Territory         string // its name
	Region            string // that it lies in; tells namesakes apart
	Website           string
	Associations      []string
	Statement         string
	StatementLanguage string
	ShowName          bool // the representative's; never without consent
}

// editedFields are the fields in which two sets of words differ, in the order of the form. The names are codes:
// they stand in the audit trail.
func (w PublicWords) editedFields(other PublicWords) []string {
	var fields []string
	for _, field := range []struct {
		name string
		same bool
	}{
		{"kind", w.Kind == other.Kind},
		{"body", w.Body == other.Body},
		{"territory", w.TerritoryID == other.TerritoryID},
		{"website", w.Website == other.Website},
		{"association", slices.Equal(w.Associations, other.Associations)},
		{"statement", w.Statement == other.Statement},
		{"statement_language", w.StatementLanguage == other.StatementLanguage},
		{"show_name", w.ShowName == other.ShowName},
	} {
		if !field.same {
			fields = append(fields, field.name)
		}
	}
	return fields
}

// Edit is a correction of what a pledge says in public.
type Edit struct {
	Before, After PublicWords
	Fields        []string    // that differ, in the order of the form
	Suggestions   []Territory // that the typed territory may mean
}

// editRow is a row of the table pledge_edits: the words before an edit.
type editRow struct {
	PledgeID          string
	Version           int64
	At                time.Time
	ModeratorID       *string
	Kind              Kind
	Body              string
	TerritoryID       *string
	Website           string
	Associations      string
	Statement         string
	StatementLanguage string
	NameShown         bool
}

func (editRow) TableName() string { return "pledge_edits" }

// editable are the states in which the words of a pledge may be corrected.
func editable() []State { return []State{StateWaiting, StateNeedsInfo, StateParked, StateApproved} }

// Editable reports whether the words of a pledge in this state may be corrected.
func (s State) Editable() bool { return slices.Contains(editable(), s) }

// shownName is the representative's name where it may be public.
func (p pledgeRow) shownName() string {
	if p.ConsentName && !p.NameWithheld {
		return p.RepresentativeName
	}
	return ""
}

// words are what a pledge says in public.
func (p pledgeRow) words(db *gorm.DB) (PublicWords, error) {
	words := PublicWords{
		Kind: p.Kind, Body: p.Body, TerritoryID: orNothing(p.TerritoryID), Website: p.Website, Statement: p.Statement,
		StatementLanguage: cmp.Or(p.StatementLanguage, p.Language), ShowName: p.ConsentName && !p.NameWithheld,
	}
	var err error
	if words.Associations, err = associationsOf(db, p.ID); err != nil {
		return words, err
	}
	err = words.nameTerritory(db)
	return words, err
}

// nameTerritory reads the name of the territory, and of the region it lies in.
func (w *PublicWords) nameTerritory(db *gorm.DB) error {
	err := db.Raw("SELECT name FROM territories WHERE id = ?", w.TerritoryID).Scan(&w.Territory).Error
	if err != nil {
		return fmt.Errorf("read the name of territory %q: %w", w.TerritoryID, err)
	}
	w.Region, err = regionName(db, w.TerritoryID)
	return err
}

// typedWords are what the representative typed last, and whether moderators have edited it since.
func typedWords(db *gorm.DB, pledgeID string) (PublicWords, bool, error) {
	var rows []editRow
	err := db.Raw(`SELECT * FROM pledge_edits WHERE pledge_id = @pledge AND at >= COALESCE(
			(SELECT max(at) FROM audit WHERE pledge_id = @pledge AND action = @correct), '')
		ORDER BY version LIMIT 1`, map[string]any{"pledge": pledgeID, "correct": moveCorrect.action()}).Scan(&rows).Error
	if err != nil {
		return PublicWords{}, false, fmt.Errorf("read edits: %w", err)
	}
	if len(rows) == 0 {
		return PublicWords{}, false, nil
	}
	row := rows[0]
	words := PublicWords{
		Kind: row.Kind, Body: row.Body, TerritoryID: orNothing(row.TerritoryID), Website: row.Website,
		Statement: row.Statement, StatementLanguage: row.StatementLanguage, ShowName: row.NameShown,
	}
	if row.Associations != "" {
		words.Associations = strings.Split(row.Associations, ",")
	}
	err = words.nameTerritory(db)
	return words, true, err
}

// EditPledge corrects what a pledge says in public; what the representative typed stays on record. The words of an
// approved pledge change on the wall at once; the address of its signatory stays. No mail leaves. It returns
// FieldErrors as CheckEdit does, or errors as Approve does.
func (s *Store) EditPledge(ctx context.Context, by Moderator, seen Seen, words PublicWords) error {
	checked, err := s.CheckEdit(ctx, by, seen, words)
	if err != nil {
		return err
	}
	err = s.write(ctx, "edit pledge", func(t *transaction) error {
		pledge, err := t.seen(by, seen)
		if err != nil {
			return err
		}
		if !pledge.State.Editable() {
			return t.refuseMove(pledge)
		}
		before, err := pledge.words(t.db)
		if err != nil {
			return err
		}
		fields := before.editedFields(checked.After)
		if len(fields) == 0 {
			return FieldErrors{"edit": "unchanged"}
		}
		if err := t.keepWords(by, pledge, before); err != nil {
			return err
		}
		if err := t.edit(pledge, before, checked.After); err != nil {
			return err
		}
		return t.audit(byModerator(by), actionEdit, pledge.ID, strings.Join(fields, ","))
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) { // the indices pledges_live
		return FieldErrors{"body": "signed_already"}
	}
	return err
}

// keepWords puts the words before an edit on record.
func (t *transaction) keepWords(by Moderator, pledge pledgeRow, before PublicWords) error {
	row := editRow{
		PledgeID: pledge.ID, Version: pledge.Version, At: t.now, Kind: before.Kind, Body: before.Body,
		TerritoryID: pledge.TerritoryID, Website: before.Website, Associations: strings.Join(before.Associations, ","),
		Statement: before.Statement, StatementLanguage: before.StatementLanguage, NameShown: before.ShowName,
	}
	if by.ID != "" {
		row.ModeratorID = &by.ID
	}
	if err := t.db.Create(&row).Error; err != nil {
		return fmt.Errorf("keep the words before the edit: %w", err)
	}
	return nil
}

// edit writes the new words, and makes them public where the pledge is.
func (t *transaction) edit(pledge pledgeRow, before, after PublicWords) error {
	set := map[string]any{
		"kind": after.Kind, "body": after.Body, "body_key": typed.Fold(after.Body),
		"website": after.Website, "website_domain": typed.Domain(after.Website), "statement": after.Statement,
		"statement_language": after.StatementLanguage, "name_withheld": pledge.ConsentName && !after.ShowName,
		"version": gorm.Expr("version + 1"),
	}
	if after.TerritoryID != before.TerritoryID {
		set["territory_id"], set["territory_match"] = nil, MatchNone
		if after.TerritoryID != "" {
			set["territory_id"], set["territory_match"] = after.TerritoryID, MatchChosen
		}
	}
	if pledge.State != StateApproved { // a first approval was of other words
		maps.Copy(set, noFirstApproval())
	}
	if pledge.Kind == KindIndividual {
		set["representative_name"] = after.Body // a person has one name
	}
	err := t.db.Model(&pledgeRow{}).Where("id = ? AND state IN ?", pledge.ID, editable()).Updates(set).Error
	if err != nil {
		return fmt.Errorf("edit pledge %s: %w", pledge.ID, err)
	}
	if err := t.db.Where("pledge_id = ?", pledge.ID).Delete(&pledgeAssociationRow{}).Error; err != nil {
		return fmt.Errorf("edit associations: %w", err)
	}
	for _, association := range after.Associations {
		detail := pledgeAssociationRow{PledgeID: pledge.ID, Association: association}
		if err := t.db.Create(&detail).Error; err != nil {
			return fmt.Errorf("edit associations: %w", err)
		}
	}
	if pledge.State != StateApproved {
		return nil
	}
	return t.republish(pledge, before, after)
}

// republish brings the signatory of an approved pledge in line with its new words. Where the pledge is the one
// approved first, a new name and a new territory become the signatory's; the address stays.
func (t *transaction) republish(pledge pledgeRow, before, after PublicWords) error {
	approved, err := approvedPledges(t.db, pledge.SignatoryID)
	if err != nil {
		return err
	}
	first := approved[0]
	row := signatoryRow{Name: first.Body, SearchKey: first.BodyKey, TerritoryID: first.TerritoryID}
	var columns []string
	if before.Body != after.Body {
		columns = append(columns, "name", "search_key")
	}
	if before.TerritoryID != after.TerritoryID {
		columns = append(columns, "territory_id")
	}
	if first.ID == pledge.ID && len(columns) > 0 {
		err := t.db.Model(&signatoryRow{}).Where("id = ?", pledge.SignatoryID).Select(columns).Updates(row).Error
		if err != nil {
			return fmt.Errorf("rename signatory: %w", err)
		}
	}
	return t.rebuildSignatory(pledge.SignatoryID)
}
