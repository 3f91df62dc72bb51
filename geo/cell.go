package geo

// CellStep is the distance of the grid that lights on the map snap to: what is closer than about 20 km shares a cell.
const CellStep = 4

// Cell is a place on the grid. Every other row is shifted by half a step, which looks less like a chessboard.
type Cell struct{ Column, Row int }

// Cells is how many columns and rows the frame has.
const (
	CellColumns = Width/CellStep + 2
	CellRows    = Height/CellStep + 2
)

// Cell is the one closest to a point in the frame.
func (p Point) Cell() Cell {
	row := int(p.Y/CellStep + 0.5)
	return Cell{int((p.X-shift(row))/CellStep + 0.5), row}
}

func shift(row int) float64 { return float64(row % 2 * CellStep / 2) }

// X is where the cell is in the frame.
func (c Cell) X() int { return c.Column*CellStep + int(shift(c.Row)) }

// Y is where the cell is in the frame.
func (c Cell) Y() int { return c.Row * CellStep }
