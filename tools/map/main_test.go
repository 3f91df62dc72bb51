package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// square is a country of two arcs, the second of which its neighbour shares, backwards.
const square = `{"transform":{"scale":[5000,5000],"translate":[2450000,5000000]},
"arcs":[[[10,90],[30,0],[0,-20]],[[40,70],[-30,0],[0,20]],[[10,90],[0,9],[30,0],[0,-29]]],
"objects":{"countries":{"geometries":[
{"id":"BB","type":"MultiPolygon","arcs":[[[2,1]]]},
{"id":"AA","type":"Polygon","arcs":[[0,1]]},
{"id":"CC","type":"Polygon","arcs":[[-1,-2]]}]}}}`

func TestRunWritesOneLinePerCountry(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(strings.NewReader(square), &out); err != nil {
		t.Fatal(err)
	}
	want := "AA\tM10 10l30 0 0 20-30 0z\n" +
		"BB\tM10 10l0-9 30 0 0 29-30 0z\n" +
		"CC\tM40 30l0-20-30 0 0 20z\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", &out, want)
	}
}

func TestRunRefusesWhatIsNoMap(t *testing.T) {
	t.Parallel()
	for _, source := range []string{"", "[]", strings.Replace(square, "[[0,1]]", `"x"`, 1)} {
		if err := run(strings.NewReader(source), &bytes.Buffer{}); err == nil {
			t.Errorf("%.20q is no error", source)
		}
	}
}

func TestSimplifyKeepsEndsAndShape(t *testing.T) {
	t.Parallel()
	bent := []point{{0, 0}, {5, .1}, {10, 0}, {10, 10}, {5, 10.1}, {0, 10}}
	got := simplify(bent)
	want := []point{{0, 0}, {10, 0}, {10, 10}, {0, 10}}
	if len(got) != len(want) {
		t.Fatalf("got %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("point %d is %v, want %v", i, got[i], want[i])
		}
	}
	if bent[1] != (point{5, .1}) {
		t.Error("the arc itself was changed; its neighbour needs it")
	}
}

func TestNumbersAreShort(t *testing.T) {
	t.Parallel()
	for want, n := range map[string]int{"0": 0, ".2": 1, "-.2": -1, "1": 5, "10.2": 51, "-10.4": -52} {
		if got := number(n, 5); got != want {
			t.Errorf("%d/5 is written %q, want %q", n, got, want)
		}
	}
}

func TestTheEmbeddedOutlinesAreUpToDate(t *testing.T) {
	t.Parallel()
	source, err := os.Open("../../../shared/data/map/naturalearth_50m_countries_epsg3035.topojson")
	if err != nil {
		t.Skip("needs the source of the outlines, ../shared/data/map, which is not part of the repository")
	}
	defer func() { _ = source.Close() }()
	want, err := os.ReadFile("../../web/europe.txt")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := run(source, &got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Error("web/europe.txt differs from what tools/map makes of its source")
	}
}
