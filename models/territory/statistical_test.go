package territory_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"alliance/models/sharedtest"
	"alliance/models/territory"
	"alliance/models/territory/territorytest"
)

func TestReadStatisticalRegions(t *testing.T) {
	t.Parallel()
	read, err := territory.ReadStatisticalRegions(
		strings.NewReader("\ufeff"+territorytest.Names), strings.NewReader(territorytest.Outlines))
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, region := range read.Regions {
		codes = append(codes, region.Code)
		if overseas := strings.HasPrefix(region.Code, "PT") || region.Code == "FRY4"; region.IsOverseas() != overseas {
			t.Errorf("%s is overseas: %t", region.Code, !overseas)
		}
		if country := len(region.Code) == 2; region.IsCountry() != country {
			t.Errorf("%s is a country: %t", region.Code, !country)
		}
	}
	if got := strings.Join(codes, " "); got != "AT AT12 AT22 AT31 FRY4 LV LV01 LV02 PT20 PT30" {
		t.Errorf("read %s", got)
	}
	if read.Attribution != "© Those who drew the outlines" || read.Regions[2].Name != "Steiermark" {
		t.Errorf("%q, %+v", read.Attribution, read.Regions[2])
	}
}

func TestReadStatisticalRegionsNamesTheFault(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ old, new, want string }{
		"another frame":         {`"x0": 2450000`, `"x0": 2400000`, "not in the map's frame"},
		"another projection":    {"EPSG:3035", "EPSG:4326", "not in the map's frame"},
		"no attribution":        {"© Those who drew the outlines", " ", "the attribution is missing"},
		"no regions":            {`"nuts2"`, `"nuts3"`, "nuts2 is missing"},
		"no outline":            {"M505,300l25,0", "M505,300c25,0", "LV01: not an outline"},
		"an attack":             {"0,35-30,0z", `0,35-30,0z\"><script>`, "AT22: not an outline"},
		"not JSON":              {"{", "[", "outlines: "},
		"a region without name": {`"AT22"`, `"AT99"`, "AT99 is not among the names"},
		"another level":         {`"AT22"`, `"LV021"`, "LV021 is not among the names"},
		"a column is missing":   {"name_clean", "label", "the column name_clean is missing"},
		"a number is none":      {"56.7,21.8", "56.7,east", "line 8"},
		"a name is missing":     {"Rietumi,Rietumi", "Rietumi,", "line 8"},
		"a row is short":        {"LV01,2,LV,LV,", "LV01,2,LV,", "line 8"},
	} {
		_, err := territory.ReadStatisticalRegions(
			strings.NewReader(strings.Replace(territorytest.Names, test.old, test.new, 1)),
			strings.NewReader(strings.Replace(territorytest.Outlines, test.old, test.new, 1)))
		if !errors.Is(err, territory.ErrStatisticalFile) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

func TestReadTheRegionsOfEurostat(t *testing.T) {
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
	read, err := territory.ReadStatisticalRegions(names, outlines)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, region := range read.Regions {
		switch {
		case region.IsCountry():
			counts["countries"]++
		case region.IsOverseas():
			counts["overseas"]++
		default:
			counts["regions"]++
		}
	}
	if counts["countries"] != 39 || counts["regions"] != 291 || counts["overseas"] != 8 {
		t.Errorf("%v, want 39 countries, 291 regions and 8 overseas", counts)
	}
	if !strings.Contains(read.Attribution, "EuroGeographics") {
		t.Errorf("attribution %q", read.Attribution)
	}
}
