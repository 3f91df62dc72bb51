package web

import (
	"testing"

	"alliance/geo"
)

func TestOutlinesAreThoseOfThePage(t *testing.T) {
	t.Parallel()
	outlines, err := Outlines()
	if err != nil {
		t.Fatal(err)
	}
	members := map[string]bool{}
	for _, outline := range outlines {
		if outline.EU {
			members[outline.Country] = true
		}
		box := outline.Path.Box()
		if !(geo.Box{Max: geo.Point{X: geo.Width, Y: geo.Height}}).Near(box.Middle(), 0) {
			t.Errorf("%s lies around %v, outside the frame", outline.Country, box.Middle())
		}
	}
	if len(members) != 27 || members["UK"] || members["CH"] {
		t.Errorf("%d member states: %v", len(members), members)
	}
}

func TestLightsAreThoseOfTheMap(t *testing.T) {
	t.Parallel()
	overseas := Point{Lat: -21, Lon: 55, Count: 3}
	m := NewMap([]Point{{Lat: 56.95, Lon: 24.11, Count: 1}, {Lat: 42.7, Lon: 23.3, Count: 12}, overseas})
	lights := m.Lights()
	if len(lights) != 2 || lights[0].Class != 0 || lights[1].Class != 2 {
		t.Fatalf("%+v, want one of a member and one of twelve", lights)
	}
	riga := geo.Project(56.95, 24.11)
	if nearest(riga).x() != lights[0].X || nearest(riga).y() != lights[0].Y {
		t.Errorf("Rīga is at %+v, want %v", lights[0], riga)
	}
}
