package models_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
	"alliance/models/sharedtest"
	"alliance/models/territory/territorytest"
)

func importRegions(t *testing.T, store *modelstest.Store) models.Located {
	t.Helper()
	located, err := store.ImportStatisticalRegions(t.Context(),
		strings.NewReader(territorytest.Names), strings.NewReader(territorytest.Outlines))
	if err != nil {
		t.Fatal(err)
	}
	return located
}

// onWall are the names that a filter by territory finds.
func onWall(t *testing.T, store *modelstest.Store, territory string) []string {
	t.Helper()
	wall, err := store.Wall(t.Context(), models.WallFilter{Territory: territory, Sort: models.SortName, Language: "lv"})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range wall.Entries {
		names = append(names, entry.Name)
	}
	return names
}

func TestStatisticalRegionsFilterTheWallAtOnce(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	for _, body := range []struct {
		name, country, territory string
		kind                     models.Kind
	}{
		{"Rīga", "LV", "456172", models.KindCity},
		{"Land Steiermark", "AT", "AT.06", models.KindRegion},
		{"Região Autónoma dos Açores", "PT", "PT.23", models.KindRegion},
	} {
		store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
			p.Body, p.Country, p.TerritoryID, p.Kind = body.name, body.country, body.territory, body.kind
			p.Email = strings.ToLower(body.country) + "@statistics.example"
		}))
	}
	if got := onWall(t, store, models.StatisticalID("LV02")); got != nil {
		t.Errorf("before the import: %q", got)
	}
	located := importRegions(t, store)
	if located.Regions != 8 || located.Overseas != 3 || located.Added != 1 ||
		located.Places < 100 || located.Unplaced < 1000 {
		t.Errorf("%+v", located)
	}
	for code, want := range map[string][]string{
		"LV01": nil, "LV02": {"Rīga"}, "AT22": {"Land Steiermark"}, "PT20": {"Região Autónoma dos Açores"}, "QQ": nil,
	} {
		if diff := cmp.Diff(want, onWall(t, store, models.StatisticalID(code))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", code, diff)
		}
	}
	areas, err := store.MapAreas(t.Context(), models.WallFilter{})
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]int{}
	for _, area := range areas {
		for _, code := range area.Holds {
			held[code] += area.Count
		}
	}
	if diff := cmp.Diff(map[string]int{"AT22": 1, "PT20": 1}, held); diff != "" {
		t.Errorf("members that hold a region (-want +got):\n%s", diff)
	}
	importRegions(t, store) // once more changes nothing
	if err := store.RemoveStatisticalRegions(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := onWall(t, store, models.StatisticalID("LV02")); got != nil {
		t.Errorf("after the removal: %q", got)
	}
	if all, err := store.StatisticalRegions(t.Context()); err != nil || len(all.Regions) != 0 {
		t.Errorf("after the removal: %d regions, %v", len(all.Regions), err)
	}
}

func TestRegionsOverseasThatTheRegisterLacksCanSign(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	importRegions(t, store)
	found, err := store.SuggestTerritories(t.Context(), models.TerritoryQuery{Text: "reunion", Kind: models.KindRegion})
	if err != nil || len(found) == 0 || found[0].ID != "FR.FRY4" {
		t.Fatalf("%v, %v", found, err)
	}
	store.Approve(t, store.Administrator(t), modelstest.Pledge(func(p *models.NewPledge) {
		p.Body, p.Country, p.TerritoryID, p.Kind = "La Réunion", "FR", found[0].ID, models.KindRegion
	}))
	if got := onWall(t, store, models.StatisticalID("FRY4")); len(got) != 1 {
		t.Errorf("%q in FRY4", got)
	}
	coverage, err := store.Coverage(t.Context())
	if err != nil || coverage.Union.MemberRegions != 1 || coverage.Unplaced != 0 {
		t.Errorf("%+v, %v", coverage.Union, err)
	}
	if err := store.RemoveStatisticalRegions(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := onWall(t, store, found[0].ID); len(got) != 1 {
		t.Errorf("%q in La Réunion after the removal", got)
	}
}

func TestPlaceOnWall(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	importRegions(t, store)
	for id, want := range map[string]string{"nuts:LV01": "Rietumi", "456172": "Rīga", "nuts:XX": "", "missing": ""} {
		place, err := store.PlaceOnWall(t.Context(), id)
		if place.Name != want || (want == "") != errors.Is(err, models.ErrNotFound) {
			t.Errorf("%s is %q, %v; want %q", id, place.Name, err, want)
		}
	}
}

func TestFaultyFileChangesNothing(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	importRegions(t, store)
	_, err := store.ImportStatisticalRegions(t.Context(), strings.NewReader(territorytest.Names), strings.NewReader("{}"))
	if !errors.Is(err, models.ErrStatisticalFile) {
		t.Fatal(err)
	}
	all, err := store.StatisticalRegions(t.Context())
	if err != nil || len(all.Regions) != 10 || all.Attribution == "" {
		t.Errorf("%d regions, %q, %v", len(all.Regions), all.Attribution, err)
	}
}

// Eurostat's regions and GeoNames' places agree about where the known ones lie.
func TestPlacesLieInTheRegionsOfEurostat(t *testing.T) {
	t.Parallel()
	names, err := os.Open(sharedtest.Path(t, "nuts/nuts2024.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer names.Close()
	outlines, err := os.Open(sharedtest.Path(t, "nuts/nuts2024_svg_l0-2.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer outlines.Close()
	store := modelstest.New(t)
	located, err := store.ImportStatisticalRegions(t.Context(), names, outlines)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", located)
	if located.Places < 56_000 || located.Added != 5 {
		t.Errorf("%+v", located)
	}
	admin := store.Administrator(t)
	for i, test := range []struct{ territory, country, code string }{
		{"456172", "LV", "LV00"},
		{"2950159", "DE", "DE30"},
		{"264371", "EL", "EL30"},
		{"2267057", "PT", "PT1A"},
		{"3169070", "IT", "ITI4"},
		{"2523083", "IT", "ITG1"},
	} {
		store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
			p.Body, p.Country, p.TerritoryID = test.code, test.country, test.territory
			p.Email = string(rune('a'+i)) + "@" + strings.ToLower(test.code) + ".example"
		}))
		if got := onWall(t, store, models.StatisticalID(test.code)); len(got) != 1 {
			t.Errorf("%s lies in %s: %q", test.territory, test.code, got)
		}
	}
}
