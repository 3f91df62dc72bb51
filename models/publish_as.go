package models

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// As says which member a pledge becomes part of. The zero value leaves it to findSameBody.
type As struct {
	Slug  string   // of the signatory to which the pledge is added
	New   bool     // a new signatory, although those in Known are of the same body by name or territory
	Known []string // slugs that the moderator has seen
}

// Why a pledge cannot be published as was chosen: codes of FieldErrors["as"].
const (
	asUnknown      = "unknown"       // there is no such signatory
	asOtherCountry = "other_country" // it is of another country
	asOtherKind    = "other_kind"    // it is of a kind that cannot be the same body
	asAppeared     = "appeared"      // a signatory of the same body that the moderator has not seen
)

// ApproveAs publishes a pledge as a part of the signatory that the moderator chose, or as a new one. It returns
// FieldErrors with the field "as" where that cannot be, or errors as Approve does.
func (s *Store) ApproveAs(ctx context.Context, by Moderator, seen Seen, as As) error {
	return s.write(ctx, "approve pledge", func(t *transaction) error {
		pledge, err := t.seen(by, seen)
		if err != nil {
			return err
		}
		if first, err := s.approvedFirst(t, by, pledge); err != nil || first {
			return err
		}
		pledge, err = t.approve(byModerator(by), seen.ID, as)
		if err != nil {
			return err
		}
		return t.queueDecisionMail(MailApproved, pledge)
	})
}

// findMember finds the signatory that a pledge becomes part of. It returns gorm.ErrRecordNotFound where it is a
// new one, and FieldErrors where the choice cannot be followed.
func findMember(db *gorm.DB, pledge pledgeRow, as As) (signatoryRow, error) {
	switch {
	case as.Slug != "":
		return findChosen(db, pledge, as.Slug)
	case as.New:
		return signatoryRow{}, checkNew(db, pledge, as.Known)
	}
	return findSameBody(db, pledge)
}

func findChosen(db *gorm.DB, pledge pledgeRow, slug string) (signatoryRow, error) {
	var chosen signatoryRow
	err := db.Where("slug = ?", slug).Take(&chosen).Error
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return chosen, FieldErrors{"as": asUnknown}
	case err != nil:
		return chosen, fmt.Errorf("find the chosen signatory: %w", err)
	case chosen.Country != pledge.Country:
		return chosen, FieldErrors{"as": asOtherCountry}
	case !sameSort(chosen.Kind, pledge.Kind):
		return chosen, FieldErrors{"as": asOtherKind}
	}
	return chosen, nil
}

// sameSort reports whether two kinds may name one body: where an association ends and an organisation begins is a
// matter of taste. A region and a city are never one, nor is a person a body.
func sameSort(a, b Kind) bool {
	loose := []Kind{KindAssociation, KindOrganisation}
	return a == b || slices.Contains(loose, a) && slices.Contains(loose, b)
}

// checkNew returns gorm.ErrRecordNotFound where a pledge may become a signatory of its own: two moderators who
// approve two pledges of one body at once must not make two of it unseen.
func checkNew(db *gorm.DB, pledge pledgeRow, known []string) error {
	same, err := sameBodies(db, pledge)
	if err != nil {
		return err
	}
	for _, signatory := range same {
		if !slices.Contains(known, signatory.Slug) {
			return FieldErrors{"as": asAppeared}
		}
	}
	return gorm.ErrRecordNotFound
}
