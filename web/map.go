package web

import (
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"alliance/geo"
)

// europe holds a line per country: code, tab, path in the map's frame. Made by tools/map from Natural Earth.
//
//go:embed europe.txt
var europe string

// gridStep is the distance of the grid that lights snap to.
const gridStep = geo.CellStep

// Map is the drawing of Europe with its members; built by NewMap.
type Map struct {
	lights  [][]cell // a slice per size class, each in reading order
	members int
	outside int
	places  int
	view    view
	near    bool // it shows the surroundings of one member, whose light is as large as all others
}

// view is the part of the frame that is shown; the zero view shows all of it.
type view struct{ x, y, width, height int }

// nearView is how much of the frame a zoomed map shows: 1,700 km from west to east.
const nearView = 340

// cell is a place on the grid.
type cell geo.Cell

func nearest(p geo.Point) cell { return cell(p.Cell()) }

func (c cell) x() int { return geo.Cell(c).X() }
func (c cell) y() int { return geo.Cell(c).Y() }

// NewMap draws points on Europe. Points outside the frame are counted, not drawn; see Map.Outside.
func NewMap(points []Point) Map {
	outside := 0
	counts := map[geo.Cell]int{}
	for _, point := range points {
		at := geo.Project(point.Lat, point.Lon)
		if !at.InFrame() {
			outside += point.Count
			continue
		}
		counts[at.Cell()] += point.Count
	}
	lights := make([]MapLight, 0, len(counts))
	for at, count := range counts {
		lights = append(lights, MapLight{at, count})
	}
	slices.SortFunc(lights, func(a, b MapLight) int {
		return (a.At.Row-b.At.Row)*(geo.Width+1) + a.At.Column - b.At.Column
	})
	return NewMapOfLights(lights, outside)
}

// MapLight is a cell of the map with members.
type MapLight struct {
	At    geo.Cell
	Count int
}

// NewMapOfLights draws lights, which stand in reading order; members outside the frame are counted.
func NewMapOfLights(lights []MapLight, outside int) Map {
	m := Map{lights: make([][]cell, len(classes())), members: outside, outside: outside, places: len(lights)}
	for _, light := range lights {
		m.members += light.Count
		class := classOf(light.Count)
		m.lights[class] = append(m.lights[class], cell(light.At))
	}
	return m
}

// Around returns the map zoomed to the surroundings of a point; points outside the frame leave all of it in view.
func (m Map) Around(point Point) Map {
	at := geo.Project(point.Lat, point.Lon)
	if !at.InFrame() {
		return m
	}
	m.near = true
	width, height := nearView, nearView*geo.Height/geo.Width
	m.view = view{
		min(max(int(at.X)-width/2, 0), geo.Width-width), min(max(int(at.Y)-height/2, 0), geo.Height-height), width, height,
	}
	return m
}

// ViewBox is the attribute of the svg element.
func (m Map) ViewBox() string {
	if m.view == (view{}) {
		return fmt.Sprintf("0 0 %d %d", geo.Width, geo.Height)
	}
	return fmt.Sprintf("%d %d %d %d", m.view.x, m.view.y, m.view.width, m.view.height)
}

// Members is how many members the map stands for, those outside its frame included.
func (m Map) Members() int { return m.members }

// Outside is how many members are too far away to be drawn, such as those overseas.
func (m Map) Outside() int { return m.outside }

// Empty reports whether nothing can be drawn but the outline of Europe.
func (m Map) Empty() bool { return m.places == 0 }

// classes are the least members of each size of light.
func classes() []int { return []int{1, 3, 10, 40} }

func classOf(count int) int {
	class := 0
	for _, least := range classes()[1:] {
		if count >= least {
			class++
		}
	}
	return class
}

// Drawing is the inside of the svg element: the land, then the lights, the smallest first. It holds numbers and
// fixed words only, so it is safe as HTML.
func (m Map) Drawing() template.HTML {
	var svg strings.Builder
	svg.Grow(len(europe) + 16*m.places)
	drawLand(&svg)
	m.drawLights(&svg)
	return template.HTML(svg.String()) //nolint:gosec // built from integers and the embedded outlines only
}

// LightPaths are the lights alone, the smallest first; safe as HTML like Drawing.
func (m Map) LightPaths() template.HTML {
	var svg strings.Builder
	m.drawLights(&svg)
	return template.HTML(svg.String()) //nolint:gosec // built from integers and the embedded outlines only
}

func (m Map) drawLights(svg *strings.Builder) {
	density := m.density()
	for class, lights := range m.lights {
		if len(lights) > 0 {
			fmt.Fprintf(svg, `<path class="light %s c%d" d="%s"/>`, density, class, pathOfLights(lights))
		}
	}
}

// density names the style of lights: few members shine as large as many together.
func (m Map) density() string {
	switch {
	case m.near:
		return "near"
	case m.places <= 12:
		return "few"
	case m.places <= 600:
		return "some"
	}
	return "many"
}

// How land is styled.
const (
	classNeighbour = "land"
	classMember    = "land eu"
	classTiny      = "land eu tiny"
)

// outline is a country's shape, with the class that styles it.
type outline struct{ country, path, class string }

// outlines are the member countries of the EU and their neighbours; Malta, which would be two pixels, gets a wide
// outline.
func outlines() []outline {
	all, neighbours := make([]outline, 0, 50), neighbourCodes()
	for line := range strings.Lines(europe) {
		code, path, _ := strings.Cut(strings.TrimSpace(line), "\t")
		class := classMember
		switch {
		case code == "MT":
			class = classTiny
		case slices.Contains(neighbours, code):
			class = classNeighbour
		}
		all = append(all, outline{code, path, class})
	}
	return all
}

// drawLand writes one path for all shapes of a class.
func drawLand(svg *strings.Builder) {
	all := outlines()
	for _, class := range []string{classNeighbour, classMember, classTiny} {
		fmt.Fprintf(svg, `<path class="%s" d="`, class)
		for _, outline := range all {
			if outline.class == class {
				svg.WriteString(outline.path)
			}
		}
		svg.WriteString(`"/>`)
	}
}

// neighbourCodes are the countries in europe.txt that are not members of the European Union.
func neighbourCodes() []string {
	return []string{"AL", "BA", "CH", "GE", "IS", "LI", "MD", "ME", "MK", "NO", "RS", "TR", "UA", "UK", "XK"}
}

// pathOfLights has a line of no length for each light, which round caps turn into a dot, by relative moves.
func pathOfLights(lights []cell) []byte {
	path := make([]byte, 0, 8*len(lights))
	x, y := 0, 0
	for _, light := range lights {
		right, down := light.x()-x, light.y()-y
		path = strconv.AppendInt(append(path, 'm'), int64(right), 10)
		if down >= 0 {
			path = append(path, ' ')
		}
		path = append(strconv.AppendInt(path, int64(down), 10), "h0"...)
		x, y = light.x(), light.y()
	}
	return path
}
