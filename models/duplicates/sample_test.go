package duplicates_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"alliance/models/duplicates"
	"alliance/models/sharedtest"
)

const (
	leastFound      = 95 // percent of the pairs labelled duplicate
	mostFalseAlarms = 1  // percent of random pairs
	randomPairs     = 1000
)

func TestSamplePairs(t *testing.T) {
	t.Parallel()
	found, labelled := foundPairs(t)
	if labelled == 0 || 100*found < leastFound*labelled {
		t.Errorf("found %d of %d, want %d %%", found, labelled, leastFound)
	}
}

// foundPairs measures the comparison on real pairs, by their names alone: a machine
// matched all of the sample's pairs to one place, which would prove little.
func foundPairs(tb testing.TB) (found, labelled int) {
	tb.Helper()
	for _, row := range sharedtest.Rows(tb, "signatories/duplicates_sample.csv") {
		a := duplicates.Body{Name: row["name_a"], Country: row["country"]}
		b := duplicates.Body{Name: row["name_b"], Country: row["country"]}
		verdict := duplicates.Compare(a, b)
		if row["label"] != "duplicate" {
			a.TerritoryID, b.TerritoryID = row["geonameid"], row["geonameid"]
			tb.Logf("labelled %s: %q and %q (%s): by name %s; with the sample's territory %s",
				row["label"], a.Name, b.Name, row["why"], inWords(verdict), inWords(duplicates.Compare(a, b)))
			continue
		}
		labelled++
		if verdict.Likely {
			found++
		} else {
			tb.Logf("missed: %q and %q: %s", a.Name, b.Name, inWords(verdict))
		}
	}
	tb.Logf("found %d of %d pairs labelled duplicate", found, labelled)
	return found, labelled
}

func inWords(v duplicates.Verdict) string {
	words := "not likely"
	if v.Likely {
		words = "likely"
	}
	reasons := make([]string, 0, len(v.Reasons))
	for _, reason := range v.Reasons {
		reasons = append(reasons, string(reason))
	}
	if len(reasons) == 0 {
		return words
	}
	return words + " (" + strings.Join(reasons, ", ") + ")"
}

func TestSampleOfRandomPairs(t *testing.T) {
	t.Parallel()
	if alarms := falseAlarms(t); 100*alarms > mostFalseAlarms*randomPairs {
		t.Errorf("%d false alarms in %d pairs, want at most %d %%", alarms, randomPairs, mostFalseAlarms)
	}
}

// falseAlarms counts the alarms among random pairs of different places of a country,
// the same pairs each time.
func falseAlarms(tb testing.TB) int {
	tb.Helper()
	all := samplePlaces(tb)
	byCountry := map[string][]place{}
	for _, p := range all {
		byCountry[p.country] = append(byCountry[p.country], p)
	}
	random := rand.New(rand.NewPCG(2027, 3))
	alarms := 0
	for n := 0; n < randomPairs; {
		a := all[random.IntN(len(all))]
		b := byCountry[a.country][random.IntN(len(byCountry[a.country]))]
		if a.id == b.id {
			continue
		}
		n++
		if verdict := a.prepared.Compare(&b.prepared); verdict.Likely {
			alarms++
			tb.Logf("false alarm: %q and %q: %d %%", a.name, b.name, verdict.Similarity)
		}
	}
	tb.Logf("%d false alarms in %d random pairs of the same country", alarms, randomPairs)
	return alarms
}

// BenchmarkSample prints the figures of the two tests above with "make bench", and
// how long a pair takes.
func BenchmarkSample(b *testing.B) {
	b.Cleanup(func() { // of skipped benchmarks the go command says nothing
		if b.Skipped() {
			fmt.Fprintln(os.Stderr, "BenchmarkSample needs the reference data in ../shared/data, which is absent")
		}
	})
	found, labelled := foundPairs(b)
	alarms := falseAlarms(b)
	rows := sharedtest.Rows(b, "signatories/duplicates_sample.csv")
	compared := 0
	for b.Loop() {
		row := rows[compared%len(rows)]
		compared++
		duplicates.Compare(duplicates.Body{Name: row["name_a"]}, duplicates.Body{Name: row["name_b"]})
	}
	b.ReportMetric(100*float64(found)/float64(labelled), "%found")
	b.ReportMetric(100*float64(alarms)/randomPairs, "%false-alarms")
}

// place is a name of the sample and the place that it means.
type place struct {
	id, name, country string
	prepared          duplicates.Prepared
}

func samplePlaces(tb testing.TB) []place {
	tb.Helper()
	rows := sharedtest.Rows(tb, "signatories/names_sample.csv")
	places := make([]place, 0, len(rows))
	for _, row := range rows {
		body := duplicates.Body{Name: row["input_name"], Country: row["country"]}
		places = append(places, place{row["geonameid"], body.Name, body.Country, duplicates.Prepare(body)})
	}
	return places
}

// TestSampleOfEveryPair compares every two places of a country: beside a pledge, a
// moderator sees the alarms among all members of the country.
func TestSampleOfEveryPair(t *testing.T) {
	t.Parallel()
	const most = 0.5 // alarms per place
	places := samplePlaces(t)
	compared, alarms := 0, 0
	for i := range places {
		for j := range i {
			a, b := &places[i], &places[j]
			if a.country != b.country || a.id == b.id {
				continue
			}
			compared++
			if a.prepared.Compare(&b.prepared).Likely {
				alarms++
				t.Logf("%q and %q", a.name, b.name)
			}
		}
	}
	each := 2 * float64(alarms) / float64(len(places))
	t.Logf("%d alarms in all %d pairs of one country: %.2f for each of %d places", alarms, compared, each, len(places))
	if each > most {
		t.Errorf("%.2f alarms for each place, want at most %.2f", each, most)
	}
}
