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
	ID           string
	Slug         string
	Name         string
	Kind         Kind
	Country      string
	Territory    string // name of the place or region where it differs from Name; may be empty
	TerritoryID  string // empty where unknown
	Since        time.Time
	UpdatedAt    time.Time
	Website      string
	Associations []string
	Versions     []string // declaration versions it signed, newest first
	Lat, Lon     float64  // of the territory; 0,0 where unknown
	Origin       SignatoryOrigin
}

// Signatory is the public record of a body.
type Signatory struct {
	WallEntry
	Region             string // the region its territory lies in; may be empty
	Statement          string
	RepresentativeName string // empty unless its publication was consented to
	Language           string // language of the statement
	Through            string // the association that adhered for it; empty otherwise
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
	Origin             SignatoryOrigin
	Through            string
}

// SignatoryOrigin says where a signatory comes from.
type SignatoryOrigin string

// The origins.
const (
	OriginPledge SignatoryOrigin = "pledge"
	OriginImport SignatoryOrigin = "import" // a list of existing signatories
	OriginPaper  SignatoryOrigin = "paper"  // signed by hand
	// OriginCollective is an association that adhered for its members.
	OriginCollective SignatoryOrigin = "collective"
)

func (signatoryRow) TableName() string { return "signatories" }

// longestSlug keeps addresses readable; in characters.
const longestSlug = 80

// publish makes a pledge a part of its signatory: a new one, the one chosen, or the one found of the same body.
// It returns the signatory's id.
func (t *transaction) publish(pledge pledgeRow, as As) (*string, error) {
	signatory, err := findMember(t.db, pledge, as)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		signatory, err = t.createSignatory(pledge)
	} else if err == nil {
		err = t.completeSignatory(signatory, pledge)
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
	return &signatory.ID, t.publicChanged()
}

// findSameBody finds the signatory that a pledge's body already is: the first of sameBodies. A name
// that several territories bear says nothing. It returns gorm.ErrRecordNotFound where there is none.
func findSameBody(db *gorm.DB, pledge pledgeRow) (signatoryRow, error) {
	same, err := sameBodies(db, pledge)
	if err != nil {
		return signatoryRow{}, err
	}
	ambiguous := pledge.TerritoryID == nil && len(same) > 1 && same[0].TerritoryID != nil
	if len(same) == 0 || ambiguous {
		return signatoryRow{}, gorm.ErrRecordNotFound
	}
	return same[0], nil
}

// maxSameBodies bounds how many signatories of one body are looked at; a moderator has to ask for each.
const maxSameBodies = 20

// sameBodies finds the signatories that are of the pledge's body by what they say: those of the same
// territory, whatever language their name is in, then those of the same name, hidden ones
// last: a body that was taken down and signs again is not a second one. A name without a letter says nothing.
// Persons may share a name: each is a signatory of their own.
func sameBodies(db *gorm.DB, pledge pledgeRow) ([]signatoryRow, error) {
	if pledge.Kind == KindIndividual {
		return nil, nil
	}
	query := db.Where("kind = ? AND country = ?", pledge.Kind, pledge.Country)
	if pledge.TerritoryID != nil {
		query = query.Where("territory_id = ? OR territory_id IS NULL AND search_key = ? AND search_key <> ''",
			*pledge.TerritoryID, pledge.BodyKey).Order("territory_id IS NULL")
	} else {
		query = query.Where("search_key = ? AND search_key <> ''", pledge.BodyKey).Order("territory_id IS NOT NULL")
	}
	var same []signatoryRow
	err := query.Order("hidden_at IS NOT NULL, since, id").Limit(maxSameBodies).Find(&same).Error
	if err != nil {
		return nil, fmt.Errorf("find the signatories of the same body: %w", err)
	}
	return same, nil
}

// newSignatory is what a pledge makes public of a body that is no member yet; it has no id and no address.
func newSignatory(pledge pledgeRow, now time.Time) signatoryRow {
	row := signatoryRow{
		Kind: pledge.Kind, Country: pledge.Country, Name: pledge.Body, SearchKey: pledge.BodyKey,
		TerritoryID: pledge.TerritoryID, Since: now, UpdatedAt: now, Origin: OriginPledge,
	}
	row.speak([]pledgeRow{pledge}, nil)
	return row
}

func (t *transaction) createSignatory(pledge pledgeRow) (signatoryRow, error) {
	return t.insertSignatory(newSignatory(pledge, t.now))
}

// insertSignatory gives a signatory its id and its address, and stores it.
func (t *transaction) insertSignatory(row signatoryRow) (signatoryRow, error) {
	var err error
	if row.ID, err = t.ids.id(); err != nil {
		return signatoryRow{}, err
	}
	if row.Slug, err = freeSlug(t.db, row.Name); err != nil {
		return signatoryRow{}, err
	}
	if err := t.db.Create(&row).Error; err != nil {
		return signatoryRow{}, fmt.Errorf("insert signatory: %w", err)
	}
	return row, nil
}

// complete fills in what a signatory's first pledge left open; what it said stays.
func (r *signatoryRow) complete(pledge pledgeRow, now time.Time) {
	r.UpdatedAt = now
	if r.TerritoryID == nil {
		r.TerritoryID = pledge.TerritoryID
	}
	if r.Website == "" {
		r.Website, r.WebsiteDomain = pledge.Website, pledge.WebsiteDomain
	}
}

func (t *transaction) completeSignatory(row signatoryRow, pledge pledgeRow) error {
	row.complete(pledge, t.now)
	err := t.db.Model(&signatoryRow{}).Where("id = ?", row.ID).
		Select("updated_at", "territory_id", "website", "website_domain").Updates(row).Error
	if err != nil {
		return fmt.Errorf("complete signatory %s: %w", row.ID, err)
	}
	return nil
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
	err := db.Model(&signatoryRow{}).
		Where("slug = ? OR slug > ? AND slug < ?", base, base+"-", base+".").Pluck("slug", &taken).Error // "." follows "-"
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
	var row signatoryRow
	err := db.Where("slug = ? AND hidden_at IS NULL", address).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Signatory{}, fmt.Errorf("signatory: %w", ErrNotFound)
	}
	if err != nil {
		return Signatory{}, fmt.Errorf("read signatory: %w", err)
	}
	return row.public(db)
}

// public is the record as it stands in the database.
func (r signatoryRow) public(db *gorm.DB) (Signatory, error) {
	lists, err := readLists(db, r.ID)
	if err != nil {
		return Signatory{}, err
	}
	return r.show(db, lists)
}

// show adds to a row what may be public beside it: where its territory is, and its lists.
func (r signatoryRow) show(db *gorm.DB, lists publicLists) (Signatory, error) {
	var place struct {
		ID        string
		Territory string
		Region    string
		Lat, Lon  float64
	}
	err := db.Raw(`SELECT t.id, t.name AS territory, t.lat, t.lon,
			CASE WHEN parent.level <> 'country' THEN parent.name ELSE '' END AS region
		FROM territories t LEFT JOIN territories parent ON parent.id = t.parent_id
		WHERE t.id = ?`, r.TerritoryID).Scan(&place).Error
	if err != nil {
		return Signatory{}, fmt.Errorf("read the territory of a signatory: %w", err)
	}
	return Signatory{
		WallEntry: WallEntry{
			ID: r.ID, Slug: r.Slug, Name: r.Name, Kind: r.Kind, Country: r.Country, Origin: r.Origin,
			Since: r.Since, UpdatedAt: r.UpdatedAt, Website: r.Website, TerritoryID: place.ID,
			Territory: territoryBeside(r.Name, place.Territory), Lat: place.Lat, Lon: place.Lon,
			Associations: lists.associations, Versions: lists.versions(),
		},
		Region: place.Region, Statement: r.Statement, RepresentativeName: r.RepresentativeName,
		Language: r.StatementLanguage, Through: r.Through,
	}, nil
}

// publicLists are what a signatory's pledges say together.
type publicLists struct {
	associations []string
	signed       []signedVersion
}

type signedVersion struct {
	Version  string
	SignedAt time.Time
}

// versions are the declaration versions, newest first.
func (l publicLists) versions() []string {
	slices.SortStableFunc(l.signed, func(a, b signedVersion) int { return b.SignedAt.Compare(a.SignedAt) })
	versions := make([]string, 0, len(l.signed))
	for _, signed := range l.signed {
		versions = append(versions, signed.Version)
	}
	return versions
}

func readLists(db *gorm.DB, signatoryID string) (publicLists, error) {
	var lists publicLists
	err := db.Table("signatory_associations").Where("signatory_id = ?", signatoryID).
		Order("association").Pluck("association", &lists.associations).Error
	if err != nil {
		return lists, fmt.Errorf("read associations: %w", err)
	}
	err = db.Table("signatory_declarations").Where("signatory_id = ?", signatoryID).
		Select("version, signed_at").Order("version").Scan(&lists.signed).Error
	if err != nil {
		return lists, fmt.Errorf("read declarations: %w", err)
	}
	return lists, nil
}
