package web

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOutlinesAreThoseOfThePage(t *testing.T) {
	t.Parallel()
	outlines, err := Outlines()
	if err != nil {
		t.Fatal(err)
	}
	members := map[string]bool{}
	width, height := Frame()
	for _, outline := range outlines {
		if outline.EU {
			members[outline.Country] = true
		}
		if len(outline.Corners) < 3 {
			t.Errorf("%s: %d corners", outline.Country, len(outline.Corners))
		}
		for _, corner := range outline.Corners {
			if corner.X < -1 || corner.Y < -1 || corner.X > float64(width)+1 || corner.Y > float64(height)+1 {
				t.Errorf("%s: %v is outside the frame", outline.Country, corner)
			}
		}
	}
	if len(members) != 27 || members["UK"] || members["CH"] {
		t.Errorf("%d member states: %v", len(members), members)
	}
}

func TestCornersOfARing(t *testing.T) {
	t.Parallel()
	got, err := cornersOf("M10 20l3-4.5-1 0")
	if diff := cmp.Diff([]Corner{{10, 20}, {13, 15.5}, {12, 15.5}}, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	for _, ring := range []string{"M10", "M1 x", "M1 2l3", "Mx 2"} {
		if _, err := cornersOf(ring); err == nil {
			t.Errorf("%q was read", ring)
		}
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
	if x, y := project(56.95, 24.11); nearest(x, y).x() != lights[0].X || nearest(x, y).y() != lights[0].Y {
		t.Errorf("Rīga is at %+v, want %.0f %.0f", lights[0], x, y)
	}
}
