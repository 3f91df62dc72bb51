package web

import (
	"slices"

	"alliance/geo"
)

// Outline is the land of a country, for drawings other than the page's own.
type Outline struct {
	Country string // in the EU's style
	EU      bool
	Path    geo.Path
}

// Outlines are the land on the map; an error names what cannot be read.
func Outlines() ([]Outline, error) {
	var all []Outline
	for _, outline := range outlines() {
		path, err := geo.ParsePath(outline.path)
		if err != nil {
			return nil, err
		}
		all = append(all, Outline{outline.country, !slices.Contains(neighbourCodes(), outline.country), path})
	}
	return all, nil
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
