package web

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/geo"
)

func TestMapZoomsToEachCountry(t *testing.T) {
	t.Parallel()
	whole := NewMap(nil).ViewBox()
	for _, outline := range outlines() {
		zoomed := NewMap(nil).In(outline.country).view
		shape := geo.MustPath(outline.path).Box()
		if float64(zoomed.x) > max(0, shape.Min.X) || float64(zoomed.x+zoomed.width) < min(shape.Max.X, geo.Width) ||
			float64(zoomed.y) > max(0, shape.Min.Y) || float64(zoomed.y+zoomed.height) < min(shape.Max.Y, geo.Height) {
			t.Errorf("%s: the view %v cuts off a part of %v", outline.country, zoomed, shape)
		}
		if zoomed.width < smallestView || zoomed.x < 0 || zoomed.x+zoomed.width > geo.Width ||
			zoomed.y < 0 || zoomed.y+zoomed.height > geo.Height {
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
