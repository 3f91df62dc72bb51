package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"alliance/models/typed"
)

// Correction is what the page behind the link of a question shows.
type Correction struct {
	Question Question
	State    State     // needs_info: it can be answered
	Answered bool      // the question has its answer
	Pledge   NewPledge // as it stands now
}

// Corrected is what a representative sends back. E-mail address, kind, country and declaration stay
// as they were signed, whatever Pledge says of them.
type Corrected struct {
	Pledge NewPledge
	Answer string // to the moderators; may be empty where something is corrected
}

// maxAnswer is the longest answer to a question, in graphemes.
const maxAnswer = 500

// Correction finds the question that a token answers, and changes nothing. ErrNotFound says that the token is
// wrong, cut off, expired or that of a question asked anew.
func (s *Store) Correction(ctx context.Context, token string) (Correction, error) {
	db := s.read.WithContext(ctx)
	row, err := findToken(db, purposeCorrection, token, s.opts.Now().UTC())
	if err != nil {
		return Correction{}, err
	}
	pledge, err := findPledge(db, *row.PledgeID)
	if err != nil {
		return Correction{}, err
	}
	question, err := latestQuestion(db, pledge.ID)
	if err != nil {
		return Correction{}, err
	}
	correction := Correction{
		Question: question.question(), State: pledge.State, Answered: question.AnsweredAt != nil, Pledge: pledge.signed(),
	}
	correction.Pledge.Associations, err = associationsOf(db, pledge.ID)
	return correction, err
}

// signed is the pledge as the form would send it, but for its associations.
func (p pledgeRow) signed() NewPledge {
	signed := NewPledge{
		Kind: p.Kind, Country: p.Country, Body: p.Body, TerritoryID: orNothing(p.TerritoryID), Website: p.Website,
		RepresentativeName: p.RepresentativeName, RepresentativeFunction: p.RepresentativeFunction,
		Email: p.Email, Statement: p.Statement, Authorised: true,
		ConsentName: p.ConsentName, ConsentNews: p.ConsentNews,
		DeclarationVersion: p.DeclarationVersion, Language: p.Language,
	}
	if p.Kind == KindIndividual {
		signed.Body = ""
	}
	return signed
}

// CheckCorrection brings what is sent back into its normal form, as CheckPledge does, and finds what is wrong with
// it. It returns FieldErrors, a *DecidedError where no answer is waited for any more, or ErrNotFound.
func (s *Store) CheckCorrection(ctx context.Context, token string, sent Corrected) (CheckedPledge, error) {
	correction, err := s.Correction(ctx, token)
	if err != nil {
		return CheckedPledge{}, err
	}
	if correction.State != StateNeedsInfo {
		return CheckedPledge{}, &DecidedError{State: correction.State}
	}
	checked, err := s.CheckPledge(ctx, keepSigned(correction.Pledge, sent.Pledge))
	faults := FieldErrors{}
	if err != nil && !errors.As(err, &faults) {
		return checked, err
	}
	for _, fixed := range []string{"kind", "country", "email", "authorised", "declaration"} {
		delete(faults, fixed) // signed under the rules of its day
	}
	if _, code := typed.Text(sent.Answer, maxAnswer); code != "" && code != "required" {
		faults["answer"] = code
	}
	if len(faults) == 0 && strings.TrimSpace(sent.Answer) == "" && sameWords(correction.Pledge, checked.NewPledge) {
		faults["answer"] = "required"
	}
	if len(faults) > 0 {
		return checked, faults
	}
	return checked, nil
}

// keepSigned puts back what a correction cannot change. A name left as it was keeps its place in the register: a
// browser without scripts does not send that.
func keepSigned(signed, sent NewPledge) NewPledge {
	sent.Kind, sent.Country, sent.Email = signed.Kind, signed.Country, signed.Email
	sent.Authorised, sent.DeclarationVersion = true, signed.DeclarationVersion
	if sent.TerritoryID == "" && sent.Body == signed.Body {
		sent.TerritoryID = signed.TerritoryID
	}
	return sent
}

// sameWords reports whether nothing was corrected.
func sameWords(signed, sent NewPledge) bool {
	return signed.Body == sent.Body && signed.TerritoryID == sent.TerritoryID && signed.Website == sent.Website &&
		slices.Equal(signed.Associations, sent.Associations) &&
		signed.RepresentativeName == sent.RepresentativeName &&
		signed.RepresentativeFunction == sent.RepresentativeFunction && signed.Statement == sent.Statement &&
		signed.ConsentName == sent.ConsentName && signed.ConsentNews == sent.ConsentNews
}

// Correct sends a pledge back to the moderators, corrected, answered or both; its place in the queue stays. It
// returns errors as CheckCorrection does; the fault body: signed_already says that this address has another live
// pledge for the body.
func (s *Store) Correct(ctx context.Context, token string, sent Corrected) error {
	checked, err := s.CheckCorrection(ctx, token, sent)
	if err != nil {
		return err
	}
	answer, _ := typed.Text(sent.Answer, maxAnswer)
	err = s.write(ctx, "correct pledge", func(t *transaction) error {
		row, err := findToken(t.db, purposeCorrection, token, t.now)
		if err != nil {
			return err
		}
		before, err := findPledge(t.db, *row.PledgeID)
		if err != nil {
			return err
		}
		return s.correct(t, before, checked, answer)
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) { // the indices pledges_live
		return FieldErrors{"body": "signed_already"}
	}
	return err
}

// correct writes the correction, and what it changed beside the question.
func (s *Store) correct(t *transaction, before pledgeRow, checked CheckedPledge, answer string) error {
	after := before.corrected(checked)
	changes, err := changesOf(t.db, before, after, checked)
	if err != nil {
		return err
	}
	pledge, err := t.move(before.ID, moveCorrect, after.correctedColumns())
	if err != nil {
		return err
	}
	if err := s.suspectAgain(t, before, pledge, checked.Trapped); err != nil {
		return err
	}
	if err := t.storeAssociations(pledge.ID, checked.Associations); err != nil {
		return err
	}
	if err := s.storeConsents(t, before, after, checked.Language); err != nil {
		return err
	}
	if err := t.storeAnswer(pledge.ID, answer, changes); err != nil {
		return err
	}
	fields := make([]string, 0, len(changes))
	for _, change := range changes {
		fields = append(fields, change.Field)
	}
	return t.audit(byRepresentative(), moveCorrect.action(), pledge.ID, strings.Join(fields, ","))
}

// corrected is the pledge with what was sent back.
func (p pledgeRow) corrected(c CheckedPledge) pledgeRow {
	p.Body = c.Body
	if p.Kind == KindIndividual {
		p.Body = c.RepresentativeName
	}
	p.BodyKey = typed.Fold(p.Body)
	p.Website, p.WebsiteDomain = c.Website, typed.Domain(c.Website)
	p.RepresentativeName, p.RepresentativeFunction = c.RepresentativeName, c.RepresentativeFunction
	p.Statement, p.ConsentName, p.ConsentNews = c.Statement, c.ConsentName, c.ConsentNews
	switch earlier := orNothing(p.TerritoryID); {
	case c.Territory == nil:
		p.TerritoryID, p.TerritoryMatch = nil, MatchNone
	case c.Territory.ID != earlier && c.TerritoryID != "":
		p.TerritoryID, p.TerritoryMatch = &c.Territory.ID, MatchChosen
	case c.Territory.ID != earlier:
		p.TerritoryID, p.TerritoryMatch = &c.Territory.ID, MatchExact
	}
	return p
}

func (p pledgeRow) correctedColumns() map[string]any {
	return map[string]any{
		"body": p.Body, "body_key": p.BodyKey, "territory_id": p.TerritoryID, "territory_match": p.TerritoryMatch,
		"website": p.Website, "website_domain": p.WebsiteDomain, "representative_name": p.RepresentativeName,
		"representative_function": p.RepresentativeFunction, "statement": p.Statement,
		"consent_name": p.ConsentName, "consent_news": p.ConsentNews,
	}
}

// changesOf compares a pledge with its correction, in the order of the form.
func changesOf(db *gorm.DB, before, after pledgeRow, checked CheckedPledge) ([]FieldChange, error) {
	associations, err := associationsOf(db, before.ID)
	if err != nil {
		return nil, err
	}
	var territory string
	if before.TerritoryID != nil {
		err := db.Raw("SELECT name FROM territories WHERE id = ?", *before.TerritoryID).Scan(&territory).Error
		if err != nil {
			return nil, fmt.Errorf("read the territory before: %w", err)
		}
	}
	changes := []FieldChange{
		{"body", before.Body, after.Body},
		{"territory", territory, ""},
		{"website", before.Website, after.Website},
		{"association", strings.Join(associations, ", "), strings.Join(checked.Associations, ", ")},
		{"representative_name", before.RepresentativeName, after.RepresentativeName},
		{"representative_function", before.RepresentativeFunction, after.RepresentativeFunction},
		{"statement", before.Statement, after.Statement},
		{"consent_name", box(before.ConsentName), box(after.ConsentName)},
		{"consent_news", box(before.ConsentNews), box(after.ConsentNews)},
	}
	if checked.Territory != nil {
		changes[1].After = checked.Territory.Name
	}
	return slices.DeleteFunc(changes, func(c FieldChange) bool {
		return c.Before == c.After || c.Field == "body" && before.Kind == KindIndividual // the name says it
	}), nil
}

// box is a ticked or an unticked box in a FieldChange.
func box(ticked bool) string {
	if ticked {
		return "1"
	}
	return ""
}

// suspectAgain looks at a correction as at a new pledge; it clears nobody.
func (s *Store) suspectAgain(t *transaction, before, pledge pledgeRow, trapped bool) error {
	found := pledge
	found.SuspectedReasons = ""
	if trapped {
		found.SuspectedReasons = suspectTrap
	}
	if before.BodyKey != pledge.BodyKey {
		if err := s.markManyBodies(t, &found); err != nil {
			return err
		}
	}
	if found.SuspectedReasons == "" {
		return nil
	}
	reasons := strings.Split(strings.Trim(pledge.SuspectedReasons+","+found.SuspectedReasons, ","), ",")
	slices.Sort(reasons)
	all := strings.Join(slices.Compact(reasons), ",")
	err := t.db.Model(&pledgeRow{}).Where("id = ?", pledge.ID).Update("suspected_reasons", all).Error
	if err != nil {
		return fmt.Errorf("mark the corrected pledge: %w", err)
	}
	return nil
}

// storeAssociations replaces the associations of a pledge.
func (t *transaction) storeAssociations(pledgeID string, associations []string) error {
	if err := t.db.Where("pledge_id = ?", pledgeID).Delete(&pledgeAssociationRow{}).Error; err != nil {
		return fmt.Errorf("replace associations: %w", err)
	}
	return t.insertAssociations(pledgeID, associations)
}

// storeConsents writes evidence of the consents that were given now, and removes that of those taken back.
func (s *Store) storeConsents(t *transaction, before, after pledgeRow, language string) error {
	for _, consent := range []struct {
		purpose     string
		before, now bool
	}{
		{"publish_name", before.ConsentName, after.ConsentName},
		{"news", before.ConsentNews, after.ConsentNews},
	} {
		if consent.before == consent.now {
			continue
		}
		err := t.db.Where("pledge_id = ? AND purpose = ?", after.ID, consent.purpose).Delete(&consentRow{}).Error
		if err != nil {
			return fmt.Errorf("take a consent back: %w", err)
		}
		if !consent.now {
			continue
		}
		if err := s.insertConsent(t, after.ID, consent.purpose, language); err != nil {
			return err
		}
	}
	return nil
}

// storeAnswer closes the question that waits.
func (t *transaction) storeAnswer(pledgeID, answer string, changes []FieldChange) error {
	encoded, err := json.Marshal(changes)
	if err != nil {
		return fmt.Errorf("encode what a correction changed: %w", err)
	}
	err = t.db.Model(&questionRow{}).Where("pledge_id = ? AND answered_at IS NULL", pledgeID).
		Updates(map[string]any{"answer": answer, "answered_at": t.now, "changes": string(encoded)}).Error
	if err != nil {
		return fmt.Errorf("store the answer: %w", err)
	}
	return nil
}
