package web

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"alliance/geo"
)

var update = flag.Bool("update", false, "write the golden files anew") //nolint:gochecknoglobals // a flag of go test

func TestTownsLieOnTheirCountry(t *testing.T) {
	t.Parallel()
	tests := []struct {
		town     string
		lat, lon float64
		country  string
	}{
		{"Rīga", 56.95, 24.11, "LV"},
		{"Madrid", 40.42, -3.70, "ES"},
		{"Valletta", 35.90, 14.48, "MT"},
		{"Luxembourg", 49.61, 6.13, "LU"},
		{"Nicosia", 35.15, 33.36, "CY"},
		{"Reykholt", 64.66, -21.29, "IS"},
		{"Simferopol", 44.95, 34.10, "UA"},
		{"Vaduz", 47.14, 9.52, "LI"},
	}
	for _, test := range tests {
		at := geo.Project(test.lat, test.lon)
		var on []string
		for _, outline := range outlines() {
			if geo.MustPath(outline.path).Contains(at) {
				on = append(on, outline.country)
			}
		}
		if !slices.Equal(on, []string{test.country}) {
			t.Errorf("%s lies on %v, want %s", test.town, on, test.country)
		}
	}
}

func TestOutlinesHoldEveryMemberState(t *testing.T) {
	t.Parallel()
	members := strings.Fields("AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")
	for _, code := range members {
		if !strings.Contains("\n"+europe, "\n"+code+"\tM") {
			t.Errorf("no outline of %s", code)
		}
		if slices.Contains(neighbourCodes(), code) {
			t.Errorf("%s is drawn as a neighbour", code)
		}
	}
	for _, code := range neighbourCodes() {
		if !strings.Contains("\n"+europe, "\n"+code+"\tM") {
			t.Errorf("no outline of %s", code)
		}
	}
	if got, want := strings.Count(europe, "\n"), len(members)+len(neighbourCodes()); got != want {
		t.Errorf("%d outlines, want %d: a new one must be told apart as member or neighbour", got, want)
	}
}

func TestMapOfThreePlaces(t *testing.T) {
	t.Parallel()
	m := NewMap([]Point{
		{Lat: 56.95, Lon: 24.11, Count: 1}, {Lat: 50.85, Lon: 4.35, Count: 12}, {Lat: 35.90, Lon: 14.48, Count: 1},
	})
	got := []byte(m.Drawing())
	const golden = "testdata/map-three.svg.txt"
	if *update {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the drawing has changed (-want +got); look at it, then run with -update:\n%s", diff)
	}
}

func TestMapCounts(t *testing.T) {
	t.Parallel()
	riga, nearRiga := Point{Lat: 56.95, Lon: 24.11, Count: 2}, Point{Lat: 56.951, Lon: 24.111, Count: 1}
	reunion, nowhere := Point{Lat: -21.1, Lon: 55.5, Count: 4}, Point{Lat: math.NaN(), Lon: 5, Count: 1}
	tests := []struct {
		name             string
		points           []Point
		members, outside int
		empty            bool
		lights           int
	}{
		{"nobody", nil, 0, 0, true, 0},
		{"one place", []Point{riga}, 2, 0, false, 1},
		{"neighbours share a light", []Point{riga, nearRiga}, 3, 0, false, 1},
		{"overseas is counted, not drawn", []Point{riga, reunion}, 6, 4, false, 1},
		{"only overseas", []Point{reunion}, 4, 4, true, 0},
		{"the antipode and no number do no harm", []Point{nowhere, {Lat: -52, Lon: -170, Count: 1}}, 2, 2, true, 0},
	}
	for _, test := range tests {
		m := NewMap(test.points)
		got := fmt.Sprintln(m.Members(), m.Outside(), m.Empty(), strings.Count(string(m.Drawing()), "h0"))
		want := fmt.Sprintln(test.members, test.outside, test.empty, test.lights)
		if got != want {
			t.Errorf("%s: members, outside, empty, lights are %swant %s", test.name, got, want)
		}
	}
}

func TestLightsGrowWithMembersAndShrinkWithDensity(t *testing.T) {
	t.Parallel()
	classOfLight := func(points ...Point) string {
		return regexp.MustCompile(`class="light (\w+ c\d)"`).FindStringSubmatch(string(NewMap(points).Drawing()))[1]
	}
	for count, want := range map[int]string{
		1: "few c0", 2: "few c0", 3: "few c1", 10: "few c2", 39: "few c2", 40: "few c3",
	} {
		if got := classOfLight(Point{Lat: 50, Lon: 10, Count: count}); got != want {
			t.Errorf("%d members: %s, want %s", count, got, want)
		}
	}
	var row []Point
	for i := range 700 {
		row = append(row, Point{Lat: 40 + float64(i%26), Lon: float64(i / 26), Count: 1})
		switch len(row) {
		case 50:
			if got := classOfLight(row...); got != "some c0" {
				t.Errorf("50 places: %s", got)
			}
		case 700:
			if got := classOfLight(row...); got != "many c0" {
				t.Errorf("700 places: %s", got)
			}
		}
	}
}

// Whatever the points: the drawing is well-formed, each light is where it belongs, and nobody is lost.
func TestMapKeepsEveryMember(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Point {
			return Point{
				Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon"),
				Count: rapid.IntRange(1, 50).Draw(t, "count"),
			}
		}), 0, 30).Draw(t, "points")
		m := NewMap(points)
		want := 0
		for _, point := range points {
			want += point.Count
		}
		if m.Members() != want || m.Outside() > want {
			t.Fatalf("%d members, %d of them outside, want %d", m.Members(), m.Outside(), want)
		}
		decoder := xml.NewDecoder(bytes.NewReader([]byte("<svg>" + string(m.Drawing()) + "</svg>")))
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("not well-formed: %v", err)
			}
		}
		for _, lights := range m.lights {
			for _, light := range lights {
				if light.x() < 0 || light.x() > geo.Width+gridStep || light.y() < 0 || light.y() > geo.Height+gridStep {
					t.Fatalf("a light at %d %d", light.x(), light.y())
				}
			}
		}
	})
}

// The relative moves must lead back to the places they came from.
func TestLightsStandWhereTheyBelong(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.Float64Range(0, geo.Width).Draw(t, "x"), rapid.Float64Range(0, geo.Height).Draw(t, "y")
		light := nearest(geo.Point{X: x, Y: y})
		if away := math.Hypot(float64(light.x())-x, float64(light.y())-y); away > gridStep {
			t.Fatalf("the light at %d %d is %.1f units from %.1f %.1f", light.x(), light.y(), away, x, y)
		}
	})
	lights := []cell{{1, 0}, {7, 0}, {0, 1}, {3, 9}}
	if got, want := pathOfLights(lights), "m4 0h0m24 0h0m-26 4h0m12 32h0"; string(got) != want {
		t.Errorf("drawn as %s, want %s", got, want)
	}
}
