package models_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// wallStore has six members; the clock moves a day between two approvals.
func wallStore(t *testing.T) *modelstest.Store {
	t.Helper()
	store := modelstest.New(t, func(c *models.Config) { c.Pledge.BodiesPerEmail = 0 })
	admin := store.Administrator(t)
	for _, body := range []struct {
		kind                       models.Kind
		country, name, association string
	}{
		{models.KindCity, "LV", "Rīga", "EUROCITIES"},
		{models.KindCity, "LV", "Jūrmala", "CEMR"},
		{models.KindRegion, "IT", "Toscana", "AER"},
		{models.KindAssociation, "DE", "Städtebund Köln", "CEMR"},
		{models.KindCity, "DE", "Köln", "EUROCITIES"},
		{models.KindCity, "PL", "Łódź", "EUROCITIES"},
	} {
		store.Clock.Advance(24 * time.Hour)
		store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
			p.Kind, p.Country, p.Body, p.Associations = body.kind, body.country, body.name, []string{body.association}
		}))
	}
	return store
}

func names(entries []models.WallEntry) []string {
	var all []string
	for _, entry := range entries {
		all = append(all, entry.Name)
	}
	return all
}

func TestWall(t *testing.T) {
	t.Parallel()
	store := wallStore(t)
	cases := []struct {
		name   string
		filter models.WallFilter
		want   []string
	}{
		{"newest first", models.WallFilter{}, []string{"Łódź", "Köln", "Städtebund Köln", "Toscana", "Jūrmala", "Rīga"}},
		{
			"by name",
			models.WallFilter{Sort: models.SortName},
			[]string{"Jūrmala", "Köln", "Łódź", "Rīga", "Städtebund Köln", "Toscana"},
		},
		{"by kind", models.WallFilter{Kind: models.KindRegion}, []string{"Toscana"}},
		{"by country and kind", models.WallFilter{Country: "DE", Kind: models.KindCity}, []string{"Köln"}},
		{"by association", models.WallFilter{Association: "CEMR"}, []string{"Städtebund Köln", "Jūrmala"}},
		{"by declaration", models.WallFilter{Version: "2026-1", Country: "IT"}, []string{"Toscana"}},
		{"by a declaration nobody signed", models.WallFilter{Version: "2017-1"}, nil},
		{"by year", models.WallFilter{Year: 2026, Country: "PL"}, []string{"Łódź"}},
		{"by a year without members", models.WallFilter{Year: 2025}, nil},
		{"search without accents", models.WallFilter{Query: "koln"}, []string{"Köln", "Städtebund Köln"}},
		{"search with other accents", models.WallFilter{Query: "LODZ"}, []string{"Łódź"}},
		{"search and filter", models.WallFilter{Query: "köln", Kind: models.KindCity}, []string{"Köln"}},
		{
			"a percent sign finds nothing special",
			models.WallFilter{Query: "%"},
			[]string{"Łódź", "Köln", "Städtebund Köln", "Toscana", "Jūrmala", "Rīga"},
		},
		{"a query that finds nothing", models.WallFilter{Query: "nowhere"}, nil},
		{"a broken cursor: the first page", models.WallFilter{After: "%%%", Kind: models.KindRegion}, []string{"Toscana"}},
	}
	for _, c := range cases {
		wall, err := store.Wall(t.Context(), c.filter)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if diff := cmp.Diff(c.want, names(wall.Entries)); diff != "" || wall.Total != len(c.want) {
			t.Errorf("%s: total %d, names (-want +got):\n%s", c.name, wall.Total, diff)
		}
	}
}

func TestWallCountsEachValueOfAFilter(t *testing.T) {
	t.Parallel()
	store := wallStore(t)
	wall, err := store.Wall(t.Context(), models.WallFilter{Kind: models.KindCity, Country: "DE"})
	if err != nil {
		t.Fatal(err)
	}
	kinds := []models.FacetCount{{Value: "association", Count: 1}, {Value: "city", Count: 1}}
	if diff := cmp.Diff(kinds, wall.Kinds); diff != "" {
		t.Errorf("kinds in Germany (-want +got):\n%s", diff)
	}
	countries := []models.FacetCount{{Value: "DE", Count: 1}, {Value: "LV", Count: 2}, {Value: "PL", Count: 1}}
	if diff := cmp.Diff(countries, wall.Countries); diff != "" {
		t.Errorf("countries with cities (-want +got):\n%s", diff)
	}
}

func TestWallPagesAreStable(t *testing.T) {
	t.Parallel()
	for _, sort := range []models.WallSort{models.SortNewest, models.SortName} {
		t.Run(string(sort), func(t *testing.T) {
			t.Parallel()
			store := wallStore(t)
			seen := map[string]int{}
			filter := models.WallFilter{Sort: sort, Limit: 2}
			for page := 0; ; page++ {
				wall, err := store.Wall(t.Context(), filter)
				if err != nil || page > 5 {
					t.Fatalf("page %d: %v", page, err)
				}
				for _, entry := range wall.Entries {
					seen[entry.Name]++
				}
				if page == 0 { // a member that comes while one reads does not shift the pages
					store.Clock.Advance(time.Hour)
					id := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
						p.Body, p.Email, p.Country = "Aaa", "aaa@aaa.example", "EE"
					}))
					if err := store.Store.Approve(t.Context(), models.Moderator{}, models.Seen{ID: id}); err != nil {
						t.Fatal(err)
					}
				}
				if wall.Next == "" {
					break
				}
				filter.After = wall.Next
			}
			delete(seen, "Aaa")
			if len(seen) != 6 {
				t.Errorf("saw %v, want all six", seen)
			}
			for name, times := range seen {
				if times != 1 {
					t.Errorf("%s was shown %d times", name, times)
				}
			}
		})
	}
}

func TestAPageOfWhichAMemberLeftMeanwhileIsFollowedByTheNext(t *testing.T) {
	t.Parallel()
	for sort, want := range map[models.WallSort][]string{
		models.SortNewest: {"Łódź", "Städtebund Köln", "Toscana", "Jūrmala", "Rīga"},
		models.SortName:   {"Jūrmala", "Łódź", "Rīga", "Städtebund Köln", "Toscana"},
	} {
		store := wallStore(t)
		if err := store.ReadWall(t.Context()); err != nil {
			t.Fatal(err)
		}
		// The public version stays: the index does not know yet.
		modelstest.AlterByHand(t, store.Config.Database.DSN,
			"UPDATE signatories SET hidden_at = '2027-01-01 00:00:00+00:00' WHERE name = 'Köln'")
		var read []string
		for filter := (models.WallFilter{Sort: sort, Limit: 1}); ; {
			page, err := store.Wall(t.Context(), filter)
			if err != nil {
				t.Fatal(err)
			}
			if read = append(read, names(page.Entries)...); page.Next == "" {
				break
			}
			filter.After = page.Next
		}
		if diff := cmp.Diff(want, read); diff != "" {
			t.Errorf("%s (-want +got):\n%s", sort, diff)
		}
	}
}

func TestContinues(t *testing.T) {
	t.Parallel()
	store := wallStore(t)
	for _, sort := range []models.WallSort{models.SortNewest, models.SortName} {
		filter := models.WallFilter{Sort: sort, Limit: 2}
		page, err := store.Wall(t.Context(), filter)
		if err != nil {
			t.Fatal(err)
		}
		for after, want := range map[string]bool{"": false, page.Next: true, "MTIz": false, "%": false} {
			if filter.After = after; filter.Continues() != want {
				t.Errorf("%s after %q: want %t", sort, after, want)
			}
		}
	}
}

func TestCountersNewestAndMap(t *testing.T) {
	t.Parallel()
	store := wallStore(t)
	counters, err := store.Counters(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := models.Counters{Total: 6, Countries: 4, ByKind: map[models.Kind]int{
		models.KindCity: 4, models.KindRegion: 1, models.KindAssociation: 1,
	}}
	if diff := cmp.Diff(want, counters); diff != "" {
		t.Errorf("counters (-want +got):\n%s", diff)
	}
	newest, err := store.Newest(t.Context(), 2)
	if err != nil || cmp.Diff([]string{"Łódź", "Köln"}, names(newest)) != "" {
		t.Errorf("newest %v, %v", names(newest), err)
	}
	areas, err := store.MapAreas(t.Context(), models.WallFilter{Country: "LV"})
	count := 0
	for _, area := range areas {
		count += area.Count
	}
	if err != nil || count != 2 {
		t.Errorf("areas %+v, %v; want those of Rīga and Jūrmala", areas, err)
	}
	if _, err := store.Signatory(t.Context(), "nowhere"); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("an unknown page: %v, want ErrNotFound", err)
	}
}

func TestBriefEntriesSayAllButWhatTheySigned(t *testing.T) {
	t.Parallel()
	store := wallStore(t)
	full, err := store.Wall(t.Context(), models.WallFilter{})
	if err != nil {
		t.Fatal(err)
	}
	brief, err := store.Wall(t.Context(), models.WallFilter{Brief: true})
	if err != nil {
		t.Fatal(err)
	}
	signed := 0
	for i := range full.Entries {
		signed += len(full.Entries[i].Versions)
		full.Entries[i].Associations, full.Entries[i].Versions = nil, nil
	}
	if diff := cmp.Diff(full, brief); diff != "" || signed != 6 {
		t.Errorf("%d versions signed (-full +brief):\n%s", signed, diff)
	}
}

func TestMembersNear(t *testing.T) {
	t.Parallel()
	store := wallStore(t)
	riga, err := store.Signatory(t.Context(), "riga")
	if err != nil {
		t.Fatal(err)
	}
	near, err := store.MembersNear(t.Context(), riga.WallEntry, 2)
	if diff := cmp.Diff([]string{"Jūrmala", "Łódź"}, names(near)); err != nil || diff != "" {
		t.Errorf("near Rīga (-want +got), %v:\n%s", err, diff)
	}
	lost, err := store.Signatory(t.Context(), "stadtebund-koln")
	if err != nil || lost.TerritoryID != "" {
		t.Fatalf("in %q, %v; want an unknown place", lost.TerritoryID, err)
	}
	if near, err := store.MembersNear(t.Context(), lost.WallEntry, 3); err != nil || len(near) != 0 {
		t.Errorf("%v near nobody knows where (%v)", names(near), err)
	}
}

func TestAnEmptyWall(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	wall, err := store.Wall(t.Context(), models.WallFilter{Query: "x", Sort: models.SortName})
	if err != nil || wall.Total != 0 || wall.Next != "" {
		t.Errorf("%+v, %v", wall, err)
	}
	counters, err := store.Counters(t.Context())
	if err != nil || counters.Total != 0 {
		t.Errorf("%+v, %v", counters, err)
	}
}

func TestDemonstration(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	if filled, err := store.HasDemonstrationData(t.Context()); err != nil || filled {
		t.Fatalf("filled %v (%v) before", filled, err)
	}
	version := store.PublicVersion()
	for range 2 { // the second time does nothing
		if err := store.FillDemonstration(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	counters, err := store.Counters(t.Context())
	if err != nil || counters.Total != 300 || counters.Countries != 27 || counters.ByKind[models.KindRegion] < 20 {
		t.Errorf("counters %+v (%v), want 300 members from all of Europe", counters, err)
	}
	queue, err := store.Queue(t.Context(), models.QueueFilter{})
	if err != nil || queue.Total != 40 {
		t.Errorf("%d waiting (%v), want 40", queue.Total, err)
	}
	if mails := store.ClaimAll(t); len(mails) != 0 {
		t.Errorf("%d mails to invented addresses", len(mails))
	}
	if filled, err := store.HasDemonstrationData(t.Context()); err != nil || !filled || store.PublicVersion() <= version {
		t.Errorf("filled %v (%v), public version %d", filled, err, store.PublicVersion())
	}
}

func TestDemonstrationNeverMixesWithPledges(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	store.Submit(t, modelstest.Pledge())
	if err := store.FillDemonstration(t.Context()); !errors.Is(err, models.ErrNotEmpty) {
		t.Errorf("%v, want ErrNotEmpty", err)
	}
}

func BenchmarkWall(b *testing.B) {
	store := modelstest.New(b)
	if err := store.FillDemonstration(b.Context()); err != nil {
		b.Fatal(err)
	}
	for i, filter := range []models.WallFilter{{}, {Sort: models.SortName}, {Country: "LV"}, {Query: "a"}} {
		b.Run(fmt.Sprint(i), func(b *testing.B) {
			for b.Loop() {
				if _, err := store.Wall(b.Context(), filter); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
