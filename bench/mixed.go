package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"alliance/bench/dataset"
	"alliance/bench/load"
	"alliance/bench/report"
	"alliance/bench/rig"
)

const (
	breaksAt    = 250         // milliseconds of p99 beyond which a rate is not sustained
	mixedLasts  = time.Minute // of our own run
	shortMixed  = 10 * time.Second
	mixedSmall  = 10_000          // members
	rateLasts   = 6 * time.Second // of one rate of the search
	leastRate   = 8               // requests a second
	mostRate    = 1 << 15
	refinements = 3
)

// measureMixed finds the rate that the naive version sustains and drives the product at six times that rate.
func measureMixed(ctx context.Context, b *bench) error {
	for _, members := range []int{min(mixedSmall, b.members), b.large} {
		if err := b.mixedAt(ctx, members); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) mixedAt(ctx context.Context, members int) error {
	size := dataset.Size{Members: members, Waiting: 4_000, Unconfirmed: 20_000}
	var rates report.Series
	for range b.rounds {
		rate, err := b.naiveRate(ctx, size)
		if err != nil {
			return err
		}
		rates = append(rates, rate)
	}
	rate := rates.Median() * 6
	result, memory, err := b.mixedRun(ctx, size, rate)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("mixed load, %d members, %.0f/s", members, rate)
	b.progress("%s: p99 %.1f ms, worst %.0f ms, %d failed, %d late, first fault: %v", what, result.Quantile(99),
		result.Worst(), result.Failed, result.Late, result.FirstFail)
	lost := report.Row{
		What: what + ", failed or never sent", Unit: "requests", Bar: report.AtMost(0),
		Ours: report.Series{float64(result.Failed + result.Late)},
	}
	if result.FirstFail != nil {
		lost.Note = "The first fault: " + result.FirstFail.Error()
	}
	b.rows = append(b.rows,
		report.Row{
			What: fmt.Sprintf("mixed load, %d members: rate", members), Unit: "req/s",
			Ours: report.Series{result.PerSecond()}, OtherName: "naive, p99 ≤ 250 ms", Other: report.Series{rates.Median()},
			Bar: report.RatioAtLeast(5.9), Note: "Driven at six times the median of the rates that the naive version sustained.",
		},
		report.Row{What: what + ", p99", Unit: "ms", Ours: report.Series{result.Quantile(99)}, Bar: report.AtMost(50)},
		report.Row{What: what + ", worst", Unit: "ms", Ours: report.Series{result.Worst()}},
		lost,
		report.Row{
			What: what + ", memory in the last third", Unit: "MB", Ours: report.Series{memory[2]},
			OtherName: "in the middle third", Other: report.Series{memory[1]}, Bar: report.RatioAtMost(1.1),
		},
	)
	return nil
}

// naiveRate raises the rate until the p99 of the naive version passes 250 ms, and gives the last rate before.
func (b *bench) naiveRate(ctx context.Context, size dataset.Size) (float64, error) {
	naive, err := b.startNaive(ctx, size, "")
	if err != nil {
		return 0, err
	}
	defer func() { _ = naive.Stop() }()
	visitors, err := b.visitors(ctx, size)
	if err != nil {
		return 0, err
	}
	visitors.coding = "gzip"
	first := 0
	sustains := func(rate float64) bool {
		from := first
		result := load.OpenLoop(ctx, naive.Address(), b.schedule(rate, rateLasts),
			func(ctx context.Context, c *load.Conn, i int) error { return visitors.mixed(ctx, c, from+i) })
		first += int(rate*rateLasts.Seconds()) + 1
		b.progress("naive, %d members, %.0f/s: p99 %.0f ms, %d failed, %d late, first fault: %v", size.Members, rate,
			result.Quantile(99), result.Failed, result.Late, result.FirstFail)
		return ctx.Err() == nil && result.Failed+result.Late == 0 && result.Quantile(99) <= breaksAt
	}
	rate := greatestRate(sustains)
	if rate == 0 && ctx.Err() == nil {
		return 0, fmt.Errorf("the naive version does not sustain %d requests a second", leastRate)
	}
	return rate, ctx.Err()
}

// greatestRate doubles the rate until it is not sustained, and then halves the distance (in ratios) a few times.
func greatestRate(sustains func(rate float64) bool) float64 {
	low, high := 0.0, float64(leastRate)
	for ; high < mostRate && sustains(high); high *= 2 {
		low = high
	}
	for range refinements {
		middle := math.Sqrt(low * high)
		if low == 0 || high >= mostRate {
			break
		}
		if sustains(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// mixedRun drives the product for a minute and gives the memory of each third, in MB.
func (b *bench) mixedRun(ctx context.Context, size dataset.Size, rate float64) (load.Result, [3]float64, error) {
	var memory [3]float64
	p, stop, err := b.startWithSink(ctx, size, 0)
	if err != nil {
		return load.Result{}, memory, err
	}
	defer stop()
	visitors, err := b.visitors(ctx, size)
	if err != nil {
		return load.Result{}, memory, err
	}
	if visitors.cookie, err = signIn(ctx, p); err != nil {
		return load.Result{}, memory, err
	}
	lasting := mixedLasts
	if b.rounds == 1 {
		lasting = shortMixed
	}
	sampling, done := context.WithCancel(ctx)
	samples := make(chan []float64, 1)
	go func() { samples <- sampleMemory(sampling, p) }()
	result := load.OpenLoop(ctx, p.Address(), b.schedule(rate, lasting), visitors.mixed)
	done()
	return result, thirds(<-samples), nil
}

// visitors know what the data set holds.
func (b *bench) visitors(ctx context.Context, size dataset.Size) (*traffic, error) {
	path, err := b.original(ctx, size)
	if err != nil {
		return nil, err
	}
	t := &traffic{coding: "br, gzip", seed: b.seed, tokens: max(1, size.Unconfirmed)}
	if t.waiting, err = column(ctx, path, `SELECT id FROM pledges WHERE state = 'waiting' ORDER BY id`); err != nil {
		return nil, err
	}
	t.slugs, err = column(ctx, path, `SELECT slug FROM signatories ORDER BY id LIMIT 1000`)
	return t, err
}

// sampleMemory reads the resident memory every 250 ms, in MB.
func sampleMemory(ctx context.Context, p *rig.Process) []float64 {
	ticker := time.NewTicker(250 * time.Millisecond)
	defer ticker.Stop()
	var samples []float64
	for {
		if held, err := p.Memory(); err == nil {
			samples = append(samples, float64(held.Resident)/1e6)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return samples
		}
	}
}

// thirds gives the greatest value of each third.
func thirds(samples []float64) [3]float64 {
	var greatest [3]float64
	for i := range greatest {
		part := samples[i*len(samples)/3 : (i+1)*len(samples)/3]
		if len(part) > 0 {
			greatest[i] = slices.Max(part)
		}
	}
	return greatest
}
