// Package load makes requests: in a closed loop, where each client waits for its answer before it asks again, and in
// an open one, where requests come at a rate of their own, as visitors do.
package load

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Do makes the request number i on one of the connections.
type Do func(ctx context.Context, connection *Conn, i int) error

// Result is what came of a loop.
type Result struct {
	Requests  int64 // answered as they should be
	Failed    int64
	FirstFail error
	Late      int64 // of an open loop: never sent, because the server was too far behind
	Elapsed   time.Duration
	latencies *hdrhistogram.Histogram
}

// PerSecond is how many requests were answered in a second.
func (r Result) PerSecond() float64 { return float64(r.Requests) / r.Elapsed.Seconds() }

// Quantile is a latency in milliseconds; quantile is between 0 and 100.
func (r Result) Quantile(quantile float64) float64 {
	return float64(r.latencies.ValueAtQuantile(quantile)) / 1000
}

// Worst is the longest latency in milliseconds.
func (r Result) Worst() float64 { return float64(r.latencies.Max()) / 1000 }

// longest is the latency beyond which the histogram no longer distinguishes.
const longest = 10 * time.Minute

// tally gathers the outcome of one connection; it needs no lock.
type tally struct {
	latencies *hdrhistogram.Histogram // microseconds
	requests  int64
	failed    int64
	firstFail error
	late      int64
}

func newTally() *tally {
	return &tally{latencies: hdrhistogram.New(1, longest.Microseconds(), 3)}
}

func (t *tally) note(took time.Duration, err error) {
	if err != nil {
		t.failed++
		if t.firstFail == nil {
			t.firstFail = err
		}
		return
	}
	t.requests++
	_ = t.latencies.RecordValue(min(max(took, time.Microsecond), longest).Microseconds()) // it is in the range
}

func merge(tallies []*tally, elapsed time.Duration) Result {
	all := newTally()
	for _, t := range tallies {
		all.latencies.Merge(t.latencies)
		all.requests += t.requests
		all.failed += t.failed
		all.late += t.late
		if all.firstFail == nil {
			all.firstFail = t.firstFail
		}
	}
	return Result{
		Requests: all.requests, Failed: all.failed, FirstFail: all.firstFail, Late: all.late, Elapsed: elapsed,
		latencies: all.latencies,
	}
}

// Clock is where time comes from.
type Clock struct {
	Now   func() time.Time
	Sleep func(time.Duration)
}

// RealClock is the machine's.
func RealClock() Clock { return Clock{time.Now, time.Sleep} }

// ClosedLoop lets so many connections ask one after the other, for some time.
func ClosedLoop(ctx context.Context, address string, connections int, lasting time.Duration, do Do) Result {
	var next atomic.Int64
	clock := RealClock()
	began := clock.Now()
	tallies := each(address, connections, func(connection *Conn, t *tally) {
		for clock.Now().Sub(began) < lasting && ctx.Err() == nil {
			sent := clock.Now()
			err := do(ctx, connection, int(next.Add(1)-1))
			t.note(clock.Now().Sub(sent), err)
		}
	})
	return merge(tallies, clock.Now().Sub(began))
}

// Series makes so many requests, one after the other, on one connection.
func Series(ctx context.Context, address string, requests int, do Do) Result {
	clock := RealClock()
	began := clock.Now()
	tallies := each(address, 1, func(connection *Conn, t *tally) {
		for i := 0; i < requests && ctx.Err() == nil; i++ {
			sent := clock.Now()
			err := do(ctx, connection, i)
			t.note(clock.Now().Sub(sent), err)
		}
	})
	return merge(tallies, clock.Now().Sub(began))
}

// Schedule is an open loop: requests at a rate, for some time, whatever becomes of those before.
type Schedule struct {
	PerSecond   float64
	Lasting     time.Duration
	Connections int           // how many requests may be under way
	Grace       time.Duration // after the end: what is not sent by then is late
	Clock       Clock
}

// OpenLoop measures each latency from the moment at which its request was due, not from when a connection was free
// for it: a server that stalls makes the requests after it wait, and that is what their senders feel.
func OpenLoop(ctx context.Context, address string, s Schedule, do Do) Result {
	total := int64(s.PerSecond * s.Lasting.Seconds())
	interval := time.Duration(float64(time.Second) / s.PerSecond)
	var next atomic.Int64
	began := s.Clock.Now()
	tallies := each(address, s.Connections, func(connection *Conn, t *tally) {
		for ctx.Err() == nil {
			i := next.Add(1) - 1
			if i >= total {
				return
			}
			due := began.Add(time.Duration(i) * interval)
			if s.Clock.Now().Sub(began) > s.Lasting+s.Grace {
				t.late++
				continue
			}
			if wait := due.Sub(s.Clock.Now()); wait > 0 {
				s.Clock.Sleep(wait)
			}
			err := do(ctx, connection, int(i))
			t.note(s.Clock.Now().Sub(due), err)
		}
	})
	return merge(tallies, s.Clock.Now().Sub(began))
}

// each runs one client per connection and waits for all.
func each(address string, connections int, client func(*Conn, *tally)) []*tally {
	tallies := make([]*tally, connections)
	var group sync.WaitGroup
	for i := range tallies {
		tallies[i] = newTally()
		group.Go(func() {
			connection := NewConn(address)
			defer connection.Close()
			client(connection, tallies[i])
		})
	}
	group.Wait()
	return tallies
}
