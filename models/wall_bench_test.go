package models_test

import (
	"fmt"
	"testing"
	"time"

	"alliance/models"
	"alliance/models/modelstest"
)

// BenchmarkWallOfMany reads pages of a wall with 100,000 members; the bar is 50 ms a page and 20 ms a suggestion.
func BenchmarkWallOfMany(b *testing.B) {
	store := modelstest.New(b)
	models.Tamper(b, store.Store, modelstest.ManyMembers)
	first, err := store.Wall(b.Context(), models.WallFilter{Sort: models.SortName, Language: "lv"})
	if err != nil || first.Total != 100_000 {
		b.Fatalf("%d members (%v)", first.Total, err)
	}
	for _, filter := range []models.WallFilter{
		{},
		{Sort: models.SortName, Language: "lv"},
		{Sort: models.SortName, Language: "lv", After: first.Next},
		{Country: "LV", Kind: models.KindCity, Association: "CEMR", Version: "2026-1", Year: 2020},
		{Country: "MT", Kind: models.KindRegion, Sort: models.SortName},
		{Territory: "IT.09"},
		{Query: "a"},
		{Query: "riga"},
		{Query: "Рига"},
		{Query: "Municipality of Venztspils"},
		{Query: "nowhere to be found at all"},
	} {
		b.Run(fmt.Sprintf("page/%+v", filter), func(b *testing.B) {
			for b.Loop() {
				if _, err := store.Wall(b.Context(), filter); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("map/%+v", filter), func(b *testing.B) {
			for b.Loop() {
				if _, err := store.MapAreas(b.Context(), filter); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("each", func(b *testing.B) {
		for b.Loop() {
			seen := 0
			err := store.EachOnWall(b.Context(), models.WallFilter{}, func(models.WallEntry) error { seen++; return nil })
			if err != nil || seen != 100_000 {
				b.Fatalf("%d members (%v)", seen, err)
			}
		}
	})
	for _, text := range []string{"a", "ri", "riga", "Рига", "Venztspils", "san g", "xqzw"} {
		b.Run("suggest/"+text, func(b *testing.B) {
			for b.Loop() {
				if _, err := store.SuggestMembers(b.Context(), text, 8); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkWallTakesUpAChange reads the wall after each approval.
func BenchmarkWallTakesUpAChange(b *testing.B) {
	store := modelstest.New(b)
	models.Tamper(b, store.Store, modelstest.ManyMembers)
	for b.Loop() {
		models.Tamper(b, store.Store, "UPDATE signatories SET updated_at = datetime('now') WHERE id = 'M77'")
		if _, err := store.Wall(b.Context(), models.WallFilter{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWallFromNothing asks one question after a start, and a second one: at once, or when all is prepared.
func BenchmarkWallFromNothing(b *testing.B) {
	store := modelstest.New(b)
	models.Tamper(b, store.Store, modelstest.ManyMembers)
	for name, filter := range map[string]models.WallFilter{
		"page": {}, "search": {Query: "riga"}, "names": {Sort: models.SortName, Language: "lv"},
	} {
		for _, prepared := range []bool{false, true} {
			b.Run(fmt.Sprintf("%s/prepared=%t", name, prepared), func(b *testing.B) {
				var first, prepare, second time.Duration
				for b.Loop() {
					opened, err := models.Open(b.Context(), store.Config, modelstest.Options(store.Clock))
					if err != nil {
						b.Fatal(err)
					}
					first += timed(b, opened, models.WallFilter{})
					start := time.Now()
					if prepared {
						models.WaitForWall(opened)
					}
					prepare += time.Since(start)
					second += timed(b, opened, filter)
					if err := opened.Close(); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(first.Microseconds())/1000/float64(b.N), "first-ms")
				b.ReportMetric(float64(prepare.Microseconds())/1000/float64(b.N), "prepare-ms")
				b.ReportMetric(float64(second.Microseconds())/1000/float64(b.N), "second-ms")
			})
		}
	}
}

func timed(b *testing.B, store *models.Store, filter models.WallFilter) time.Duration {
	b.Helper()
	start := time.Now()
	if _, err := store.Wall(b.Context(), filter); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}
