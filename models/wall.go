package models

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"alliance/models/typed"
	"alliance/models/wall"
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
	// Query is what a name says: in any case, accents and script, with small typing errors.
	Query       string
	Country     string
	Kind        Kind
	Association string
	Version     string
	Year        int
	Territory   string // id of a territory of the register, or StatisticalID: its members and those inside it
	Sort        WallSort
	Language    string // whose collation SortName follows
	After       string // the cursor that an earlier page gave as Next
	Limit       int    // at most 100; 0 means WallPageSize
	Brief       bool   // entries without associations and versions, which take as long to read as all the rest
}

// FacetCount is how many entries one value of a filter would give.
type FacetCount struct {
	Value string
	Count int
}

// Wall is one page of the wall. Each list of counts says what the values of one filter would give while the
// other filters stay; values that would give nothing are missing.
type Wall struct {
	Entries      []WallEntry
	Next         string // cursor of the next page; empty on the last
	Total        int    // entries that the filter selects, on all pages
	Kinds        []FacetCount
	Countries    []FacetCount
	Associations []FacetCount
	Versions     []FacetCount
	Years        []FacetCount // the latest first
}

// Counters are the totals that the home page shows.
type Counters struct {
	Total     int
	ByKind    map[Kind]int
	Countries int // how many countries the signatories come from
}

// MapArea is where members are, as far as the regions of the map tell places apart.
type MapArea = wall.Area

// MapLights are the lights of the map, in reading order.
type MapLights = wall.Lights

// Wall returns one page of the wall with the counts of its filters.
func (s *Store) Wall(ctx context.Context, f WallFilter) (Wall, error) {
	index, err := s.wallIndex(ctx)
	if err != nil {
		return Wall{}, err
	}
	found, err := index.Find(ctx, f.index(), f.page())
	if err != nil {
		return Wall{}, fmt.Errorf("find on the wall: %w", err)
	}
	page := Wall{
		Total: found.Total,
		Kinds: facet(found.Facets.Kinds), Countries: facet(found.Facets.Countries),
		Associations: facet(found.Facets.Associations), Versions: facet(found.Facets.Versions),
	}
	for _, year := range slices.Backward(slices.Sorted(maps.Keys(found.Facets.Years))) {
		page.Years = append(page.Years, FacetCount{strconv.Itoa(year), found.Facets.Years[year]})
	}
	if page.Entries, err = f.entries(s.read.WithContext(ctx), found.Members); err != nil {
		return Wall{}, err
	}
	if found.Next != nil { // not of the last entry: who has left meanwhile is not among them
		page.Next = f.cursor(*found.Next)
	}
	return page, nil
}

// entriesAtOnce is how many entries EachOnWall reads at a time.
const entriesAtOnce = 500

// EachOnWall calls do with every entry that a filter selects, in the wall's order, each once. Which they are is settled
// at the start; each is as it is when its part is read, and missing if it has left by then: one read of all would keep
// the database from tidying up for as long as a slow visitor takes. It ends with the first error of do or of the
// context.
func (s *Store) EachOnWall(ctx context.Context, f WallFilter, do func(WallEntry) error) error {
	index, err := s.wallIndex(ctx)
	if err != nil {
		return err
	}
	members, err := index.All(ctx, f.index(), f.page())
	if err != nil {
		return fmt.Errorf("list the wall: %w", err)
	}
	for part := range slices.Chunk(members, entriesAtOnce) {
		entries, err := f.entries(s.read.WithContext(ctx), part)
		if err != nil {
			return err
		}
		for _, entry := range entries {
			if err := errors.Join(ctx.Err(), do(entry)); err != nil {
				return err
			}
		}
	}
	return nil
}

// SuggestMembers returns the members that a text being typed may mean, in brief, the likeliest first.
func (s *Store) SuggestMembers(ctx context.Context, text string, limit int) ([]WallEntry, error) {
	index, err := s.wallIndex(ctx)
	if err != nil {
		return nil, err
	}
	found, err := index.Suggest(ctx, text, limit)
	if err != nil {
		return nil, fmt.Errorf("suggest members: %w", err)
	}
	return briefEntriesOf(s.read.WithContext(ctx), found)
}

// MembersNear returns the n members closest to another one, in brief, the closest first; none where its place is
// unknown.
func (s *Store) MembersNear(ctx context.Context, of WallEntry, n int) ([]WallEntry, error) {
	if of.TerritoryID == "" || n <= 0 {
		return nil, nil
	}
	index, err := s.wallIndex(ctx)
	if err != nil {
		return nil, err
	}
	near, err := briefEntriesOf(s.read.WithContext(ctx), index.Near(of.Lat, of.Lon, n+1)) // it is near itself
	near = slices.DeleteFunc(near, func(e WallEntry) bool { return e.ID == of.ID })
	return near[:min(n, len(near))], err
}

// Newest returns the n latest entries of the wall, in brief.
func (s *Store) Newest(ctx context.Context, n int) ([]WallEntry, error) {
	page, err := s.Wall(ctx, WallFilter{Limit: n, Brief: true})
	return page.Entries, err
}

// Counters returns the totals of the wall.
func (s *Store) Counters(ctx context.Context) (Counters, error) {
	index, err := s.wallIndex(ctx)
	if err != nil {
		return Counters{}, err
	}
	found, err := index.Find(ctx, wall.Filter{}, wall.Page{})
	if err != nil {
		return Counters{}, fmt.Errorf("count the wall: %w", err)
	}
	counters := Counters{Total: found.Total, Countries: len(found.Facets.Countries), ByKind: map[Kind]int{}}
	for kind, count := range found.Facets.Kinds {
		counters.ByKind[Kind(kind)] = count
	}
	return counters, nil
}

// MapAreas returns where the signatories of a filter are; an area may come twice.
func (s *Store) MapAreas(ctx context.Context, f WallFilter) ([]MapArea, error) {
	index, err := s.wallIndex(ctx)
	if err != nil {
		return nil, err
	}
	areas, err := index.Areas(ctx, f.index())
	if err != nil {
		return nil, fmt.Errorf("find areas of the wall: %w", err)
	}
	return areas, nil
}

// MapLights returns the map of the signatories of a filter, those closer than a light is wide together.
func (s *Store) MapLights(ctx context.Context, f WallFilter) (MapLights, error) {
	index, err := s.wallIndex(ctx)
	if err != nil {
		return MapLights{}, err
	}
	lights, err := index.Lights(ctx, f.index())
	if err != nil {
		return MapLights{}, fmt.Errorf("draw the wall: %w", err)
	}
	return lights, nil
}

func (f WallFilter) index() wall.Filter {
	filter := wall.Filter{
		Query: f.Query, Country: f.Country, Kind: string(f.Kind), Association: f.Association, Version: f.Version,
		Year: f.Year, Territory: f.Territory,
	}
	if code, statistical := statisticalCode(f.Territory); statistical {
		filter.Territory, filter.Statistical = "", code
	}
	return filter
}

// entries reads entries by their numbers, as the filter wants them.
func (f WallFilter) entries(db *gorm.DB, members []int64) ([]WallEntry, error) {
	if f.Brief {
		return briefEntriesOf(db, members)
	}
	return entriesOf(db, members)
}

// page reads the cursor; one that is broken, or of the other order, gives the first page.
func (f WallFilter) page() wall.Page {
	page := wall.Page{Language: f.Language, Limit: f.Limit}
	if f.Limit <= 0 || f.Limit > maxWallPageSize {
		page.Limit = WallPageSize
	}
	if f.Sort == SortName {
		page.Sort = wall.ByName
		if name, id, paged := parseCursor(f.After); paged {
			page.After = lastOf(id, wall.Last{Name: name})
		}
	} else if since, id, paged := parseTimeCursor(f.After); paged {
		page.After = lastOf(id, wall.Last{Since: since})
	}
	return page
}

// lastOf completes the last member of a page; nil where id is no number.
func lastOf(id string, last wall.Last) *wall.Last {
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil
	}
	last.Number = number
	return &last
}

// Continues reports whether After is what an earlier page gave as Next, in the same order.
func (f WallFilter) Continues() bool { return f.page().After != nil }

// cursor points behind the last member of a page.
func (f WallFilter) cursor(last wall.Last) string {
	id := strconv.FormatInt(last.Number, 10)
	if f.Sort == SortName {
		return cursor(last.Name, id)
	}
	return timeCursor(last.Since, id)
}

// facet lists counts by value.
func facet(counts wall.Facet) []FacetCount {
	list := make([]FacetCount, 0, len(counts))
	for _, value := range slices.Sorted(maps.Keys(counts)) {
		list = append(list, FacetCount{value, counts[value]})
	}
	return list
}

// territoryBeside is the name of a member's territory; empty where the member's own name says it.
func territoryBeside(name, territory string) string {
	if territory == name || typed.Fold(territory) == typed.Fold(name) {
		return ""
	}
	return territory
}
