package web

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBoxOfAPath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]view{
		"M10 20l5 0 0 5-5 0z":             {10, 20, 5, 5},
		"M10 20l-4-4 2 9zM90 80l3 3-1 0z": {6, 16, 87, 67},
	} {
		if diff := cmp.Diff(want, box(path), cmp.AllowUnexported(view{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

func TestMapZoomsToEachCountry(t *testing.T) {
	t.Parallel()
	whole := NewMap(nil).ViewBox()
	for _, outline := range outlines() {
		zoomed := NewMap(nil).In(outline.country).view
		shape := box(outline.path)
		if zoomed.x > shape.x || zoomed.x+zoomed.width < shape.x+shape.width ||
			zoomed.y > shape.y || zoomed.y+zoomed.height < shape.y+shape.height {
			t.Errorf("%s: the view %v cuts off a part of %v", outline.country, zoomed, shape)
		}
		if zoomed.width < smallestView || zoomed.x < 0 || zoomed.x+zoomed.width > mapWidth ||
			zoomed.y < 0 || zoomed.y+zoomed.height > mapHeight {
			t.Errorf("%s: the view %v leaves the frame or is too small", outline.country, zoomed)
		}
	}
	if got := NewMap(nil).In("QQ").ViewBox(); got != whole {
		t.Errorf("a country that is not on the map: %s", got)
	}
}

func TestLegendNamesTheSizesThatAreThere(t *testing.T) {
	t.Parallel()
	page := MapPage{Map: NewMap([]Point{{Lat: 48, Lon: 16, Count: 1}, {Lat: 57, Lon: 24, Count: 50}})}
	want := []LightSize{{"few c0", 1, 2}, {"few c3", 40, 0}}
	if diff := cmp.Diff(want, page.Legend()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := (MapPage{Map: NewMap(nil)}).Legend(); got != nil {
		t.Errorf("a legend of nothing: %v", got)
	}
}

func TestLandsWithMembersComeLastAndInOrder(t *testing.T) {
	t.Parallel()
	places := []MapCountry{{Code: "PL", URL: "/p"}, {Code: "AT", URL: "/a"}, {Code: "GI", URL: "/g"}}
	_, catalog := rendererForTest(t)
	lands := MapPage{Layout: Layout{Printer: catalog.Printer("en")}, Places: places}.Lands()
	if len(lands) != len(outlines()) {
		t.Errorf("%d lands of %d: Gibraltar has no shape", len(lands), len(outlines()))
	}
	var linked strings.Builder
	for i, land := range lands {
		if land.URL != "" {
			linked.WriteString(land.URL + " ")
			if i < len(lands)-2 {
				t.Errorf("%s is drawn below its neighbours", land.URL)
			}
		}
	}
	if linked.String() != "/p /a " {
		t.Errorf("links in the order %s", linked.String())
	}
}
