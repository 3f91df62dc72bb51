package models

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"alliance/models/typed"
	"alliance/models/wall"
)

// wallInMemory is the index of the wall, and up to which change of the database it goes.
type wallInMemory struct {
	updating sync.Mutex
	current  atomic.Pointer[numberedWall]
}

type numberedWall struct {
	index  *wall.Index
	number int64
}

// manyChanges is how many changed signatories make it quicker to read the wall anew.
const manyChanges = 500

// ReadWall reads the wall and the register into memory, so that no visitor waits for them: with 100,000 members that
// takes two seconds.
func (s *Store) ReadWall(ctx context.Context) error {
	if _, err := s.wallIndex(ctx); err != nil {
		return err
	}
	_, err := s.territoryTree(s.read.WithContext(ctx))
	return err
}

// wallIndex returns the wall as the database has it now. Other processes may write too, hence it asks each time.
func (s *Store) wallIndex(ctx context.Context) (*wall.Index, error) {
	db := s.read.WithContext(ctx)
	number, err := lastWallChange(db)
	if err != nil {
		return nil, err
	}
	if now := s.wall.current.Load(); now != nil && now.number >= number {
		return now.index, nil
	}
	s.wall.updating.Lock()
	defer s.wall.updating.Unlock()
	now := s.wall.current.Load()
	if now != nil && now.number >= number {
		return now.index, nil
	}
	// Read before the rows: a change in between is read twice rather than missed.
	if number, err = lastWallChange(db); err != nil {
		return nil, err
	}
	index, err := s.updatedWall(db, now)
	if err != nil {
		return nil, err
	}
	s.wall.current.Store(&numberedWall{index, number})
	return index, nil
}

func lastWallChange(db *gorm.DB) (int64, error) {
	var number int64
	if err := db.Raw("SELECT COALESCE(max(number), 0) FROM wall_changes").Scan(&number).Error; err != nil {
		return 0, fmt.Errorf("read the last change of the wall: %w", err)
	}
	return number, nil
}

// updatedWall brings an index up to date with what changed since, or makes a new one.
func (s *Store) updatedWall(db *gorm.DB, earlier *numberedWall) (*wall.Index, error) {
	if earlier == nil || earlier.index.Crowded() {
		return s.newWall(db)
	}
	var changed []string
	err := db.Raw("SELECT signatory_id FROM wall_changes WHERE number > ? ORDER BY number LIMIT ?",
		earlier.number, manyChanges+1).Scan(&changed).Error
	if err != nil {
		return nil, fmt.Errorf("read what changed on the wall: %w", err)
	}
	if len(changed) > manyChanges {
		return s.newWall(db)
	}
	members, err := readWall(db, changed)
	if err != nil {
		return nil, err
	}
	public := make(map[string]bool, len(members))
	for _, m := range members {
		public[m.ID] = true
	}
	gone := slices.DeleteFunc(changed, func(id string) bool { return public[id] })
	index, err := earlier.index.With(members, gone)
	if err != nil {
		return nil, fmt.Errorf("update the wall: %w", err)
	}
	return index, nil
}

func (s *Store) newWall(db *gorm.DB) (*wall.Index, error) {
	members, err := readWall(db, nil)
	if err != nil {
		return nil, err
	}
	index, err := wall.New(members, s.opts.Languages)
	if err != nil {
		return nil, fmt.Errorf("index the wall: %w", err)
	}
	return index, nil
}

// wallRow is a signatory as the index needs it.
type wallRow struct {
	ID, Slug, Name, Kind, Country, Origin string
	Since, UpdatedAt                      time.Time
	Website                               string
	TerritoryID, Territory                string
	Parent, Grandparent, Ancestor         string
	Lat, Lon                              float64
	Weight                                int
}

// readWall reads the public signatories among ids; all of them where ids is nil.
func readWall(db *gorm.DB, ids []string) ([]wall.Member, error) {
	only, args := "", []any{}
	if ids != nil {
		only, args = " AND s.id IN ?", []any{ids}
	}
	var rows []wallRow
	err := db.Raw(`SELECT s.id, s.slug, s.name, s.kind, s.country, s.origin, s.since, s.updated_at, s.website,
			COALESCE(s.territory_id, '') AS territory_id, COALESCE(t.name, '') AS territory,
			COALESCE(t.lat, 0) AS lat, COALESCE(t.lon, 0) AS lon, COALESCE(t.rank_weight, 0) AS weight,
			COALESCE(t.parent_id, '') AS parent, COALESCE(p.parent_id, '') AS grandparent,
			COALESCE(g.parent_id, '') AS ancestor
		FROM signatories s LEFT JOIN territories t ON t.id = s.territory_id
			LEFT JOIN territories p ON p.id = t.parent_id LEFT JOIN territories g ON g.id = p.parent_id
		WHERE s.hidden_at IS NULL`+only, args...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the wall: %w", err)
	}
	associations, err := listsOf(db, `SELECT signatory_id AS id, association AS value FROM signatory_associations s
		WHERE TRUE`+strings.Replace(only, "s.id", "s.signatory_id", 1)+" ORDER BY 1, 2", args)
	if err != nil {
		return nil, fmt.Errorf("read associations of the wall: %w", err)
	}
	versions, err := listsOf(db, `SELECT signatory_id AS id, version AS value FROM signatory_declarations s
		WHERE TRUE`+strings.Replace(only, "s.id", "s.signatory_id", 1)+" ORDER BY 1, signed_at DESC, version", args)
	if err != nil {
		return nil, fmt.Errorf("read declarations of the wall: %w", err)
	}
	belongs, holds, err := statisticalOnWall(db, only, args)
	if err != nil {
		return nil, fmt.Errorf("read statistical regions of the wall: %w", err)
	}
	names, err := namesOnWall(db, only, args)
	if err != nil {
		return nil, fmt.Errorf("read names of the wall: %w", err)
	}
	members := make([]wall.Member, 0, len(rows))
	for _, row := range rows {
		member := row.member(associations[row.ID], versions[row.ID], names[row.TerritoryID])
		member.Statistical, member.Holds = belongs[row.TerritoryID], holds[row.TerritoryID]
		members = append(members, member)
	}
	return members, nil
}

// namesOnWall returns the folded names of the territories of the public signatories.
func namesOnWall(db *gorm.DB, only string, args []any) (map[string][]string, error) {
	return listsOf(db, `SELECT territory_id AS id, key AS value FROM territory_names WHERE part < 2 AND territory_id IN
		(SELECT s.territory_id FROM signatories s WHERE s.hidden_at IS NULL`+only+") ORDER BY 1, 2", args)
}

// statisticalOnWall returns, by territory, the statistical regions that it belongs to, and those that it holds.
func statisticalOnWall(db *gorm.DB, only string, args []any) (belongs, holds map[string][]string, err error) {
	const query = `SELECT territory_id AS id, code AS value FROM territory_statistical_regions WHERE %s territory_id IN
		(SELECT s.territory_id FROM signatories s WHERE s.hidden_at IS NULL%s) ORDER BY 1, 2`
	if belongs, err = listsOf(db, fmt.Sprintf(query, "", only), args); err != nil {
		return nil, nil, err
	}
	holds, err = listsOf(db, fmt.Sprintf(query, "holds_most AND", only), args)
	return belongs, holds, err
}

// listsOf gathers the values of a query per id.
func listsOf(db *gorm.DB, query string, args []any) (map[string][]string, error) {
	rows, err := db.Raw(query, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	lists := map[string][]string{}
	for rows.Next() {
		var id, value string
		if err := rows.Scan(&id, &value); err != nil {
			return nil, err
		}
		lists[id] = append(lists[id], value)
	}
	return lists, rows.Err()
}

func (r wallRow) member(associations, versions, names []string) wall.Member {
	m := wall.Member{
		ID: r.ID, Slug: r.Slug, Name: r.Name, Kind: r.Kind, Country: r.Country, Origin: r.Origin,
		Since: r.Since.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Website: r.Website,
		TerritoryID: r.TerritoryID, Territory: territoryBeside(r.Name, r.Territory),
		Lat: r.Lat, Lon: r.Lon, Weight: r.Weight,
		Associations: associations, Versions: versions, Keys: slices.Concat(names, []string{typed.FoldLookalikes(r.Name)}),
	}
	for _, id := range []string{r.TerritoryID, r.Parent, r.Grandparent, r.Ancestor} {
		if id != "" {
			m.Within = append(m.Within, id)
		}
	}
	return m
}
