package models_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// factsOf is what the page of a pledge tells.
func factsOf(t *testing.T, store *modelstest.Store, id string) models.PledgeDetail {
	t.Helper()
	detail, err := store.PledgeDetail(t.Context(), models.Moderator{}, id)
	if err != nil {
		t.Fatal(err)
	}
	return detail
}

func TestTrustInATerritory(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	riga := factsOf(t, store, store.Confirm(t, modelstest.Pledge())).Trust
	if riga != (models.TerritoryTrust{Verdict: models.TrustExact, Percent: 95, Name: "Rīga"}) {
		t.Fatalf("typed as one territory is called: %+v", riga)
	}
	found, err := store.SuggestTerritories(t.Context(), models.TerritoryQuery{
		Text: "Rīga", Country: "LV", Kind: models.KindCity, Limit: 1,
	})
	if err != nil || len(found) != 1 {
		t.Fatalf("%+v, %v", found, err)
	}
	for i, test := range []struct {
		name, body, chosen string
		kind               models.Kind
		want               models.TerritoryVerdict
		least, most        int
	}{
		{"chosen and typed as there", "RIGA", found[0].ID, models.KindCity, models.TrustChosen, 100, 100},
		{"chosen, with the authority", "Rīgas dome", found[0].ID, models.KindCity, models.TrustChosen, 100, 100},
		{"nearly a name", "Daugavplis", "", models.KindCity, models.TrustNear, 50, 99},
		{"no name", "Xyzzyville upon Nothing", "", models.KindCity, models.TrustNone, 0, 0},
		{"an association has no territory", "Union of Towns", "", models.KindAssociation, models.TrustNone, 0, 0},
	} {
		id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
			p.Kind, p.Body, p.TerritoryID = test.kind, test.body, test.chosen
			p.Email = fmt.Sprintf("mayor%d@riga.lv", i)
		}))
		got := factsOf(t, store, id).Trust
		if got.Verdict != test.want || got.Percent < test.least || got.Percent > test.most {
			t.Errorf("%s: %+v, want %s from %d to %d", test.name, got, test.want, test.least, test.most)
		}
	}
}

// A correction may give a pledge whose territory was picked another name.
func TestTrustInATerritoryAfterACorrection(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	id := store.Confirm(t, modelstest.Pledge())
	models.Tamper(t, store.Store, "UPDATE pledges SET territory_match = 'chosen', body = 'Rīgas plānošanas reģions'")
	got := factsOf(t, store, id).Trust
	if got.Verdict != models.TrustOtherwise || got.Name != "Rīga" || got.Percent >= 100 {
		t.Errorf("%+v, want it told apart from Rīga", got)
	}
}

func TestDomainsOfTheSameTerritory(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	if got := factsOf(t, store, store.Approve(t, admin, modelstest.Pledge())).Domain.Neighbours; len(got) != 0 {
		t.Errorf("the only member of its territory is beside itself: %+v", got)
	}
	again := func(email string) models.DomainCheck {
		t.Helper()
		return factsOf(t, store, store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Email = email }))).Domain
	}
	want := []models.Neighbour{{
		Slug: "riga", Name: "Rīga", Since: store.Clock.Now(), Domains: []string{"riga.lv"}, Same: true,
	}}
	if diff := cmp.Diff(want, again("other@sub.riga.lv").Neighbours); diff != "" {
		t.Errorf("the same domain (-want +got):\n%s", diff)
	}
	want[0].Same = false
	other := again("mayor@riga.example")
	if diff := cmp.Diff(want, other.Neighbours); diff != "" || other.Disposable {
		t.Errorf("another domain, disposable %t (-want +got):\n%s", other.Disposable, diff)
	}
	if got := again("mayor@mailinator.com"); !got.Disposable || got.FreeMail {
		t.Errorf("an address for minutes: %+v", got)
	}
	elsewhere := factsOf(t, store, store.Confirm(t, hubPledge("Union of Towns"))).Domain
	if len(elsewhere.Neighbours) != 0 {
		t.Errorf("without a territory: %+v", elsewhere.Neighbours)
	}
}

func TestLikelyDuplicatesAreDescribed(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	store.Approve(t, store.Administrator(t), modelstest.Pledge())
	id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) { p.Email = "mayor@riga.example" }))
	found := factsOf(t, store, id).Duplicates
	if len(found) != 1 {
		t.Fatalf("%d likely duplicates, want one", len(found))
	}
	want := models.DuplicateFacts{Territory: "Rīga", Website: "https://www.riga.lv", Domain: "riga.lv"}
	if diff := cmp.Diff(want, found[0].Facts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"EUROCITIES"}, found[0].Associations); diff != "" {
		t.Errorf("associations (-want +got):\n%s", diff)
	}
}
