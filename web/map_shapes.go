package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Frame is the width and height of the map in its own units, of 5 km.
func Frame() (width, height int) { return mapWidth, mapHeight }

// Corner is a corner of an outline, in units of the map's frame.
type Corner struct{ X, Y float64 }

// Outline is the edge of a piece of land.
type Outline struct {
	Country string // in the EU's style
	EU      bool
	Corners []Corner
}

// Outlines are the land on the map, for drawings other than the page's own; an error names what cannot be read.
func Outlines() ([]Outline, error) {
	var outlines []Outline
	for line := range strings.Lines(europe) {
		code, path, _ := strings.Cut(strings.TrimSpace(line), "\t")
		for ring := range strings.SplitSeq(strings.TrimSuffix(path, "z"), "z") {
			corners, err := cornersOf(ring)
			if err != nil {
				return nil, fmt.Errorf("outline of %s: %w", code, err)
			}
			outlines = append(outlines, Outline{code, !slices.Contains(neighbourCodes(), code), corners})
		}
	}
	return outlines, nil
}

// cornersOf reads "M10 20l3-4.5 6 7": the first corner, then the way from each to the next.
func cornersOf(ring string) ([]Corner, error) {
	first, way, _ := strings.Cut(strings.TrimPrefix(ring, "M"), "l")
	numbers := strings.Fields(strings.ReplaceAll(first+" "+way, "-", " -"))
	if len(numbers)%2 != 0 {
		return nil, fmt.Errorf("%d numbers", len(numbers))
	}
	at := Corner{}
	corners := make([]Corner, 0, len(numbers)/2)
	for i := 0; i < len(numbers); i += 2 {
		x, errX := strconv.ParseFloat(numbers[i], 64)
		y, errY := strconv.ParseFloat(numbers[i+1], 64)
		if errX != nil || errY != nil {
			return nil, fmt.Errorf("%q %q is no corner", numbers[i], numbers[i+1])
		}
		at = Corner{at.X + x, at.Y + y}
		corners = append(corners, at)
	}
	return corners, nil
}

// Light is where members are on the map: in units of its frame, and how bright, from 0 for one to 3 for many.
type Light struct{ X, Y, Class int }

// Lights are the lights of the map, the smallest first.
func (m Map) Lights() []Light {
	lights := make([]Light, 0, m.places)
	for class, cells := range m.lights {
		for _, at := range cells {
			lights = append(lights, Light{at.x(), at.y(), class})
		}
	}
	return lights
}
