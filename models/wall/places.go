package wall

import (
	"context"
	"math"
	"slices"
	"strconv"

	"alliance/geo"
)

// noPlace and noCell stand for what is not known.
const (
	noPlace = -1
	noCell  = math.MaxUint16
	outside = math.MaxUint16 - 1 // beyond the edge of the map
)

// place is a territory with members.
type place struct {
	id       string
	around   []string
	lat, lon float64
	weight   int32
	cell     uint16 // on the map
	area     uint32
}

func newPlace(t *Territory, areas *areas) place {
	p := place{
		id: t.ID, around: t.Around, lat: t.Lat, lon: t.Lon, weight: int32(t.Weight), //nolint:gosec // people: fewer than 2³¹
		cell: outside,
	}
	if at := geo.Project(t.Lat, t.Lon); at.InFrame() {
		cell := at.Cell()
		p.cell = uint16(cell.Row*geo.CellColumns + cell.Column) //nolint:gosec // fewer cells than 2¹⁶
	}
	p.area = areas.of(t, p.cell == outside)
	return p
}

func (p *place) liesIn(territory string) bool {
	return p.id == territory || slices.Contains(p.around, territory)
}

// distance compares how far places are apart; it is right for neighbours and has no unit (equirectangular).
func (p *place) distance(lat, lon float64) float64 {
	east := (p.lon - lon) * math.Cos(lat*math.Pi/180)
	return math.Hypot(east, p.lat-lat)
}

// Places are territories that members may be at.
type Places struct {
	list  []place
	known map[string]int32 // by territory
	areas areas
}

// NewPlaces finds territories on the map.
func NewPlaces(territories []Territory) *Places {
	p := &Places{
		list: make([]place, len(territories)), known: make(map[string]int32, len(territories)),
		areas: areas{known: map[string]uint32{}},
	}
	for i := range territories {
		p.list[i] = newPlace(&territories[i], &p.areas)
		p.known[territories[i].ID] = int32(i)
	}
	return p
}

// areas numbers areas as places come.
type areas struct {
	list  []Area
	known map[string]uint32
	key   []byte
}

// of is the number of the area that a territory is in, to which it is added.
func (a *areas) of(t *Territory, outside bool) uint32 {
	a.key = strconv.AppendBool(a.key[:0], outside)
	for _, part := range [][]string{{t.Region}, t.Statistical, t.Holds} {
		a.key = append(a.key, 0)
		for _, id := range part {
			a.key = append(append(a.key, 1), id...)
		}
	}
	at, known := a.known[string(a.key)]
	if !known {
		at = uint32(len(a.list)) //nolint:gosec // no more areas than places
		a.known[string(a.key)] = at
		a.list = append(a.list, Area{Region: t.Region, Statistical: t.Statistical, Holds: t.Holds, Outside: outside})
	}
	return at
}

// atPlaces counts the selected at each place.
func (sel *selection) atPlaces() []int32 {
	counts := make([]int32, len(sel.s.places))
	for n := range sel.each(0) {
		if place := sel.s.place[n]; place >= 0 {
			counts[place]++
		}
	}
	return counts
}

// Areas returns the areas with members that a filter selects; one may come twice.
func (x *Index) Areas(ctx context.Context, f Filter) ([]Area, error) {
	selections, err := x.selections(ctx, f)
	if err != nil {
		return nil, err
	}
	var found []Area
	for _, sel := range selections {
		counts := make([]int, len(sel.s.areas))
		for place, count := range sel.atPlaces() {
			counts[sel.s.places[place].area] += int(count)
		}
		for i, count := range counts {
			if count > 0 {
				area := sel.s.areas[i]
				area.Count = count
				found = append(found, area)
			}
		}
	}
	return found, nil
}

// Territories returns where the members that a filter selects are, and how many of them that is known of; a territory
// may come twice.
func (x *Index) Territories(ctx context.Context, f Filter) (ids []string, members int, err error) {
	selections, err := x.selections(ctx, f)
	if err != nil {
		return nil, 0, err
	}
	for _, sel := range selections {
		ids = slices.Grow(ids, min(sel.total(), len(sel.s.places)))
		for place, count := range sel.atPlaces() {
			if count > 0 {
				ids = append(ids, sel.s.places[place].id)
				members += int(count)
			}
		}
	}
	return ids, members, nil
}
