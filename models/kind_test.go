package models_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestEnabledKindsKeepTheirOrder(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, func(c *models.Config) {
		c.Pledge.Kinds = []models.Kind{models.KindIndividual, models.KindCity, models.KindRegion}
	})
	want := []models.Kind{models.KindRegion, models.KindCity, models.KindIndividual}
	if diff := cmp.Diff(want, store.EnabledKinds()); diff != "" {
		t.Errorf("enabled kinds (-want +got):\n%s", diff)
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for kind, want := range map[models.Kind]struct{ valid, territory bool }{
		models.KindRegion:       {true, true},
		models.KindCity:         {true, true},
		models.KindAssociation:  {true, false},
		models.KindOrganisation: {true, false},
		models.KindIndividual:   {true, false},
		"City":                  {},
		"":                      {},
	} {
		if kind.Valid() != want.valid || kind.HasTerritory() != want.territory {
			t.Errorf("%q: valid %v, territory %v; want %+v", kind, kind.Valid(), kind.HasTerritory(), want)
		}
	}
}
