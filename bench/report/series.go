// Package report turns measurements into the one table that the benchmark prints.
package report

import (
	"math"
	"slices"
)

// Series are the values that were measured of one thing, one for each round.
type Series []float64

// Median is the middle of the values; of an even number the mean of the two in the middle. None has NaN.
func (s Series) Median() float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(s))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// Min is the least value, NaN of none.
func (s Series) Min() float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	return slices.Min(s)
}

// Max is the greatest value, NaN of none.
func (s Series) Max() float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	return slices.Max(s)
}

// Over are the ratios to another series round by round: what disturbs the machine disturbs both sides of a round.
func (s Series) Over(other Series) Series {
	ratios := make(Series, 0, len(s))
	for i := range min(len(s), len(other)) {
		ratios = append(ratios, s[i]/other[i])
	}
	return ratios
}
