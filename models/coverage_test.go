package models_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestCoverageOfTheWall(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, func(c *models.Config) { c.Pledge.BodiesPerEmail = 0 })
	admin := store.Administrator(t)
	before, err := store.Coverage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, body := range []struct {
		kind          models.Kind
		country, name string
	}{
		{models.KindCity, "IT", "Milano"},
		{models.KindRegion, "IT", "Toscana"},
		{models.KindCity, "IT", "Firenze"}, // inside it
		{models.KindCity, "NO", "Oslo"},
		{models.KindCity, "LV", "A place that no register knows"},
		{models.KindAssociation, "DE", "Deutscher Städtetag"},
	} {
		store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
			p.Kind, p.Country, p.Body, p.TerritoryID = body.kind, body.country, body.name, ""
			p.Email = fmt.Sprintf("signer%d@body.example", i)
		}))
	}
	got, err := store.Coverage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Members != 5 || got.Unplaced != 1 {
		t.Errorf("%d regions and cities, %d without a place; want 5 and 1", got.Members, got.Unplaced)
	}
	if len(got.States) != 27 || len(got.Neighbours) != 1 || got.Neighbours[0].Country != "NO" {
		t.Errorf("%d states and %v", len(got.States), got.Neighbours)
	}
	if before.Union.Covered != 0 || got.Union.Population != before.Union.Population || got.Union.MemberRegions != 1 {
		t.Errorf("before %+v, now %+v", before.Union, got.Union)
	}
	var sum models.CountryCoverage
	for _, state := range got.States {
		sum.Add(state)
		if (state.Covered > 0) != (state.Country == "IT") {
			t.Errorf("%+v", state)
		}
	}
	if diff := cmp.Diff(got.Union, sum); diff != "" {
		t.Errorf("the states together (-union +sum):\n%s", diff)
	}
}

func TestGrowth(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t, func(c *models.Config) { c.Pledge.BodiesPerEmail = 0 })
	admin := store.Administrator(t)
	growth, err := store.Growth(t.Context())
	if err != nil || len(growth.Months) != 0 || growth.Next != 10 {
		t.Errorf("at first %+v (%v)", growth, err)
	}
	start := store.Clock.Now()
	for i := range 11 {
		if i == 4 {
			store.Clock.Advance(70 * 24 * time.Hour) // a month without anybody
		}
		store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
			p.Kind, p.Body = models.KindAssociation, fmt.Sprintf("Association %d", i)
			p.Email = fmt.Sprintf("signer%d@body.example", i)
		}))
	}
	growth, err = store.Growth(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	month := time.Date(start.Year(), start.Month(), 1, 0, 0, 0, 0, time.UTC)
	want := models.Growth{
		Members: 11, Countries: 1, Next: 25, Reached: []models.Milestone{{Members: 10, At: store.Clock.Now()}},
		Months: []models.GrowthMonth{
			{Month: month, New: 4, Total: 4},
			{Month: month.AddDate(0, 1, 0), New: 0, Total: 4},
			{Month: month.AddDate(0, 2, 0), New: 7, Total: 11},
		},
	}
	if month.AddDate(0, 3, 0).Before(store.Clock.Now()) {
		t.Fatalf("the clock starts late in its month: %s", start)
	}
	if diff := cmp.Diff(want, growth); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMilestonesGoOn(t *testing.T) {
	t.Parallel()
	got, members := []int{}, 10
	for range 10 {
		got, members = append(got, members), models.MilestoneAfter(members)
	}
	if diff := cmp.Diff([]int{10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
