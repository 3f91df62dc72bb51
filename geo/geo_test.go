package geo

import (
	"math"
	"testing"
)

func TestProjectionIsEPSG3035(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                string
		lat, lon            float64
		wantEast, wantNorth float64
	}{
		{"the origin", 52, 10, 4321000, 3210000},
		{"the registry's own example", 50, 5, 3962799.45, 2999718.85}, // IOGP Guidance Note 7-2, 3.3.1
	}
	for _, test := range tests {
		east, north := laea(test.lat, test.lon)
		if math.Abs(east-test.wantEast) > .01 || math.Abs(north-test.wantNorth) > .01 {
			t.Errorf("%s: %.2f %.2f, want %.2f %.2f", test.name, east, north, test.wantEast, test.wantNorth)
		}
	}
}

func TestTheFrame(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lat, lon float64
		inside   bool
	}{
		"Rīga":          {56.95, 24.11, true},
		"Lefkosia":      {35.17, 33.36, true},
		"Reykjavík":     {64.15, -21.94, true},
		"Ponta Delgada": {37.74, -25.67, false},
		"Saint-Denis":   {-20.88, 55.45, false},
		"nowhere":       {math.NaN(), 0, false},
	} {
		if got := Project(test.lat, test.lon).InFrame(); got != test.inside {
			t.Errorf("%s: inside the frame %t", name, got)
		}
	}
}
