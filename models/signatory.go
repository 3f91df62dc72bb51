package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gosimple/slug"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// WallEntry is one line of the wall: all that may be public of a signatory in a list.
type WallEntry struct {
	Slug      string
	Name      string
	Kind      Kind
	Country   string
	Territory string // name of the place or region where it differs from Name; may be empty
	Since     time.Time
}

// Signatory is the public record of a body.
type Signatory struct {
	WallEntry
	Region             string // the region its territory lies in; may be empty
	Website            string
	Statement          string
	RepresentativeName string // empty unless its publication was consented to
	Associations       []string
	Versions           []string // declaration versions it signed, newest first
	Lat, Lon           float64  // 0,0 where unknown
	Language           string   // language of the statement
	UpdatedAt          time.Time
}

// signatoryRow is a row of the table signatories; all of it may be public.
type signatoryRow struct {
	ID                 string
	Slug               string
	Kind               Kind
	Country            string
	Name               string
	SearchKey          string
	TerritoryID        *string
	Website            string
	WebsiteDomain      string
	Statement          string
	StatementLanguage  string
	RepresentativeName string
	Since              time.Time
	UpdatedAt          time.Time
	HiddenAt           *time.Time
}

func (signatoryRow) TableName() string { return "signatories" }

// longestSlug keeps addresses readable; in characters.
const longestSlug = 80

// publish creates the signatory of an approved pledge, or finds the one of the same
// body, and notes which declaration it has signed. It returns the signatory's id.
func (t *transaction) publish(pledge pledgeRow) (*string, error) {
	signatory, err := findSameBody(t.db, pledge)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		signatory, err = t.createSignatory(pledge)
	}
	if err != nil {
		return nil, fmt.Errorf("publish pledge %s: %w", pledge.ID, err)
	}
	signed := map[string]any{
		"signatory_id": signatory.ID, "version": pledge.DeclarationVersion, "signed_at": pledge.SubmittedAt,
	}
	err = t.db.Table("signatory_declarations").Clauses(clause.OnConflict{DoNothing: true}).Create(signed).Error
	if err != nil {
		return nil, fmt.Errorf("note the declaration: %w", err)
	}
	err = t.db.Exec(`INSERT INTO signatory_associations (signatory_id, association)
		SELECT ?, association FROM pledge_associations WHERE pledge_id = ? ON CONFLICT DO NOTHING`,
		signatory.ID, pledge.ID).Error
	if err != nil {
		return nil, fmt.Errorf("note the associations: %w", err)
	}
	// A further pledge fills in what the first one left open; what it said stays.
	err = t.db.Exec(`UPDATE signatories SET updated_at = ?, territory_id = COALESCE(territory_id, ?),
		website = CASE website WHEN '' THEN ? ELSE website END,
		website_domain = CASE website_domain WHEN '' THEN ? ELSE website_domain END WHERE id = ?`,
		t.now, pledge.TerritoryID, pledge.Website, pledge.WebsiteDomain, signatory.ID).Error
	if err != nil {
		return nil, fmt.Errorf("complete signatory %s: %w", signatory.ID, err)
	}
	return &signatory.ID, t.publicChanged()
}

// findSameBody finds the signatory that a pledge's body already is: the one of the same
// territory, whatever language its name is in, else the one of the same name, hidden ones
// last: a body that was taken down and signs again is not a second one. A name
// that several territories bear says nothing, nor does one without a letter. Persons
// may share a name: each is a signatory of their own. It returns
// gorm.ErrRecordNotFound where there is none.
func findSameBody(db *gorm.DB, pledge pledgeRow) (signatoryRow, error) {
	if pledge.Kind == KindIndividual {
		return signatoryRow{}, gorm.ErrRecordNotFound
	}
	query := db.Where("kind = ? AND country = ?", pledge.Kind, pledge.Country)
	if pledge.TerritoryID != nil {
		query = query.Where("territory_id = ? OR territory_id IS NULL AND search_key = ? AND search_key <> ''",
			*pledge.TerritoryID, pledge.BodyKey).Order("territory_id IS NULL")
	} else {
		query = query.Where("search_key = ? AND search_key <> ''", pledge.BodyKey).Order("territory_id IS NOT NULL")
	}
	var same []signatoryRow
	if err := query.Order("hidden_at IS NOT NULL, since, id").Limit(2).Find(&same).Error; err != nil {
		return signatoryRow{}, fmt.Errorf("find the signatory of the same body: %w", err)
	}
	ambiguous := pledge.TerritoryID == nil && len(same) > 1 && same[0].TerritoryID != nil
	if len(same) == 0 || ambiguous {
		return signatoryRow{}, gorm.ErrRecordNotFound
	}
	return same[0], nil
}

func (t *transaction) createSignatory(pledge pledgeRow) (signatoryRow, error) {
	id, err := t.ids.id()
	if err != nil {
		return signatoryRow{}, err
	}
	row := signatoryRow{
		ID: id, Kind: pledge.Kind, Country: pledge.Country, Name: pledge.Body, SearchKey: pledge.BodyKey,
		TerritoryID: pledge.TerritoryID, Website: pledge.Website, WebsiteDomain: pledge.WebsiteDomain,
		Statement: pledge.Statement, Since: t.now, UpdatedAt: t.now,
	}
	if pledge.Statement != "" {
		row.StatementLanguage = pledge.Language
	}
	if pledge.ConsentName {
		row.RepresentativeName = pledge.RepresentativeName
	}
	if row.Slug, err = freeSlug(t.db, pledge.Body); err != nil {
		return signatoryRow{}, err
	}
	if err := t.db.Create(&row).Error; err != nil {
		return signatoryRow{}, fmt.Errorf("insert signatory: %w", err)
	}
	return row, nil
}

// freeSlug makes a readable address of a name in any script: "riga", "riga-2", …
func freeSlug(db *gorm.DB, name string) (string, error) {
	base := slug.Make(name)
	if len(base) > longestSlug {
		base = strings.Trim(base[:longestSlug], "-")
	}
	if base == "" {
		base = "signatory"
	}
	var taken []string
	err := db.Model(&signatoryRow{}).Where("slug = ? OR slug LIKE ?", base, base+"-%").Pluck("slug", &taken).Error
	if err != nil {
		return "", fmt.Errorf("find a free address: %w", err)
	}
	free := base
	for n := 2; slices.Contains(taken, free); n++ {
		free = fmt.Sprintf("%s-%d", base, n)
	}
	return free, nil
}

// Signatory returns the public record at an address, its slug; ErrNotFound when there is none.
func (s *Store) Signatory(ctx context.Context, address string) (Signatory, error) {
	db := s.read.WithContext(ctx)
	var row struct {
		Signatory signatoryRow `gorm:"embedded"`
		Territory string
		Region    string
		Lat, Lon  float64
	}
	err := db.Raw(`SELECT s.*, COALESCE(t.name, '') AS territory, COALESCE(t.lat, 0) AS lat, COALESCE(t.lon, 0) AS lon,
			CASE WHEN parent.level <> 'country' THEN parent.name ELSE '' END AS region
		FROM signatories s
		LEFT JOIN territories t ON t.id = s.territory_id
		LEFT JOIN territories parent ON parent.id = t.parent_id
		WHERE s.slug = ? AND s.hidden_at IS NULL`, address).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Signatory{}, fmt.Errorf("signatory: %w", ErrNotFound)
	}
	if err != nil {
		return Signatory{}, fmt.Errorf("read signatory: %w", err)
	}
	public := row.Signatory
	signatory := Signatory{
		WallEntry: wallRow{
			Slug: public.Slug, Name: public.Name, Kind: public.Kind, Country: public.Country, Since: public.Since,
			Territory: row.Territory, SearchKey: public.SearchKey,
		}.entry(),
		Region: row.Region, Website: public.Website, Statement: public.Statement,
		RepresentativeName: public.RepresentativeName, Lat: row.Lat, Lon: row.Lon,
		Language: public.StatementLanguage, UpdatedAt: public.UpdatedAt,
	}
	err = signatory.readLists(db, public.ID)
	return signatory, err
}

func (s *Signatory) readLists(db *gorm.DB, id string) error {
	err := db.Table("signatory_associations").Where("signatory_id = ?", id).
		Order("association").Pluck("association", &s.Associations).Error
	if err != nil {
		return fmt.Errorf("read associations: %w", err)
	}
	err = db.Table("signatory_declarations").Where("signatory_id = ?", id).
		Order("signed_at DESC").Pluck("version", &s.Versions).Error
	if err != nil {
		return fmt.Errorf("read declarations: %w", err)
	}
	return nil
}
