package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models/territory"
)

const placesHead = "geonameid,name,asciiname,country,admin1,admin1_name,admin2,admin2_name,lat,lon,population," +
	"feature,alt\n"

const places = placesHead +
	"10,Gāla,Gala,LV,25,Riga,01,Gāla,56,24,300,PPL,GLA|li jia|Gala|Гала|里加|Γάλα|GĀLA\n" +
	"11,Cits,Cits,LV,25,Riga,02,Ogres novads,58,26,99,PPL,\n" +
	"12,Bezvieta,Bezvieta,LV,26,,,,57,25,0,PPL,\n" +
	"13,Spineni,Spineni,RO,29,Olt,1,Comuna Spineni,44,24,1000,PPL,\n"

const countries = "code,iso2,iso3,status,en,lv\n" +
	"LV,LV,LVA,EU,Latvia,Latvija\n" +
	"XX,XX,XXX,,Nowhere,Nekur\n" +
	"RO,RO,ROU,EU,Romania,Rumānija\n"

const names = "id,name,alternates\n11,Cits ciems,Vecais|Cits\n"

func TestBuildRegister(t *testing.T) {
	t.Parallel()
	register := build(t, places, names)
	byID := map[string]*unit{}
	order := make([]string, 0, len(register))
	for _, entry := range register {
		byID[entry.id] = entry
		order = append(order, entry.id)
	}
	want := []string{"LV", "RO", "LV.25", "RO.29", "LV.25.01", "LV.25.02", "RO.29.1", "10", "11", "12", "13"}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Гала", "Γάλα"}, byID["10"].alternates); diff != "" {
		t.Errorf("alternates of a place (-want +got):\n%s", diff)
	}
	if got := byID["11"]; got.name != "Cits ciems" || !cmp.Equal(got.alternates, []string{"Cits", "Vecais"}) {
		t.Errorf("a hand-made name gives %q with %q", got.name, got.alternates)
	}
	if got := byID["LV"]; got.name != "Latvia" || !cmp.Equal(got.alternates, []string{"Latvija"}) {
		t.Errorf("the country is %q with %q", got.name, got.alternates)
	}
	if got := byID["12"].parent; got != "LV" {
		t.Errorf("a place in a region without a name lies in %q, want the country", got)
	}
	region := byID["LV.25"]
	if region.population != 0 || region.weight != 399 {
		t.Errorf("the region has the population %d and weight %d, want 0 and 399", region.population, region.weight)
	}
	if region.lat < 56.49 || region.lat > 56.51 { // three to one
		t.Errorf("the region lies at %f, want 56.5, nearer the larger place", region.lat)
	}
}

func TestMunicipalitiesWithoutAPlaceAreLocalAuthorities(t *testing.T) {
	t.Parallel()
	local := map[string]bool{}
	for _, entry := range build(t, places, names) {
		local[entry.id] = entry.local
	}
	want := map[string]bool{
		"LV": false, "RO": false, "RO.29": false,
		"LV.25":    true,  // the first level is the local one in Latvia
		"LV.25.01": false, // the second is not
		"LV.25.02": false,
		"RO.29.1":  false, // is named after its place
		"10":       true, "11": true, "12": true, "13": true,
	}
	if diff := cmp.Diff(want, local); diff != "" {
		t.Errorf("local authorities (-want +got):\n%s", diff)
	}
}

func TestBuildRegisterRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ places, names string }{
		"a latitude that is no number": {placesHead + "10,A,A,LV,25,Riga,,,north,24,300,PPL,\n", names},
		"a place twice":                {places + "10,A,A,LV,25,Riga,,,56,24,300,PPL,\n", names},
		"a name for nothing":           {places, "id,name,alternates\nLV.99,Nekas,\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := buildRegister(rows(t, tt.places), rows(t, countries), rows(t, tt.names)); err == nil {
				t.Error("was accepted")
			}
		})
	}
}

func TestWriteRegisterGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	var first, second bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := writeRegister(out, build(t, places, names)); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same input gives different bytes")
	}
	unpacked, err := gzip.NewReader(&first)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	want := "10\tplace\t1\tLV.25.01\t300\t300\t56.0000\t24.0000\tGāla\tГала|Γάλα\n"
	if !strings.Contains(string(text), want) {
		t.Errorf("the register does not hold %q:\n%s", want, text)
	}
}

func TestHandMadeNamesAreWellFormed(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, line := range rows(t, handMadeNames) {
		if line["id"] == "" || line["name"] == "" || seen[line["id"]] {
			t.Errorf("odd or repeated line %v", line)
		}
		seen[line["id"]] = true
		for name := range strings.SplitSeq(line["name"]+"|"+line["alternates"], "|") {
			if name != strings.TrimSpace(name) || !inKnownScript(name) {
				t.Errorf("%s: odd name %q", line["id"], name)
			}
		}
	}
}

func TestRunSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "missing.csv")
	tests := map[string]struct {
		args []string
		code int
		says string
	}{
		"no arguments": {nil, 2, "-places"},
		"missing file": {[]string{"-places", missing, "-countries", missing, "-out", missing}, 1, "missing.csv"},
		"unknown flag": {[]string{"-x"}, 2, "-out"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stderr strings.Builder
			if code := run(tt.args, &stderr); code != tt.code || !strings.Contains(stderr.String(), tt.says) {
				t.Errorf("code %d and %q, want %d and %q", code, stderr.String(), tt.code, tt.says)
			}
		})
	}
}

// TestEmbeddedRegisterIsUpToDate writes the register anew from the reference data.
func TestEmbeddedRegisterIsUpToDate(t *testing.T) {
	t.Parallel()
	const shared = "../../../shared/data/"
	if _, err := os.Stat(shared); err != nil {
		t.Skip("the reference data ../shared/data is absent")
	}
	out := filepath.Join(t.TempDir(), "register.tsv.gz")
	err := generate(shared+"places/geonames_europe_1000_alt.csv", shared+"countries/countries.csv", out)
	if err != nil {
		t.Fatal(err)
	}
	got, want := unpack(t, out), unpack(t, "../../models/territory/register.tsv.gz")
	if got != want {
		t.Error("models/territory/register.tsv.gz is not what this program writes; run it")
	}
	if !strings.Contains(got, "\tRīga\t") || strings.Contains(got, string(territory.LevelPlace)+"\t0\t") {
		t.Error("the register lacks Rīga, or holds a place that is no local authority")
	}
}

func unpack(t *testing.T, path string) string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func build(t *testing.T, places, names string) []*unit {
	t.Helper()
	register, err := buildRegister(rows(t, places), rows(t, countries), rows(t, names))
	if err != nil {
		t.Fatal(err)
	}
	return register
}

func rows(t *testing.T, text string) []row {
	t.Helper()
	parsed, err := parseCSV(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
