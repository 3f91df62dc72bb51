package models_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
	"alliance/models/sharedtest"
)

func onTheWall(t *testing.T, store *models.Store) []string {
	t.Helper()
	wall, err := store.Wall(t.Context(), models.WallFilter{Sort: models.SortName, Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	return names(wall.Entries)
}

func TestTheWallFollowsEveryChange(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	expect := func(when string, want ...string) {
		t.Helper()
		if got := onTheWall(t, store.Store); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}
	expect("at first")
	riga := store.Approve(t, admin, modelstest.Pledge())
	expect("after an approval", "Rīga")
	store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
		p.Body, p.Email, p.TerritoryID = "Jūrmala", "dome@jurmala.example", ""
	}))
	expect("after another", "Jūrmala", "Rīga")
	if err := store.TakeDown(t.Context(), admin, models.Seen{ID: riga}, "A mistake.", false); err != nil {
		t.Fatal(err)
	}
	expect("after one was taken down", "Jūrmala")
}

func TestTheWallSeesWhatAnotherProcessWrites(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	if got := onTheWall(t, store.Store); len(got) != 0 {
		t.Fatalf("%v at first", got)
	}
	other, err := models.Open(t.Context(), store.Config, modelstest.Options(store.Clock))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.FillDemonstration(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := store.LookForChanges(t.Context()); err != nil {
		t.Fatal(err)
	}
	if counters, err := store.Counters(t.Context()); err != nil || counters.Total != 300 {
		t.Errorf("%d members (%v), want the 300 that the other one wrote", counters.Total, err)
	}
}

func TestAReaderIsToldThatTheWallCannotBeReadAnew(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	count := func() (int, error) {
		counters, err := store.Counters(t.Context())
		return counters.Total, err
	}
	if got, err := count(); err != nil || got != 0 {
		t.Fatalf("%d members, %v", got, err)
	}
	models.Tamper(t, store.Store, modelstest.MembersSQL(1200)) // too many to take up one by one
	models.Tamper(t, store.Store, "UPDATE signatories SET since = 'one day' WHERE id = 'M7'")
	for range 2 {
		if got, err := count(); err == nil || !strings.Contains(err.Error(), "one day") {
			t.Errorf("%d members, %v; want the reason", got, err)
		}
	}
	models.Tamper(t, store.Store, "UPDATE signatories SET since = '2026-01-01 00:00:00+00:00' WHERE id = 'M7'")
	if got, err := count(); err != nil || got != 1200 {
		t.Errorf("%d members, %v; want 1200 after that", got, err)
	}
}

func TestAnEntryHasAllThatIsPublic(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	store.Approve(t, store.Administrator(t), modelstest.Pledge())
	var got models.WallEntry
	err := store.EachOnWall(t.Context(), models.WallFilter{Query: "Рига"}, func(e models.WallEntry) error {
		got = e
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	signatory, err := store.Signatory(t.Context(), "riga")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(signatory.WallEntry, got); diff != "" {
		t.Errorf("the list differs from the page (-page +list):\n%s", diff)
	}
	suggested, err := store.SuggestMembers(t.Context(), "Ρίγ", 5)
	if err != nil || len(suggested) != 1 || suggested[0].Slug != "riga" {
		t.Errorf("suggested %+v (%v)", suggested, err)
	}
	latvia, err := store.Wall(t.Context(), models.WallFilter{Territory: "LV"})
	if err != nil || latvia.Total != 1 {
		t.Errorf("%d members inside Latvia (%v)", latvia.Total, err)
	}
}

func TestEachOnWallEndsEarly(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	if err := store.FillDemonstration(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	read := 0
	err := store.EachOnWall(ctx, models.WallFilter{}, func(models.WallEntry) error {
		if read++; read == 10 {
			cancel()
		}
		return nil
	})
	if err == nil || read > 11 {
		t.Errorf("read %d after the visitor left (%v)", read, err)
	}
}

// TestNamesAsTypedOnTheWall measures the wall's suggestions where every place of the register is a member: names as
// cities typed them elsewhere, of which the place meant is known. Namesakes in all of Europe cannot be told apart by
// name, hence the one of the same country counts as first when it comes before others of that country.
func TestNamesAsTypedOnTheWall(t *testing.T) {
	t.Parallel()
	rows := sharedtest.Rows(t, "signatories/names_sample.csv")
	store := modelstest.New(t)
	models.Tamper(t, store.Store, modelstest.ManyMembers)
	var first, five int
	for _, row := range rows {
		suggested, err := store.SuggestMembers(t.Context(), row["input_name"], 40)
		if err != nil {
			t.Fatal(err)
		}
		suggested = slices.DeleteFunc(suggested, func(e models.WallEntry) bool {
			return e.Country != row["country"] || e.Kind != models.KindCity
		})
		place := slices.IndexFunc(suggested, func(e models.WallEntry) bool { return e.TerritoryID == row["geonameid"] })
		if place == 0 {
			first++
		}
		if place >= 0 && place < 5 {
			five++
		}
	}
	percent := func(n int) float64 { return 100 * float64(n) / float64(len(rows)) }
	t.Logf("of %d names %.1f %% are suggested first, %.1f %% among five", len(rows), percent(first), percent(five))
	if percent(first) < 90 || percent(five) < 97 {
		t.Error("want 90 % first, 97 % among five")
	}
}
