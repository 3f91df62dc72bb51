package main

import (
	"context"
	"errors"
	"fmt"

	"alliance/bench/dataset"
	"alliance/bench/load"
	"alliance/bench/report"
	"alliance/bench/rig"
)

// oneByOne is how many pages an otherwise idle service is asked for in a round.
const oneByOne = 300

// measureFiltered asks for wall pages that nobody asked for before.
func measureFiltered(ctx context.Context, b *bench) error {
	large, err := b.startAlliance(ctx, dataset.Size{Members: b.large}, nil)
	if err != nil {
		return err
	}
	defer func() { _ = large.Stop() }()
	var huge *rig.Process
	if b.huge > 0 {
		if huge, err = b.startAlliance(ctx, dataset.Size{Members: b.huge}, nil); err != nil {
			return err
		}
		defer func() { _ = huge.Stop() }()
	}
	naive, err := b.startNaive(ctx, dataset.Size{Members: b.large}, "")
	if err != nil {
		return err
	}
	defer func() { _ = naive.Stop() }()
	if err := b.filteredAlone(ctx, large, huge); err != nil {
		return err
	}
	return b.filteredUnderLoad(ctx, large, naive)
}

// filteredAlone asks one after the other.
func (b *bench) filteredAlone(ctx context.Context, large, huge *rig.Process) error {
	what := fmt.Sprintf("filtered wall never asked before, %d members, alone", b.large)
	median := report.Row{What: what + ", median", Unit: "ms", Bar: report.AtMost(3)}
	tail := report.Row{What: what + ", p99", Unit: "ms", Bar: report.AtMost(15)}
	grown := report.Row{
		What: fmt.Sprintf("the same at %d members, median", b.huge), Unit: "ms",
		OtherName: fmt.Sprintf("at %d", b.large), Bar: report.RatioAtMost(1.5),
	}
	grownTail := report.Row{
		What: fmt.Sprintf("the same at %d members, p99", b.huge), Unit: "ms", OtherName: grown.OtherName,
	}
	for round := range b.rounds {
		atLarge, err := unaskedPages(ctx, large, round)
		if err != nil {
			return err
		}
		median.Ours, tail.Ours = append(median.Ours, atLarge.Quantile(50)), append(tail.Ours, atLarge.Quantile(99))
		b.progress("%s: median %.2f ms, p99 %.2f ms", what, atLarge.Quantile(50), atLarge.Quantile(99))
		if huge == nil {
			continue
		}
		atHuge, err := unaskedPages(ctx, huge, round)
		if err != nil {
			return err
		}
		b.progress("  at %d: median %.2f ms, p99 %.2f ms", b.huge, atHuge.Quantile(50), atHuge.Quantile(99))
		grown.Ours, grown.Other = append(grown.Ours, atHuge.Quantile(50)), append(grown.Other, atLarge.Quantile(50))
		grownTail.Ours = append(grownTail.Ours, atHuge.Quantile(99))
		grownTail.Other = append(grownTail.Other, atLarge.Quantile(99))
	}
	b.rows = append(b.rows, median, tail)
	if huge != nil {
		b.rows = append(b.rows, grown, grownTail)
	}
	return nil
}

func unaskedPages(ctx context.Context, p *rig.Process, round int) (load.Result, error) {
	t := &traffic{coding: "br, gzip"}
	result := load.Series(ctx, p.Address(), oneByOne, func(ctx context.Context, c *load.Conn, i int) error {
		return t.filtered(ctx, c, round*oneByOne+i)
	})
	return result, failures(result)
}

func (b *bench) filteredUnderLoad(ctx context.Context, large, naive *rig.Process) error {
	row := report.Row{
		What: fmt.Sprintf("filtered wall never asked before, %d members, 64 connections", b.large), Unit: "req/s",
		OtherName: "naive", Bar: report.RatioAtLeast(3),
	}
	offset := b.rounds * oneByOne // beyond the pages asked for above
	for range b.rounds {
		ours, err := b.closedLoop(ctx, large, loopOf(&traffic{coding: "br, gzip"}, &offset))
		if err != nil {
			return err
		}
		theirs, err := b.closedLoop(ctx, naive, loopOf(&traffic{coding: "gzip"}, &offset))
		if err != nil {
			return err
		}
		row.Ours, row.Other = append(row.Ours, ours.perSecond), append(row.Other, theirs.perSecond)
		row.CPU, row.OtherCPU = append(row.CPU, ours.cpu), append(row.OtherCPU, theirs.cpu)
		b.progress("%s: %.0f/s, naive %.0f/s", row.What, ours.perSecond, theirs.perSecond)
	}
	b.rows = append(b.rows, row)
	return nil
}

// loopOf asks for filtered pages from offset on, and moves it past them.
func loopOf(t *traffic, offset *int) load.Do {
	const most = 100_000 // pages that one loop can use up
	from := *offset
	*offset += most
	return func(ctx context.Context, c *load.Conn, i int) error { return t.filtered(ctx, c, from+i%most) }
}

// closedLoop runs our own client with 64 connections.
func (b *bench) closedLoop(ctx context.Context, p *rig.Process, do load.Do) (outcome, error) {
	before, err := p.CPU()
	if err != nil {
		return outcome{}, err
	}
	result := load.ClosedLoop(ctx, p.Address(), load.Connections, b.lasting, do)
	after, cpuErr := p.CPU()
	if err := errors.Join(failures(result), cpuErr); err != nil {
		return outcome{}, err
	}
	used := float64((after - before).Microseconds())
	return outcome{result.PerSecond(), used / float64(result.Requests)}, nil
}

// failures is the first thing that went wrong in a loop in which nothing may.
func failures(result load.Result) error {
	if result.Failed > 0 {
		return fmt.Errorf("%d of %d requests failed: %w", result.Failed, result.Failed+result.Requests, result.FirstFail)
	}
	return nil
}
