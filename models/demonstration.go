package models

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"alliance/models/territory"
	"alliance/models/typed"
)

// Size of the demonstration data.
const (
	demonstrationMembers = 300
	demonstrationWaiting = 40
)

const demonstrationSetting = "demonstration"

// ErrNotEmpty refuses to mix demonstration data with real pledges.
var ErrNotEmpty = errors.New("the database has pledges already")

// HasDemonstrationData reports whether the database was filled by FillDemonstration.
func (s *Store) HasDemonstrationData(ctx context.Context) (bool, error) {
	var filled int64
	err := s.read.WithContext(ctx).Table("settings").Where("name = ?", demonstrationSetting).Count(&filled).Error
	if err != nil {
		return false, fmt.Errorf("look for demonstration data: %w", err)
	}
	return filled > 0, nil
}

// FillDemonstration fills an empty database with members and waiting pledges made up
// from the territory register. It does nothing where it was done before, and returns
// ErrNotEmpty where there are other pledges. No mail is queued.
func (s *Store) FillDemonstration(ctx context.Context) error {
	filled, err := s.HasDemonstrationData(ctx)
	if err != nil || filled {
		return err
	}
	return s.write(ctx, "fill with demonstration data", func(t *transaction) error {
		var pledges int64
		if err := t.db.Model(&pledgeRow{}).Count(&pledges).Error; err != nil {
			return err
		}
		if pledges > 0 {
			return ErrNotEmpty
		}
		bodies, err := demonstrationBodies(t.db)
		if err != nil {
			return err
		}
		for i, body := range bodies {
			if err := s.demonstrate(t, i, body); err != nil {
				return fmt.Errorf("demonstrate %s: %w", body.Name, err)
			}
		}
		setting := map[string]any{"name": demonstrationSetting, "value": t.now.Format(time.RFC3339)}
		return t.db.Table("settings").Clauses(clause.OnConflict{DoNothing: true}).Create(setting).Error
	})
}

// demonstrationBody is a body that seems to sign.
type demonstrationBody struct {
	Kind              Kind
	ID, Name, Country string
	association       string
}

// demonstrationBodies takes the largest places and regions of every country of the Union
// in turn, so that all of it is on the map, and a few invented associations between them.
func demonstrationBodies(db *gorm.DB) ([]demonstrationBody, error) {
	var bodies []demonstrationBody
	err := db.Raw(`SELECT kind, id, name, country FROM (
			SELECT CASE level WHEN 'place' THEN 'city' ELSE 'region' END AS kind, id, name, country,
				row_number() OVER (PARTITION BY country, level ORDER BY rank_weight DESC, id) AS turn
			FROM territories WHERE level IN ('place', 'region') AND country IN ?
		) AS ranked WHERE turn <= CASE kind WHEN 'city' THEN 12 ELSE 6 END
		ORDER BY turn, country, id LIMIT ?`,
		territory.MemberStates(), demonstrationMembers+demonstrationWaiting).Scan(&bodies).Error
	if err != nil {
		return nil, fmt.Errorf("choose demonstration bodies: %w", err)
	}
	mixed := rand.New(rand.NewPCG(2017, 10)) //nolint:gosec // the same order each time, nothing secret
	mixed.Shuffle(len(bodies), func(i, j int) { bodies[i], bodies[j] = bodies[j], bodies[i] })
	for i := range bodies {
		bodies[i].association = FoundingAssociations()[i%len(FoundingAssociations())]
		if i%17 == 16 {
			bodies[i] = demonstrationAssociation(bodies[i])
		}
	}
	return bodies, nil
}

func demonstrationAssociation(home demonstrationBody) demonstrationBody {
	return demonstrationBody{
		Kind: KindAssociation, Country: home.Country, association: home.association,
		Name: "Demonstration association of municipalities around " + home.Name,
	}
}

// demonstrate stores one pledge: the last ones wait, the others were approved over the past months.
func (s *Store) demonstrate(t *transaction, i int, body demonstrationBody) error {
	waiting := i >= demonstrationMembers
	age := time.Duration(i%demonstrationMembers) * 37 * time.Hour
	if waiting {
		age = time.Duration(i-demonstrationMembers) * 5 * time.Hour
	}
	at := t.now.Add(-age - 2*time.Hour)
	row, err := s.demonstrationPledge(t, i, body)
	if err != nil {
		return err
	}
	row.SubmittedAt, row.ConfirmedAt = at.Add(-time.Hour), &at
	if err := t.db.Create(&row).Error; err != nil {
		return err
	}
	submission := &transaction{db: t.db, now: row.SubmittedAt}
	if err := submission.countReceived(); err != nil {
		return err
	}
	association := pledgeAssociationRow{PledgeID: row.ID, Association: body.association}
	if err := t.db.Create(&association).Error; err != nil {
		return err
	}
	if waiting {
		return nil
	}
	approval := &transaction{db: t.db, now: at, ids: t.ids}
	if _, err := approval.approve(bySystem(), row.ID, As{}); err != nil {
		return err
	}
	t.publicVersion = max(t.publicVersion, approval.publicVersion)
	return nil
}

func (s *Store) demonstrationPledge(t *transaction, i int, body demonstrationBody) (pledgeRow, error) {
	id, err := t.ids.id()
	if err != nil {
		return pledgeRow{}, err
	}
	declaration := s.CurrentDeclaration(fallbackLanguage)
	domain := fmt.Sprintf("body-%d.example", i+1)
	row := pledgeRow{
		ID: id, State: StateWaiting, Kind: body.Kind, Country: body.Country, Body: body.Name, BodyKey: typed.Fold(body.Name),
		RepresentativeName: fmt.Sprintf("Demonstration person %d", i+1), RepresentativeFunction: "Mayor",
		Email: "office@" + domain, EmailKey: "office@" + domain, EmailDomain: domain,
		Website: "https://www." + domain, WebsiteDomain: domain, Language: declaration.Language,
		DeclarationVersion: declaration.Version, DeclarationLanguage: declaration.Language,
	}
	if body.ID != "" {
		row.TerritoryID, row.TerritoryMatch = &body.ID, MatchExact
	}
	if i%5 == 0 {
		row.Statement = "We sign because the Union is stronger when no place is left behind. (Demonstration text)"
	}
	return row, nil
}
