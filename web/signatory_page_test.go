package web_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/web"
)

// structured is the JSON-LD of a signatory's page, as a search engine reads it.
func structured(t *testing.T, s site, page web.SignatoryPage) map[string]any {
	t.Helper()
	blocks := parse(t, s.render(t, page)).Find("script[type='application/ld+json']")
	var data map[string]any
	if err := json.Unmarshal([]byte(blocks.Text()), &data); err != nil || blocks.Length() != 1 {
		t.Fatalf("%d blocks of JSON-LD: %v in %s", blocks.Length(), err, blocks.Text())
	}
	return data
}

func signatoryStory(t *testing.T, s site) web.SignatoryPage {
	t.Helper()
	story, _ := s.book.Find("en", "signatory")
	page, ok := story.(web.SignatoryPage)
	if !ok {
		t.Fatalf("the story is a %T", story)
	}
	return page
}

func TestStructuredData(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := signatoryStory(t, s)
	page.Entry.Name, page.Entry.Kind, page.Entry.Country = `Δήμος "Αθηναίων" </script>`, "city", "EL"
	page.Website, page.Lat, page.Lon = "https://www.cityofathens.gr", 37.98, 23.73
	want := map[string]any{
		"@context": "https://schema.org", "@type": "GovernmentOrganization", "name": page.Entry.Name,
		"url": page.Canonical(), "sameAs": []any{"https://www.cityofathens.gr"},
		"address": map[string]any{"@type": "PostalAddress", "addressCountry": "GR"},
		"location": map[string]any{
			"@type": "Place", "geo": map[string]any{"@type": "GeoCoordinates", "latitude": 37.98, "longitude": 23.73},
		},
		"memberOf": map[string]any{
			"@type": "OrganizationRole", "startDate": page.Entry.Since.Format("2006-01-02"),
			"memberOf": map[string]any{
				"@type": "Organization", "name": page.Site.Name, "url": page.Site.BaseURL + "/",
			},
		},
	}
	if diff := cmp.Diff(want, structured(t, s, page)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestStructuredDataSaysOfPersonsTheNameOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := signatoryStory(t, s)
	page.Entry.Kind, page.Website, page.Lat, page.Lon = "individual", "https://anna.example", 57, 24
	data := structured(t, s, page)
	if data["@type"] != "Person" {
		t.Errorf("a %v", data["@type"])
	}
	for _, private := range []string{"sameAs", "address", "location"} {
		if data[private] != nil {
			t.Errorf("%s: %v", private, data[private])
		}
	}
}

func TestTheMapOfASignatoryShowsItsSurroundings(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		point web.Point
		want  string
	}{
		"Rīga":                {web.Point{Lat: 56.95, Lon: 24.11, Count: 1}, "374 186 340 289"},
		"at the edge":         {web.Point{Lat: 35.90, Lon: 14.48, Count: 1}, "285 561 340 289"},
		"far away: all of it": {web.Point{Lat: -21.1, Lon: 55.5, Count: 1}, "0 0 1000 850"},
	}
	for name, test := range tests {
		m := web.NewMap([]web.Point{test.point}).Around(test.point)
		if got := m.ViewBox(); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
		if strings.Contains(string(m.Drawing()), "near") != (test.want != "0 0 1000 850") {
			t.Errorf("%s: the light has the wrong size", name)
		}
	}
}
