package wall

import (
	"math"
	"slices"

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
	Territory
	cell uint16 // on the map
}

func newPlace(t Territory) place {
	p := place{Territory: t, cell: outside}
	if at := geo.Project(t.Lat, t.Lon); at.InFrame() {
		cell := at.Cell()
		p.cell = uint16(cell.Row*geo.CellColumns + cell.Column) //nolint:gosec // fewer cells than 2¹⁶
	}
	return p
}

func (p *place) liesIn(territory string) bool {
	return p.ID == territory || slices.Contains(p.Around, territory)
}

// distance compares how far places are apart; it is right for neighbours and has no unit (equirectangular).
func (p *place) distance(lat, lon float64) float64 {
	east := (p.Lon - lon) * math.Cos(lat*math.Pi/180)
	return math.Hypot(east, p.Lat-lat)
}
