package main

import (
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strings"
)

const (
	// headroom is what the heap may grow by between two collections. Go's own rule, as much as is in use, would collect
	// every few milliseconds in a small site, and take twice the memory of a large one. Of 4, 8, 16 and 20 MB, with
	// 12,000 members and finished pages at 64 connections, 16 took the least of the processor for a request: with 4 it
	// was a quarter more, as collections come too often, and 20 gained nothing for its memory.
	headroom = 16 << 20
	leastGC  = 30  // percent of what is in use, GOGC
	mostGC   = 400 // above it nothing is gained
)

// collectRarely sets how much garbage may gather, by what the site holds in memory; not where GOGC or GOMEMLIMIT says
// what the operator wants.
func collectRarely(environ []string) {
	if slices.ContainsFunc(environ, func(variable string) bool {
		return strings.HasPrefix(variable, "GOGC=") || strings.HasPrefix(variable, "GOMEMLIMIT=")
	}) {
		return
	}
	debug.FreeOSMemory() // so that what starting took is neither counted nor held
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	debug.SetGCPercent(gcPercent(sample[0].Value.Uint64()))
}

// gcPercent is GOGC for a heap with so many bytes in use.
func gcPercent(live uint64) int {
	return int(min(max(headroom*100/max(live, 1), leastGC), mostGC))
}
