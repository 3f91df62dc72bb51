package geo_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/geo"
)

func TestParsePath(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]geo.Path{
		"M10 20l5 0 0 5z":            {{{10, 20}, {15, 20}, {15, 25}}},
		"M10,20 15,20L15,25Z":        {{{10, 20}, {15, 20}, {15, 25}}},
		"M1.5-.5l.5.5-1 0z":          {{{1.5, -.5}, {2, 0}, {1, 0}}},
		"M0 0l1 0 0 1zM5 5l1 0 0 1z": {{{0, 0}, {1, 0}, {1, 1}}, {{5, 5}, {6, 5}, {6, 6}}},
		"m4 4 1 0 0 1zm2 2l1 1":      {{{4, 4}, {5, 4}, {5, 5}}, {{6, 6}, {7, 7}}},
	} {
		got, err := geo.ParsePath(data)
		if err != nil {
			t.Errorf("%s: %v", data, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", data, diff)
		}
	}
}

func TestParsePathRefusesAllElse(t *testing.T) {
	t.Parallel()
	for _, data := range []string{
		"", " ", "z", "10 20", "L1 1", "M1", "M1 2l3z", "M0 0c1 1 2 2 3 3z", "M0 0h5z", "M0 0z5 5", "M0 0l1e9 0z",
		`M0 0l1 1z"/><script>`, "M0 0lNaN 1z", "M0 0l١ 1z",
	} {
		if path, err := geo.ParsePath(data); !errors.Is(err, geo.ErrPath) {
			t.Errorf("%q is read as %v, %v", data, path, err)
		}
	}
}

func FuzzParsePath(f *testing.F) {
	f.Add("M10 20l5 0 0 5zM1-1L2,2z")
	f.Add("m.5.5-1 1z")
	f.Fuzz(func(t *testing.T, data string) {
		path, err := geo.ParsePath(data)
		if err != nil {
			return
		}
		if strings.ContainsAny(data, "<>\"'&") {
			t.Errorf("%q would break out of an attribute", data)
		}
		path.Contains(path.Box().Middle())
	})
}

func TestContainsKnowsHoles(t *testing.T) {
	t.Parallel()
	ring := geo.MustPath("M0 0L10 0 10 10 0 10zM3 3L7 3 7 7 3 7z")
	for at, want := range map[geo.Point]bool{
		{1, 1}: true, {5, 5}: false, {9, 5}: true, {11, 5}: false, {-1, 5}: false, {5, 2}: true,
	} {
		if got := ring.Contains(at); got != want {
			t.Errorf("%v: %t", at, got)
		}
	}
}

func TestBoxAndDistance(t *testing.T) {
	t.Parallel()
	path := geo.MustPath("M10 20l-4-4 2 9zM90 80l3 3-1 0z")
	if diff := cmp.Diff(geo.Box{Min: geo.Point{6, 16}, Max: geo.Point{93, 83}}, path.Box()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := path.Distance(geo.Point{13, 24}); math.Abs(got-5) > 1e-9 {
		t.Errorf("distance %f, want 5", got)
	}
	if box := path.Box(); box.Width() != 87 || box.Height() != 67 || box.Middle() != (geo.Point{49.5, 49.5}) {
		t.Errorf("%f × %f about %v", box.Width(), box.Height(), box.Middle())
	}
}
