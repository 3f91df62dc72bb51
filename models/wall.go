package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"alliance/models/typed"
)

// WallSort orders the wall.
type WallSort string

// The orders of the wall. Newest is the default.
const (
	SortNewest WallSort = "newest"
	SortName   WallSort = "name"
)

// WallPageSize is how many entries a wall page holds unless the filter says otherwise.
const WallPageSize = 48

// maxWallPageSize bounds what a filter may ask for.
const maxWallPageSize = 100

// WallFilter selects wall entries. The zero value selects all, newest first.
type WallFilter struct {
	Query       string // accent- and case-insensitive search in the name
	Country     string
	Kind        Kind
	Association string
	Version     string
	Year        int
	Sort        WallSort
	After       string // the cursor that an earlier page gave as Next
	Limit       int    // at most 100; 0 means WallPageSize
}

// FacetCount is how many entries one value of a filter would give.
type FacetCount struct {
	Value string
	Count int
}

// Wall is one page of the wall.
type Wall struct {
	Entries   []WallEntry
	Next      string // cursor of the next page; empty on the last
	Total     int    // entries that the filter selects, on all pages
	Kinds     []FacetCount
	Countries []FacetCount
}

// Counters are the totals that the home page shows.
type Counters struct {
	Total     int
	ByKind    map[Kind]int
	Countries int // how many countries the signatories come from
}

// MapPoint is a place with members in it.
type MapPoint struct {
	Lat, Lon float64
	Count    int
}

// wallRow is a wall entry as the database gives it: public columns only.
type wallRow struct {
	ID        string
	Slug      string
	Name      string
	SearchKey string
	Kind      Kind
	Country   string
	Territory string
	Since     time.Time
}

const wallColumns = `signatories.id, signatories.slug, signatories.name, signatories.search_key,
	signatories.kind, signatories.country, signatories.since, COALESCE(territories.name, '') AS territory`

func (r wallRow) entry() WallEntry {
	entry := WallEntry{Slug: r.Slug, Name: r.Name, Kind: r.Kind, Country: r.Country, Since: r.Since}
	if typed.Fold(r.Territory) != r.SearchKey {
		entry.Territory = r.Territory
	}
	return entry
}

// Wall returns one page of the wall with the counts of its filters.
func (s *Store) Wall(ctx context.Context, f WallFilter) (Wall, error) {
	if f.Limit <= 0 || f.Limit > maxWallPageSize {
		f.Limit = WallPageSize
	}
	db := s.read.WithContext(ctx)
	var wall Wall
	if err := f.count(db, &wall); err != nil {
		return Wall{}, err
	}
	rows, err := f.page(db)
	if err != nil {
		return Wall{}, err
	}
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		wall.Next = f.cursor(rows[f.Limit-1])
	}
	for _, row := range rows {
		wall.Entries = append(wall.Entries, row.entry())
	}
	return wall, nil
}

// count fills the total and, per filter, what each of its values would give while the
// other filters stay as they are.
func (f WallFilter) count(db *gorm.DB, wall *Wall) error {
	var total int64
	if err := f.where(db).Count(&total).Error; err != nil {
		return fmt.Errorf("count the wall: %w", err)
	}
	wall.Total = int(total)
	anyKind, anyCountry := f, f
	anyKind.Kind, anyCountry.Country = "", ""
	var err error
	if wall.Kinds, err = countPer(anyKind.where(db), "kind"); err != nil {
		return err
	}
	wall.Countries, err = countPer(anyCountry.where(db), "country")
	return err
}

// where selects the signatories of the filter.
func (f WallFilter) where(db *gorm.DB) *gorm.DB {
	query := db.Model(&signatoryRow{}).Where("signatories.hidden_at IS NULL")
	if f.Country != "" {
		query = query.Where("signatories.country = ?", f.Country)
	}
	if f.Kind != "" {
		query = query.Where("signatories.kind = ?", f.Kind)
	}
	if f.Association != "" {
		query = query.Where(`signatories.id IN (SELECT signatory_id FROM signatory_associations
			WHERE association = ?)`, f.Association)
	}
	if f.Version != "" {
		query = query.Where(`signatories.id IN (SELECT signatory_id FROM signatory_declarations
			WHERE version = ?)`, f.Version)
	}
	if f.Year != 0 {
		start := time.Date(f.Year, 1, 1, 0, 0, 0, 0, time.UTC)
		query = query.Where("signatories.since >= ? AND signatories.since < ?", start, start.AddDate(1, 0, 0))
	}
	if key := typed.Fold(f.Query); key != "" {
		query = whereWord(query, "signatories.search_key", key)
	}
	return query
}

// page reads one entry more than the page holds, to know whether another follows.
func (f WallFilter) page(db *gorm.DB) ([]wallRow, error) {
	query := f.where(db)
	if f.Sort == SortName {
		query = query.Order("signatories.search_key, signatories.id")
		if name, id, paged := parseCursor(f.After); paged {
			query = query.Where("(signatories.search_key, signatories.id) > (?, ?)", name, id)
		}
	} else {
		query = query.Order("signatories.since DESC, signatories.id DESC")
		if since, id, paged := parseTimeCursor(f.After); paged {
			query = query.Where("(signatories.since, signatories.id) < (?, ?)", since, id)
		}
	}
	var rows []wallRow
	err := query.Joins("LEFT JOIN territories ON territories.id = signatories.territory_id").
		Select(wallColumns).Limit(f.Limit + 1).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the wall: %w", err)
	}
	return rows, nil
}

func (f WallFilter) cursor(last wallRow) string {
	if f.Sort == SortName {
		return cursor(last.SearchKey, last.ID)
	}
	return timeCursor(last.Since, last.ID)
}

// Newest returns the n latest entries of the wall.
func (s *Store) Newest(ctx context.Context, n int) ([]WallEntry, error) {
	rows, err := WallFilter{Limit: n}.page(s.read.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	entries := make([]WallEntry, 0, n)
	for _, row := range rows[:min(n, len(rows))] {
		entries = append(entries, row.entry())
	}
	return entries, nil
}

// Counters returns the totals of the wall.
func (s *Store) Counters(ctx context.Context) (Counters, error) {
	var rows []struct {
		Kind    Kind
		Country string
		Count   int
	}
	err := s.read.WithContext(ctx).Raw(`SELECT country, kind, count(*) AS count FROM signatories
		WHERE hidden_at IS NULL GROUP BY country, kind`).Scan(&rows).Error
	if err != nil {
		return Counters{}, fmt.Errorf("count signatories: %w", err)
	}
	counters := Counters{ByKind: map[Kind]int{}}
	countries := map[string]bool{}
	for _, row := range rows {
		counters.Total += row.Count
		counters.ByKind[row.Kind] += row.Count
		countries[row.Country] = true
	}
	counters.Countries = len(countries)
	return counters, nil
}

// MapPoints returns where the signatories of a filter are, those of one territory together.
func (s *Store) MapPoints(ctx context.Context, f WallFilter) ([]MapPoint, error) {
	var points []MapPoint
	err := f.where(s.read.WithContext(ctx)).
		Joins("JOIN territories ON territories.id = signatories.territory_id").
		Select("territories.lat, territories.lon, count(*) AS count").
		Group("territories.id").Scan(&points).Error
	if err != nil {
		return nil, fmt.Errorf("read the map: %w", err)
	}
	return points, nil
}
