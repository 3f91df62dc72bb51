package models_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
)

func TestColumnsAreGuessed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		header []string
		want   models.ImportColumns
	}{
		"Covenant of Mayors": {
			[]string{
				"organisation_id", "organisation_name", "coordinator_name", "country_code", "country_name",
				"population_adhesion", "organisation_latitude", "organisation_longitude", "group_name", "date_of_adhesion",
			},
			models.ImportColumns{
				"name": 1, "country": 3, "population": 5, "lat": 6, "lon": 7, "since": 9,
			},
		},
		"Latvian": {
			[]string{"Nr.", "Nosaukums", "Valsts", "Veids", "Parakstīšanas datums", "Tīmekļa vietne"},
			models.ImportColumns{"name": 1, "country": 2, "kind": 3, "since": 4, "website": 5},
		},
		"German": {
			[]string{"GEMEINDE", "Staat", "Einwohner"},
			models.ImportColumns{"name": 0, "country": 1, "population": 2},
		},
		"French":  {[]string{"Nom de l'organisme", "Pays"}, models.ImportColumns{"name": 0, "country": 1}},
		"Greek":   {[]string{"Ονομασία", "Χώρα"}, models.ImportColumns{"name": 0, "country": 1}},
		"unknown": {[]string{"foo", "", "bar"}, models.ImportColumns{}},
	} {
		if diff := cmp.Diff(test.want, models.GuessColumns(test.header)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
