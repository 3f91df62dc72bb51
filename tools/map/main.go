// Command map makes web/europe.txt, the outlines behind the map of members, from Natural Earth's countries (public
// domain) as TopoJSON in EPSG:3035. It is run by hand when the source changes:
//
//	go run ./tools/map < ../shared/data/map/naturalearth_50m_countries_epsg3035.topojson > web/europe.txt
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"alliance/geo"
)

// What is too small to see at 1,000 units across, in square units.
const (
	detailArea = 1.6 // a bend that spans less is straightened
	islandArea = 6.0 // a smaller island is left out, unless it is all that its country has
	smallArea  = 60.0
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "map:", err)
		os.Exit(1)
	}
}

type topology struct {
	Transform struct{ Scale, Translate [2]float64 }
	Arcs      [][][2]float64
	Objects   struct {
		Countries struct {
			Geometries []geometry
		}
	}
}

type geometry struct {
	ID   string
	Type string
	Arcs json.RawMessage
}

type point struct{ x, y float64 }

// run writes a line per country: its code, a tab, its path. Neighbours keep a common border because each border is
// one arc, simplified once.
func run(in io.Reader, out io.Writer) error {
	var source topology
	if err := json.NewDecoder(in).Decode(&source); err != nil {
		return fmt.Errorf("read TopoJSON: %w", err)
	}
	arcs := make([][]point, len(source.Arcs))
	for i, arc := range source.Arcs {
		arcs[i] = simplify(source.project(arc))
	}
	countries := source.Objects.Countries.Geometries
	slices.SortFunc(countries, func(a, b geometry) int { return strings.Compare(a.ID, b.ID) })
	buffered := bufio.NewWriter(out)
	for _, country := range countries {
		polygons, err := country.polygons()
		if err != nil {
			return fmt.Errorf("read %s: %w", country.ID, err)
		}
		fmt.Fprintf(buffered, "%s\t%s\n", country.ID, drawCountry(polygons, arcs))
	}
	return buffered.Flush()
}

// project turns the deltas of an arc into points of the drawing.
func (t *topology) project(arc [][2]float64) []point {
	points := make([]point, len(arc))
	var x, y float64
	for i, delta := range arc {
		x, y = x+delta[0], y+delta[1]
		east := x*t.Transform.Scale[0] + t.Transform.Translate[0]
		north := y*t.Transform.Scale[1] + t.Transform.Translate[1]
		points[i] = point{(east - geo.Left) * geo.Scale, (geo.Top - north) * geo.Scale}
	}
	return points
}

func (g geometry) polygons() ([][][]int, error) {
	if g.Type == "Polygon" {
		var rings [][]int
		err := json.Unmarshal(g.Arcs, &rings)
		return [][][]int{rings}, err
	}
	var polygons [][][]int
	err := json.Unmarshal(g.Arcs, &polygons)
	return polygons, err
}

// simplify drops, smallest first, the points whose triangle with their neighbours is under detailArea
// (Visvalingam and Whyatt 1993); the ends stay.
func simplify(points []point) []point {
	kept := slices.Clone(points)
	for len(kept) > 4 {
		smallest, at := detailArea, 0
		for i := 1; i < len(kept)-1; i++ {
			if area := ringArea(kept[i-1 : i+2]); area < smallest {
				smallest, at = area, i
			}
		}
		if at == 0 {
			break
		}
		kept = slices.Delete(kept, at, at+1)
	}
	return kept
}

// ringArea is the area inside a ring, in square units.
func ringArea(ring []point) float64 {
	var twice float64
	for i, p := range ring {
		next := ring[(i+1)%len(ring)]
		twice += p.x*next.y - next.x*p.y
	}
	return max(twice, -twice) / 2
}

// drawCountry joins the arcs to rings and writes those that can be seen.
func drawCountry(polygons [][][]int, arcs [][]point) string {
	var rings [][]point
	largest := 0.0
	for _, polygon := range polygons {
		for _, ring := range polygon {
			joined := joinArcs(ring, arcs)
			rings = append(rings, joined)
			largest = max(largest, ringArea(joined))
		}
	}
	precision := 1.0
	if largest < smallArea {
		precision = 5
	}
	var path strings.Builder
	for _, ring := range rings {
		if area := ringArea(ring); (area >= islandArea || area == largest) && inFrame(ring) {
			path.WriteString(drawRing(ring, precision))
		}
	}
	return path.String()
}

// joinArcs strings arcs together; ^n means arc n backwards, and ends that meet are one point (TopoJSON 2.1.4).
func joinArcs(ring []int, arcs [][]point) []point {
	var joined []point
	for _, index := range ring {
		arc := arcs[max(index, ^index)]
		if index < 0 {
			arc = slices.Clone(arc)
			slices.Reverse(arc)
		}
		joined = append(joined, arc[:len(arc)-1]...)
	}
	return joined
}

func inFrame(ring []point) bool {
	return slices.ContainsFunc(ring, func(p point) bool {
		return p.x > 0 && p.x < geo.Width && p.y > 0 && p.y < geo.Height
	})
}

// drawRing writes relative moves between rounded points, so that rounding never adds up.
func drawRing(ring []point, precision float64) string {
	var path strings.Builder
	var atX, atY int
	for i, p := range ring {
		x, y := round(p.x*precision), round(p.y*precision)
		switch {
		case i == 0:
			path.WriteString("M" + coordinates(x, y, precision))
		case x == atX && y == atY:
			continue
		default:
			if i == 1 {
				path.WriteString("l")
			}
			path.WriteString(separated(path.String(), coordinates(x-atX, y-atY, precision)))
		}
		atX, atY = x, y
	}
	return path.String() + "z"
}

func round(f float64) int {
	if f < 0 {
		return -int(-f + 0.5)
	}
	return int(f + 0.5)
}

func coordinates(x, y int, precision float64) string {
	first, second := number(x, precision), number(y, precision)
	return first + separated(first, second)
}

// number writes n/precision without the zero before a decimal point.
func number(n int, precision float64) string {
	text := fmt.Sprintf("%g", float64(n)/precision)
	if rest, found := strings.CutPrefix(text, "0."); found {
		return "." + rest
	}
	if rest, found := strings.CutPrefix(text, "-0."); found {
		return "-." + rest
	}
	return text
}

// separated puts a space before next where it would otherwise run into the number before it.
func separated(before, next string) string {
	if strings.HasSuffix(before, "l") || strings.HasPrefix(next, "-") {
		return next
	}
	return " " + next
}
