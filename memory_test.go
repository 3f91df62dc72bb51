package main

import (
	"math"
	"runtime/debug"
	"testing"
)

func TestGarbageGathersByWhatIsInUse(t *testing.T) {
	t.Parallel()
	for live, want := range map[uint64]int{
		0: mostGC, 1: mostGC, headroom / 8: mostGC, headroom / 2: 200, headroom: 100, 2 * headroom: 50,
		100 * headroom: leastGC, math.MaxUint64: leastGC,
	} {
		if got := gcPercent(live); got != want {
			t.Errorf("%d bytes in use: GOGC is %d, want %d", live, got, want)
		}
	}
}

// It says what the whole process does, so it is not parallel.
func TestTheOperatorsWordOnMemoryWins(t *testing.T) {
	const operators = 77
	before := debug.SetGCPercent(operators)
	defer debug.SetGCPercent(before)
	for _, variable := range []string{"GOGC=77", "GOGC=off", "GOMEMLIMIT=50MiB"} {
		collectRarely([]string{"PATH=/bin", variable})
		if now := debug.SetGCPercent(operators); now != operators {
			t.Errorf("%s: GOGC is now %d", variable, now)
		}
	}
	collectRarely([]string{"PATH=/bin", "GOGCX=1"})
	if now := debug.SetGCPercent(operators); now == operators || now < leastGC || now > mostGC {
		t.Errorf("without a word of the operator GOGC is %d", now)
	}
}
