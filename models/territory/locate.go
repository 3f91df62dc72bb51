package territory

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"gorm.io/gorm"

	"alliance/geo"
)

// statisticalSource marks territories that the register lacks and the statistical regions have.
const statisticalSource = "statistical"

// How far outside all outlines of its country, which are generalised and leave out small islands, a place may lie.
const (
	mostOffshore = 40   // in units of 5 km
	mostDegrees  = 10.0 // from the middle of a region overseas
)

// Located says how the register and the statistical regions met.
type Located struct {
	Regions, Overseas int // statistical regions of the basic level, and those of them overseas
	Places            int // places of the register that lie in one
	Unplaced          int // places that lie in none, such as those of countries without outlines
	Added             int // regions overseas that the register lacked
}

// SaveStatisticalRegions replaces the statistical regions, and finds which territories of the register lie in them.
// It is to be one transaction.
func SaveStatisticalRegions(ctx context.Context, tx *gorm.DB, regions []StatisticalRegion) (Located, error) {
	tx = tx.WithContext(ctx)
	if err := RemoveStatisticalRegions(tx); err != nil {
		return Located{}, err
	}
	if err := writeStatisticalRegions(ctx, tx, regions); err != nil {
		return Located{}, fmt.Errorf("store statistical regions: %w", err)
	}
	atlas := newAtlas(regions)
	rows, err := atlas.territories(tx)
	if err != nil {
		return Located{}, fmt.Errorf("read the register: %w", err)
	}
	added, err := addOverseas(ctx, tx, atlas.lacking(rows))
	if err != nil {
		return Located{}, fmt.Errorf("add regions overseas: %w", err)
	}
	result := atlas.locate(rows)
	result.Added = len(added)
	pairs := append(atlas.pairs(rows), added...)
	insert := batchInsert{
		columns: 3, head: "INSERT INTO territory_statistical_regions (territory_id, code, holds_most) VALUES ",
		tail: " ON CONFLICT DO NOTHING",
	}
	err = insert.run(ctx, tx, len(pairs), func(args []any, i int) []any {
		return append(args, pairs[i].territory, pairs[i].code, pairs[i].holdsMost)
	})
	if err != nil {
		return Located{}, fmt.Errorf("store where territories lie: %w", err)
	}
	return result, nil
}

// RemoveStatisticalRegions forgets them. Territories that came with them stay, because pledges may name them.
func RemoveStatisticalRegions(tx *gorm.DB) error {
	for _, table := range []string{"territory_statistical_regions", "statistical_regions"} {
		if err := tx.Exec("DELETE FROM " + table).Error; err != nil {
			return fmt.Errorf("empty %s: %w", table, err)
		}
	}
	return nil
}

func writeStatisticalRegions(ctx context.Context, tx *gorm.DB, regions []StatisticalRegion) error {
	insert := batchInsert{
		columns: 7,
		head: `INSERT INTO statistical_regions (code, level, country, name, outline, inset_width, inset_height)
			VALUES `,
	}
	return insert.run(ctx, tx, len(regions), func(args []any, i int) []any {
		r := &regions[i]
		return append(args, r.Code, r.Level, r.Country, r.Name, r.Outline, r.InsetWidth, r.InsetHeight)
	})
}

// atlas finds the basic statistical region of a place.
type atlas struct {
	regions   []StatisticalRegion // of the basic level
	outlines  []geo.Path
	boxes     []geo.Box
	byCountry map[string][]int
}

func newAtlas(regions []StatisticalRegion) *atlas {
	a := &atlas{byCountry: map[string][]int{}}
	for _, region := range regions {
		if region.Level != StatisticalBasic {
			continue
		}
		outline := geo.MustPath(region.Outline) // it was read before
		a.byCountry[region.Country] = append(a.byCountry[region.Country], len(a.regions))
		a.regions = append(a.regions, region)
		a.outlines = append(a.outlines, outline)
		a.boxes = append(a.boxes, outline.Box())
	}
	return a
}

// nowhere is where a place lies that no region has.
const nowhere = -1

// at returns the region of a country in which a place lies: the one around it, off a coast the nearest.
func (a *atlas) at(country string, lat, lon float64) int {
	at := geo.Project(lat, lon)
	if !at.InFrame() {
		return a.overseas(country, lat, lon)
	}
	for _, i := range a.byCountry[country] {
		if !a.regions[i].IsOverseas() && a.boxes[i].Near(at, 0) && a.outlines[i].Contains(at) {
			return i
		}
	}
	found, nearest := nowhere, float64(mostOffshore)
	for _, i := range a.byCountry[country] {
		if a.regions[i].IsOverseas() || !a.boxes[i].Near(at, nearest) {
			continue
		}
		if distance := a.outlines[i].Distance(at); distance <= nearest {
			found, nearest = i, distance
		}
	}
	return found
}

// overseas returns the region overseas whose middle is nearest.
func (a *atlas) overseas(country string, lat, lon float64) int {
	found, nearest := nowhere, mostDegrees
	for _, i := range a.byCountry[country] {
		if !a.regions[i].IsOverseas() {
			continue
		}
		east := (a.regions[i].lon - lon) * math.Cos(lat*math.Pi/180)
		if distance := math.Hypot(east, a.regions[i].lat-lat); distance < nearest {
			found, nearest = i, distance
		}
	}
	return found
}

// located is a territory of the register with what of the atlas it lies in.
type located struct {
	id, country string
	level       Level
	parent      int // -1: none
	weight      float64
	region      int // index in the atlas, or nowhere
	lat, lon    float64
}

// territories reads the register, parents before their children, and finds each one's region.
func (a *atlas) territories(tx *gorm.DB) ([]located, error) {
	rows, err := tx.Raw(`SELECT id, COALESCE(parent_id, ''), country, level, population, lat, lon FROM territories
		ORDER BY CASE level WHEN 'country' THEN 0 WHEN 'region' THEN 1 WHEN 'province' THEN 2 ELSE 3 END, id`).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []located
	byID := map[string]int{}
	for rows.Next() {
		t := located{parent: -1}
		var parent string
		var population int
		if err := rows.Scan(&t.id, &parent, &t.country, &t.level, &population, &t.lat, &t.lon); err != nil {
			return nil, err
		}
		if at, known := byID[parent]; known {
			t.parent = at
		}
		t.weight = float64(max(population, 1))
		t.region = a.at(t.country, t.lat, t.lon)
		byID[t.id] = len(all)
		all = append(all, t)
	}
	return all, rows.Err()
}

func (a *atlas) locate(rows []located) Located {
	result := Located{Regions: len(a.regions)}
	for _, region := range a.regions {
		if region.IsOverseas() {
			result.Overseas++
		}
	}
	for _, t := range rows {
		switch {
		case t.level != LevelPlace:
		case t.region == nowhere:
			result.Unplaced++
		default:
			result.Places++
		}
	}
	return result
}

// lacking are the regions overseas in which the register has nothing.
func (a *atlas) lacking(rows []located) []StatisticalRegion {
	known := make([]bool, len(a.regions))
	for _, t := range rows {
		if t.region != nowhere && t.level != LevelCountry {
			known[t.region] = true
		}
	}
	var lacking []StatisticalRegion
	for i, region := range a.regions {
		if region.IsOverseas() && !known[i] {
			lacking = append(lacking, region)
		}
	}
	return lacking
}

// pair says that a territory belongs to a statistical region.
type pair struct {
	territory, code string
	holdsMost       bool // most of the region's people live in it
}

// addOverseas makes territories of regions that the register lacks, so that they can be chosen when one signs.
func addOverseas(ctx context.Context, tx *gorm.DB, regions []StatisticalRegion) ([]pair, error) {
	entries := make([]registerEntry, 0, len(regions))
	pairs := make([]pair, 0, len(regions))
	for _, region := range regions {
		id := region.Country + "." + region.Code
		entries = append(entries, registerEntry{Territory: Territory{
			ID: id, Level: LevelRegion, Name: region.Name, Country: region.Country, ParentID: region.Country,
			Lat: region.lat, Lon: region.lon,
		}})
		pairs = append(pairs, pair{id, region.Code, true})
	}
	if err := writeTerritories(ctx, tx, entries, statisticalSource); err != nil {
		return nil, err
	}
	return pairs, writeTerritoryNames(ctx, tx, entries, statisticalSource)
}

// mostOf is the share of a statistical region's people from which on a larger territory takes the most of it.
const mostOf = 0.5

// pairs gives every place its region; every region and province of the register those of which it holds the most, or
// the one around its middle where it is smaller.
func (a *atlas) pairs(rows []located) []pair {
	whole := make([]float64, len(a.regions))
	parts := make([]map[int]float64, len(rows))
	for at, t := range rows {
		if t.level != LevelPlace || t.region == nowhere {
			continue
		}
		whole[t.region] += t.weight
		for above := rows[at].parent; above >= 0; above = rows[above].parent {
			if parts[above] == nil {
				parts[above] = map[int]float64{}
			}
			parts[above][t.region] += t.weight
		}
	}
	var pairs []pair
	for at, t := range rows {
		if t.level == LevelCountry {
			continue
		}
		held := 0
		for region, part := range parts[at] {
			if part >= mostOf*whole[region] {
				pairs = append(pairs, pair{t.id, a.regions[region].Code, true})
				held++
			}
		}
		if held == 0 && t.region != nowhere {
			pairs = append(pairs, pair{t.id, a.regions[t.region].Code, false})
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(strings.Compare(a.territory, b.territory), strings.Compare(a.code, b.code))
	})
	return pairs
}
