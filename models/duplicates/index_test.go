package duplicates_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"alliance/models/duplicates"
)

// The index must find whatever a comparison with each would find.
func TestIndexFindsWhatCompareFinds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		index, bodies := duplicates.NewIndex(), make([]duplicates.Prepared, rapid.IntRange(0, 12).Draw(t, "bodies"))
		for i := range bodies {
			bodies[i] = duplicates.Prepare(drawBody(t, fmt.Sprint(i)))
			index.Add(fmt.Sprint(i), bodies[i])
		}
		body := duplicates.Prepare(drawBody(t, "sought"))
		var want, got []string
		for i := range bodies {
			if body.Compare(&bodies[i]).Likely {
				want = append(want, fmt.Sprint(i))
			}
		}
		for _, found := range index.Find(&body) {
			got = append(got, found.ID)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("found %q, want %q", got, want)
		}
	})
}

func TestTellsOfRegion(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"Province of Teramo": true, "Diputación de Cáceres": true, "Landkreis Hof": true, "Kildare County Council": true,
		"Teramo": false, "Comune di Teramo": false, "Stadt Hof": false, "": false,
	} {
		if got := duplicates.TellsOfRegion(name); got != want {
			t.Errorf("%s: %t, want %t", name, got, want)
		}
	}
}
